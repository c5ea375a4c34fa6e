import reports from './published-figures.data.json' with { type: 'json' };

/** What is known of a published report: numbers of its text and table, and which sums fit. */
export type PublishedFigures = {
  file: string;
  part?: number;
  agency: string | null;
  year: number;
  format: string;
  counts: readonly number[];
  /** How often the text says there was none. */
  nothings: number;
  sums: readonly { total: number; parts: readonly number[]; fits: boolean }[];
  growth?: { value: number; parts: readonly number[]; expected: number };
  cells?: Readonly<Record<string, number>>;
};

/** The published reports the reader is held to: facts only, none of their text. */
export const publishedFigures: readonly PublishedFigures[] = reports;
