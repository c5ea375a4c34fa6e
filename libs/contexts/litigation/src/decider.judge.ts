import type { Day, Rejection } from '@gongkai/kernel';
import type { CommandOf } from './commands.js';
import {
  countedOf,
  impossibleDay,
  type Judgment,
  type Suit,
  type SuitFacts,
} from './decider.state.js';
import { reject } from './errors.js';
import type { SuitEvent, SuitEventNamed } from './events.js';
import type { Order } from './events.kinds.js';
import { appealDay } from './limits.js';
import { fits, leavesStanding, outcomes } from './outcomes.js';

type Outcome = SuitEvent[] | Rejection;

const lastStep = (suit: Suit): Day =>
  [suit.filedOn, suit.accepted?.on ?? '', suit.appeal?.on ?? ''].sort().at(-1)!;

/**
 * How an instance ends. One that no appeal lies against concludes the suit at once; what is sent back
 * begins the first instance again; a dismissed appeal leaves the first judgment standing.
 */
export const judge = (suit: Suit, command: CommandOf<'judge'>, facts: SuitFacts): Outcome => {
  const fault = judgeFault(suit, command, facts);
  if (fault) return fault;
  const { suitId, outcome, number, servedOn } = command;
  const { instance } = suit;
  const judgedOn = command.judgedOn ?? facts.today;
  const { table, ruling, final, article } = outcomes[outcome];
  const ends = final || instance === 2;
  const judged: SuitEventNamed<'SuitJudged'> = {
    type: 'SuitJudged',
    data: {
      ...{ suitId, instance, outcome, tableOutcome: table, ruling, number, article },
      ...{ judgedOn, servedOn },
      appealBy: ends || servedOn === null ? null : appealDay(facts.calendar, servedOn, ruling),
      order: orderOf(command),
      recordedBy: facts.actor.id,
    },
  };
  if (!ends || outcome === 'remanded') return [judged];
  return [judged, concluded(suit, judged.data, servedOn ?? judgedOn, facts)];
};

const orderOf = ({ order }: CommandOf<'judge'>): Order | null =>
  order && { kind: 'answerAnew', days: order.days };

const judgeFault = (
  suit: Suit,
  command: CommandOf<'judge'>,
  facts: SuitFacts,
): Rejection | undefined => {
  const { outcome, servedOn, order } = command;
  const judgedOn = command.judgedOn ?? facts.today;
  const known = suit.instance === 1 ? suit.first : suit.second;
  if (known) return reject('litigation.judged', { on: known.judgedOn });
  if (!fits(outcome, suit.instance, judgedOn))
    return reject('litigation.outcomeUnfit', { outcome: outcomes[outcome].zh }, 'outcome');
  if (order && !outcomes[outcome].order) return reject('litigation.orderUnfit', {}, 'order');
  return (
    impossibleDay(judgedOn, lastStep(suit), facts, 'judgedOn') ??
    (servedOn === null ? undefined : impossibleDay(servedOn, judgedOn, facts, 'servedOn'))
  );
};

/** The end as it counts: of the appeal, or of the first instance that it left standing. */
const concluded = (suit: Suit, last: Judgment, concludedOn: Day, facts: SuitFacts): SuitEvent => {
  const standing = leavesStanding(last.outcome) && suit.first ? suit.first : last;
  const { order } = standing;
  return {
    type: 'SuitConcluded',
    data: {
      suitId: suit.id,
      ...countedOf(suit),
      instance: suit.instance,
      outcome: last.outcome,
      tableOutcome: standing.tableOutcome ?? 'other',
      number: last.number,
      filedOn: suit.filedOn,
      concludedOn,
      challenged: suit.challenged,
      order,
      anew: order === null ? null : (facts.anew ?? null),
      recordedBy: facts.actor.id,
    },
  };
};

export const appeal = (suit: Suit, command: CommandOf<'appeal'>, facts: SuitFacts): Outcome => {
  const { suitId, by, court } = command;
  const { first } = suit;
  if (suit.instance === 2) return reject('litigation.appealed');
  if (!first) return reject('litigation.notJudged');
  const on = command.on ?? facts.today;
  const fault = impossibleDay(on, first.judgedOn, facts);
  if (fault) return fault;
  const { appealBy } = first;
  const late = appealBy !== null && on > appealBy;
  return [
    {
      type: 'SuitAppealed',
      data: { suitId, by, court, on, appealBy, late, recordedBy: facts.actor.id },
    },
  ];
};

/** The first judgment took effect: nobody appealed within the period. */
export const conclude = (suit: Suit, command: CommandOf<'conclude'>, facts: SuitFacts): Outcome => {
  const { first } = suit;
  if (suit.instance === 2) return reject('litigation.appealed');
  if (!first) return reject('litigation.notJudged');
  const { appealBy, servedOn, judgedOn } = first;
  const on = command.on ?? facts.today;
  if (appealBy !== null && on <= appealBy)
    return reject('litigation.appealOpen', { on: appealBy }, 'on');
  const fault = impossibleDay(on, servedOn ?? judgedOn, facts);
  return fault ?? [concluded(suit, first, on, facts)];
};

/** Takes off what the conclusion counted, on its own day. */
export const conclusionUndone = (suit: Suit, reason: string, by: string): SuitEvent[] => {
  const { conclusion, filedOn, id: suitId } = suit;
  if (!conclusion) return [];
  const { tableOutcome, on: concludedOn } = conclusion;
  const data = { suitId, ...countedOf(suit), tableOutcome, filedOn, concludedOn, reason };
  return [{ type: 'SuitConclusionUndone', data: { ...data, recordedBy: by } }];
};

export const recordExecution = (
  suit: Suit,
  command: CommandOf<'recordExecution'>,
  facts: SuitFacts,
): Outcome => {
  const { suitId, how, dueOn } = command;
  const { conclusion, executedOn } = suit;
  if (!conclusion) return reject('litigation.notConcluded');
  if (conclusion.tableOutcome !== 'corrected') return reject('litigation.nothingToExecute');
  if (executedOn !== null) return reject('litigation.executed', { on: executedOn });
  const on = command.on ?? facts.today;
  const fault = impossibleDay(on, conclusion.on, facts);
  if (fault) return fault;
  const late = dueOn !== null && on > dueOn;
  const data = { suitId, ...countedOf(suit), on, dueOn, late, how, recordedBy: facts.actor.id };
  return [{ type: 'JudgmentExecuted', data }];
};
