import { figuresOf } from '@gongkai/testing';
import type { AnyEvent } from '@gongkai/kernel';
import { interpretationEvents, type Interpretation } from './events.js';
import { interpretationIndicators } from './interpretation.indicators.js';

const figures = figuresOf(interpretationIndicators, interpretationEvents);
const held: Interpretation = {
  agency: null,
  kind: 'pressConference',
  title: '发布会',
  on: '2017-03-02',
  part: 'held',
  principal: true,
  spokespersonId: null,
  form: null,
  explains: [],
  concernId: null,
  address: null,
};
const entered = (entry: Interpretation): AnyEvent => ({
  type: 'InterpretationEntered',
  data: { id: 'i', version: 1, entry, by: 'clerk' },
});
const withdrawn = (entry: Interpretation): AnyEvent => ({
  type: 'InterpretationWithdrawn',
  data: { id: 'i', version: 1, entry, reason: 'r', by: 'clerk' },
});
const answer = (type: string, channel: string, first: boolean, firstOfRow: boolean): AnyEvent => ({
  type,
  data: { concernId: 'c', agency: null, answer: 1, channel, on: '2017-06-01', first, firstOfRow },
});

describe('figures of interpretation and response', () => {
  it('count activities by kind, with the principal official, and not what was taken back', () => {
    const attended = { ...held, part: 'attended', principal: false } as const;
    const interview = { ...held, kind: 'onlineInterview', part: null, on: '2017-05-01' } as const;
    const article = { ...held, kind: 'article', part: null, principal: false } as const;
    const explaining = { ...article, explains: [{ documentId: null, title: '某办法' }] };
    const found = figures(
      [held, attended, interview, article, explaining].map(entered).concat(withdrawn(article)),
      '2017-01',
      '2017-12',
    );
    const of = (name: string) => found.get(`interpretation.${name}`);
    expect(of('pressConferences')).toBe(2);
    expect(of('pressConferencesAttended')).toBe(1);
    expect(of('pressConferencesPrincipal')).toBe(1);
    expect(of('interviews')).toBe(1);
    expect(of('interviewsPrincipal')).toBe(1);
    expect(of('articles')).toBe(1);
    expect(of('articlesOfDocuments')).toBe(1);
  });

  it('move a corrected activity to its right month', () => {
    const history = [entered(held), withdrawn(held), entered({ ...held, on: '2017-04-02' })];
    expect(figures(history, '2017-03').get('interpretation.pressConferences')).toBe(0);
    expect(figures(history, '2017-04').get('interpretation.pressConferences')).toBe(1);
  });

  it('count a matter once, once more in each way it was answered, and every answer by itself', () => {
    const found = figures(
      [
        answer('ConcernAnswered', 'weibo', true, true),
        answer('ConcernAnswered', 'wechat', false, false),
        answer('ConcernAnswered', 'hotline', false, true),
        answer('ConcernAnswerWithdrawn', 'weibo', true, true),
        answer('ConcernAnswerCounted', 'hotline', true, false),
        answer('ConcernAnswerCounted', 'wechat', false, true),
      ],
      '2017-06',
    );
    const of = (name: string) => found.get(`interpretation.${name}`);
    expect(of('concerns')).toBe(1);
    expect(of('microblog')).toBe(1);
    expect(of('other')).toBe(1);
    expect(of('answers.weibo')).toBe(0);
    expect(of('answers.wechat')).toBe(1);
    expect(of('answers.hotline')).toBe(1);
  });

  it('note matters, answered or not, less those voided', () => {
    const noted: AnyEvent = {
      type: 'ConcernNoted',
      data: { concernId: 'c', agency: null, title: 't', kind: 'hotTopic', arisenOn: '2017-06-01' },
    };
    const voided = { type: 'ConcernVoided', data: { ...(noted.data as object) } };
    expect(figures([noted, noted], '2017-06').get('interpretation.concernsNoted')).toBe(2);
    expect(figures([noted, voided], '2017-06').get('interpretation.concernsNoted')).toBe(0);
  });
});
