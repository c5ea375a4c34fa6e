import type { Count, Indicator } from '@gongkai/figures';
import { AnswerChannel, unpackAnswer, unpackInterpretation, type AnswerRow } from './events.js';

const times = { zh: '次', en: 'times' };
const articles = { zh: '篇', en: 'articles' };

type Given = ReturnType<typeof unpackInterpretation>;
type Answer = ReturnType<typeof unpackAnswer>;

/** Entered, less what was taken back. */
const given = (when: (of: Given) => boolean): Count[] => {
  const matches = (facet: number) => when(unpackInterpretation(facet));
  return [
    { event: 'InterpretationEntered', when: matches },
    { event: 'InterpretationWithdrawn', when: matches, add: -1 },
  ];
};
const answered = (when: (of: Answer) => boolean): Count[] => {
  const matches = (facet: number) => when(unpackAnswer(facet));
  return [
    { event: 'ConcernAnswered', when: matches },
    { event: 'ConcernAnswerWithdrawn', when: matches, add: -1 },
    { event: 'ConcernAnswerCounted', when: matches },
  ];
};
const inRow = (row: AnswerRow) => answered((of) => of.firstOfRow && of.row === row);

/** Answers as such, each for itself; one that takes the place of another is none more. */
const answers = (channel: AnswerChannel): Count[] =>
  answered((of) => of.channel === channel).filter(({ event }) => event !== 'ConcernAnswerCounted');

const flow = (
  name: string,
  zh: string,
  en: string,
  counts: readonly Count[],
  unit = times,
): Indicator => ({ id: `interpretation.${name}`, zh, en, unit, kind: 'flow', counts });

const channelNames: Record<AnswerChannel, [string, string]> = {
  pressConference: ['新闻发布会', 'at press conferences'],
  onlineInterview: ['在线访谈', 'in online interviews'],
  article: ['解读稿件', 'in articles'],
  weibo: ['政务微博', 'on Weibo'],
  wechat: ['政务微信', 'on WeChat'],
  website: ['政府网站', 'on websites'],
  hotline: ['热线电话', 'on the hotline'],
  broadcast: ['广播电视报刊', 'by broadcast or press'],
  other: ['其他方式', 'by other means'],
};

export const interpretationIndicators: readonly Indicator[] = [
  flow(
    'concerns',
    '回应公众关注热点或重大舆情数',
    'Matters of public concern responded to',
    answered(({ first }) => first),
  ),
  flow(
    'microblog',
    '微博微信回应事件数',
    'Matters responded to on Weibo and WeChat',
    inRow('microblog'),
  ),
  flow('other', '其他方式回应事件数', 'Matters responded to by other means', inRow('other')),
  flow(
    'pressConferences',
    '参加或举办新闻发布会次数',
    'Press conferences held or taken part in',
    given(({ kind }) => kind === 'pressConference'),
  ),
  flow(
    'pressConferencesAttended',
    '参加新闻发布会次数',
    'Press conferences of others taken part in',
    given(({ kind, attended }) => kind === 'pressConference' && attended),
  ),
  flow(
    'pressConferencesPrincipal',
    '主要负责同志参加新闻发布会次数',
    'Press conferences with the principal official',
    given(({ kind, principal }) => kind === 'pressConference' && principal),
  ),
  flow(
    'interviews',
    '政府网站在线访谈次数',
    'Interviews on government websites',
    given(({ kind }) => kind === 'onlineInterview'),
  ),
  flow(
    'interviewsPrincipal',
    '主要负责同志参加政府网站在线访谈次数',
    'Interviews with the principal official',
    given(({ kind, principal }) => kind === 'onlineInterview' && principal),
  ),
  flow(
    'articles',
    '政策解读稿件发布数',
    'Articles interpreting policy',
    given(({ kind }) => kind === 'article'),
    articles,
  ),
  flow(
    'articlesOfDocuments',
    '注明所解读文件的解读稿件数',
    'Articles that name the document they explain',
    given(({ kind, explains }) => kind === 'article' && explains),
    articles,
  ),
  flow('concernsNoted', '登记的公众关注事项数', 'Matters of public concern noted', [
    { event: 'ConcernNoted' },
    { event: 'ConcernVoided', add: -1 },
  ]),
  ...AnswerChannel.options.map((channel) => {
    const [zh, en] = channelNames[channel];
    return flow(`answers.${channel}`, `回应次数(${zh})`, `Answers ${en}`, answers(channel));
  }),
];
