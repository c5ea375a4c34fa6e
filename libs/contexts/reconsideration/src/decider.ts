import { Rejection, type Aggregate, type Day, type Decider } from '@gongkai/kernel';
import type { CommandOf, ReconsiderationCommandData } from './commands.js';
import { dueAfter } from './decider.clock.js';
import {
  convertProcedure,
  extend,
  holdMediation,
  resume,
  serveCopy,
  submitAnswer,
  submitMaterial,
  suspend,
} from './decider.course.js';
import { decide, end, serveDecision, withdraw } from './decider.ends.js';
import { evolveAppeal } from './decider.evolve.js';
import {
  accept,
  acceptanceDue,
  correct,
  file,
  refuse,
  requestCorrection,
  voidCase,
} from './decider.filing.js';
import { isOpen, noAppeal, type Appeal, type ReconsiderationFacts } from './decider.state.js';
import {
  liftedByMove,
  noteAcceptance,
  noteMissedAnswer,
  noteMissedDecision,
  recalculate,
} from './decider.watch.js';
import { reject } from './errors.js';
import { reconsiderationEvents, type ReconsiderationEvent } from './events.js';

type Outcome = ReconsiderationEvent[] | Rejection;
type Handlers = {
  [T in ReconsiderationCommandData['type']]: (
    appeal: Appeal,
    command: CommandOf<T>,
    facts: ReconsiderationFacts,
  ) => Outcome;
};
type AnyHandler = (appeal: Appeal, command: never, facts: ReconsiderationFacts) => Outcome;

const handlers: Handlers = {
  file,
  void: voidCase,
  requestCorrection,
  correct,
  accept,
  refuse,
  serveCopy,
  convertProcedure,
  submitAnswer,
  submitMaterial,
  extend,
  suspend,
  resume,
  holdMediation,
  decide,
  serveDecision,
  withdraw,
  end,
  noteAcceptance,
  noteMissedAnswer,
  noteMissedDecision,
  recalculate,
};

type Type = ReconsiderationCommandData['type'];
/** What the watch and the keeper of the calendar say about a case that has ended is nothing. */
const WATCH: readonly Type[] = [
  'noteAcceptance',
  'noteMissedAnswer',
  'noteMissedDecision',
  'recalculate',
];
/** What there is to note of a case that has ended. */
const AFTER_THE_END: readonly Type[] = ['serveDecision'];

/** What the body says about the application: judged by its own day, not by that of the record. */
const OF_THE_BODY: readonly Type[] = ['accept', 'refuse', 'requestCorrection'];

const closed = (appeal: Appeal, type: Type): Rejection | undefined => {
  if (appeal.status === 'none' || appeal.status === 'voided')
    return reject('reconsideration.notFound', {}, 'reconsiderationId');
  if (isOpen(appeal) || AFTER_THE_END.includes(type)) return undefined;
  return reject('reconsideration.ended', { on: appeal.end?.on ?? '—' });
};

const folded = (appeal: Appeal, events: readonly ReconsiderationEvent[]): Appeal =>
  events.reduce(evolveAppeal, appeal);

/** The day of what a command says. */
const dayOf = (command: ReconsiderationCommandData, today: Day): Day => {
  if (command.type === 'file') return command.receivedOn ?? command.filedOn;
  return ('on' in command ? command.on : undefined) ?? today;
};

const decideOn = (
  appeal: Appeal,
  command: ReconsiderationCommandData,
  facts: ReconsiderationFacts,
): Outcome => {
  const handler = handlers[command.type] as AnyHandler;
  if (command.type === 'file') return handler(appeal, command as never, facts);
  const refused = closed(appeal, command.type);
  if (WATCH.includes(command.type)) return refused ? [] : handler(appeal, command as never, facts);
  if (refused) return refused;
  // By law it stands as accepted, whether or not the watch has been here yet.
  const day = OF_THE_BODY.includes(command.type) ? dayOf(command, facts.today) : facts.today;
  const lapsed = acceptanceDue(appeal, facts, day);
  const before =
    lapsed.length === 0
      ? lapsed
      : [...lapsed, ...dueAfter(folded(appeal, lapsed), facts, facts.today)];
  const standing = folded(appeal, before);
  const decided = handler(standing, command as never, facts);
  if (decided instanceof Rejection || decided.length === 0) return decided;
  const after = acceptanceDue(folded(standing, decided), facts, facts.today);
  return [...before, ...decided, ...after];
};

export const reconsiderationDecider: Decider<
  ReconsiderationCommandData,
  Appeal,
  ReconsiderationEvent,
  ReconsiderationFacts
> = {
  initial: noAppeal,
  decide(appeal, command, facts) {
    const decided = decideOn(appeal, command, facts);
    if (decided instanceof Rejection || decided.length === 0 || command.type === 'recalculate')
      return decided;
    const standing = folded(appeal, decided);
    const due = dueAfter(standing, facts, dayOf(command, facts.today));
    return [...decided, ...due, ...liftedByMove(folded(standing, due), facts)];
  },
  evolve: evolveAppeal,
};

/** A case of reconsideration (行政复议) against an agency, from the application to its end. */
export const reconsiderationAggregate: Aggregate<
  ReconsiderationCommandData,
  Appeal,
  ReconsiderationEvent,
  ReconsiderationFacts
> = {
  name: 'reconsideration',
  events: reconsiderationEvents,
  decider: reconsiderationDecider,
  agencyOf: (appeal) => appeal.respondent,
};
