import { CountTable, type Indicator } from '@gongkai/figures';
import type { HotKeys } from '@gongkai/kernel';

/** What counting needs to know of the contexts. */
export type CountingRules = {
  indicators: readonly Indicator[];
  /** Every event type the program declares. */
  knownTypes: ReadonlySet<string>;
};

/** The rules compiled for the event types in the log now: types are only ever added to it. */
export const compiledRules = (
  { indicators, knownTypes }: CountingRules,
  log: Pick<HotKeys, 'types'>,
): (() => CountTable) => {
  let table: CountTable | undefined;
  let typesSeen = -1;
  return () => {
    const types = log.types();
    if (!table || types.size !== typesSeen) {
      table = new CountTable(indicators, types, knownTypes);
      typesSeen = types.size;
    }
    return table;
  };
};
