import { kindOf, unsettledYears, type Calendar, type DayKind } from './calendar.js';
import { dayNumber, dayOf } from './day.js';
import {
  editionOfReceipt,
  editionRules,
  startRuleOf,
  type Channel,
  type Edition,
  type EditionRules,
  type PauseCause,
  type RestartCause,
  type StartRule,
} from './editions.js';

/** Working days d with from < d ≤ to are not counted; null = still open, without a legal end. */
export type Pause = { id: string; from: string; to: string | null; cause: PauseCause };
export type Restart = { on: string; cause: RestartCause };

/** Everything the reply period of a request depends on. */
export type ClockFacts = {
  /** Null: by the day of receipt. Named: an override, said in the derivation. */
  edition: Edition | null;
  channel: Channel;
  /** The day the request arrived. */
  received: string;
  /** The day both sides confirmed, where the channel asks for it. */
  confirmed: string | null;
  /** No day of confirmation is known, and it is taken to be the day of arrival. */
  confirmationAssumed?: boolean;
  restarts: readonly Restart[];
  pauses: readonly Pause[];
  /** Working days granted. */
  extension: number | null;
  /** The end of the delayed period told to an applicant of too many requests, 条例第三十五条. */
  delayedTo: string | null;
  /** Working days of a later round, when not the statutory ones. */
  base?: number;
};

/** The clock as it ran, in day numbers: what a due day is read off and a derivation written from. */
export type Run = {
  edition: Edition;
  rules: EditionRules;
  startRule: StartRule;
  /** Day zero; null while the confirmation is awaited. */
  start: number | null;
  /** The restart that set day zero, if one did. */
  restart: Restart | null;
  base: number;
  extension: number;
  /** The last day of the period before the extension; null when an open pause comes first. */
  baseDue: number | null;
  /** The last counted day. */
  counted: number | null;
  due: number | null;
  /** The last day that mattered: the last counted one, or the first of an open pause. */
  end: number | null;
  provisional: boolean;
};

/** Told of each day after day zero, in order; `extended`: the first period was over by then. */
export type DayVisitor = (number: number, day: DayKind, paused: boolean, extended: boolean) => void;

/** A pause in day numbers: first and last day that do not count. */
export type Interval = { first: number; last: number };

/** Pauses as a union of intervals, in order, none touching the next; what repeats counts once. */
export const unionOf = (intervals: readonly Interval[]): Interval[] => {
  const union: Interval[] = [];
  for (const { first, last } of [...intervals].sort((a, b) => a.first - b.first)) {
    if (last < first) continue;
    const open = union.at(-1);
    if (open && first <= open.last + 1) open.last = Math.max(open.last, last);
    else union.push({ first, last });
  }
  return union;
};

/** The day after the letter left to the day the answer came. */
export const intervalOf = (pause: Pause): Interval => ({
  first: dayNumber(pause.from) + 1,
  last: pause.to === null ? Infinity : dayNumber(pause.to),
});

/** Only what the edition lets stop the clock: that of 2007 stops for third parties alone. */
export const pauseCounts = (rules: EditionRules, pause: Pause): boolean =>
  rules.pauses[pause.cause] !== null;

export const restartCounts = (rules: EditionRules, { on, cause }: Restart): boolean => {
  const rule = rules.restarts[cause];
  return rule !== null && on >= rule.from;
};

const dayZero = (facts: ClockFacts, rules: EditionRules, startRule: StartRule) => {
  const assumed = facts.confirmationAssumed || startRule.rule === 'arrivalUnlessConfirmed';
  const confirmed = facts.confirmed ?? (assumed ? facts.received : null);
  const first = startRule.rule === 'arrival' ? facts.received : confirmed;
  if (first === null) return { start: null, restart: null };
  let start = first;
  let restart: Restart | null = null;
  for (const candidate of facts.restarts)
    if (candidate.on >= start && restartCounts(rules, candidate)) {
      start = candidate.on;
      restart = candidate;
    }
  return { start: dayNumber(start), restart };
};

/**
 * Counts working days outside the union of the pauses until `days` are full. Null: an open pause
 * was met first.
 */
const count = (
  calendar: Calendar,
  after: number,
  days: number,
  pauses: readonly Interval[],
  visit: ((number: number, day: DayKind, paused: boolean) => void) | undefined,
): number | null => {
  let number = after;
  for (let counted = 0, next = 0; counted < days;) {
    number++;
    while (next < pauses.length && pauses[next]!.last < number) next++;
    const pause = pauses[next];
    const paused = pause !== undefined && pause.first <= number;
    if (paused && pause.last === Infinity) return null;
    const day = kindOf(calendar, number);
    visit?.(number, day, paused);
    if (!paused && (day.kind === 'working' || day.kind === 'makeUp')) counted++;
  }
  return number;
};

/**
 * Runs the clock: the n-th working day after day zero that lies in no pause, then the extension,
 * then the delayed period. 条例第三十一条、第三十三条、第三十五条.
 */
export const runClock = (calendar: Calendar, facts: ClockFacts, visit?: DayVisitor): Run => {
  const edition = facts.edition ?? editionOfReceipt(facts.received);
  const rules = editionRules[edition];
  const startRule = startRuleOf(edition, facts.channel, facts.received);
  const { start, restart } = dayZero(facts, rules, startRule);
  const base = facts.base ?? rules.reply.days;
  const extension = facts.extension ?? 0;
  const run = { edition, rules, startRule, start, restart, base, extension };
  const stopped = { baseDue: null, counted: null, due: null, end: null, provisional: false };
  if (start === null) return { ...run, ...stopped };
  const counting = facts.pauses.filter((pause) => pauseCounts(rules, pause));
  const pauses = counting.length === 0 ? [] : unionOf(counting.map(intervalOf));
  const baseDue = count(
    calendar,
    start,
    base,
    pauses,
    visit && ((number, day, paused) => visit(number, day, paused, false)),
  );
  const counted =
    baseDue === null
      ? null
      : count(
          calendar,
          baseDue,
          extension,
          pauses,
          visit && ((number, day, paused) => visit(number, day, paused, true)),
        );
  if (counted === null) return { ...run, ...stopped, baseDue, end: pauses.at(-1)!.first };
  const delayed = facts.delayedTo === null || !rules.delay ? -Infinity : dayNumber(facts.delayedTo);
  return {
    ...run,
    baseDue,
    counted,
    due: Math.max(counted, delayed),
    end: counted,
    provisional:
      counted > start &&
      counted >= delayed &&
      unsettledYears(calendar, start + 1, counted).length > 0,
  };
};

export const dayOrNull = (number: number | null): string | null =>
  number === null ? null : dayOf(number);
