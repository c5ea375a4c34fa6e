import type { Day, Rejection } from '@gongkai/kernel';
import type { CommandOf } from './commands.js';
import {
  copyOf,
  countedOf,
  evidenceBy,
  impossibleDay,
  type Suit,
  type SuitFacts,
} from './decider.state.js';
import { reject } from './errors.js';
import type { SuitEvent } from './events.js';
import { answerDay, editionOn } from './limits.js';

type Outcome = SuitEvent[] | Rejection;

export const accept = (suit: Suit, command: CommandOf<'accept'>, facts: SuitFacts): Outcome => {
  const { suitId, number } = command;
  if (suit.accepted) return reject('litigation.accepted', { on: suit.accepted.on });
  const on = command.on ?? facts.today;
  return (
    impossibleDay(on, suit.filedOn, facts) ?? [
      { type: 'SuitAccepted', data: { suitId, on, number, recordedBy: facts.actor.id } },
    ]
  );
};

export const joinParty = (
  suit: Suit,
  command: CommandOf<'joinParty'>,
  facts: SuitFacts,
): Outcome => {
  const { suitId, kind, name, person } = command;
  const unnamed = name === null && person === null;
  if (unnamed || (kind !== 'thirdParty' && name === null))
    return reject('litigation.partyUnnamed', {}, 'name');
  const on = command.on ?? facts.today;
  return (
    impossibleDay(on, suit.filedOn, facts) ?? [
      {
        type: 'SuitPartyJoined',
        data: { suitId, kind, name, person, on, recordedBy: facts.actor.id },
      },
    ]
  );
};

export const receiveCopy = (
  suit: Suit,
  command: CommandOf<'receiveCopy'>,
  facts: SuitFacts,
): Outcome => {
  const { suitId } = command;
  const { instance } = suit;
  const known = copyOf(suit);
  if (known) return reject('litigation.copyReceived', { on: known.receivedOn });
  const on = command.on ?? facts.today;
  const fault = impossibleDay(on, suit.appeal?.on ?? suit.filedOn, facts);
  if (fault) return fault;
  const { day: answerBy, provisional, article } = answerDay(facts.calendar, on, instance);
  const calendar = facts.calendarRevision;
  return [
    {
      type: 'SuitCopyReceived',
      data: {
        ...{ suitId, instance, on, answerBy, article, provisional, calendar },
        recordedBy: facts.actor.id,
      },
    },
  ];
};

/** The calendar has changed: the last day to answer is looked at again, and said when it moved. */
export const recalculate = (
  suit: Suit,
  { suitId, notice, reason }: CommandOf<'recalculate'>,
  facts: SuitFacts,
): SuitEvent[] => {
  const copy = copyOf(suit);
  if (!copy || suit.answers.some(({ instance }) => instance === copy.instance)) return [];
  const { day: to, provisional } = answerDay(facts.calendar, copy.receivedOn, copy.instance);
  if (to === copy.answerBy && provisional === copy.provisional) return [];
  const { instance, answerBy: from } = copy;
  const calendar = facts.calendarRevision;
  return [
    {
      type: 'SuitAnswerDayMoved',
      data: { suitId, instance, from, to, provisional, calendar, notice, reason },
    },
  ];
};

export const answer = (suit: Suit, command: CommandOf<'answer'>, facts: SuitFacts): Outcome => {
  const { suitId, digest } = command;
  const copy = copyOf(suit);
  if (!copy) return reject('litigation.copyMissing');
  const { instance, answerBy } = copy;
  const known = suit.answers.find((of) => of.instance === instance && of.on >= copy.receivedOn);
  if (known) return reject('litigation.answered', { on: known.on });
  if (facts.missingFile) return reject('litigation.fileUnknown', {}, 'digest');
  const on = command.on ?? facts.today;
  const fault = impossibleDay(on, copy.receivedOn, facts);
  if (fault) return fault;
  const late = on > answerBy;
  return [
    {
      type: 'SuitAnswered',
      data: {
        ...{ suitId, ...countedOf(suit), instance, on, answerBy, late, digest },
        recordedBy: facts.actor.id,
      },
    },
  ];
};

export const permitDelay = (
  suit: Suit,
  command: CommandOf<'permitDelay'>,
  facts: SuitFacts,
): Outcome => {
  const { suitId, until, reason } = command;
  const copy = copyOf(suit);
  if (!copy) return reject('litigation.copyMissing');
  const on = command.on ?? facts.today;
  const data = { suitId, until, reason, on, recordedBy: facts.actor.id };
  return impossibleDay(on, copy.receivedOn, facts) ?? [{ type: 'EvidenceDelayPermitted', data }];
};

/**
 * Evidence and the rules the act rests on. What was made after the act is marked: the court does not
 * take it for the act (行政诉讼法第三十五条). Late without leave it counts as none, on record all the same.
 */
export const fileEvidence = (
  suit: Suit,
  command: CommandOf<'fileEvidence'>,
  facts: SuitFacts,
): Outcome => {
  const { suitId } = command;
  const lastDay = evidenceBy(suit);
  if (lastDay === null) return reject('litigation.copyMissing');
  if (facts.missingFile) return reject('litigation.fileUnknown', {}, 'items');
  const on = command.on ?? facts.today;
  const fault = impossibleDay(on, suit.copies[0]!.receivedOn, facts);
  if (fault) return fault;
  const { decidedOn, instance } = suit;
  const items = command.items.map(({ title, digest, madeOn }, i) => ({
    id: `e${suit.evidence.length + i + 1}`,
    title,
    digest,
    madeOn,
    afterDecision: isAfter(madeOn, decidedOn),
  }));
  const late = on > lastDay;
  return [
    {
      type: 'SuitEvidenceFiled',
      data: {
        ...{ suitId, ...countedOf(suit), instance, items, on, lastDay, late },
        counts: !late,
        recordedBy: facts.actor.id,
      },
    },
  ];
};

const isAfter = (madeOn: Day | null, decidedOn: Day | null): boolean =>
  madeOn !== null && decidedOn !== null && madeOn > decidedOn;

/** No evidence by the last day: the act counts as without, whenever it is noted; noted once. */
export const noteEvidenceMissed = (
  suit: Suit,
  { suitId }: CommandOf<'noteEvidenceMissed'>,
  { today }: SuitFacts,
): SuitEvent[] => {
  const lastDay = evidenceBy(suit);
  if (lastDay === null || today <= lastDay || suit.evidenceMissedOn !== null) return [];
  if (suit.evidence.some(({ counts }) => counts)) return [];
  const { article } = editionOn(lastDay).evidence;
  const data = { suitId, ...countedOf(suit), lastDay, article, notedOn: today };
  return [{ type: 'EvidenceMissed', data }];
};
