import { addDays, consultationDueBy, type Calendar, type Pause } from '@gongkai/calendar';
import type { Actor, Day, Rejection } from '@gongkai/kernel';
import type { ConsultationCommand } from './commands.js';
import { rejectConsultation as reject } from './errors.js';
import type {
  ConsultationAnswer,
  ConsultationEvent,
  ConsultationKind,
  SilenceEffect,
} from './events.js';

/** One letter to one party, and what came of it. */
export type Consultation = {
  id: string;
  kind: ConsultationKind;
  agency: string | null;
  name: string | null;
  sentOn: Day;
  deliveredOn: Day | null;
  returnedOn: Day | null;
  answer: { answer: ConsultationAnswer; reasonable: boolean | null; on: Day; late: boolean } | null;
  silent: { effect: SilenceEffect; dueOn: Day } | null;
  /** The day the third party was told that the public interest prevails. */
  overriddenOn: Day | null;
};
export type Consultations = Readonly<Record<string, Consultation>>;

/** The case that asks, as its own decider knows it. */
export type ConsultationHost = {
  id: string;
  agency: string | null;
  edition: '2007' | '2019';
  receivedOn: Day;
};
export type ConsultationFacts = { today: Day; actor: Actor; calendar: Calendar };
type Outcome = ConsultationEvent[] | Rejection;

/**
 * Who is silent until this day is over has agreed, or leaves it to the agency: fifteen working days
 * from receipt of the letter, for third parties and joint makers of the 2019 edition alone
 * (条例第三十二条、第三十四条). Null where nothing ends it but an answer.
 */
export const answerByOf = (
  { kind, deliveredOn }: Pick<Consultation, 'kind' | 'deliveredOn'>,
  edition: '2007' | '2019',
  calendar: Calendar,
): Day | null =>
  deliveredOn === null || kind === 'otherAgency'
    ? null
    : consultationDueBy(calendar, edition, deliveredOn);

const earliest = (...days: (Day | null)[]): Day | null =>
  days.filter((day) => day !== null).sort()[0] ?? null;

/**
 * What a consultation takes out of the reply period: from the letter to the answer, to its return, or
 * to the end of the fifteen days. It never depends on whether the silence was noted.
 */
export const pauseOf = (
  consultation: Consultation,
  edition: '2007' | '2019',
  calendar: Calendar,
): Pause => {
  const { id, kind, sentOn, answer, returnedOn } = consultation;
  const answerBy = answerByOf(consultation, edition, calendar);
  return {
    id,
    from: sentOn,
    to: earliest(answer?.on ?? null, returnedOn, answerBy),
    cause: kind === 'thirdParty' ? 'thirdParty' : 'otherAgency',
  };
};

/** How a consultation stands in law, on a day. */
export type Standing =
  'open' | 'agreed' | 'refused' | 'refusedInPart' | 'agencyDecides' | 'overridden';

/**
 * 条例第三十二条: a refusal binds when its ground is reasonable, until the public interest prevails;
 * under the edition of 2007 (第二十三条) without consent nothing is disclosed, whatever the ground.
 */
export const standingOf = (
  consultation: Consultation,
  host: Pick<ConsultationHost, 'edition'>,
  { today, calendar }: Pick<ConsultationFacts, 'today' | 'calendar'>,
): Standing => {
  const { kind, answer, overriddenOn, returnedOn } = consultation;
  if (overriddenOn !== null) return 'overridden';
  if (answer?.answer === 'consents') return 'agreed';
  const unheard = kind === 'jointMaker' ? 'agreed' : 'agencyDecides';
  const answerBy = answerByOf(consultation, host.edition, calendar);
  if (answer !== null) {
    if (answerBy !== null && answer.on > answerBy) return unheard;
    if (kind !== 'thirdParty') return 'agencyDecides';
    const binds = host.edition === '2007' || answer.reasonable === true;
    if (!binds) return 'agencyDecides';
    return answer.answer === 'objects' ? 'refused' : 'refusedInPart';
  }
  if (returnedOn !== null) return without(kind, host);
  return answerBy !== null && today > answerBy ? unheard : 'open';
};

/** Nobody was reached: 2007 第二十三条 asks for consent, 2019 leaves it to the agency. */
const without = (kind: ConsultationKind, host: Pick<ConsultationHost, 'edition'>): Standing =>
  kind === 'thirdParty' && host.edition === '2007' ? 'refused' : 'agencyDecides';

/** Pure sub-decider: the host decider calls it for its consultation commands. */
export const decideConsultation = (
  consultations: Consultations,
  command: ConsultationCommand,
  host: ConsultationHost,
  facts: ConsultationFacts,
): Outcome => {
  const known = consultations[command.consultationId];
  if (command.type === 'sendConsultation')
    return known ? reject('consultation.alreadySent') : send(command, host, facts);
  if (!known) return reject('consultation.notFound', {}, 'consultationId');
  if (command.type === 'noteConsultationSilence') return noteSilence(known, host, facts);
  const on = command.on ?? facts.today;
  const day = impossible(on, known.sentOn, facts.today);
  if (day) return day;
  const { actor } = facts;
  const of = { subject: host.id, consultationId: known.id };
  switch (command.type) {
    case 'recordConsultationDelivery':
      return delivered(known, of, on, host, facts);
    case 'recordConsultationReturn': {
      const { returnedOn, deliveredOn } = known;
      if (returnedOn !== null) return reject('consultation.alreadyReturned');
      if (deliveredOn !== null) return reject('consultation.alreadyDelivered', { deliveredOn });
      if (known.answer !== null) return reject('consultation.alreadyAnswered');
      const data = { ...of, returnedOn: on, reason: command.reason, recordedBy: actor.id };
      return [{ type: 'ConsultationReturned', data }];
    }
    case 'answerConsultation':
      return answered(known, command, of, on, host, facts);
    case 'noticeOverride': {
      const standing = standingOf(known, host, facts);
      if (standing === 'overridden') return reject('consultation.alreadyOverridden');
      if (standing !== 'refused' && standing !== 'refusedInPart')
        return reject('consultation.nothingToOverride');
      if (actor.kind === 'process') return reject('consultation.personNeeded');
      const { reason, letter } = command;
      const data = { ...of, reason, letter, decidedBy: actor.id, noticedOn: on };
      return [{ type: 'OverrideNoticed', data }];
    }
  }
};

type CommandOf<T extends ConsultationCommand['type']> = Extract<ConsultationCommand, { type: T }>;
type Of = { subject: string; consultationId: string };

const impossible = (on: Day, notBefore: Day, today: Day): Rejection | undefined =>
  on < notBefore || on > today
    ? reject('consultation.dayImpossible', { on, notBefore, notAfter: today }, 'on')
    : undefined;

const send = (
  command: CommandOf<'sendConsultation'>,
  host: ConsultationHost,
  { today, actor }: ConsultationFacts,
): Outcome => {
  const { consultationId, kind, agency, name, addressee, route, letter } = command;
  const sentOn = command.on ?? today;
  const day = impossible(sentOn, host.receivedOn, today);
  if (day) return day;
  if (kind === 'thirdParty') {
    if (addressee === null) return reject('consultation.addresseeMissing', {}, 'addressee');
  } else if (agency === null && name === null)
    return reject('consultation.agencyMissing', {}, 'name');
  if (agency !== null && agency === host.agency)
    return reject('consultation.withSelf', {}, 'agency');
  const of = { subject: host.id, consultationId };
  const data = { ...of, kind, agency, name, addressee, route, letter, sentBy: actor.id, sentOn };
  return [{ type: 'ConsultationSent', data }];
};

const delivered = (
  known: Consultation,
  of: Of,
  on: Day,
  host: ConsultationHost,
  { actor, calendar }: ConsultationFacts,
): Outcome => {
  const { deliveredOn, answer, returnedOn } = known;
  if (deliveredOn !== null) return reject('consultation.alreadyDelivered', { deliveredOn });
  if (returnedOn !== null) return reject('consultation.alreadyReturned');
  // The slip may come back after the answer; but nobody answers a letter before it arrives.
  if (answer !== null && on > answer.on)
    return reject(
      'consultation.dayImpossible',
      { on, notBefore: known.sentOn, notAfter: answer.on },
      'on',
    );
  const answerBy = answerByOf({ kind: known.kind, deliveredOn: on }, host.edition, calendar);
  const data = { ...of, deliveredOn: on, answerBy, recordedBy: actor.id };
  return [{ type: 'ConsultationDelivered', data }];
};

const answered = (
  known: Consultation,
  command: CommandOf<'answerConsultation'>,
  of: Of,
  on: Day,
  host: ConsultationHost,
  { today, actor, calendar }: ConsultationFacts,
): Outcome => {
  if (known.answer !== null) return reject('consultation.alreadyAnswered');
  const notBefore = known.deliveredOn ?? known.sentOn;
  const day = impossible(on, notBefore, today);
  if (day) return day;
  const { answer, text } = command;
  const judged = known.kind === 'thirdParty' && host.edition === '2019' && answer !== 'consents';
  if (judged && command.reasonable === null)
    return reject('consultation.groundNotJudged', {}, 'reasonable');
  const answerBy = answerByOf(known, host.edition, calendar);
  return [
    {
      type: 'ConsultationAnswered',
      data: {
        ...of,
        answer,
        reasonable: judged ? command.reasonable : null,
        text,
        answeredOn: on,
        late: answerBy !== null && on > answerBy,
        recordedBy: actor.id,
      },
    },
  ];
};

/** From the watch; asked twice it says nothing the second time. */
const noteSilence = (
  known: Consultation,
  host: ConsultationHost,
  { today, calendar }: ConsultationFacts,
): Outcome => {
  const { answer, silent, returnedOn, kind } = known;
  if (answer !== null || silent !== null || returnedOn !== null) return [];
  const dueOn = answerByOf(known, host.edition, calendar);
  if (dueOn === null || today <= dueOn) return [];
  const effect = kind === 'jointMaker' ? 'agreed' : 'agencyDecides';
  const of = { subject: host.id, consultationId: known.id };
  return [{ type: 'ConsultationSilent', data: { ...of, effect, dueOn, notedOn: today } }];
};

export const evolveConsultations = (
  consultations: Consultations,
  event: ConsultationEvent,
): Consultations => {
  const { consultationId: id } = event.data;
  if (event.type === 'ConsultationSent') {
    const { kind, agency, name, sentOn } = event.data;
    const came = { deliveredOn: null, returnedOn: null, answer: null };
    const sent = { id, kind, agency, name, sentOn, ...came, silent: null, overriddenOn: null };
    return { ...consultations, [id]: sent };
  }
  const known = consultations[id];
  return known ? { ...consultations, [id]: evolved(known, event) } : consultations;
};

const evolved = (
  known: Consultation,
  event: Exclude<ConsultationEvent, { type: 'ConsultationSent' }>,
): Consultation => {
  switch (event.type) {
    case 'ConsultationDelivered':
      return { ...known, deliveredOn: event.data.deliveredOn };
    case 'ConsultationReturned':
      return { ...known, returnedOn: event.data.returnedOn };
    case 'ConsultationAnswered': {
      const { answer, reasonable, answeredOn: on, late } = event.data;
      return { ...known, answer: { answer, reasonable, on, late } };
    }
    case 'ConsultationSilent': {
      const { effect, dueOn } = event.data;
      return { ...known, silent: { effect, dueOn } };
    }
    case 'OverrideNoticed':
      return { ...known, overriddenOn: event.data.noticedOn };
  }
};

/** The first day on which silence can be noted; what is due on a day is over the day after. */
export const silenceFrom = (answerBy: Day): Day => addDays(answerBy, 1);
