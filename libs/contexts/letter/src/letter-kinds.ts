import type { Day } from '@gongkai/kernel';
import { z } from 'zod';
import { LetterKind, type LetterLanguage } from './events.js';
import fieldList from './letter-fields.data.json' with { type: 'json' };
import kindList from './letter-kinds.data.json' with { type: 'json' };

export const LetterEdition = z.enum(['2007', '2019']);
export type LetterEdition = z.infer<typeof LetterEdition>;

/** What may stand in a field; money is in fen, a day is a legal day. */
export const FieldType = z.enum(['text', 'paragraphs', 'day', 'number', 'money', 'list']);
export type FieldType = z.infer<typeof FieldType>;

export type FieldValue = string | number | readonly string[];
const sample = z.union([z.string(), z.number(), z.array(z.string())]);

const LetterField = z.strictObject({
  type: FieldType,
  zh: z.string(),
  en: z.string(),
  /** What a preview shows. */
  sample: z.strictObject({ zh: sample, en: sample }),
});
export type LetterField = z.infer<typeof LetterField>;

const Article = z.strictObject({
  edition: LetterEdition,
  article: z.string(),
  /** A second article named before it, that of the kind of reply. */
  withArticle: z.string().optional(),
  /** First day on which a letter may rest on it. */
  from: z.iso.date().optional(),
  /** Whether the text was seen; if not, `source` says what it rests on. */
  verified: z.boolean(),
  source: z.string(),
});
export type LetterArticle = z.infer<typeof Article>;

/** Which remedies are told: those of a refusal, of any other decision, of a fee, or none. */
export const RemedyGroup = z.enum(['withheld', 'other', 'fee', 'none']);
export type RemedyGroup = z.infer<typeof RemedyGroup>;

const LetterRule = z.strictObject({
  zh: z.string(),
  en: z.string(),
  group: z.enum(['process', 'reply']),
  to: z.enum(['applicant', 'thirdParty', 'agency']),
  required: z.array(z.string()),
  optional: z.array(z.string()),
  remedy: RemedyGroup,
  articles: z.array(Article),
});
export type LetterRule = z.infer<typeof LetterRule>;

/** Fields and kinds as data: a name or an article that turns out otherwise is corrected there. */
export const letterFields: Readonly<Record<string, LetterField>> = z
  .record(z.string(), LetterField)
  .parse(fieldList);
export const letterKinds: Readonly<Record<LetterKind, LetterRule>> = z
  .record(LetterKind, LetterRule)
  .parse(kindList);

/** Written by the platform itself, from the rules on the day of the letter. */
export const COMPUTED = ['article', 'remedy'] as const;
/** True or not true of a case; for conditions only. */
export const FLAGS = ['edition2007', 'edition2019'] as const;
/** Needed wherever a remedy is told; they stand inside the sentence of the remedy. */
export const REMEDY_FIELDS = ['reconsiderationBody', 'court'] as const;

export type FieldUse = { name: string; required: boolean; computed: boolean } & LetterField;

const computedFields: Readonly<Record<(typeof COMPUTED)[number], LetterField>> = {
  article: {
    type: 'text',
    zh: '所依据的条款',
    en: 'the article it rests on',
    sample: { zh: '《中华人民共和国政府信息公开条例》', en: 'the Regulations' },
  },
  remedy: {
    type: 'text',
    zh: '救济途径和期限',
    en: 'remedies and their periods',
    sample: { zh: '行政复议、行政诉讼', en: 'reconsideration, suit' },
  },
};

/** The fields of a kind of letter, required ones first; computed ones need no value. */
export const fieldsOf = (kind: LetterKind): FieldUse[] => {
  const { required, optional, articles, remedy } = letterKinds[kind];
  const use = (name: string, isRequired: boolean): FieldUse => ({
    name,
    required: isRequired,
    computed: false,
    ...letterFields[name]!,
  });
  const computed = (name: (typeof COMPUTED)[number]): FieldUse => ({
    name,
    required: true,
    computed: true,
    ...computedFields[name],
  });
  return [
    ...required.map((name) => use(name, true)),
    ...(articles.length > 0 ? [computed('article')] : []),
    ...(remedy === 'none' ? [] : [computed('remedy')]),
    ...optional.map((name) => use(name, false)),
  ];
};

/** The article a letter rests on under an edition on a day; undefined when there is none. */
export const articleOf = (
  kind: LetterKind,
  edition: LetterEdition,
  on: Day,
): LetterArticle | undefined =>
  letterKinds[kind].articles.find(
    (article) => article.edition === edition && on >= (article.from ?? '2008-05-01'),
  );

/** Whether letters of this kind rest on an article at all. */
export const citesArticle = (kind: LetterKind): boolean => letterKinds[kind].articles.length > 0;

const DIGITS = '零一二三四五六七八九';
const numberOf = (han: string): number => {
  const [tens, ones] = han.includes('十') ? han.split('十') : ['', han];
  const digit = (text: string | undefined) => (text ? DIGITS.indexOf(text) : 0);
  return (han.includes('十') ? (tens === '' ? 1 : digit(tens)) * 10 : 0) + digit(ones);
};

const LAWS: Readonly<Record<string, { zh: string; en: string }>> = {
  条例: {
    zh: '《中华人民共和国政府信息公开条例》',
    en: 'the Regulations on the Disclosure of Government Information',
  },
  行政复议法: {
    zh: '《中华人民共和国行政复议法》',
    en: 'the Administrative Reconsideration Law',
  },
};
const PARTS = /^(条例|行政复议法)(\((\d{4})\))?第(.+?)条(?:第(.+?)款)?(?:第(.+?)项)?$/;

/** An article as a letter cites it: 条例第三十六条第二项 → 《…条例》第三十六条第(二)项. */
export const citationOf = (article: string, language: LetterLanguage, short = false): string => {
  const parts = PARTS.exec(article);
  if (!parts) return language === 'zh' || !/[一-鿿]/.test(article) ? article : `“${article}”`;
  const [, law, , year, number, paragraph, item] = parts;
  if (language === 'zh') {
    const title = short ? '' : `${LAWS[law!]!.zh}${year ? `（${year}年）` : ''}`;
    const inner = `${paragraph ? `第${paragraph}款` : ''}${item ? `第（${item}）项` : ''}`;
    return `${title}第${number!}条${inner}`;
  }
  const inner = [
    `article ${String(numberOf(number!))}`,
    ...(paragraph ? [`paragraph ${String(numberOf(paragraph))}`] : []),
    ...(item ? [`item ${String(numberOf(item))}`] : []),
  ].join(', ');
  return short ? inner : `${inner} of ${LAWS[law!]!.en}${year ? ` (edition of ${year})` : ''}`;
};

/** Both articles of a letter in one phrase, the law named once. */
export const citationOfLetter = (
  { article, withArticle }: Pick<LetterArticle, 'article'> & { withArticle?: string | undefined },
  language: LetterLanguage,
): string => {
  if (withArticle === undefined) return citationOf(article, language);
  const sameLaw = PARTS.test(article) && PARTS.test(withArticle);
  if (language === 'zh')
    return `${citationOf(withArticle, 'zh')}、${citationOf(article, 'zh', sameLaw)}`;
  return `${citationOf(withArticle, 'en', sameLaw)} and ${citationOf(article, 'en')}`;
};

const REFUSALS: Readonly<Record<string, LetterKind>> = {
  stateSecret: 'refusedStateSecret',
  forbiddenByLaw: 'refusedByLaw',
  threeSecurities: 'refusedSecurity',
  commercialSecret: 'refusedCommercialSecret',
  personalPrivacy: 'refusedPrivacy',
  internalAffairs: 'refusedInternal',
  processInformation: 'refusedProcess',
  enforcementFile: 'refusedEnforcementFile',
  noSpecialNeed: 'refusedNoSpecialNeed',
};

/** The letter that carries a reply: `refused` is written by its ground, the others by their name. */
export const letterKindOf = (reply: string, ground: string | null): LetterKind | undefined => {
  if (reply === 'refused') return ground === null ? undefined : REFUSALS[ground];
  const kind = LetterKind.safeParse(reply);
  return kind.success ? kind.data : undefined;
};
