import type { Bilingual } from './indicator.js';

/** One line of an official table. Headings carry no number. */
export type FormatRow = {
  /** The id by which reports and `figures --format` name the row: `3.1.2`. */
  id: string;
  parent: string | null;
  level: number;
  kind: 'heading' | 'number';
  /** The official Chinese label. */
  zh: string;
  en: string;
  unit: string | null;
  /** The indicator whose figure stands in the row; null: nothing bears it yet, left blank. */
  indicator: string | null;
};

/**
 * A rule between rows. `sum`: the row equals the sum of the parts; `atMost`: it is not above it;
 * `zeroWith`: when the row is 0 every part is 0.
 */
export type Constraint = {
  row: string;
  relation: 'sum' | 'atMost' | 'zeroWith';
  parts: readonly string[];
  severity: 'hard' | 'soft';
};

/** An official statistics table as data. */
export type ReportFormat = {
  id: string;
  name: Bilingual;
  years: { from: number; to: number };
  /** What prescribes it. */
  basis: string;
  rows: readonly FormatRow[];
  constraints: readonly Constraint[];
};

/**
 * Rows from a table of text, one line each: `id | unit | label | English | indicator`; a heading has
 * `–` for a unit. The parent is the id without its last part.
 */
export const rowsFrom = (table: string): FormatRow[] =>
  table
    .trim()
    .split('\n')
    .map((line) => {
      const [id = '', unit, zh = '', en = '', indicator] = line.split('|').map((c) => c.trim());
      const parts = id.split('.');
      return {
        id,
        parent: parts.length === 1 ? null : parts.slice(0, -1).join('.'),
        level: parts.length,
        kind: unit === '–' ? 'heading' : 'number',
        zh,
        en,
        unit: unit === '–' ? null : unit!,
        indicator: indicator ? indicator : null,
      };
    });
