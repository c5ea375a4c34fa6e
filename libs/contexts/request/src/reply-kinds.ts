import { GroundCode, grounds } from '@gongkai/secrecy';
import { z } from 'zod';
import { Outcome } from './events.kinds.js';
import rules from './reply-kinds.data.json' with { type: 'json' };

/** Every way a request is answered, under either edition of the Regulations. */
export const ReplyKind = z.enum([
  'alreadyPublic',
  'granted',
  'partlyGranted',
  'refused',
  'notHeld',
  'notResponsible',
  'repeated',
  'otherAccessRules',
  'needsCreation',
  'stillUnclear',
  'excessive',
  'petition',
  'publicPublication',
  'reissue',
  'notGovernmentInformation',
  'movedToArchive',
  'recordCorrected',
  'recordPassedOn',
  'recordRefused',
]);
export type ReplyKind = z.infer<typeof ReplyKind>;

/** Why something is withheld from this applicant: the grounds of secrecy, and 三需要 of 2007. */
export const ReplyGround = z.enum([...GroundCode.options, 'noSpecialNeed']);
export type ReplyGround = z.infer<typeof ReplyGround>;

/** What must have happened in the case before a reply of this kind or on this ground can be made. */
export const ReplyStep = z.enum([
  'consultationSettled',
  'thirdPartyConsulted',
  'clarificationAnswered',
  'needAsked',
  'excessUnreasonable',
]);
export type ReplyStep = z.infer<typeof ReplyStep>;

/** What a reply must say; the words are sealed, that they are there is not. */
export const ReplyStatement = z.enum([
  'whereToFind',
  'given',
  'reasons',
  'searched',
  'competentAgency',
  'earlierReply',
  'otherRules',
  'evidence',
]);
export type ReplyStatement = z.infer<typeof ReplyStatement>;

export const statementNames: Readonly<Record<ReplyStatement, { zh: string; en: string }>> = {
  whereToFind: { zh: '获取的方式、途径', en: 'where it is to be found' },
  given: { zh: '提供的内容', en: 'what is given' },
  reasons: { zh: '理由', en: 'the reasons' },
  searched: { zh: '检索的范围和结果', en: 'where was searched, and with what result' },
  competentAgency: { zh: '有权机关的名称、联系方式', en: 'the competent agency and its contact' },
  earlierReply: { zh: '此前答复的时间、文号', en: 'the earlier reply' },
  otherRules: { zh: '应当依照的法律、行政法规或者途径', en: 'the law or the way to take instead' },
  evidence: { zh: '证明记录不准确的证据', en: 'the evidence that the record is not accurate' },
};

export type ReplyEdition = '2007' | '2019';

const Basis = z.strictObject({
  article: z.string(),
  /** Whether the text of the article was seen; if not, `source` says what it rests on. */
  verified: z.boolean(),
  source: z.string(),
});
export type Basis = z.infer<typeof Basis>;
const articles = z.strictObject({ '2007': Basis.optional(), '2019': Basis.optional() });

const KindRule = z.strictObject({
  zh: z.string(),
  en: z.string(),
  articles,
  /** The outcome it ends a round with; null: the ground decides. */
  outcome: Outcome.nullable(),
  /** The grounds it may rest on; it must rest on one of them when there are any. */
  grounds: z.array(ReplyGround).default([]),
  /** Whether contents leave the agency with it, so that a secrecy review must come first. */
  leaves: z.boolean(),
  /** Answers a demand to correct one's own record (条例第四十一条), and nothing else. */
  ownRecord: z.boolean().default(false),
  requires: z.array(ReplyStep),
  states: z.array(ReplyStatement),
});
export type KindRule = z.infer<typeof KindRule>;

const GroundRule = z.strictObject({
  zh: z.string(),
  en: z.string(),
  articles,
  outcome: Outcome,
  requires: z.array(ReplyStep),
});
export type GroundRule = z.infer<typeof GroundRule>;

const Source = Basis.omit({ article: true });
/** A ground of secrecy has its names and articles there; here is what the articles rest on. */
const SecrecyGround = GroundRule.omit({ zh: true, en: true, articles: true }).extend({
  sources: z.strictObject({ '2007': Source.optional(), '2019': Source.optional() }),
});

const Rules = z.strictObject({
  kinds: z.record(ReplyKind, KindRule),
  grounds: z.record(GroundCode, SecrecyGround),
  ownGrounds: z.record(ReplyGround.exclude(GroundCode.options), GroundRule),
});
/** Kinds and grounds as data: an article that turns out otherwise is corrected there. */
const { kinds, grounds: ofSecrecy, ownGrounds } = Rules.parse(rules);
export const replyKinds: Readonly<Record<ReplyKind, KindRule>> = kinds;

const groundRule = (code: GroundCode): GroundRule => {
  const { sources, ...rule } = ofSecrecy[code];
  const { zh, en, articles: known } = grounds[code];
  const basis = (edition: ReplyEdition) => {
    const [article, source] = [known[edition], sources[edition]];
    return article && source ? { [edition]: { article, ...source } } : {};
  };
  return { zh, en, articles: { ...basis('2007'), ...basis('2019') }, ...rule };
};
export const replyGrounds = {
  ...Object.fromEntries(GroundCode.options.map((code) => [code, groundRule(code)])),
  ...ownGrounds,
} as Readonly<Record<ReplyGround, GroundRule>>;

/** The outcome a reply ends its round with. */
export const outcomeOf = (kind: ReplyKind, ground: ReplyGround | null): Outcome =>
  replyKinds[kind].outcome ?? (ground === null ? 'otherEnded' : replyGrounds[ground].outcome);

/** Why a reply of this kind, on this ground, with this article cannot stand. */
export type ReplyFault =
  | { fault: 'kindNotInEdition' | 'ownRecordOnly' | 'disclosureOnly' }
  | { fault: 'groundMissing' | 'groundNotOfKind' | 'groundNotInEdition' }
  | { fault: 'articleOfOther'; right: string };

export type ReplyBasis = {
  /** The article of the kind, e.g. 条例第三十六条第三项. */
  article: string;
  /** The article of the ground, e.g. 条例第十五条; null when the kind rests on none. */
  groundArticle: string | null;
  outcome: Outcome;
  leaves: boolean;
  requires: readonly ReplyStep[];
  states: readonly ReplyStatement[];
};

type Asked = {
  edition: ReplyEdition;
  ownRecord: boolean;
  kind: ReplyKind;
  ground: ReplyGround | null;
  /** The article as the officer named it; null: the rule names it. */
  article: string | null;
};

/** On what a reply rests, or why it cannot: kind, ground and article must belong together. */
export const basisOf = ({
  edition,
  ownRecord,
  kind,
  ground,
  article,
}: Asked): ReplyBasis | ReplyFault =>
  faultOf(edition, ownRecord, kind, ground) ?? named(edition, kind, ground, article);

const faultOf = (
  edition: ReplyEdition,
  ownRecord: boolean,
  kind: ReplyKind,
  ground: ReplyGround | null,
): ReplyFault | undefined => {
  const rule = replyKinds[kind];
  if (rule.ownRecord && !ownRecord) return { fault: 'ownRecordOnly' };
  if (!rule.ownRecord && ownRecord && !ENDS_EITHER.includes(kind))
    return { fault: 'disclosureOnly' };
  if (!rule.articles[edition]) return { fault: 'kindNotInEdition' };
  if (ground === null) return rule.grounds.length > 0 ? { fault: 'groundMissing' } : undefined;
  if (!rule.grounds.includes(ground)) return { fault: 'groundNotOfKind' };
  return replyGrounds[ground].articles[edition] ? undefined : { fault: 'groundNotInEdition' };
};

/** What may also answer a demand to correct a record: nothing of the sort is kept, or it is another's. */
const ENDS_EITHER: readonly ReplyKind[] = ['notHeld', 'notResponsible', 'stillUnclear'];

const named = (
  edition: ReplyEdition,
  kind: ReplyKind,
  ground: ReplyGround | null,
  article: string | null,
): ReplyBasis | ReplyFault => {
  const rule = replyKinds[kind];
  const right = rule.articles[edition]!.article;
  const of = ground === null ? null : replyGrounds[ground];
  const groundArticle = of?.articles[edition]?.article ?? null;
  if (article !== null && article !== right && article !== groundArticle)
    return { fault: 'articleOfOther', right: groundArticle ?? right };
  return {
    article: right,
    groundArticle,
    outcome: outcomeOf(kind, ground),
    leaves: rule.leaves,
    requires: [...rule.requires, ...(of?.requires ?? [])],
    states: rule.states,
  };
};
