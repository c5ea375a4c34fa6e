import { FACETS, sheetOf, type Indicator } from './indicator.js';

/** Indicators whose cells are kept together. */
export type Sheet = { name: string; ids: readonly string[]; stocks: readonly boolean[] };

/** Where each indicator stands: kept beside the cells, so that old blocks stay readable. */
export type Layout = { sheets: readonly Sheet[] };

/** Sheet and column of an indicator. */
export type Place = { sheet: number; column: number };

export const MONTHS = 12;

export const layoutOf = (indicators: readonly Indicator[]): Layout => {
  const sheets = new Map<string, { name: string; ids: string[]; stocks: boolean[] }>();
  const seen = new Set<string>();
  for (const indicator of indicators) {
    const { id, kind } = indicator;
    if (seen.has(id)) throw new Error(`indicator ${id} is declared twice`);
    seen.add(id);
    const name = sheetOf(indicator);
    const sheet = sheets.get(name) ?? { name, ids: [], stocks: [] };
    sheets.set(name, sheet);
    sheet.ids.push(id);
    sheet.stocks.push(kind === 'stock');
  }
  return { sheets: [...sheets.values()] };
};

/** Where each indicator of a layout stands. */
export const placesOf = ({ sheets }: Layout): Map<string, Place> =>
  new Map(sheets.flatMap(({ ids }, sheet) => ids.map((id, column) => [id, { sheet, column }])));

/** The number of columns of each sheet. */
export const widthsOf = ({ sheets }: Layout): number[] => sheets.map(({ ids }) => ids.length);

/**
 * Says what the indicators count, truth tables included: two programs with the same signature keep
 * the same cells; with another one the cells are counted anew.
 */
export const signatureOf = (indicators: readonly Indicator[]): string =>
  indicators
    .map((indicator) => {
      const { id, kind, counts } = indicator;
      const rules = counts.map(
        ({ event, when, add = 1 }) => `${event}${signed(add)}${when ? runs(when) : '*'}`,
      );
      return `${sheetOf(indicator)}:${id}:${kind}:${rules.join(',')}`;
    })
    .join(';');

const signed = (add: number): string => (add === 1 ? '+' : add === -1 ? '-' : `(${add})`);

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
