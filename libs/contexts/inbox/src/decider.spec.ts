import { nationalCalendar } from '@gongkai/calendar';
import { specFor } from '@gongkai/testing';
import fc from 'fast-check';
import type { MessageCommandData } from './commands.js';
import { messageDecider, messageIdOf, workingDayBefore, type MessageFacts } from './decider.js';
import type { MessageEvent, Recipient } from './events.js';
import { MessageSubject, subjects } from './subjects.js';

const facts: MessageFacts = {
  today: '2026-03-02',
  actor: { kind: 'officer', id: 'li' },
  calendar: nationalCalendar,
  reminderDays: 5,
  mailbox: true,
};
const { given } = specFor(messageDecider, facts);

const to: Recipient = { kind: 'office', roles: ['clerk', 'disclosureOfficer'], agency: 'A1' };
const about = { kind: 'request', id: 'R1', number: '2026-0007' } as const;
const messageId = messageIdOf('E1', to);
const of = { messageId, cause: 'E1', to, about } as const;
const post: MessageCommandData = { type: 'post', ...of, subject: 'requestReceived', dueOn: null };
const postedData = {
  cause: 'E1',
  to,
  about,
  subject: 'requestReceived',
  dueOn: null,
  mail: true,
} as const;
const posted: MessageEvent = { type: 'MessagePosted', data: postedData };
const at = '2026-03-02T01:00:00.000Z';

describe('a message', () => {
  it('is posted once, whoever asks again', () => {
    given().when(post).then(posted);
    given(posted).when(post).then();
  });

  it('goes by mail only to an office with a mailbox, and only what is to be done', () => {
    given()
      .when(post, { mailbox: false })
      .then({ type: 'MessagePosted', data: { ...postedData, mail: false } });
    const news: MessageCommandData = { ...post, subject: 'requestWithdrawn' };
    given()
      .when(news)
      .then({
        type: 'MessagePosted',
        data: { ...postedData, subject: 'requestWithdrawn', mail: false },
      });
    const one = { kind: 'officer', account: 'li' } as const;
    given()
      .when({ ...post, to: one })
      .then({ type: 'MessagePosted', data: { ...postedData, to: one, mail: false } });
  });

  it('is read by each officer once', () => {
    const read: MessageEvent = { type: 'MessageRead', data: { account: 'li' } };
    given(posted).when({ type: 'read', messageId }).then(read);
    given(posted, read).when({ type: 'read', messageId }).then();
    given(posted, read)
      .when({ type: 'read', messageId }, { actor: { kind: 'officer', id: 'wang' } })
      .then({ type: 'MessageRead', data: { account: 'wang' } });
    given().when({ type: 'read', messageId }).then();
  });

  it('is settled once', () => {
    const settled: MessageEvent = { type: 'MessageSettled', data: { about } };
    given(posted).when({ type: 'settle', messageId }).then(settled);
    given(posted, settled).when({ type: 'settle', messageId }).then();
    given().when({ type: 'settle', messageId }).then();
  });

  it('is one per cause and recipient', () => {
    const others: Recipient[] = [
      { kind: 'office', roles: ['clerk'], agency: 'A1' },
      { kind: 'office', roles: ['clerk', 'disclosureOfficer'], agency: null },
      { kind: 'officer', account: 'A1' },
    ];
    const ids = [to, ...others].flatMap((whom) => [
      messageIdOf('E1', whom),
      messageIdOf('E2', whom),
    ]);
    expect(new Set(ids).size).toBe(8);
  });
});

describe('a reminder', () => {
  const remind: MessageCommandData = {
    type: 'remind',
    ...of,
    subject: 'dueSoon',
    dueOn: '2026-03-16',
  };
  const scheduled = (remindOn: string): MessageEvent => ({
    type: 'ReminderScheduled',
    data: { cause: 'E1', about, remindOn, dueOn: '2026-03-16' },
  });
  const dueSoon: MessageEvent = {
    type: 'MessagePosted',
    data: { ...postedData, subject: 'dueSoon', dueOn: '2026-03-16' },
  };

  it('waits for the day the setting of the government says', () => {
    given().when(remind).then(scheduled('2026-03-09'));
    given().when(remind, { reminderDays: 3 }).then(scheduled('2026-03-11'));
    given(scheduled('2026-03-09')).when(remind).then();
  });

  it('is posted when that day has come, also when the watch was late', () => {
    for (const today of ['2026-03-09', '2026-03-20'])
      given(scheduled('2026-03-09')).when(remind, { today }).then(dueSoon);
    given(dueSoon).when(remind, { today: '2026-03-09' }).then();
  });

  it('moves when the setting was changed before it was posted', () => {
    given(scheduled('2026-03-09'))
      .when(remind, { today: '2026-03-09', reminderDays: 2 })
      .then(scheduled('2026-03-12'));
  });

  it('counts working days back over a festival', () => {
    // 2020: 24 January to 2 February were off.
    expect(workingDayBefore(nationalCalendar, '2020-02-04', 2)).toBe('2020-01-23');
    expect(workingDayBefore(nationalCalendar, '2026-03-16', 0)).toBe('2026-03-16');
  });
});

describe('the mail of a message', () => {
  const noteMailed: MessageCommandData = { type: 'noteMailed', messageId, at };
  const failed = (final: boolean): MessageCommandData => ({
    type: 'noteMailFailed',
    messageId,
    at,
    reason: final ? '550' : 'ECONNECTION',
    final,
  });
  const failure = (
    attempt: number,
    retryAt: string | null,
    reason = 'ECONNECTION',
  ): MessageEvent => ({
    type: 'MessageMailFailed',
    data: { attempt, reason, failedAt: at, retryAt },
  });

  it('is noted once', () => {
    const mailed: MessageEvent = { type: 'MessageMailed', data: { attempt: 1, mailedAt: at } };
    given(posted).when(noteMailed).then(mailed);
    given(posted, mailed).when(noteMailed).then();
    given(posted, mailed).when(failed(false)).then();
  });

  it('is tried again later and later, and at last given up', () => {
    const waits = [1, 5, 15, 60, 240, 720, 1_440];
    const history: MessageEvent[] = [posted];
    for (const [i, minutes] of waits.entries()) {
      const next = failure(i + 1, new Date(Date.parse(at) + minutes * 60_000).toISOString());
      given(...history)
        .when(failed(false))
        .then(next);
      history.push(next);
    }
    given(...history)
      .when(failed(false))
      .then(failure(8, null));
    given(...history, failure(8, null))
      .when(noteMailed)
      .then();
  });

  it('is not tried again when there is no such mailbox', () => {
    given(posted)
      .when(failed(true))
      .then(failure(1, null, '550'));
  });
});

describe('messages in any order of commands', () => {
  const command = fc.oneof(
    fc.constant(post),
    fc.constant<MessageCommandData>({
      type: 'remind',
      ...of,
      subject: 'dueSoon',
      dueOn: '2026-03-16',
    }),
    fc.constantFrom<MessageCommandData>(
      { type: 'read', messageId },
      { type: 'settle', messageId },
      { type: 'noteMailed', messageId, at },
      { type: 'noteMailFailed', messageId, at, reason: 'x', final: false },
    ),
  );

  it('are posted at most once, mailed at most once, read at most once by one officer', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 30 }), (commands) => {
        let state = messageDecider.initial;
        const seen: Record<string, number> = {};
        for (const one of commands) {
          const events = messageDecider.decide(state, one, facts) as MessageEvent[];
          for (const event of events) seen[event.type] = (seen[event.type] ?? 0) + 1;
          state = events.reduce(messageDecider.evolve, state);
        }
        for (const type of ['MessagePosted', 'MessageMailed', 'MessageRead', 'MessageSettled'])
          expect(seen[type] ?? 0).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('have words for every subject, and officers for all but the personal ones', () => {
    for (const subject of MessageSubject.options) {
      const { zh, en, roles } = subjects[subject];
      expect([zh, en]).not.toContain('');
      expect(roles.length > 0).toBe(subject !== 'requestRouted');
    }
  });
});
