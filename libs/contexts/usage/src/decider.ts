import { COUNT_PORTIONS, largestIn, portionsOf } from '@gongkai/figures';
import type { Aggregate, Facts } from '@gongkai/kernel';
import type { UsageRecord } from './commands.js';
import { USES, usageEvents, type UsageEvent } from './events.js';

/** The uses of an agency's items in a month. */
export type Usage = { agency: string | null };

/** Items of one event, so that none comes near the 256 KiB an event may have. */
const ITEMS_PER_EVENT = 500;

const chunks = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) =>
    all.slice(i * size, (i + 1) * size),
  );

const LARGEST = largestIn(COUNT_PORTIONS);
/** The round portions of any number. */
const portions = (total: number): number[] =>
  total > LARGEST
    ? [...portionsOf(COUNT_PORTIONS, LARGEST), ...portions(total - LARGEST)]
    : portionsOf(COUNT_PORTIONS, total);

/** Everything counted is a fact: nothing is refused, and two records of one day add up. */
export const usageAggregate: Aggregate<UsageRecord, Usage, UsageEvent, Facts> = {
  name: 'usage',
  events: usageEvents,
  decider: {
    initial: { agency: null },
    decide: (_, { agency, on, items }) => [
      ...chunks(items, ITEMS_PER_EVENT).map((some): UsageEvent => ({
        type: 'ItemsUsed',
        data: { agency, on, items: some },
      })),
      ...USES.flatMap((use) => {
        const total = items.reduce((sum, item) => sum + item[use], 0);
        return portions(total).map((number): UsageEvent => ({
          type: 'UsesCounted',
          data: { agency, on, use, number },
        }));
      }),
    ],
    evolve: (_, { data: { agency } }) => ({ agency }),
  },
  agencyOf: ({ agency }) => agency,
};
