import type { EntryFacts } from '@gongkai/entries';
import { largestIn, lastDayOf, parsePeriod, portionsOf } from '@gongkai/figures';
import { Rejection, type Aggregate, type Day, type Decider } from '@gongkai/kernel';
import type { ReturnCommandData } from './commands.js';
import { reject } from './errors.js';
import { PORTION_EVENTS, returnsEvents, type ReturnsEvent } from './events.js';
import { groupOf, isStock, MEASURE_GROUPS, type Measure } from './measures.js';

/** A number in force; months count from January 1900. */
type Report = { from: number; to: number; number: number; version: number };

/**
 * Everything an agency reported of one measure, period by period: one stream, so that no two
 * reports that are in force can overlap.
 */
export type Returns = {
  agency: string | null;
  /** In force, by period. */
  reports: Readonly<Record<string, Report>>;
  /** How often each period was reported or corrected, voided ones included. */
  versions: Readonly<Record<string, number>>;
};
type Of<T extends ReturnCommandData['type']> = Extract<ReturnCommandData, { type: T }>;

/** Years, quarters and months: what offices report by. */
const PERIOD = /^\d{4}(-Q[1-4]|-\d{2})?$/;

/** The months of a period and its last day; undefined when it is none. */
export const periodOf = (text: string): { from: number; to: number; lastDay: Day } | undefined => {
  const parsed = PERIOD.test(text) ? parsePeriod(text) : undefined;
  if (parsed === undefined || parsed instanceof Rejection) return undefined;
  return { from: parsed.from, to: parsed.to, lastDay: lastDayOf(parsed.to) };
};

/** How much the figures move on each day: the numbers themselves, or the steps of a stock. */
const movesOf = (measure: Measure, reports: Returns['reports']): Map<number, number> => {
  const inOrder = Object.values(reports).sort((a, b) => a.to - b.to);
  let before = 0;
  return new Map(
    inOrder.map(({ to, number }) => {
      const move = number - before;
      if (isStock(measure)) before = number;
      return [to, move];
    }),
  );
};

/** Portions that take the figures from what was in force to what is. */
const portionsBetween = (
  of: {
    returnId: string;
    agency: string | null;
    measure: Measure;
    period: string;
    version: number;
  },
  was: Returns['reports'],
  now: Returns['reports'],
): ReturnsEvent[] => {
  const { shape } = MEASURE_GROUPS[groupOf(of.measure)];
  const { counted, uncounted } = PORTION_EVENTS[groupOf(of.measure)];
  const [before, after] = [movesOf(of.measure, was), movesOf(of.measure, now)];
  const months = [...new Set([...before.keys(), ...after.keys()])].sort((a, b) => a - b);
  return months.flatMap((month) => {
    const move = (after.get(month) ?? 0) - (before.get(month) ?? 0);
    const on = lastDayOf(month);
    return portionsOf(shape, Math.abs(move)).map((number): ReturnsEvent => ({
      type: move > 0 ? counted : uncounted,
      data: { ...of, on, number },
    }));
  });
};

/** A flow is counted once for each month; a stock has one value at the end of a month. */
const overlapping = (
  { reports }: Returns,
  measure: Measure,
  { from, to }: { from: number; to: number },
): string | undefined =>
  Object.entries(reports).find(([, other]) =>
    isStock(measure) ? other.to === to : other.from <= to && from <= other.to,
  )?.[0];

const report = (
  state: Returns,
  command: Of<'report'>,
  { today, actor, agencyActive }: EntryFacts,
): ReturnsEvent[] | Rejection => {
  const { returnId, agency, measure, period, number, attestedBy, proof } = command;
  const span = periodOf(period);
  if (!span) return reject('returns.periodInvalid', { period }, 'period');
  const { from, to, lastDay: on } = span;
  if (on > today) return reject('returns.periodNotOver', { period }, 'period');
  if (!agencyActive) return reject('returns.agencyUnknown', {}, 'agency');
  const limit = largestIn(MEASURE_GROUPS[groupOf(measure)].shape);
  if (number > limit) return reject('returns.numberTooLarge', { limit }, 'number');
  const earlier = state.reports[period];
  if (earlier?.number === number) return [];
  if (earlier)
    return reject('returns.alreadyReported', { period, number: earlier.number }, 'period');
  const other = overlapping(state, measure, span);
  if (other !== undefined) return reject('returns.overlapping', { period, other }, 'period');
  const version = (state.versions[period] ?? 0) + 1;
  const of = { returnId, agency, measure, period, version };
  const now = { ...state.reports, [period]: { from, to, number, version } };
  const data = { ...of, on, number, attestedBy, proof, reportedBy: actor.id };
  return [{ type: 'ReturnReported', data }, ...portionsBetween(of, state.reports, now)];
};

const correct = (
  state: Returns,
  command: Of<'correct'>,
  { actor }: EntryFacts,
): ReturnsEvent[] | Rejection => {
  const { returnId, measure, period, number, attestedBy, proof, reason } = command;
  const earlier = state.reports[period];
  if (!earlier) return reject('returns.unknown', { period }, 'period');
  const limit = largestIn(MEASURE_GROUPS[groupOf(measure)].shape);
  if (number > limit) return reject('returns.numberTooLarge', { limit }, 'number');
  if (earlier.number === number) return [];
  const version = earlier.version + 1;
  const of = { returnId, agency: state.agency, measure, period, version };
  const now = { ...state.reports, [period]: { ...earlier, number, version } };
  const on = lastDayOf(earlier.to);
  const told = { ...of, on, number, attestedBy, proof, was: earlier.number };
  return [
    { type: 'ReturnCorrected', data: { ...told, reason, correctedBy: actor.id } },
    ...portionsBetween(of, state.reports, now),
  ];
};

export const returnDecider: Decider<ReturnCommandData, Returns, ReturnsEvent, EntryFacts> = {
  initial: { agency: null, reports: {}, versions: {} },

  decide(state, command, facts) {
    switch (command.type) {
      case 'report':
        return report(state, command, facts);
      case 'correct':
        return correct(state, command, facts);
      case 'void': {
        const { returnId, measure, period, reason } = command;
        const { [period]: earlier, ...now } = state.reports;
        if (!earlier) return reject('returns.unknown', { period }, 'period');
        const { number, version } = earlier;
        const of = { returnId, agency: state.agency, measure, period, version };
        const data = { ...of, on: lastDayOf(earlier.to), number, reason, voidedBy: facts.actor.id };
        return [{ type: 'ReturnVoided', data }, ...portionsBetween(of, state.reports, now)];
      }
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'ReturnReported':
      case 'ReturnCorrected': {
        const { agency, period, number, version } = event.data;
        const { from, to } = periodOf(period)!;
        return {
          agency,
          reports: { ...state.reports, [period]: { from, to, number, version } },
          versions: { ...state.versions, [period]: version },
        };
      }
      case 'ReturnVoided': {
        const { [event.data.period]: _, ...reports } = state.reports;
        return { ...state, reports };
      }
      default:
        // Portions say to the figures what the report says by itself.
        return state;
    }
  },
};

export const returnAggregate: Aggregate<ReturnCommandData, Returns, ReturnsEvent, EntryFacts> = {
  name: 'return',
  events: returnsEvents,
  decider: returnDecider,
  agencyOf: ({ agency }) => agency,
};
