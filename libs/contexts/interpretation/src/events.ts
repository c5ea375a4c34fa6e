import { entryEvents } from '@gongkai/entries';
import { Day, event, type EventOf } from '@gongkai/kernel';
import { z } from 'zod';

/** What an office does to explain (解读). Its order is in stored keys and stays. */
export const InterpretationKind = z.enum(['pressConference', 'onlineInterview', 'article']);
export type InterpretationKind = z.infer<typeof InterpretationKind>;

/** 举办 or 参加. */
export const Part = z.enum(['held', 'attended']);
export type Part = z.infer<typeof Part>;

export const ArticleForm = z.enum(['text', 'chart', 'video', 'audio', 'questions', 'other']);
export type ArticleForm = z.infer<typeof ArticleForm>;

/** 公众关注热点 and 重大舆情. */
export const ConcernKind = z.enum(['hotTopic', 'majorOpinion']);
export type ConcernKind = z.infer<typeof ConcernKind>;

/** How the public was answered. Its order is in stored keys and stays. */
export const AnswerChannel = z.enum([
  'pressConference',
  'onlineInterview',
  'article',
  'weibo',
  'wechat',
  'website',
  'hotline',
  'broadcast',
  'other',
]);
export type AnswerChannel = z.infer<typeof AnswerChannel>;

const by = z.string().min(1);
const agency = z.string().nullable();

/** A document that is explained: by its id, or by its title when it is not kept here. */
export const Explained = z.strictObject({ documentId: z.string().nullable(), title: z.string() });
export type Explained = z.infer<typeof Explained>;

export const Interpretation = z.strictObject({
  agency,
  kind: InterpretationKind,
  title: z.string(),
  on: Day,
  /** Of press conferences only. */
  part: Part.nullable(),
  /** The principal official (主要负责同志) took part. */
  principal: z.boolean(),
  /** Who spoke at a press conference, as the register of spokespersons has it. */
  spokespersonId: z.string().nullable(),
  /** Of articles only. */
  form: ArticleForm.nullable(),
  explains: z.array(Explained),
  concernId: z.string().nullable(),
  /** Where it is to be read or seen. */
  address: z.string().nullable(),
});
export type Interpretation = z.infer<typeof Interpretation>;

/** InterpretationEntered, InterpretationWithdrawn: kind · principal << 2 · attended << 3 · explains << 4. */
const facetOf = ({ kind, principal, part, explains }: Interpretation): number =>
  InterpretationKind.options.indexOf(kind) |
  (Number(principal) << 2) |
  (Number(part === 'attended') << 3) |
  (Number(explains.length > 0) << 4);

export const unpackInterpretation = (facet: number) => ({
  kind: InterpretationKind.options[facet & 3]!,
  principal: ((facet >> 2) & 1) === 1,
  attended: ((facet >> 3) & 1) === 1,
  explains: ((facet >> 4) & 1) === 1,
});

const entry = entryEvents(Interpretation, { on: ({ on }) => on, facet: facetOf });

/** Press conferences, interviews, articles: one by one, each version beside the next. */
export const interpretationEntries = {
  InterpretationEntered: entry.entered,
  /** Entered by mistake, or put right by the next version: taken off the day it was counted on. */
  InterpretationWithdrawn: entry.withdrawn,
};

/** Which rows of the form count an answer; the activities have rows of their own. */
export const AnswerRow = z.enum(['activity', 'microblog', 'other']);
export type AnswerRow = z.infer<typeof AnswerRow>;
export const rowOfChannel = (channel: AnswerChannel): AnswerRow => {
  if (channel === 'weibo' || channel === 'wechat') return 'microblog';
  return ['pressConference', 'onlineInterview', 'article'].includes(channel) ? 'activity' : 'other';
};

const answer = {
  concernId: z.string().min(1),
  agency,
  /** Answers of a concern are numbered. */
  answer: z.int().min(1),
  channel: AnswerChannel,
  on: Day,
  /** Counts the concern as answered: one of its answers does. */
  first: z.boolean(),
  /** Counts the concern among those answered in this way: one answer of each row does. */
  firstOfRow: z.boolean(),
};
type Counted = { channel: AnswerChannel; first: boolean; firstOfRow: boolean };

/** All about answers: channel · first << 4 · first of its row << 5. */
const answerFacet = ({ channel, first, firstOfRow }: Counted): number =>
  AnswerChannel.options.indexOf(channel) | (Number(first) << 4) | (Number(firstOfRow) << 5);
export const unpackAnswer = (facet: number): Counted & { row: AnswerRow } => {
  const channel = AnswerChannel.options[facet & 15]!;
  return {
    channel,
    first: ((facet >> 4) & 1) === 1,
    firstOfRow: ((facet >> 5) & 1) === 1,
    row: rowOfChannel(channel),
  };
};
const answerOptions = { occurredOn: (data: { on: Day }) => data.on, facet: answerFacet };

const concern = { concernId: z.string().min(1), agency };
const subject = { title: z.string(), kind: ConcernKind, arisenOn: Day };

/** A matter the public is concerned about, and every answer to it in whatever channel. */
export const concernEvents = {
  ConcernNoted: event(z.strictObject({ ...concern, ...subject, notedBy: by }), {
    occurredOn: (data) => data.arisenOn,
  }),
  ConcernCorrected: event(
    z.strictObject({
      ...concern,
      was: z.strictObject(subject),
      now: z.strictObject(subject),
      reason: z.string(),
      correctedBy: by,
    }),
  ),
  ConcernAnswered: event(
    z.strictObject({ ...answer, address: z.string().nullable(), answeredBy: by }),
    answerOptions,
  ),
  ConcernAnswerWithdrawn: event(
    z.strictObject({ ...answer, reason: z.string(), withdrawnBy: by }),
    answerOptions,
  ),
  /** The answer that counted was withdrawn: this one counts in its place, on its own day. */
  ConcernAnswerCounted: event(z.strictObject(answer), answerOptions),
  ConcernVoided: event(
    z.strictObject({ ...concern, arisenOn: Day, reason: z.string(), voidedBy: by }),
    { occurredOn: (data) => data.arisenOn },
  ),
};

export const interpretationEvents = { ...interpretationEntries, ...concernEvents };
export type EntryEvent = EventOf<typeof interpretationEntries>;
export type ConcernEvent = EventOf<typeof concernEvents>;
export type InterpretationEvent = EntryEvent | ConcernEvent;
