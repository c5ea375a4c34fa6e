import {
  COUNT_PORTIONS,
  MONEY_PORTIONS,
  portionCounts,
  type Count,
  type Indicator,
} from '@gongkai/figures';
import {
  ActivityNumber,
  kindOfFacet,
  LeadingBodyKind,
  unpackResource,
  type ActivityKind,
  type ResourceKind,
} from './events.js';

const units = {
  places: { zh: '个', en: 'places' },
  people: { zh: '人', en: 'people' },
  times: { zh: '次', en: 'times' },
  attendances: { zh: '人次', en: 'attendances' },
  fen: { zh: '分', en: 'fen' },
  copies: { zh: '份', en: 'copies' },
  pieces: { zh: '篇', en: 'pieces' },
  bodies: { zh: '个', en: 'bodies' },
};

/** What was provided and has not ended, however many at a time. */
const standing = (kind: ResourceKind): Count[] => {
  const when = (facet: number) => unpackResource(facet).kind === kind;
  const number = (facet: number) => unpackResource(facet).number;
  const less = (facet: number) => -number(facet);
  return [
    { event: 'ResourceProvided', when, add: number },
    { event: 'ResourceWithdrawn', when, add: less },
    { event: 'ResourceEnded', when, add: less },
    { event: 'ResourceEndUndone', when, add: number },
  ];
};
const held = (...kinds: ActivityKind[]): Count[] => {
  const when = (facet: number) => kinds.includes(kindOfFacet(facet));
  return [
    { event: 'ActivityEntered', when },
    { event: 'ActivityWithdrawn', when, add: -1 },
  ];
};
const numbers = (of: ActivityNumber): Count[] =>
  portionCounts(COUNT_PORTIONS, ActivityNumber.options.indexOf(of), {
    counted: 'NumbersCounted',
    uncounted: 'NumbersUncounted',
  });
const money = { counted: 'FundsCounted', uncounted: 'FundsUncounted' };
const bodies = (kind: LeadingBodyKind): Count[] => {
  const when = (facet: number) => LeadingBodyKind.options[facet] === kind;
  return [
    { event: 'LeadingBodyFormed', when },
    { event: 'LeadingBodyWithdrawn', when, add: -1 },
    { event: 'LeadingBodyDissolved', when, add: -1 },
    { event: 'LeadingBodyDissolutionUndone', when },
  ];
};

const indicator =
  (kind: Indicator['kind']) =>
  (
    name: string,
    zh: string,
    en: string,
    unit: keyof typeof units,
    counts: readonly Count[],
    sheet = 'capacity',
  ): Indicator => ({ id: `capacity.${name}`, zh, en, unit: units[unit], kind, counts, sheet });
const stock = indicator('stock');
const flow = indicator('flow');

// Numbers that may be large stand on a sheet of their own: most offices only ever have the rest.
const LARGE = 'capacity.numbers';

export const capacityIndicators: readonly Indicator[] = [
  stock('offices', '专门机构数', 'Offices dedicated to disclosure', 'places', standing('office')),
  stock(
    'readingPlaces',
    '查阅点数',
    'Reading places for the public',
    'places',
    standing('readingPlace'),
  ),
  stock('fullTime', '专职人员数', 'People working full time', 'people', standing('fullTime')),
  stock('partTime', '兼职人员数', 'People working part time', 'people', standing('partTime')),
  stock('leadingGroups', '领导小组数', 'Leading groups', 'bodies', bodies('leadingGroup')),
  stock(
    'groupOffices',
    '领导小组办公室数',
    'Offices of leading groups',
    'bodies',
    bodies('groupOffice'),
  ),
  stock(
    'jointConferences',
    '联席会议机制数',
    'Joint conferences',
    'bodies',
    bodies('jointConference'),
  ),
  flow(
    'meetings',
    '工作会议或专题会议数',
    'Meetings on disclosure',
    'times',
    held('meeting', 'leadingGroupMeeting', 'jointConference'),
  ),
  flow('courses', '举办培训班数', 'Courses held', 'times', held('course')),
  flow(
    'coursesAttended',
    '参加外单位培训次数',
    'Courses of others attended',
    'times',
    held('courseAttended'),
  ),
  flow('campaigns', '宣传活动数', 'Publicity campaigns', 'times', held('campaign')),
  flow('articles', '宣传稿件数', 'Articles about disclosure', 'pieces', held('article')),
  flow(
    'instructions',
    '领导批示数',
    'Written instructions of leaders',
    'times',
    held('instruction'),
  ),
  flow(
    'attendances',
    '接受培训人次',
    'Attendances at courses held',
    'attendances',
    numbers('attendances'),
    LARGE,
  ),
  flow(
    'ownAttendances',
    '参加外单位培训人次',
    'Attendances at courses of others',
    'attendances',
    numbers('ownAttendances'),
    LARGE,
  ),
  flow(
    'visitors',
    '宣传活动接待群众人次',
    'Visitors of campaigns',
    'attendances',
    numbers('visitors'),
    LARGE,
  ),
  flow('leaflets', '发放宣传资料份数', 'Leaflets given out', 'copies', numbers('leaflets'), LARGE),
  flow(
    'participants',
    '参加会议人次',
    'Participants of meetings',
    'attendances',
    numbers('participants'),
    LARGE,
  ),
  flow(
    'funds',
    '专项经费',
    'Funds dedicated to disclosure',
    'fen',
    portionCounts(MONEY_PORTIONS, 0, money),
    'capacity.funds',
  ),
];
