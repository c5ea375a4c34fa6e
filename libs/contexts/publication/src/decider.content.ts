import { ColumnClass } from '@gongkai/catalogue';
import { Day, digestOf, Line, secrecyMarkInText, secrecyMarkInTitle, Text } from '@gongkai/kernel';
import { articleOf, editionOn, grounds, type GroundCode } from '@gongkai/secrecy';
import { z } from 'zod';

export const Digest = z.string().regex(/^[0-9a-f]{64}$/, 'not a SHA-256 digest');

/** 公文种类 (党政机关公文处理工作条例 2012 第八条), and 规章, which is no 公文 but counted apart. */
export const Genre = z.enum([
  'resolution',
  'decision',
  'order',
  'communique',
  'announcement',
  'publicNotice',
  'opinion',
  'circular',
  'bulletin',
  'report',
  'requestForInstructions',
  'officialReply',
  'motion',
  'letter',
  'minutes',
  'regulation',
  'other',
]);
export type Genre = z.infer<typeof Genre>;

/** 公开属性: 主动公开, 依申请公开, 不予公开. */
export const Attribute = z.enum(['onInitiative', 'onRequest', 'withheld']);
export type Attribute = z.infer<typeof Attribute>;

/** 密级. */
export const SecrecyMark = z.enum(['secret', 'confidential', 'topSecret']);
export type SecrecyMark = z.infer<typeof SecrecyMark>;

/** How sure the day of formation is; only a known day can make a publication late. */
export const FormedMark = z.enum(['known', 'assumed', 'unknown']);
export type FormedMark = z.infer<typeof FormedMark>;

export const Attachment = z.strictObject({
  digest: Digest,
  name: Line(200),
  bytes: z.int().min(0),
  mediaType: z.string().max(100),
});
export type Attachment = z.infer<typeof Attachment>;

const list = Text(4000);
/** Kinds of item with their own required fields (权力清单, 办事指南, 流程图 and others). */
export const Details = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('general') }),
  z.strictObject({
    kind: z.literal('powerList'),
    powers: z
      .array(z.strictObject({ name: Line(200), powerType: Line(50), basis: list }))
      .min(1)
      .max(200),
  }),
  z.strictObject({
    kind: z.literal('serviceGuide'),
    basis: list,
    procedure: list,
    conditions: list,
    materials: list,
    feeBasis: list,
    feeStandard: list,
    complaintLine: Line(100),
  }),
  z.strictObject({
    kind: z.literal('processChart'),
    basis: list,
    procedure: list,
    complaintLine: Line(100),
    /** The chart itself, one of the attachments. */
    chart: Digest,
  }),
  z.strictObject({
    kind: z.literal('openMeeting'),
    heldOn: Day,
    agenda: list,
    attendance: list,
    outcome: list,
  }),
  z.strictObject({
    kind: z.literal('divisionOfWork'),
    leaders: z
      .array(z.strictObject({ name: Line(50), post: Line(100), duties: list }))
      .min(1)
      .max(100),
  }),
]);
export type Details = z.infer<typeof Details>;
export const ITEM_KINDS = [
  'general',
  'powerList',
  'serviceGuide',
  'processChart',
  'openMeeting',
  'divisionOfWork',
] as const;

/** Everything the secrecy review and the signature are about; one digest stands for all of it. */
export const Content = z.strictObject({
  title: z.string(),
  summary: z.string(),
  documentNumber: z.string().nullable(),
  genre: Genre,
  normative: z.boolean(),
  formedOn: Day.nullable(),
  formedMark: FormedMark,
  details: Details,
  text: z.string().nullable(),
  attachments: z.array(Attachment),
});
export type Content = z.infer<typeof Content>;

export const contentDigestOf = (content: Content): string => digestOf(content);

/** What the public gets to see of an item; carried by the events that put it there. */
export const PublicItem = z.strictObject({
  agency: z.string().nullable(),
  column: z.string(),
  columnClass: ColumnClass,
  indexNumber: z.string().nullable(),
  content: Content,
});
export type PublicItem = z.infer<typeof PublicItem>;

/** The larger kinds of channel of the statistics (国办发〔2014〕32号 一(二)). */
export const Channel = z.enum(['gazette', 'website', 'weibo', 'wechat', 'other']);
export type Channel = z.infer<typeof Channel>;

/** By what means exactly, and which kind of channel it counts under. */
export const channelOfMeans = {
  gazette: 'gazette',
  ownSite: 'website',
  opennessSite: 'website',
  subSite: 'website',
  villageSite: 'website',
  townSite: 'website',
  superiorPortal: 'website',
  weibo: 'weibo',
  wechat: 'wechat',
  sms: 'other',
  mobileNewspaper: 'other',
  television: 'other',
  radio: 'other',
  villageBroadcast: 'other',
  newspaper: 'other',
  pressConference: 'other',
  ledScreen: 'other',
  touchScreen: 'other',
  noticeBoard: 'other',
  serviceHall: 'other',
  guideCard: 'other',
  readingPlace: 'other',
  otherMeans: 'other',
} as const satisfies Record<string, Channel>;
export const Means = z.enum(
  Object.keys(channelOfMeans) as [keyof typeof channelOfMeans, ...(keyof typeof channelOfMeans)[]],
);
export type Means = z.infer<typeof Means>;

export const defaultMeans: Readonly<Record<Channel, Means>> = {
  gazette: 'gazette',
  website: 'ownSite',
  weibo: 'weibo',
  wechat: 'wechat',
  other: 'otherMeans',
};

/** Figures tell 规章 and 规范性文件 apart: 0 neither, 1 规范性文件, 2 规章. */
export const normOf = (content: Pick<Content, 'genre' | 'normative'>): 0 | 1 | 2 =>
  content.genre === 'regulation' ? 2 : content.normative ? 1 : 0;

/** A ground as it is recorded: code, edition and article of the day it was used. */
export const Ground = z.strictObject({
  code: z.string(),
  edition: z.enum(['2007', '2019']),
  article: z.string(),
});
export type Ground = z.infer<typeof Ground>;

export const groundOn = (code: GroundCode, day: Day): Ground | undefined => {
  const article = articleOf(grounds[code], day);
  return article === undefined ? undefined : { code, edition: editionOn(day), article };
};

type AttributeDefault = { attribute: Attribute; ground: GroundCode; reason: string };
/** Whole genres with an attribute that suggests itself (条例第十六条第二款); a proposal, never a review. */
export const genreDefaults: Readonly<Partial<Record<Genre, AttributeDefault>>> = {
  requestForInstructions: {
    attribute: 'withheld',
    ground: 'processInformation',
    reason: '请示属于行政管理过程中形成的请示报告。',
  },
  report: {
    attribute: 'withheld',
    ground: 'processInformation',
    reason: '报告属于行政管理过程中形成的请示报告。',
  },
  letter: {
    attribute: 'withheld',
    ground: 'processInformation',
    reason: '函属于行政管理过程中形成的磋商信函。',
  },
  minutes: {
    attribute: 'withheld',
    ground: 'processInformation',
    reason: '纪要属于行政管理过程中形成的讨论记录。',
  },
  officialReply: {
    attribute: 'onRequest',
    ground: 'processInformation',
    reason: '批复针对特定下级机关的请示作出,可依申请公开。',
  },
};

/** The pre-filled proposal of a genre; none where the edition in force has no article for it. */
export const attributeDefaultOf = (
  genre: Genre,
  day: Day,
): { attribute: Attribute; ground: Ground; reason: string } | undefined => {
  const preset = genreDefaults[genre];
  const ground = preset && groundOn(preset.ground, day);
  return preset && ground && { attribute: preset.attribute, ground, reason: preset.reason };
};

type Markable = Pick<
  Content,
  'title' | 'documentNumber' | 'summary' | 'text' | 'details' | 'attachments'
>;
const marksIn: Readonly<Record<keyof Markable, (content: Markable) => unknown>> = {
  title: (content) => secrecyMarkInTitle(content.title),
  documentNumber: (content) => secrecyMarkInTitle(content.documentNumber ?? ''),
  summary: (content) => secrecyMarkInText(content.summary),
  text: (content) => secrecyMarkInText(content.text ?? ''),
  details: (content) => textsIn(content.details).some(secrecyMarkInText),
  attachments: (content) =>
    content.attachments.some(({ name }) => secrecyMarkInTitle(name.replace(/\.\w+$/, ''))),
};

/** Where a paper bears a secrecy mark (密级标志, e.g. 机密★10年): such a paper has no place here. */
export const secrecyMarkedField = (content: Markable): keyof Markable | undefined =>
  (Object.keys(marksIn) as (keyof Markable)[]).find((field) => marksIn[field](content));

const textsIn = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : Object.values((value ?? {}) as Readonly<Record<string, unknown>>).flatMap(textsIn);
