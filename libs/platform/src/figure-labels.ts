import { formats } from '@gongkai/figures';
import { allIndicators } from './contexts.js';

export type FigureLabel = { id: string; zh: string; en: string };

/** What a format's cells, or the indicators, are called, in the order in which they are printed. */
export const figureLabels = (format: string | null): FigureLabel[] =>
  (format === null ? allIndicators : (formats.find(({ id }) => id === format)?.cells ?? [])).map(
    ({ id, zh, en }) => ({ id, zh, en }),
  );
