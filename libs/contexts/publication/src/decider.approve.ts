import { workingDayAfter } from '@gongkai/calendar';
import { Rejection, type Actor } from '@gongkai/kernel';
import { secrecyPassedFor } from '@gongkai/secrecy';
import type { CommandOf } from './commands.js';
import { takeDown } from './decider.after.js';
import type { Attribute } from './decider.content.js';
import { impossible, yearAfter } from './decider.days.js';
import { groundedAttribute } from './decider.draft.js';
import {
  openCoordination,
  secrecySubject,
  type Document,
  type DocumentFacts,
} from './decider.state.js';
import { reject } from './errors.js';
import type { DocumentEvent } from './events.js';

type Outcome = DocumentEvent[] | Rejection;

/** A signer is a named person who neither wrote the paper nor proposed its attribute. */
const signer = (document: Document, actor: Actor): Rejection | undefined => {
  if (actor.kind !== 'officer') return reject('publication.personNeeded');
  return secrecySubject(document).authors.includes(actor.id)
    ? reject('publication.separationOfDuties')
    : undefined;
};

const refusedBySecrecy = (document: Document, attribute: Attribute) =>
  attribute === 'onInitiative' && document.barred.includes(document.contentDigest);

/** 条例第十八条: what is withheld gets a day by which it is looked at again. */
const reevaluation = (
  attribute: Attribute,
  given: string | undefined,
  today: string,
): string | null | Rejection => {
  if (attribute !== 'withheld') return null;
  const on = given ?? yearAfter(today);
  return on > today
    ? on
    : reject(
        'publication.dayImpossible',
        { on, why: '须在今天之后', whyEn: 'it must be after today' },
        'reevaluateOn',
      );
};

export const decideAttribute = (
  document: Document,
  command: CommandOf<'decideAttribute'>,
  { today, actor }: DocumentFacts,
): Outcome => {
  const { proposal, decision, contentDigest } = document;
  if (proposal === null) return reject('publication.attributeNotProposed');
  if (decision?.contentDigest === contentDigest)
    return reject('publication.attributeAlreadyDecided');
  const person = signer(document, actor);
  if (person) return person;
  const { documentId, attribute } = command;
  if (refusedBySecrecy(document, attribute))
    return reject('publication.secrecyRefused', {}, 'attribute');
  const asProposed =
    attribute === proposal.attribute &&
    command.ground === undefined &&
    command.reason === undefined;
  const decided = asProposed
    ? { attribute, ground: proposal.ground, reason: proposal.reason }
    : groundedAttribute(attribute, command, today);
  if (decided instanceof Rejection) return decided;
  const reevaluateOn = reevaluation(attribute, command.reevaluateOn, today);
  if (reevaluateOn instanceof Rejection) return reevaluateOn;
  return [
    {
      type: 'AttributeDecided',
      data: { documentId, ...decided, contentDigest, decidedBy: actor.id, reevaluateOn },
    },
    ...leaving(document, attribute, decided.reason, { today, actor }),
  ];
};

/** What is no longer 主动公开, a former content of it too, leaves the public at once. */
const leaving = (
  document: Document,
  attribute: Attribute,
  reason: string,
  { today, actor }: Pick<DocumentFacts, 'today' | 'actor'>,
): DocumentEvent[] =>
  attribute === 'onInitiative'
    ? []
    : takeDown(document, {
        cause: 'attributeMoved',
        reason,
        withdrawnBy: actor.id,
        withdrawnOn: today,
      });

/** Between attributes. */
export const moveAttribute = (
  document: Document,
  command: CommandOf<'moveAttribute'>,
  { today, actor }: DocumentFacts,
): Outcome => {
  const { decision, contentDigest } = document;
  if (decision === null || decision.contentDigest !== contentDigest)
    return reject('publication.attributeUndecided');
  const { documentId, attribute: to } = command;
  if (decision.attribute === to) return reject('publication.attributeSame', {}, 'attribute');
  const person = signer(document, actor);
  if (person) return person;
  if (refusedBySecrecy(document, to)) return reject('publication.secrecyRefused', {}, 'attribute');
  const grounded = groundedAttribute(to, command, today);
  if (grounded instanceof Rejection) return grounded;
  const reevaluateOn = reevaluation(to, command.reevaluateOn, today);
  if (reevaluateOn instanceof Rejection) return reevaluateOn;
  const { ground, reason } = grounded;
  const { attribute: from } = decision;
  const data = { documentId, from, to, ground, reason, contentDigest, reevaluateOn };
  return [
    { type: 'AttributeMoved', data: { ...data, movedBy: actor.id } },
    ...leaving(document, to, reason, { today, actor }),
  ];
};

export const approve = (
  document: Document,
  command: CommandOf<'approve'>,
  { today, actor }: DocumentFacts,
): Outcome => {
  const { decision, contentDigest, content, secrecy } = document;
  if (decision === null || decision.contentDigest !== contentDigest)
    return reject('publication.attributeUndecided');
  if (document.approval !== null) return reject('publication.alreadyApproved');
  const person = signer(document, actor);
  if (person) return person;
  const approvedOn = command.on ?? today;
  const { attribute } = decision;
  if (attribute === 'onInitiative') {
    if (!secrecyPassedFor(secrecy, secrecySubject(document)))
      return reject('publication.secrecyMissing');
    const [party] = openCoordination(document);
    if (party !== undefined) return reject('publication.coordinationOpen', { party });
  }
  // 先审查后公开: nobody can have approved before the review.
  const reviewedOn = secrecy.status === 'passed' ? secrecy.on : null;
  const reviewed = attribute === 'onInitiative' ? reviewedOn : null;
  const day = impossible(approvedOn, today, 'on', { reviewed });
  if (day) return day;
  const { genre, normative } = content!;
  const data = { documentId: command.documentId, attribute, contentDigest, genre, normative };
  const first = !document.everApproved && document.attestedDigest === null;
  return [{ type: 'DocumentApproved', data: { ...data, approvedBy: actor.id, approvedOn, first } }];
};

export const returnDraft = (
  document: Document,
  { documentId, reason }: CommandOf<'returnDraft'>,
  { actor }: DocumentFacts,
): Outcome => {
  if (document.publicDigest === document.contentDigest) return reject('publication.alreadyPublic');
  return [
    {
      type: 'DocumentReturned',
      data: { documentId, stage: 'approval', reason, returnedBy: actor.id },
    },
  ];
};

/** 条例第十一条: what concerns another agency is confirmed with it before it is published. */
export const askCoordination = (
  document: Document,
  command: CommandOf<'askCoordination'>,
  { today, calendar, agencyActive }: DocumentFacts,
): Outcome => {
  const { documentId, party, external, silenceConsents } = command;
  if (!external && party === document.agency)
    return reject('publication.coordinationWithSelf', {}, 'party');
  if (!external && agencyActive === false)
    return reject('publication.agencyUnknown', { agency: party }, 'party');
  const { contentDigest } = document;
  if (document.coordination[party]?.contentDigest === contentDigest)
    return reject('publication.coordinationAlreadyAsked', { party }, 'party');
  const askedOn = command.on ?? today;
  const day = impossible(askedOn, today, 'on');
  if (day) return day;
  const { answerWithinDays: withinDays } = command;
  const dueOn = workingDayAfter(calendar, askedOn, withinDays).day;
  const asked = { documentId, party, external, contentDigest, askedOn, dueOn };
  return [{ type: 'CoordinationAsked', data: { ...asked, silenceConsents, withinDays } }];
};

/** An answer after the limit is late and still an answer. */
export const answerCoordination = (
  document: Document,
  command: CommandOf<'confirmCoordination'> | CommandOf<'objectCoordination'>,
  { today, actor }: DocumentFacts,
): Outcome => {
  const { documentId, party } = command;
  const asked = document.coordination[party];
  if (
    asked?.contentDigest !== document.contentDigest ||
    (asked.answer !== 'none' && asked.answer !== 'silent')
  )
    return reject('publication.coordinationNotAsked', { party }, 'party');
  const answeredOn = command.on ?? today;
  const day = impossible(answeredOn, today, 'on', { asked: asked.askedOn });
  if (day) return day;
  const { external } = asked;
  const late = answeredOn > asked.dueOn;
  const data = { documentId, party, external, answeredBy: actor.id, answeredOn, late };
  return command.type === 'confirmCoordination'
    ? [{ type: 'CoordinationConfirmed', data }]
    : [{ type: 'CoordinationObjected', data: { ...data, reason: command.reason } }];
};

/**
 * The superior's decision where agencies do not agree, where silence does not consent, or where the
 * agency is no more and can neither answer nor be asked about a new content.
 */
export const settleCoordination = (
  document: Document,
  { documentId, party, reason, on }: CommandOf<'settleCoordination'>,
  { today, actor, agencyActive }: DocumentFacts,
): Outcome => {
  const asked = document.coordination[party];
  const heard =
    asked?.contentDigest === document.contentDigest &&
    (asked.answer === 'objected' || asked.answer === 'silent');
  const gone = agencyActive === false && openCoordination(document).includes(party);
  if (asked === undefined || !(heard || gone))
    return reject('publication.coordinationNotAsked', { party }, 'party');
  const settledOn = on ?? today;
  const day = impossible(settledOn, today, 'on', { asked: asked.askedOn });
  if (day) return day;
  const { external } = asked;
  const data = { documentId, party, external, reason, settledBy: actor.id, settledOn };
  return [{ type: 'CoordinationSettled', data }];
};

/** From the watch; asked twice it says nothing the second time. */
export const noteCoordinationSilence = (
  document: Document,
  { documentId, party }: CommandOf<'noteCoordinationSilence'>,
  { today }: DocumentFacts,
): Outcome => {
  const asked = document.coordination[party];
  if (
    asked?.contentDigest !== document.contentDigest ||
    asked.answer !== 'none' ||
    today <= asked.dueOn
  )
    return [];
  const { external, dueOn, silenceConsents: consents } = asked;
  return [
    {
      type: 'CoordinationSilenceNoted',
      data: { documentId, party, external, dueOn, notedOn: today, consents },
    },
  ];
};
