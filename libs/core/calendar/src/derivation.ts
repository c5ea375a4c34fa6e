import { unsettledYears, type Calendar } from './calendar.js';
import {
  intervalOf,
  pauseCounts,
  restartCounts,
  runClock,
  type ClockFacts,
  type Pause,
  type Run,
} from './clock.js';
import { dayOf } from './day.js';
import { countingRule, dayRules, editionOfReceipt, editionRules } from './editions.js';
import * as say from './wording.js';

/** One step of a derivation: data for programs, a sentence in each language for people. */
export type Step = {
  kind: string;
  from: string | null;
  to: string | null;
  days: number | null;
  article: string | null;
  zh: string;
  en: string;
};

type Add = (
  kind: string,
  text: say.Text,
  from?: number | string | null,
  to?: number | string | null,
  days?: number | null,
  article?: string | null,
) => void;

/** The clock and, in order, why it ended where it did. */
export const derivationOf = (
  calendar: Calendar,
  facts: ClockFacts,
): { run: Run; steps: Step[] } => {
  const stretches: Stretch[] = [];
  let nth = 0;
  const run = runClock(calendar, facts, (number, day, paused, extended) => {
    const worked = day.kind === 'working' || day.kind === 'makeUp';
    const kind = worked && paused ? 'paused' : day.kind;
    const festival = kind === 'paused' ? null : day.festival;
    if (worked && !paused) nth++;
    const open = stretches.at(-1);
    if (open?.kind === kind && open.festival === festival && open.extended === extended)
      open.last = number;
    else stretches.push({ first: number, last: number, kind, festival, nth, extended });
  });
  const steps: Step[] = [];
  const add: Add = (kind, text, from = null, to = null, days = null, article = null) => {
    const { zh, en } = text;
    steps.push({ kind, from: written(from), to: written(to), days, article, zh, en });
  };
  addStart(add, facts, run);
  if (run.start !== null) {
    addRestarts(add, facts, run);
    addPeriod(add, facts, run);
    for (const pause of facts.pauses) addPause(add, pause, run);
    for (const stretch of stretches) if (!stretch.extended) addStretch(add, stretch);
    addExtension(add, run);
    for (const stretch of stretches) if (stretch.extended) addStretch(add, stretch);
    addEnd(add, facts, run, calendar);
  }
  return { run, steps };
};

type Stretch = say.Stretch & { extended: boolean };

const written = (day: number | string | null) => (typeof day === 'number' ? dayOf(day) : day);

const addStart = (add: Add, facts: ClockFacts, { edition, startRule }: Run): void => {
  const { received, channel } = facts;
  const byReceipt = editionOfReceipt(received);
  if (received < editionRules['2007'].inForce)
    add('beforeRegulations', say.beforeRegulations(), received);
  if (facts.edition !== null && facts.edition !== byReceipt)
    add('editionOverridden', say.editionOverridden(edition, byReceipt), received);
  else add('edition', say.edition(edition, received), received);
  const { article, rule, verified } = startRule;
  const unconfirmed = rule === 'arrivalUnlessConfirmed' && facts.confirmed === null;
  if (rule === 'arrival' || unconfirmed) {
    add('start', say.startOnArrival(channel, received, verified), received, null, null, article);
    if (facts.confirmed !== null && facts.confirmed !== received)
      add(
        'confirmationWithoutEffect',
        say.confirmationWithoutEffect(facts.confirmed),
        facts.confirmed,
      );
  } else if (facts.confirmed !== null)
    add(
      'start',
      say.startOnConfirmation(channel, facts.confirmed, verified),
      facts.confirmed,
      null,
      null,
      article,
    );
  else if (facts.confirmationAssumed) {
    add(
      'start',
      say.startOnConfirmation(channel, received, verified),
      received,
      null,
      null,
      article,
    );
    add('confirmationAssumed', say.confirmationAssumed(received), received);
  } else add('notStarted', say.notStarted(channel), received, null, null, article);
};

const addRestarts = (add: Add, facts: ClockFacts, { rules, restart }: Run): void => {
  for (const each of facts.restarts) {
    const rule = rules.restarts[each.cause];
    const article = rule?.article ?? null;
    if (!restartCounts(rules, each))
      add('restartWithoutEffect', say.restartWithoutEffect(each), each.on);
    else if (each === restart)
      add('restart', say.restart(each, rule!.verified), each.on, null, null, article);
    else add('restartOvertaken', say.restartOvertaken(each), each.on, null, null, article);
  }
};

const addPeriod = (add: Add, facts: ClockFacts, { base, rules, start }: Run): void => {
  const article = facts.base === undefined ? rules.reply.article : null;
  add('period', say.period(base, facts.base !== undefined), start, null, base, article);
  add('counting', say.counting(dayOf(start! + 1)), start! + 1, null, null, countingRule.article);
};

const addPause = (add: Add, pause: Pause, { rules, start, end }: Run): void => {
  if (!pauseCounts(rules, pause)) {
    add('pauseWithoutEffect', say.pauseWithoutEffect(pause), pause.from, pause.to);
    return;
  }
  const { first, last } = intervalOf(pause);
  const outside = last < first || last <= start! || (end !== null && first > end);
  const article = rules.pauses[pause.cause]!.article;
  add(
    outside ? 'pauseOutside' : 'pause',
    say.pause(pause, outside),
    pause.from,
    pause.to,
    null,
    article,
  );
};

const addStretch = (add: Add, stretch: Stretch): void => {
  const { kind, first, last } = stretch;
  const article = kind === 'weekend' || kind === 'holiday' ? dayRules[kind].article : null;
  const text = say.stretch(stretch, dayOf(first), dayOf(last));
  add(kind, text, first, last, last - first + 1, article);
};

const addExtension = (add: Add, { rules, baseDue, counted, extension }: Run): void => {
  if (extension === 0 || baseDue === null) return;
  const text = say.extension(extension, dayOf(baseDue));
  add('extension', text, baseDue, counted, extension, rules.extension.article);
};

const addEnd = (add: Add, facts: ClockFacts, run: Run, calendar: Calendar): void => {
  const { rules, start, counted, due } = run;
  if (counted === null || due === null) {
    add('stopped', say.stopped());
    return;
  }
  if (facts.delayedTo !== null)
    add(
      rules.delay ? 'delayed' : 'delayWithoutEffect',
      rules.delay ? say.delayed(facts.delayedTo, due > counted) : say.delayWithoutEffect(),
      counted,
      facts.delayedTo,
      null,
      rules.delay?.article ?? null,
    );
  if (run.provisional)
    for (const year of unsettledYears(calendar, start! + 1, counted))
      add('provisional', say.provisional(year), `${year}-01-01`, `${year}-12-31`);
  add('due', say.due(dayOf(due), run.provisional), due, due);
};
