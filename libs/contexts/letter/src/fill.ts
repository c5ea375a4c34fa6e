import { Day, type Rejection } from '@gongkai/kernel';
import { rejectLetter } from './errors.js';
import type { LetterKind, LetterLanguage } from './events.js';
import {
  articleOf,
  citationOfLetter,
  citesArticle,
  fieldsOf,
  letterFields,
  REMEDY_FIELDS,
  type FieldType,
  type FieldValue,
  type LetterEdition,
} from './letter-kinds.js';
import { remedyOf, remedyText } from './remedies.js';
import { parseTemplate, type LineKind, type TemplateLine } from './template.js';

/** One line or paragraph of a finished letter. */
export type Block = { kind: LineKind; text: string };

/** Everything a letter is written from. What it holds is personal: the caller seals the result. */
export type LetterInput = {
  kind: LetterKind;
  language: LetterLanguage;
  /** The edition of the case. */
  edition: LetterEdition;
  /** The day it goes out; it chooses the remedy and stands in the letter. */
  on: Day;
  /** The ground of a reply, where there is one; a reply in part withholds on some ground. */
  ground?: string | null;
  /** The article as the case has it, when somebody has decided on it; else the rule names it. */
  article?: string | null;
  fields: Readonly<Record<string, FieldValue | null | undefined>>;
};

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

const dayText = (day: string, language: LetterLanguage): string => {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  return language === 'zh'
    ? `${String(year)}年${String(month)}月${String(date)}日`
    : `${String(date)} ${MONTHS[month - 1]!} ${String(year)}`;
};

/** Money is kept in fen; a letter shows yuan with two decimals. */
const moneyText = (fen: number, language: LetterLanguage): string => {
  const yuan = `${String(Math.floor(fen / 100))}.${String(fen % 100).padStart(2, '0')}`;
  return language === 'zh' ? `${yuan}元` : `CNY ${yuan}`;
};

const filled = (value: unknown): value is string =>
  typeof value === 'string' && value.trim() !== '';

const FITS: Readonly<Record<FieldType, (value: FieldValue) => boolean>> = {
  text: (value) => filled(value) && !/[\r\n]/.test(value),
  paragraphs: filled,
  day: (value) => Day.safeParse(value).success,
  number: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  money: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  list: (value) => Array.isArray(value) && value.length > 0 && value.every(filled),
};

type Values = Map<string, FieldValue>;

/** Checks the values against the kind: nothing missing, nothing of another kind, each of its type. */
const valuesOf = (input: LetterInput): Values | Rejection => {
  const values: Values = new Map();
  const uses = new Map(fieldsOf(input.kind).map((field) => [field.name, field]));
  const given = { ...input.fields, issuedOn: input.on };
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === undefined) continue;
    const inRemedy = (REMEDY_FIELDS as readonly string[]).includes(name);
    const use = uses.get(name);
    if (!inRemedy && (!use || use.computed))
      return rejectLetter('letter.valueOfOtherKind', { field: name }, `fields.${name}`);
    const { type, zh, en } = letterFields[name]!;
    if (!FITS[type](value))
      return rejectLetter('letter.valueInvalid', { field: name, zh, en }, `fields.${name}`);
    values.set(name, value);
  }
  for (const { name, required, computed, zh, en } of uses.values())
    if (required && !computed && !values.has(name))
      return rejectLetter('letter.valueMissing', { field: name, zh, en }, `fields.${name}`);
  return values;
};

/** The article and the remedy, from the rules on the day of the letter. */
const compute = (input: LetterInput, values: Values): Rejection | undefined => {
  const { kind, edition, on, language } = input;
  if (citesArticle(kind)) {
    const found = articleOf(kind, edition, on);
    if (!found && !input.article) return rejectLetter('letter.articleMissing', { on, edition });
    const article = input.article ?? found!.article;
    const withArticle = found?.withArticle === article ? undefined : found?.withArticle;
    values.set('article', citationOfLetter({ article, withArticle }, language));
  }
  const remedy = remedyOf(kind, input.ground ?? null, on);
  if (!remedy) return rejectLetter('letter.dayTooEarly', { on });
  if (remedy.order !== 'none')
    for (const name of REMEDY_FIELDS)
      if (!values.has(name)) {
        const { zh, en } = letterFields[name]!;
        return rejectLetter('letter.valueMissing', { field: name, zh, en }, `fields.${name}`);
      }
  const text = (name: string) => String(values.get(name) ?? '');
  const where = { reconsiderationBody: text('reconsiderationBody'), court: text('court') };
  values.set('remedy', remedyText(remedy, language, where));
  return undefined;
};

const shown = (name: string, value: FieldValue, language: LetterLanguage): string => {
  const type = letterFields[name]?.type;
  if (type === 'day') return dayText(value as string, language);
  if (type === 'money') return moneyText(value as number, language);
  return String(value);
};

const blocksOf = (line: TemplateLine, values: Values, language: LetterLanguage): Block[] => {
  const [only] = line.parts;
  if (line.kind === 'item' && line.parts.length === 1 && typeof only === 'object') {
    const value = values.get(only.field);
    if (Array.isArray(value)) return value.map((text: string) => ({ kind: 'item', text }));
  }
  const text = line.parts
    .map((part) =>
      typeof part === 'string'
        ? part
        : values.has(part.field)
          ? shown(part.field, values.get(part.field)!, language)
          : '',
    )
    .join('');
  return text
    .split(/\r?\n/)
    .filter((piece) => piece.trim() !== '')
    .map((piece) => ({ kind: line.kind, text: piece.trimEnd() }));
};

/** The letter as blocks, or the rejection that names what is missing. */
export const fillLetter = (input: LetterInput, source: string): Block[] | Rejection => {
  const values = valuesOf(input);
  if (!(values instanceof Map)) return values;
  const wrong = compute(input, values);
  if (wrong) return wrong;
  const holds = (field: string) => values.has(field) || field === `edition${input.edition}`;
  const blocks = parseTemplate(source)
    .lines.filter(({ when }) => when === null || holds(when.field) === when.holds)
    .flatMap((line) => blocksOf(line, values, input.language));
  return numbered(blocks);
};

/** Items that follow each other are counted from one. */
const numbered = (blocks: readonly Block[]): Block[] => {
  let count = 0;
  return blocks.map((block) => {
    count = block.kind === 'item' ? count + 1 : 0;
    return count === 0 ? block : { kind: 'item', text: `${String(count)}. ${block.text}` };
  });
};
