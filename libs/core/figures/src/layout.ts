import { FACETS, sheetOf, type Count, type Indicator } from './indicator.js';

/**
 * Indicators whose cells are kept together. One that counts in millions has several columns side by
 * side, all with its id: the first counts ones, the next 1,024s and so on, so that cells of 32 bits
 * hold any amount. `scales` is absent where every column counts ones.
 */
export type Sheet = {
  name: string;
  ids: readonly string[];
  stocks: readonly boolean[];
  scales?: readonly number[];
};

/** What one of a column stands for, against the column before it. */
const LIMB = 1024;

/** Where each indicator stands: kept beside the cells, so that old blocks stay readable. */
export type Layout = { sheets: readonly Sheet[] };

/** Sheet and column of an indicator. */
export type Place = { sheet: number; column: number };

export const MONTHS = 12;

export const layoutOf = (indicators: readonly Indicator[]): Layout => {
  const sheets = new Map<string, Columns>();
  const seen = new Set<string>();
  for (const indicator of indicators) {
    const { id, kind } = indicator;
    if (seen.has(id)) throw new Error(`indicator ${id} is declared twice`);
    seen.add(id);
    const name = sheetOf(indicator);
    const sheet = sheets.get(name) ?? { name, ids: [], stocks: [], scales: [] };
    sheets.set(name, sheet);
    for (const scale of scalesFor(indicator)) {
      sheet.ids.push(id);
      sheet.stocks.push(kind === 'stock');
      sheet.scales.push(scale);
    }
  }
  return {
    sheets: [...sheets.values()].map(({ scales, ...sheet }) =>
      scales.every((scale) => scale === 1) ? sheet : { ...sheet, scales },
    ),
  };
};

type Columns = { name: string; ids: string[]; stocks: boolean[]; scales: number[] };

const scalesFor = ({ counts }: Indicator): number[] => {
  const largest = Math.max(1, ...counts.map(largestOf));
  const scales: number[] = [];
  for (let scale = 1; scale <= largest; scale *= LIMB) scales.push(scale);
  return scales;
};

/** What is known of a function of the facet; several indicators share one. */
const seen = new WeakMap<object, { largest: number; text: string }>();
const stepsOf = (add: (facet: number) => number): { largest: number; text: string } => {
  let steps = seen.get(add);
  if (!steps) {
    const adds = Array.from({ length: FACETS }, (_, facet) => add(facet));
    const largest = Math.max(...adds.map(Math.abs));
    seen.set(add, (steps = { largest, text: `(${LIMB}:${adds.join()})` }));
  }
  return steps;
};

const largestOf = ({ add = 1 }: Count): number =>
  typeof add === 'number' ? Math.abs(add) : stepsOf(add).largest;

/** A number over the columns that bear it together, the ones first; each part has its sign. */
export const limbsOf = (value: number, columns: number): number[] => {
  const sign = Math.sign(value);
  let rest = Math.abs(value);
  return Array.from({ length: columns }, (_, i) => {
    const part = i === columns - 1 ? rest : rest % LIMB;
    rest = Math.floor(rest / LIMB);
    return part === 0 ? 0 : sign * part;
  });
};

/** Where each indicator of a layout stands, the first of its columns. */
export const placesOf = (layout: Layout): Map<string, Place> =>
  new Map([...columnsOf(layout)].map(([id, [first]]) => [id, first!]));

/** Every column of each indicator, the ones first. */
export const columnsOf = ({ sheets }: Layout): Map<string, Place[]> => {
  const places = new Map<string, Place[]>();
  for (const [sheet, { ids }] of sheets.entries())
    for (const [column, id] of ids.entries())
      places.set(id, [...(places.get(id) ?? []), { sheet, column }]);
  return places;
};

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
        ({ event, when, add = 1 }) =>
          `${event}${typeof add === 'number' ? signed(add) : stepsOf(add).text}${when ? runs(when) : '*'}`,
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
