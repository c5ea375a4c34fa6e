import type { Statement } from '@gongkai/figures';
import { growthIn, isChange } from './growth.js';
import { nothingsIn } from './nothings.js';
import { percentsIn } from './percents.js';
import { quantitiesIn, type Quantity } from './quantities.js';
import { clauseAround, sentencesOf, type Sentence } from './sentences.js';
import { sumsIn } from './sums.js';
import { cellOfNothing, cellOfWords } from './text-cells.js';
import { plain } from './characters.js';

/** What is known while a paragraph is read. */
export type TextFrame = {
  format: string;
  section: string | null;
  has: (cell: string) => boolean;
};

const NOTHING_UNITS = { fee: '元', reduction: '元' } as const;
const MAX_TEXT = 2_000;

/** What was printed between two places of the plain text. */
const printedClause = ({ printed }: Sentence, from: number, to: number): string => {
  const { at } = plain(printed);
  return printed.slice(at[from], (at[to - 1] ?? printed.length - 1) + 1).trim();
};

const countOf = (sentence: Sentence, quantity: Quantity, frame: TextFrame): Statement => {
  const { text } = sentence;
  const clause = clauseAround(text, quantity.from, quantity.to);
  const words = text.slice(clause.from, quantity.from);
  const cell = isChange(text, quantity)
    ? undefined
    : cellOfWords(frame.format, words, quantity.unit, frame.has);
  return {
    text: printedClause(sentence, clause.from, clause.to),
    kind: 'count',
    value: quantity.value,
    unit: quantity.unit,
    ...(cell === undefined ? {} : { cell }),
  };
};

const statementsIn = (sentence: Sentence, frame: TextFrame): Statement[] => {
  const { text } = sentence;
  const quantities = quantitiesIn(text);
  const printed = sentence.printed.slice(0, MAX_TEXT);
  const sums = sumsIn(text, quantities);
  const growths = growthIn(text, quantities, sums);
  return [
    ...quantities
      .filter(({ unit }) => unit !== '%' && unit !== '‰' && unit !== '个百分点')
      .map((quantity) => countOf(sentence, quantity, frame)),
    ...nothingsIn(text).map(({ subject, from, to }): Statement => {
      const cell = cellOfNothing(frame.format, subject, frame.has);
      return {
        text: printedClause(sentence, from, to),
        kind: 'count',
        value: 0,
        unit: subject in NOTHING_UNITS ? '元' : '件',
        ...(cell === undefined ? {} : { cell }),
      };
    }),
    ...sums.map(({ total, parts }): Statement => ({
      text: printed,
      kind: 'sum',
      value: total.value,
      unit: total.unit,
      parts: parts.map(({ value }) => value),
    })),
    ...percentsIn(text, quantities, sums).map((found) => ({ ...found, text: printed })),
    ...growths.map(({ statement }) => ({ ...statement, text: printed })),
  ];
};

/** Every number a paragraph states, each with its words. */
export const statementsOf = (paragraph: string, frame: TextFrame): Statement[] =>
  sentencesOf(paragraph)
    .flatMap((sentence) => statementsIn(sentence, frame))
    .map((statement) =>
      frame.section === null ? statement : { ...statement, section: frame.section },
    );
