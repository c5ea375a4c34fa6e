import { editionOfReceipt } from '@gongkai/calendar';
import { Rejection, type Day } from '@gongkai/kernel';
import type { CommandOf } from './commands.js';
import { clockOf } from './decider.clock.js';
import { dayOf, impossible, REGULATIONS_FROM } from './decider.days.js';
import type { Request, RequestFacts } from './decider.state.js';
import { reject } from './errors.js';
import type { ReceiptChange } from './events.intake.js';
import type { Channel } from './events.kinds.js';
import type { RequestEvent } from './events.js';

type Outcome = RequestEvent[] | Rejection;

/**
 * Registered as it came, in whatever channel and with whatever is wrong (条例第二十九条): the period
 * runs from receipt, and defects go to clarification.
 */
export const receive = (
  request: Request,
  command: CommandOf<'receive'>,
  { today, actor, agencyActive, missingFile }: RequestFacts,
): Outcome => {
  if (request.status !== 'none') return reject('request.alreadyReceived');
  const { type: _, receivedOn: given, edition: asked, editionReason, ...as } = command;
  if (agencyActive === false) return reject('request.agencyUnknown', {}, 'agency');
  if (missingFile) return reject('request.fileUnknown', { digest: missingFile }, 'files');
  const receivedOn = given ?? today;
  const day =
    impossible(receivedOn, REGULATIONS_FROM, today, 'receivedOn') ??
    (as.confirmedOn === null
      ? undefined
      : impossible(as.confirmedOn, receivedOn, today, 'confirmedOn'));
  if (day) return day;
  const usual = editionOfReceipt(receivedOn);
  const edition = asked ?? usual;
  if (edition !== usual && editionReason === null)
    return reject('request.editionReasonMissing', {}, 'editionReason');
  const stated = edition === usual ? null : editionReason;
  return [
    {
      type: 'RequestReceived',
      data: {
        ...as,
        receivedOn,
        partOf: null,
        restarts: [],
        edition,
        editionReason: stated,
        registeredBy: actor.id,
      },
    },
  ];
};

/** 一事一申请: a part has everything of the whole but its number and subject, its clock too. */
export const receivePart = (
  request: Request,
  command: CommandOf<'receivePart'>,
  { actor, whole, calendar }: RequestFacts,
): Outcome => {
  if (request.status !== 'none') return [];
  const part = whole?.parts.find(({ id }) => id === command.requestId);
  if (!whole || !part) return reject('request.partUnknown', {}, 'whole');
  const { name, contact } = whole.applicant;
  const { agency, kind, channel, receivedOn, description, supply, trackingDigest } = whole;
  const { files, confirmedOn, edition, editionReason } = whole;
  const { kind: applicantKind, identityKind, person, identityMac, agent } = whole.applicant;
  const who = { applicantKind, identityKind, person, identityMac, agent };
  const { number, subject } = part;
  const { restarts } = clockOf(whole, calendar);
  return [
    {
      type: 'RequestReceived',
      data: {
        ...{ requestId: part.id, number, subject, agency, kind, channel, receivedOn },
        ...{ ...who, applicant: name!, contact: contact! },
        ...{ description: description!, files: [...files], supply, trackingDigest, defects: [] },
        ...{ partOf: whole.id, confirmedOn, restarts: [...restarts], edition, editionReason },
        registeredBy: actor.id,
      },
    },
  ];
};

/** Where the day of submission or signature counts, there is nothing to confirm (条例第三十一条). */
const COUNT_FROM_ARRIVAL: readonly Channel[] = ['inPerson', 'signedPost', 'oral'];

export const confirmReceipt = (
  request: Request,
  command: CommandOf<'confirmReceipt'>,
  facts: RequestFacts,
): Outcome => {
  const { channel, confirmedOn: earlier, receivedOn, id: requestId } = request;
  if (COUNT_FROM_ARRIVAL.includes(channel)) return reject('request.confirmationNotNeeded');
  if (earlier !== null) return reject('request.alreadyConfirmed', { on: earlier });
  const confirmedOn = dayOf(request, command, facts);
  if (confirmedOn instanceof Rejection) return confirmedOn;
  const { means } = command;
  const late = confirmedOn > receivedOn;
  const data = { requestId, confirmedOn, means, late, confirmedBy: facts.actor.id };
  return [{ type: 'ReceiptConfirmed', data }];
};

/** The first day on which something was done that cannot have come before the receipt. */
const firstAct = (request: Request, today: Day): Day =>
  [
    request.confirmedOn,
    request.acceptedOn,
    request.clarification?.sentOn ?? null,
    request.extension?.grantedOn ?? null,
    request.excess?.askedOn ?? null,
    ...Object.values(request.consultations).map(({ sentOn }) => sentOn),
    ...request.fees.map(({ sentOn }) => sentOn),
    ...request.replies.map(({ draftedOn }) => draftedOn),
    today,
  ]
    .filter((day) => day !== null)
    .sort()[0]!;

/** A mistaken entry is put right by another one; the due day follows, the old entry stays legible. */
export const correctReceipt = (
  request: Request,
  command: CommandOf<'correctReceipt'>,
  { today, actor }: RequestFacts,
): Outcome => {
  const { change: asked, reason } = command;
  const change = changeOf(request, asked);
  if (change.was === change.now) return reject('request.nothingToCorrect', {}, 'change.now');
  if (change.field === 'receivedOn') {
    const day = impossible(change.now, REGULATIONS_FROM, firstAct(request, today), 'change.now');
    if (day) return day;
  }
  if (change.field === 'confirmedOn' && change.now !== null) {
    const day = impossible(change.now, request.receivedOn, today, 'change.now');
    if (day) return day;
  }
  const { id, round } = request;
  const data = { requestId: id, round, change, reason, correctedBy: actor.id };
  return [{ type: 'ReceiptCorrected', data }];
};

const changeOf = (
  request: Request,
  asked: CommandOf<'correctReceipt'>['change'],
): ReceiptChange => {
  switch (asked.field) {
    case 'receivedOn':
      return { ...asked, was: request.receivedOn };
    case 'confirmedOn':
      return { ...asked, was: request.confirmedOn };
    case 'channel':
      return { ...asked, was: request.channel };
    case 'applicantKind':
      return { ...asked, was: request.applicant.kind };
  }
};

/** No transitional rule is known for what was pending on 2019-05-15 (条例第五十六条): case by case. */
export const overrideEdition = (
  request: Request,
  { edition, reason }: CommandOf<'overrideEdition'>,
  { actor }: RequestFacts,
): Outcome => {
  const { edition: was, id: requestId } = request;
  if (was === edition) return reject('request.editionSame', { edition }, 'edition');
  if (actor.kind === 'process') return reject('request.personNeeded');
  return [
    { type: 'EditionOverridden', data: { requestId, was, edition, reason, decidedBy: actor.id } },
  ];
};
