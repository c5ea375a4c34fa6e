import { formats, type Bilingual } from '@gongkai/figures';
import { allIndicators } from './contexts.js';

export type FigureLabel = {
  id: string;
  zh: string;
  en: string;
  /** How a cell is filled where the form itself does not say. */
  note: Bilingual | null;
};

/** What a format's cells, or the indicators, are called, in the order in which they are printed. */
export const figureLabels = (format: string | null): FigureLabel[] =>
  format === null
    ? allIndicators.map(({ id, zh, en }) => ({ id, zh, en, note: null }))
    : (formats.find(({ id }) => id === format)?.cells ?? []).map(({ id, zh, en, note }) => ({
        id,
        zh,
        en,
        note,
      }));
