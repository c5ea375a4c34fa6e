import {
  CountTable,
  layoutOf,
  LeafTally,
  valuesIn,
  widthsOf,
  type Indicator,
} from '@gongkai/figures';
import { monthOf, packHotKey, type AnyEvent, type Catalogue } from '@gongkai/kernel';

/** What the figures of an office are after a history, counted by hot keys as the platform counts them. */
export const figuresOf = (indicators: readonly Indicator[], catalogue: Catalogue) => {
  const names = Object.keys(catalogue);
  const types = new Map(names.map((name, i) => [i + 1, name]));
  const table = new CountTable(indicators, types, new Set(names));
  const layout = layoutOf(indicators);
  return (events: readonly AnyEvent[], from: string, to: string = from): Map<string, number> => {
    const keys = events.map(({ type, data }) => {
      const spec = catalogue[type]!;
      // An event without a day of its own would count today: here in the last month asked for.
      const day = spec.occurredOn?.(data) ?? `${to}-01`;
      const of = { agency: 1, month: monthOf(day), type: names.indexOf(type) + 1 };
      return packHotKey({ ...of, facet: spec.facet?.(data) ?? 0 });
    });
    const tally = new LeafTally(widthsOf(layout));
    tally.count(table, Float64Array.from(keys), keys.length, 1);
    const rows = tally.take().map(({ year, sheet, cells }) => ({
      year,
      sheet,
      own: cells,
      agencies: null,
      below: null,
    }));
    return valuesIn(layout, rows, { from: monthOf(from), to: monthOf(to) }, 'own');
  };
};
