import { FACETS, type Indicator } from './indicator.js';

/** Where each indicator stands in a block: kept beside the cells, so that old blocks stay readable. */
export type Layout = { ids: readonly string[]; stocks: readonly boolean[] };

export const MONTHS = 12;

export const layoutOf = (indicators: readonly Indicator[]): Layout => {
  const ids = indicators.map(({ id }) => id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) throw new Error(`indicator ${twice} is declared twice`);
  return { ids, stocks: indicators.map(({ kind }) => kind === 'stock') };
};

/** Cells of one node and year: twelve rows of one column per indicator. */
export const blockSize = (layout: Layout): number => MONTHS * layout.ids.length;

/**
 * Says what the indicators count, truth tables included: two programs with the same signature keep
 * the same cells; with another one the cells are counted anew.
 */
export const signatureOf = (indicators: readonly Indicator[]): string =>
  indicators
    .map(({ id, kind, counts }) => {
      const rules = counts.map(
        ({ event, when, add = 1 }) => `${event}${add === 1 ? '+' : '-'}${when ? runs(when) : '*'}`,
      );
      return `${id}:${kind}:${rules.join(',')}`;
    })
    .join(';');

const runs = (when: (facet: number) => boolean): string => {
  const edges: number[] = [];
  let inside = false;
  for (let facet = 0; facet < FACETS; facet++)
    if (when(facet) !== inside) {
      inside = !inside;
      edges.push(facet);
    }
  return edges.join('.');
};
