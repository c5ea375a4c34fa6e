import { addDays, isSettled, isWorkingDay, type Calendar } from '@gongkai/calendar';
import type { Day } from '@gongkai/kernel';
import { z } from 'zod';
import type { Instance, Limit, LimitKind } from './events.kinds.js';
import table from './limits.data.json' with { type: 'json' };

const article = z.string();
const Days = z.strictObject({ days: z.int().positive(), article });
const Months = z.strictObject({ months: z.int().positive(), article });

const Edition = z.strictObject({
  edition: z.enum(['1989', '2014', '2017']),
  from: z.iso.date(),
  to: z.iso.date().nullable(),
  afterReconsideration: Days,
  direct: Months,
  /** The right to sue was not told: at most so long from knowing the act. */
  untold: Months,
  /** From the end of the period to reply. */
  silence: Months,
  longest: Months,
  answer: Days,
  appealAnswer: Days,
  evidence: z.strictObject({ article }),
  appeal: z.strictObject({ judgment: z.int(), ruling: z.int(), article }),
  /** What the court does with a suit filed after its period. */
  late: z.strictObject({ article }),
  /** 行政复议法第二十三条: refusals must go to reconsideration first. */
  reviewFirst: z.strictObject({ article }).nullable(),
  verified: z.boolean(),
  source: z.string(),
});
export type LimitEdition = z.infer<typeof Edition>;

const { editions, reviewFirstGrounds } = z
  .strictObject({ editions: z.array(Edition), reviewFirstGrounds: z.array(z.string()) })
  .parse(table);

/** The periods of suits as data, by the days between which they hold. */
export const limitEditions: readonly LimitEdition[] = editions;

/** What holds on a day; before the first edition, that one. */
export const editionOn = (on: Day): LimitEdition =>
  editions.findLast(({ from }) => from <= on) ?? editions[0]!;

/** Grounds of articles 14, 15 and 16 of the Regulations: a refusal on them is reconsidered first. */
export const mustGoFirst = (ground: string | null): boolean =>
  ground !== null && reviewFirstGrounds.includes(ground);

const MONTH_END = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const lastOf = (year: number, month: number): number =>
  month === 1 && ((year % 4 === 0 && year % 100 !== 0) || year % 400 === 0)
    ? 29
    : MONTH_END[month]!;

/** The day of the same number so many months later, or the last of a shorter month. */
export const addMonths = (day: Day, months: number): Day => {
  const all = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months;
  const [year, month] = [Math.floor(all / 12), all % 12];
  const date = Math.min(Number(day.slice(8)), lastOf(year, month));
  const two = (value: number) => String(value).padStart(2, '0');
  return `${String(year).padStart(4, '0')}-${two(month + 1)}-${two(date)}`;
};

type LastDay = { day: Day; provisional: boolean };

/** A period of calendar days or months that ends on a day off ends on the next working day. */
export const roll = (calendar: Calendar, day: Day): LastDay => {
  let last = day;
  while (!isWorkingDay(calendar, last)) last = addDays(last, 1);
  const provisional = !isSettled(calendar, day) || !isSettled(calendar, last);
  return { day: last, provisional };
};

/** How the period to sue is reckoned: from which day, and on what it rests. */
export type LimitAsked = {
  kind: LimitKind;
  /** The day the act, or the outcome of the reconsideration, was known; for silence the due day. */
  from: Day;
  /** The day the right to sue was told afterwards; null: it was told with the act, or never. */
  toldOn: Day | null;
  decidedOn: Day | null;
};

const lastUnder = (rule: LimitEdition, { kind, from, toldOn, decidedOn }: LimitAsked): Day => {
  if (kind === 'afterReconsideration') return addDays(from, rule.afterReconsideration.days);
  const by = addMonths(from, rule[kind].months);
  const told = kind === 'untold' && toldOn !== null ? addMonths(toldOn, rule.direct.months) : by;
  const longest = decidedOn === null ? by : addMonths(decidedOn, rule.longest.months);
  return [by, told, longest].sort()[0]!;
};

/**
 * The last day to sue. The edition is that of the day from which the period runs; where a later one
 * gives longer before the period is over, that holds (a reading of 法释〔2015〕9号第二十六条).
 */
export const limitOf = (calendar: Calendar, asked: LimitAsked): Limit => {
  let rule = editionOn(asked.from);
  let last = lastUnder(rule, asked);
  for (const next of editions)
    if (next.from > rule.from && next.from <= last) {
      const longer = lastUnder(next, asked);
      if (longer < last) continue;
      rule = next;
      last = longer;
    }
  const { day, provisional } = roll(calendar, last);
  const { kind, from } = asked;
  return {
    kind,
    edition: rule.edition,
    from,
    lastDay: day,
    article: rule[kind].article,
    provisional,
  };
};

/** The last day for the defence and the evidence, from the day the copy arrived. */
export const answerDay = (
  calendar: Calendar,
  received: Day,
  instance: Instance,
): LastDay & { article: string } => {
  const rule = editionOn(received);
  const { days, article: of } = instance === 1 ? rule.answer : rule.appealAnswer;
  return { ...roll(calendar, addDays(received, days)), article: of };
};

/** The last day to appeal, from the day the judgment was served. */
export const appealDay = (calendar: Calendar, served: Day, ruling: boolean): Day => {
  const { appeal } = editionOn(served);
  return roll(calendar, addDays(served, ruling ? appeal.ruling : appeal.judgment)).day;
};
