import { plain } from './characters.js';

/** A sentence of a report: as printed, and as it is compared. */
export type Sentence = { printed: string; text: string };

/** A sentence that only goes on with the one before it. */
const CONTINUES =
  /^(?:[,、:(]|其中|其余|其它|其他|另有|比(?:上|去|前)|较(?:上|去)|同比|环比|与(?:上|去)年|相比|占(?!用|地|道)|增长|增幅|分别)/;
const NUMBERED = /\d|[一二三四五六七八九十百千万]/;

/** The sentences of a paragraph, those that belong together joined. */
export const sentencesOf = (paragraph: string): Sentence[] => {
  const { text, at } = plain(paragraph);
  const found: { from: number; to: number }[] = [];
  for (const { 0: piece, index } of text.matchAll(/[^。!?]+[。!?]*/g)) {
    const last = found.at(-1);
    const to = index + piece.length;
    if (last && CONTINUES.test(piece) && NUMBERED.test(piece)) last.to = to;
    else found.push({ from: index, to });
  }
  return found.map(({ from, to }) => ({
    text: text.slice(from, to),
    printed: paragraph.slice(at[from], (at[to - 1] ?? paragraph.length - 1) + 1).trim(),
  }));
};

/** Clauses with where they begin: what stands between commas. */
export const clauseAround = (
  text: string,
  from: number,
  to: number,
): { from: number; to: number } => {
  let [start, end] = [from, to];
  let closed = 0;
  // A parenthesis that is open ends a clause; a whole one is part of it.
  for (; start > 0 && !/[,;:。!?、]/.test(text[start - 1]!); start--) {
    if (text[start - 1] === ')') closed++;
    if (text[start - 1] === '(' && closed-- === 0) break;
  }
  while (end < text.length && !/[,;:。!?、]/.test(text[end]!)) end++;
  return { from: start, to: end };
};
