import { specFor } from '@gongkai/testing';
import { fold, Rejection } from '@gongkai/kernel';
import type { EntryCommand } from '@gongkai/entries';
import fc from 'fast-check';
import type { ConcernCommandData } from './commands.js';
import { concernAggregate, concernDecider } from './decider.concern.js';
import { interpretationAggregate, type InterpretationFacts } from './decider.js';
import {
  AnswerChannel,
  rowOfChannel,
  type ConcernEvent,
  type EntryEvent,
  type Interpretation,
} from './events.js';

const facts: InterpretationFacts = {
  today: '2026-03-04',
  actor: { kind: 'officer', id: 'clerk' },
  agencyActive: true,
  missingDocuments: [],
  concernKnown: true,
  spokespersonInOffice: true,
};
const id = 'i1';

const conference: Interpretation = {
  agency: 'agency1',
  kind: 'pressConference',
  title: '上半年经济运行情况新闻发布会',
  on: '2026-02-10',
  part: 'held',
  principal: true,
  spokespersonId: 's1',
  form: null,
  explains: [],
  concernId: null,
  address: null,
};
const article: Interpretation = {
  ...conference,
  kind: 'article',
  title: '一图读懂',
  part: null,
  principal: false,
  spokespersonId: null,
  form: 'chart',
  explains: [{ documentId: 'd1', title: '某办法' }],
};

describe('an interpretation', () => {
  const { given } = specFor(interpretationAggregate.decider, facts);
  const enter = (value: Interpretation): EntryCommand<Interpretation> => ({
    type: 'enter',
    id,
    value,
  });
  const entered = (entry: Interpretation, version = 1): EntryEvent => ({
    type: 'InterpretationEntered',
    data: { id, version, entry, by: 'clerk' },
  });
  const withdrawn = (entry: Interpretation, reason: string): EntryEvent => ({
    type: 'InterpretationWithdrawn',
    data: { id, version: 1, entry, reason, by: 'clerk' },
  });

  it('is entered with what belongs to its kind', () => {
    given().when(enter(conference)).then(entered(conference));
    given().when(enter(article)).then(entered(article));
  });

  it('has no part or spokesperson unless it is a press conference, no form unless an article', () => {
    for (const [field, value] of [
      ['part', { ...article, part: 'held' as const }],
      ['spokespersonId', { ...article, spokespersonId: 's1' }],
      ['form', { ...conference, form: 'text' as const }],
    ] as const)
      given().when(enter(value)).thenRejected('interpretation.fieldForeign', field);
  });

  it('refers to what is there', () => {
    given()
      .when(enter(article), { missingDocuments: ['d1'] })
      .thenRejected('interpretation.documentUnknown', 'explains');
    given()
      .when(enter({ ...article, concernId: 'c9' }), { concernKnown: false })
      .thenRejected('interpretation.concernUnknown', 'concernId');
    given()
      .when(enter(conference), { spokespersonInOffice: false })
      .thenRejected('interpretation.spokespersonUnknown', 'spokespersonId');
  });

  it('is on a day that can be, of an agency there was, and known before it is changed', () => {
    given()
      .when(enter({ ...conference, on: '2026-03-05' }))
      .thenRejected('interpretation.dayImpossible', 'on');
    given()
      .when(enter(conference), { agencyActive: false })
      .thenRejected('interpretation.agencyUnknown', 'agency');
    const back: EntryCommand<Interpretation> = { type: 'withdraw', id, reason: 'r' };
    given().when(back).thenRejected('interpretation.unknown');
    given(entered(conference), withdrawn(conference, 'r'))
      .when(back)
      .thenRejected('interpretation.withdrawn');
  });

  it('is put right by a version of its own', () =>
    given(entered(conference))
      .when({ type: 'correct', id, value: { ...conference, principal: false }, reason: '误登' })
      .then(withdrawn(conference, '误登'), entered({ ...conference, principal: false }, 2)));
});

describe('a matter of public concern', () => {
  const { given } = specFor(concernDecider, facts);
  const concernId = 'c1';
  const of = { concernId, agency: 'agency1' };
  const subject = { title: '供水中断', kind: 'hotTopic', arisenOn: '2026-01-10' } as const;
  const note: ConcernCommandData = { type: 'note', ...of, ...subject };
  const noted: ConcernEvent = {
    type: 'ConcernNoted',
    data: { ...of, ...subject, notedBy: 'clerk' },
  };
  const answer = (channel: AnswerChannel, on?: string): ConcernCommandData => ({
    type: 'answer',
    concernId,
    channel,
    ...(on === undefined ? {} : { on }),
    address: null,
  });
  type Given = Extract<ConcernEvent, { type: 'ConcernAnswered' }>['data'];
  const answered = (
    number: number,
    channel: AnswerChannel,
    more: Partial<Given> = {},
  ): ConcernEvent & { type: 'ConcernAnswered' } => ({
    type: 'ConcernAnswered',
    data: {
      ...of,
      answer: number,
      channel,
      on: '2026-01-11',
      first: false,
      firstOfRow: false,
      address: null,
      answeredBy: 'clerk',
      ...more,
    },
  });
  const first = answered(1, 'weibo', { first: true, firstOfRow: true });

  it('is noted once, on a day that can be, for an agency there was', () => {
    given().when(note).then(noted);
    given(noted).when(note).then();
    given()
      .when({ ...note, arisenOn: '2026-03-05' })
      .thenRejected('interpretation.dayImpossible', 'arisenOn');
    given()
      .when(note, { agencyActive: false })
      .thenRejected('interpretation.agencyUnknown', 'agency');
  });

  it('counts as answered with its first answer, and in each row with the first of the row', () => {
    given(noted).when(answer('weibo', '2026-01-11')).then(first);
    given(noted, first).when(answer('wechat', '2026-01-11')).then(answered(2, 'wechat'));
    given(noted, first)
      .when(answer('hotline'))
      .then(answered(2, 'hotline', { on: '2026-03-04', firstOfRow: true }));
  });

  it('is not answered before it arose or in the future', () => {
    given(noted)
      .when(answer('weibo', '2026-01-09'))
      .thenRejected('interpretation.dayImpossible', 'on');
    given(noted)
      .when(answer('weibo', '2026-03-05'))
      .thenRejected('interpretation.dayImpossible', 'on');
  });

  it('hands on what a withdrawn answer counted for', () => {
    const back: ConcernCommandData = {
      type: 'withdrawAnswer',
      concernId,
      answer: 1,
      reason: '误登',
    };
    const gone = (more: Partial<Given>): ConcernEvent => {
      const { address: _, answeredBy: __, ...data } = answered(1, 'weibo', more).data;
      return {
        type: 'ConcernAnswerWithdrawn',
        data: { ...data, reason: '误登', withdrawnBy: 'clerk' },
      };
    };
    const counted = (
      number: number,
      channel: AnswerChannel,
      more: Partial<Given>,
    ): ConcernEvent => {
      const { address: _, answeredBy: __, ...data } = answered(number, channel, more).data;
      return { type: 'ConcernAnswerCounted', data };
    };
    const flags = { first: true, firstOfRow: true };
    given(noted, first).when(back).then(gone(flags));
    given(noted, first, answered(2, 'hotline', { firstOfRow: true }), answered(3, 'wechat'))
      .when(back)
      .then(
        gone(flags),
        counted(2, 'hotline', { first: true }),
        counted(3, 'wechat', { firstOfRow: true }),
      );
    given(noted).when(back).thenRejected('interpretation.answerUnknown', 'answer');
  });

  it('is put right, its answers staying after it arose', () => {
    const correct = (arisenOn: string): ConcernCommandData => ({
      type: 'correct',
      concernId,
      ...subject,
      arisenOn,
      reason: '日期有误',
    });
    given(noted, first)
      .when(correct('2026-01-09'))
      .then({
        type: 'ConcernCorrected',
        data: {
          ...of,
          was: subject,
          now: { ...subject, arisenOn: '2026-01-09' },
          reason: '日期有误',
          correctedBy: 'clerk',
        },
      });
    given(noted, first).when(correct(subject.arisenOn)).then();
    given(noted, first)
      .when(correct('2026-01-12'))
      .thenRejected('interpretation.dayImpossible', 'arisenOn');
  });

  it('is voided for good with its answers', () => {
    const away: ConcernCommandData = { type: 'void', concernId, reason: '重复' };
    const { outcome } = given(noted, first).when(away);
    expect((outcome as ConcernEvent[]).map(({ type }) => type)).toEqual([
      'ConcernAnswerWithdrawn',
      'ConcernVoided',
    ]);
    given(noted, ...(outcome as ConcernEvent[]))
      .when(away)
      .thenRejected('interpretation.concernVoided');
    given().when(away).thenRejected('interpretation.concernUnknown', 'concernId');
    expect(concernAggregate.agencyOf(fold(concernDecider, [noted]))).toBe('agency1');
  });

  it('counts exactly once while an answer stands, in each row too, whatever happens', () => {
    const command: fc.Arbitrary<ConcernCommandData> = fc.oneof(
      fc.constantFrom(...AnswerChannel.options).map((channel) => answer(channel, '2026-02-01')),
      fc.integer({ min: 1, max: 6 }).map((number) => ({
        type: 'withdrawAnswer' as const,
        concernId,
        answer: number,
        reason: 'r',
      })),
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 14 }), (commands) => {
        const history: ConcernEvent[] = [noted];
        for (const next of commands) {
          const decided = concernDecider.decide(fold(concernDecider, history), next, facts);
          if (!(decided instanceof Rejection)) history.push(...decided);
        }
        const { answers } = fold(concernDecider, history);
        expect(answers.filter((of) => of.first)).toHaveLength(Math.min(answers.length, 1));
        for (const row of ['activity', 'microblog', 'other']) {
          const inRow = answers.filter(({ channel }) => rowOfChannel(channel) === row);
          expect(inRow.filter((of) => of.firstOfRow)).toHaveLength(Math.min(inRow.length, 1));
        }
      }),
    );
  });
});
