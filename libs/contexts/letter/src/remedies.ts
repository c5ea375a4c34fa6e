import type { Day } from '@gongkai/kernel';
import { z } from 'zod';
import type { LetterKind, LetterLanguage } from './events.js';
import { citationOf, letterKindOf, letterKinds, RemedyGroup } from './letter-kinds.js';
import list from './remedies.data.json' with { type: 'json' };

export const RemedyOrder = z.enum(['none', 'reconsiderationOrCourt', 'reconsiderationFirst']);
export type RemedyOrder = z.infer<typeof RemedyOrder>;

const Remedy = z.strictObject({
  group: RemedyGroup,
  from: z.iso.date(),
  to: z.iso.date().nullable(),
  order: RemedyOrder,
  reconsideration: z.strictObject({ days: z.int(), article: z.string() }).nullable(),
  /** Counted from the letter, or from the outcome of the reconsideration where that comes first. */
  litigation: z
    .strictObject({ length: z.int(), unit: z.enum(['days', 'months']), article: z.string() })
    .nullable(),
  /** What says in which order they go. */
  article: z.string().nullable(),
  verified: z.boolean(),
  source: z.string(),
});
export type Remedy = z.infer<typeof Remedy>;

const text = z.strictObject({ zh: z.string(), en: z.string() });
const { rules, texts } = z
  .strictObject({
    rules: z.array(Remedy),
    texts: z.strictObject({
      reconsiderationOrCourt: text,
      reconsiderationFirst: text,
      feeNone: text,
    }),
  })
  .parse(list);

/** The remedies as data, by group and day. */
export const remedies: readonly Remedy[] = rules;

/** Whatever names a ground goes as a refusal on it: on articles 14 to 16 to reconsideration first. */
const groupOf = (kind: LetterKind, ground: string | null): RemedyGroup => {
  const { remedy } = letterKinds[kind];
  if (remedy === 'none' || remedy === 'fee' || ground === null) return remedy;
  const refusal = letterKindOf('refused', ground);
  return refusal ? letterKinds[refusal].remedy : 'other';
};

/**
 * The remedy a letter must tell: by its kind, by the ground where one is named (a reply in part
 * withholds on some ground), and by the day it goes out. Undefined before the Regulations.
 */
export const remedyOf = (kind: LetterKind, ground: string | null, on: Day): Remedy | undefined => {
  const group = groupOf(kind, ground);
  return remedies.find(
    (rule) => rule.group === group && rule.from <= on && (rule.to === null || on <= rule.to),
  );
};

type Where = { reconsiderationBody: string; court: string };

const PERIOD = {
  zh: { days: '日', months: '个月' },
  en: { days: ' days', months: ' months' },
} as const;

/** The sentence of the remedy; empty where a letter has none to tell. */
export const remedyText = (remedy: Remedy, language: LetterLanguage, where: Where): string => {
  if (remedy.order === 'none') return remedy.group === 'fee' ? texts.feeNone[language] : '';
  const { reconsideration, litigation, article } = remedy;
  const values: Record<string, string> = {
    ...where,
    reconsideration: String(reconsideration?.days ?? ''),
    litigation: litigation
      ? `${String(litigation.length)}${PERIOD[language][litigation.unit]}`
      : '',
    article: article === null ? '' : citationOf(article, language),
  };
  return texts[remedy.order][language].replace(/\{(\w+)\}/g, (_, name: string) => values[name]!);
};
