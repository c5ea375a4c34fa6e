import { editionOfReceipt, workingDaysBetween, type Calendar } from '@gongkai/calendar';
import { fold, type Day, type Rejection } from '@gongkai/kernel';
import type { AttestCommand } from './commands.attest.js';
import { deadlineAfter } from './decider.clock.js';
import { impossible, REGULATIONS_FROM } from './decider.days.js';
import { concluded } from './decider.end.js';
import { evolveRequest } from './decider.evolve.js';
import { noRequest, type Request, type RequestFacts } from './decider.state.js';
import { reject } from './errors.js';
import { AttestedDefect } from './events.attest.js';
import type { EventNamed, RequestEvent } from './events.js';
import type { Outcome } from './events.kinds.js';

type Entry = Pick<AttestCommand, 'number' | 'receivedOn' | 'outcome' | 'stated' | 'daysColumn'>;

/** A register under a law of its own may be older than the Regulations. */
const BEFORE_ANY_LAW = '1900-01-01';

/** Confirmed on a day that can be; what lies before the receipt is only what was printed. */
const confirmedOf = ({ receivedOn, stated: { confirmedOn } }: Entry): Day | null =>
  confirmedOn !== null && confirmedOn >= receivedOn ? confirmedOn : null;

const endOf = ({ receivedOn, stated: { endedOn } }: Entry): Day | null =>
  endedOn !== null && endedOn >= receivedOn ? endedOn : null;

/** Working days from the start of the period to the end, without those it stood still. */
export const daysCountedOf = (entry: Entry, calendar: Calendar): number | null => {
  const end = endOf(entry);
  if (end === null) return null;
  const start = confirmedOf(entry) ?? entry.receivedOn;
  const { days } = workingDaysBetween(calendar, start, end);
  return Math.max(0, days - (entry.stated.daysTolled ?? 0));
};

/** `<1` is said of what was answered on the day it came. */
export const daysStatedOf = (stated: string): number =>
  stated.startsWith('<') ? Math.max(0, Number(stated.slice(1)) - 1) : Number(stated);

/** Everything in an entry that does not go together, by name. */
export const attestedDefects = (entry: Entry, calendar: Calendar): AttestedDefect[] => {
  const { number, receivedOn, outcome, stated, daysColumn } = entry;
  const { endedOn, confirmedOn, days, secondOutcome } = stated;
  const counted = daysCountedOf(entry, calendar);
  const ended = endOf(entry) !== null;
  const found: Readonly<Record<AttestedDefect, boolean>> = {
    numberTwice: stated.number !== number,
    twoDispositions: outcome !== null && secondOutcome !== null && outcome !== secondOutcome,
    dispositionMissing: endedOn !== null && outcome === null,
    endMissing: endedOn === null && outcome !== null,
    endBeforeReceipt: endedOn !== null && endedOn < receivedOn,
    confirmedBeforeReceipt: confirmedOn !== null && confirmedOn < receivedOn,
    daysMissing: ended && daysColumn === 'empty',
    daysUnreadable: daysColumn === 'unreadable',
    daysDiffer: days !== null && counted !== null && daysStatedOf(days) !== counted,
  };
  return AttestedDefect.options.filter((defect) => found[defect]);
};

/** Ended in a way nobody wrote down. */
const UNSAID: Outcome = 'otherEnded';

/**
 * Takes over a case handled elsewhere: received, and ended when it was, on the days of its register.
 * No confirmation, secrecy review, approval or delivery is made up for it; late stays late, and an
 * answer before the request stays what was printed, never a fact.
 */
export const attest = (
  request: Request,
  command: AttestCommand,
  facts: RequestFacts,
): RequestEvent[] | Rejection => {
  if (request.status !== 'none') return reject('request.alreadyReceived');
  const { receivedOn, daysAllowed, stated, requestId, applicantKind } = command;
  if (facts.agencyActive === false) return reject('request.agencyUnknown', {}, 'agency');
  const { today } = facts;
  const notBefore = daysAllowed === null ? REGULATIONS_FROM : BEFORE_ANY_LAW;
  for (const [field, day] of Object.entries({
    receivedOn,
    confirmedOn: stated.confirmedOn,
    endedOn: stated.endedOn,
  })) {
    const wrong = day === null ? undefined : impossible(day, notBefore, today, field);
    if (wrong) return wrong;
  }
  const entered: RequestEvent[] = [received(command, facts), attested(command, facts)];
  const running = [...entered, ...deadlineAfter(noRequest, entered, facts, evolveRequest)];
  const endedOn = endOf(command);
  if (endedOn === null) return running;
  const state = fold({ initial: request, evolve: evolveRequest }, running);
  const dueOn = state.clock?.dueOn ?? null;
  const outcome = command.outcome ?? UNSAID;
  const of = { requestId, round: state.round, applicantKind };
  const late = dueOn !== null && endedOn > dueOn;
  const { attestedBy } = command;
  return [
    ...running,
    { type: 'OutcomeAttested', data: { ...of, outcome, endedOn, dueOn, late, attestedBy } },
    concluded(state, outcome, endedOn),
  ];
};

const attested = (
  command: AttestCommand,
  { actor, calendar, calendarRevision }: RequestFacts,
): EventNamed<'RequestAttested'> => {
  const { requestId, applicantKind, receivedOn, proof, attestedBy } = command;
  const { stated, outcome, assumed, daysAllowed } = command;
  return {
    type: 'RequestAttested',
    data: {
      ...{ requestId, applicantKind, receivedOn, proof, attestedBy, stated, outcome },
      assumed,
      daysAllowed: daysAllowed === null ? null : daysAllowed + (stated.daysTolled ?? 0),
      defects: attestedDefects(command, calendar),
      daysCounted: daysCountedOf(command, calendar),
      calendar: calendarRevision,
      recordedBy: actor.id,
    },
  };
};

/** Nothing is known of who asked but what the register says; what it lacks is not a defect here. */
const received = (
  command: AttestCommand,
  { actor }: RequestFacts,
): EventNamed<'RequestReceived'> => {
  const { requestId, number, agency, kind, channel, receivedOn, applicantKind, subject } = command;
  const { person, applicant, contact, description } = command;
  return {
    type: 'RequestReceived',
    data: {
      ...{ requestId, number, agency, kind, channel, receivedOn, applicantKind, subject },
      ...{ person, applicant, contact, description },
      identityKind: 'none',
      identityMac: null,
      agent: null,
      files: [],
      supply: { form: 'other', route: 'other' },
      trackingDigest: null,
      defects: [],
      partOf: null,
      confirmedOn: confirmedOf(command),
      restarts: [],
      edition: editionOfReceipt(receivedOn),
      editionReason: null,
      registeredBy: actor.id,
    },
  };
};
