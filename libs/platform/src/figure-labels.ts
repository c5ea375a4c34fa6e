import { formats } from '@gongkai/figures';
import { allIndicators } from './contexts.js';

type Label = { zh: string; en: string };

/** Labels of the cells of a format, or of the indicators, by their ids. */
export const figureLabels = (format: string | null): ((id: string) => Label) => {
  const known: ReadonlyMap<string, Label> = new Map(
    format === null
      ? allIndicators.map(({ id, zh, en }) => [id, { zh, en }])
      : (formats.find(({ id }) => id === format)?.rows ?? []).map(({ id, zh, en }) => [
          id,
          { zh, en },
        ]),
  );
  return (id) => known.get(id) ?? { zh: id, en: id };
};
