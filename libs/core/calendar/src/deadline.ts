import { workingDayAfter, type Calendar } from './calendar.js';
import { dayOrNull, runClock, type ClockFacts } from './clock.js';
import { editionRules, type Edition } from './editions.js';
import { derivationOf, type Step } from './derivation.js';

export type { ClockFacts, Pause, Restart } from './clock.js';
export type { Step } from './derivation.js';

/** When the reply is due, and every step that leads there. */
export type Deadline = {
  edition: Edition;
  /** Day zero: the day the request counts as received, or of the last restart. */
  startsOn: string | null;
  /** Null: the clock has not started, or stands still in an open pause without a legal end. */
  dueOn: string | null;
  /** The period reaches a year whose holiday notice is not loaded; the day may still move. */
  provisional: boolean;
  steps: readonly Step[];
};
export type DueDay = Omit<Deadline, 'steps'>;

/** The due day alone, for decisions and for moving many cases at once. */
export const dueDayOf = (calendar: Calendar, facts: ClockFacts): DueDay => {
  const { edition, start, due, provisional } = runClock(calendar, facts);
  return { edition, startsOn: dayOrNull(start), dueOn: dayOrNull(due), provisional };
};

/** The due day with its derivation. */
export const deadlineOf = (calendar: Calendar, facts: ClockFacts): Deadline => {
  const { run, steps } = derivationOf(calendar, facts);
  const { edition, start, due, provisional } = run;
  return { edition, startsOn: dayOrNull(start), dueOn: dayOrNull(due), provisional, steps };
};

type Period = 'clarification' | 'consultation' | 'payment';

const endOf = (
  calendar: Calendar,
  edition: Edition,
  period: Period,
  from: string,
): string | null => {
  const rule = editionRules[edition][period];
  return rule && workingDayAfter(calendar, from, rule.days).day;
};

/** Last day to ask for clarification, 条例第三十条; null where the edition sets none. */
export const clarifyBy = (calendar: Calendar, edition: Edition, received: string): string | null =>
  endOf(calendar, edition, 'clarification', received);

/** Last day for the third party or agency asked, from when it got the letter, 条例第三十二条. */
export const consultationDueBy = (
  calendar: Calendar,
  edition: Edition,
  receivedByAddressee: string,
): string | null => endOf(calendar, edition, 'consultation', receivedByAddressee);

/** Last day to pay the processing fee, from when the notice was received; null: no fee rule then. */
export const payBy = (calendar: Calendar, edition: Edition, noticed: string): string | null => {
  const rule = editionRules[edition].payment;
  return rule && noticed >= rule.from ? endOf(calendar, edition, 'payment', noticed) : null;
};
