/** A name or unit in both languages of the product. */
export type Bilingual = { zh: string; en: string };

/** One kind of event that moves an indicator. */
export type Count = {
  /** Event type name. */
  event: string;
  /** Which facets of the event count (0…1023); absent: all. Must follow from the facet alone. */
  when?: (facet: number) => boolean;
  /**
   * 1 when absent; −1 takes something away, e.g. a withdrawal from what is in force. A whole number
   * of another size where one event stands for several: its size must follow from the facet.
   */
  add?: number | ((facet: number) => number);
};

/** How much one event of a facet adds by a rule, whether or not its `when` holds. */
export const addOf = ({ add = 1 }: Pick<Count, 'add'>, facet: number): number =>
  typeof add === 'number' ? add : add(facet);

/**
 * What a context counts. A flow is counted in a period; a stock is the value at the end of a
 * period (in force, staff) and is never summed over months.
 */
export type Indicator = {
  /** `<context>.<name>`, unique across the platform: `publication.items`. */
  id: string;
  zh: string;
  en: string;
  unit: Bilingual;
  kind: 'flow' | 'stock';
  counts: readonly Count[];
  /**
   * The sheet its cells are kept on; absent: the one of its context. A node has a sheet only where
   * something on it was counted, so indicators that move together belong on one.
   */
  sheet?: string;
};

/** `publication.items` is on the sheet `publication` unless it says otherwise. */
export const sheetOf = ({ id, sheet }: Pick<Indicator, 'id' | 'sheet'>): string =>
  sheet ?? id.slice(0, id.indexOf('.'));

/** Facets are ten bits of the hot key. */
export const FACETS = 1024;
