import type { Aggregate, Day, Decider, Rejection } from '@gongkai/kernel';
import type { GuideCommandData } from './commands.js';
import { checkAgency, type AgencyFacts } from './decider.columns.js';
import { rejectCatalogue } from './errors.js';
import { guideEvents, type GuideContents, type GuideEdition, type GuideEvent } from './events.js';

/** The first day of the 2019 edition. */
const CN2019_FROM = '2019-05-15';

export const editionOn = (day: Day): GuideEdition => (day < CN2019_FROM ? 'cn2007' : 'cn2019');

type Part = {
  part: keyof GuideContents;
  zh: string;
  en: string;
  editions: readonly GuideEdition[];
};
const both: readonly GuideEdition[] = ['cn2007', 'cn2019'];

/** 条例第十二条第二款; the 2007 edition (第十九条) asks for an e-mail address instead. */
export const GUIDE_PARTS: readonly Part[] = [
  { part: 'classification', zh: '政府信息的分类', en: 'classification', editions: both },
  { part: 'arrangement', zh: '编排体系', en: 'arrangement', editions: both },
  { part: 'waysToObtain', zh: '获取方式', en: 'ways to obtain', editions: both },
  { part: 'officeName', zh: '公开工作机构的名称', en: 'name of the office', editions: both },
  { part: 'officeAddress', zh: '办公地址', en: 'address', editions: both },
  { part: 'officeHours', zh: '办公时间', en: 'office hours', editions: both },
  { part: 'officePhone', zh: '联系电话', en: 'telephone', editions: both },
  { part: 'officeFax', zh: '传真号码', en: 'fax', editions: both },
  { part: 'officeEmail', zh: '电子邮箱', en: 'e-mail', editions: ['cn2007'] },
  { part: 'officeInternet', zh: '互联网联系方式', en: 'internet contact', editions: ['cn2019'] },
];

export type Guide = {
  exists: boolean;
  agency: string | null;
  /** Number of the newest version, drafted or published. */
  last: number;
  draft: { number: number; contents: GuideContents } | null;
  published: { number: number; checkedOn: Day } | null;
};

/** The guide of an agency is the stream with its id; the government's own office has `main`. */
export const guideId = (agency: string | null): string => agency ?? 'main';

const missingPart = (contents: GuideContents, edition: GuideEdition): Part | undefined =>
  GUIDE_PARTS.find(({ part, editions }) => editions.includes(edition) && contents[part] === null);

type Of<T extends GuideCommandData['type']> = Extract<GuideCommandData, { type: T }>;
type Decided = GuideEvent[] | Rejection;

const draft = (guide: Guide, { agency, contents }: Of<'draft'>, facts: AgencyFacts): Decided => {
  const wrong = agency === null ? undefined : checkAgency(agency, facts.agencies, 'agency');
  if (wrong) return wrong;
  if (!guide.draft)
    return [{ type: 'GuideVersionDrafted', data: { agency, number: guide.last + 1, contents } }];
  if (sameContents(guide.draft.contents, contents)) return [];
  return [{ type: 'GuideVersionRevised', data: { number: guide.draft.number, contents } }];
};

const sameContents = (a: GuideContents, b: GuideContents) =>
  (Object.keys(a) as (keyof GuideContents)[]).every((part) => a[part] === b[part]);

const checkDay = (guide: Guide, day: Day, today: Day, field: string): Rejection | undefined => {
  if (day > today) return rejectCatalogue('catalogue.dateInFuture', { date: day }, field);
  const last = guide.published?.checkedOn;
  if (last !== undefined && day < last)
    return rejectCatalogue('catalogue.dateBeforeLast', { date: day, last }, field);
  return undefined;
};

const publish = (guide: Guide, command: Of<'publish'>, { today }: AgencyFacts): Decided => {
  if (!guide.draft) return rejectCatalogue('catalogue.guideNoDraft');
  const publishedOn = command.publishedOn ?? today;
  const wrong = checkDay(guide, publishedOn, today, 'publishedOn');
  if (wrong) return wrong;
  const { number, contents } = guide.draft;
  const edition = editionOn(publishedOn);
  const missing = missingPart(contents, edition);
  if (missing)
    return rejectCatalogue(
      'catalogue.guidePartMissing',
      { part: missing.zh, partEn: missing.en, edition },
      `contents.${missing.part}`,
    );
  const published: GuideEvent = {
    type: 'GuideVersionPublished',
    data: { number, edition, publishedOn },
  };
  if (!guide.published) return [published];
  const superseded = { number: guide.published.number, by: number, supersededOn: publishedOn };
  return [published, { type: 'GuideVersionSuperseded', data: superseded }];
};

const confirm = (guide: Guide, command: Of<'confirm'>, { today }: AgencyFacts): Decided => {
  if (!guide.published) return rejectCatalogue('catalogue.guideNotPublished');
  const confirmedOn = command.confirmedOn ?? today;
  const wrong = checkDay(guide, confirmedOn, today, 'confirmedOn');
  if (wrong) return wrong;
  if (confirmedOn === guide.published.checkedOn) return [];
  return [{ type: 'GuideVersionConfirmed', data: { number: guide.published.number, confirmedOn } }];
};

export const guideDecider: Decider<GuideCommandData, Guide, GuideEvent, AgencyFacts> = {
  initial: { exists: false, agency: null, last: 0, draft: null, published: null },
  decide(guide, command, facts) {
    switch (command.type) {
      case 'draft':
        return draft(guide, command, facts);
      case 'publish':
        return publish(guide, command, facts);
      case 'confirm':
        return confirm(guide, command, facts);
    }
  },
  evolve(guide, event) {
    switch (event.type) {
      case 'GuideVersionDrafted': {
        const { agency, number, contents } = event.data;
        return { ...guide, exists: true, agency, last: number, draft: { number, contents } };
      }
      case 'GuideVersionRevised':
        return { ...guide, draft: event.data };
      case 'GuideVersionPublished': {
        const { number, publishedOn } = event.data;
        return { ...guide, draft: null, published: { number, checkedOn: publishedOn } };
      }
      case 'GuideVersionSuperseded':
        return guide;
      case 'GuideVersionConfirmed': {
        const { number, confirmedOn } = event.data;
        return { ...guide, published: { number, checkedOn: confirmedOn } };
      }
    }
  },
};

export const guideAggregate: Aggregate<GuideCommandData, Guide, GuideEvent, AgencyFacts> = {
  name: 'guide',
  events: guideEvents,
  decider: guideDecider,
  agencyOf: (guide) => guide.agency,
};

/**
 * 条例第十二条第一款: a guide must be kept current. The day on or before which a guide was last
 * published or checked for it to count as overdue after this many months.
 */
export const staleBefore = (today: Day, months: number): Day => {
  const [year, month, day] = today.split('-').map(Number) as [number, number, number];
  const lastOfMonth = new Date(Date.UTC(year, month - months, 0)).getUTCDate();
  const back = new Date(Date.UTC(year, month - 1 - months, Math.min(day, lastOfMonth)));
  return back.toISOString().slice(0, 10);
};
