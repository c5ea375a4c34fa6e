import type { MessagesRow } from '@gongkai/inbox';
import type { EventMetadata, Position, Recorded } from '@gongkai/kernel';
import { readFileSync } from 'node:fs';
import { reconsiderationEvents, type ReconsiderationEvent } from './events.js';
import { reconsiderationMessages } from './reconsideration-messages.process.js';
import {
  answerAnew,
  reconsiderationWatch,
  type AnswerAnewRow,
  type AppealWatchRow,
} from './reconsideration.process.js';
import { at, file, run, served, type Step } from './testing.js';

let position = 0n;
const meta = (change: Partial<EventMetadata> = {}) =>
  ({
    id: `e${position}`,
    tenant: 'T1',
    agency: 'agency1',
    aggregate: 'reconsideration',
    aggregateId: 'recon1',
    occurredOn: '2026-04-20',
    origin: 'live',
    ...change,
  }) as EventMetadata;
const recorded = <E extends { type: string; data: unknown }>(
  event: E,
  change: Partial<EventMetadata> = {},
): Recorded<E> => {
  position += 1n;
  return { ...event, meta: meta(change), position: position as Position };
};
const history = (...steps: Step[]): Recorded<ReconsiderationEvent>[] =>
  run(...steps).history.map((event) => recorded(event));

const watched = (...steps: Step[]): AppealWatchRow =>
  history(...steps)
    .filter(({ type }) => Object.hasOwn(reconsiderationWatch.events, type))
    .reduce<AppealWatchRow | undefined>(
      (row, event) => reconsiderationWatch.apply(row, event as never, 'recon1'),
      undefined,
    )!;
const notes = (today: string, ...steps: Step[]) =>
  reconsiderationWatch.due(watched(...steps), today).map(({ note }) => note.type);

describe('the watch', () => {
  it('asks on the day after the last day, and not before', () => {
    expect(watched(file()).due).toBe('2026-04-28');
    expect(notes('2026-04-27', file())).toEqual([]);
    expect(notes('2026-04-28', file())).toEqual(['noteAcceptance']);
    expect(watched(...served()).due).toBe('2026-05-14');
    expect(notes('2026-05-14', ...served())).toEqual(['noteMissedAnswer']);
    expect(notes('2026-06-23', ...served())).toEqual(['noteMissedAnswer', 'noteMissedDecision']);
  });

  it('asks no more for what was done, noted, or has come to rest', () => {
    const answer = at('2026-05-06', 'submitAnswer');
    expect(watched(...served(), answer).due).toBe('2026-06-23');
    const noted = at('2026-05-14', 'noteMissedAnswer');
    expect(watched(...served(), noted).due).toBe('2026-06-23');
    const decision = at('2026-06-23', 'noteMissedDecision');
    expect(watched(...served(), answer, decision).due).toBeNull();
    const resting = at('2026-05-06', 'suspend', { cause: 'other' });
    expect(watched(...served(), answer, resting).due).toBeNull();
    expect(watched(file(), at('2026-04-24', 'requestCorrection')).due).toBeNull();
    expect(
      notes('2027-01-01', ...served(), at('2026-06-05', 'decide', { outcome: 'upheld' })),
    ).toEqual([]);
  });

  it('asks again when the answer is missed no longer', () => {
    const steps = [
      ...served('simplified'),
      at('2026-05-08', 'noteMissedAnswer'),
      at('2026-05-11', 'convertProcedure'),
    ];
    expect(watched(...steps).due).toBe('2026-05-14');
  });

  it('gives its notes the origin of the case', () => {
    const row = { ...watched(file()), origin: 'simulated' as const };
    const [note] = reconsiderationWatch.due(row, '2026-04-28');
    const command = reconsiderationWatch.command({ tenant: 'T1' } as never, note!);
    expect(command).toMatchObject({
      call: { origin: 'simulated' },
      data: { type: 'noteAcceptance' },
    });
  });
});

const decided = (answerAnew: object | null) =>
  history(...served(), at('2026-06-05', 'decide', { outcome: 'revoked', answerAnew })).findLast(
    ({ type }) => type === 'ReconsiderationDecided',
  )!;
const rowOf = (event: ReturnType<typeof decided>) => {
  const key = answerAnew.key(event as never);
  return key === undefined ? undefined : answerAnew.apply(undefined, event as never, key as string);
};

describe('an order to answer anew', () => {
  it('undoes the reply, with the days of the decision', () => {
    const row = rowOf(decided({ withinDays: 15 }))!;
    expect(answerAnew.due(row, '2026-06-05')).toEqual([
      {
        origin: 'live',
        command: {
          type: 'undoReply',
          requestId: 'request1',
          replyId: 'reply1',
          by: 'reconsideration',
          reference: 'recon1',
          startsOn: '2026-06-05',
          days: 15,
          reason: '行政复议决定(recon1)责令重新答复',
          on: '2026-06-05',
        },
      },
    ]);
    expect(answerAnew.due(row, '2026-06-04')).toEqual([]);
  });

  it('is done with once the round has begun, however often it is told', () => {
    const row: AnswerAnewRow = rowOf(decided({}))!;
    const fixture = new URL('../../request/src/fixtures/RoundOpened.v1.json', import.meta.url);
    const data = JSON.parse(readFileSync(fixture, 'utf8')) as { requestId: string };
    const begun = recorded({ type: 'RoundOpened', data });
    expect(answerAnew.key(begun as never)).toBe(data.requestId);
    expect(answerAnew.apply(row, begun as never, 'request1')).toBeUndefined();
    expect(answerAnew.apply(undefined, begun as never, 'request1')).toBeUndefined();
  });

  it('says the same again when it is delivered again, so that the command id is the same', () => {
    const event = decided({});
    expect(answerAnew.due(rowOf(event)!, '2026-06-06')).toEqual(
      answerAnew.due(rowOf(event)!, '2026-06-06'),
    );
  });

  it('is none without an order, or where the round goes on', () => {
    expect(rowOf(decided(null))).toBeUndefined();
    const event = decided({});
    const { data } = event as Extract<ReconsiderationEvent, { type: 'ReconsiderationDecided' }>;
    const silent = { ...event, data: { ...data, order: { ...data.order!, opensRound: false } } };
    expect(rowOf(silent as never)).toBeUndefined();
  });
});

const told = (...steps: Step[]): MessagesRow =>
  history(...steps)
    .filter(({ type }) => Object.hasOwn(reconsiderationMessages.events, type))
    .reduce<MessagesRow | undefined>(
      (row, event) => reconsiderationMessages.apply(row, event as never, 'recon1'),
      undefined,
    )!;
const posts = (row: MessagesRow, today = '2027-01-01') =>
  reconsiderationMessages
    .due(row, today)
    .map(({ data }) => ('subject' in data ? [data.type, data.subject] : [data.type]));
const posted = (row: MessagesRow): MessagesRow =>
  reconsiderationMessages.due(row, '2027-01-01').reduce<MessagesRow>((known, { data }) => {
    if (!('subject' in data)) return known;
    const { messageId, cause, to, subject, about, dueOn } = data;
    const message = {
      type: 'MessagePosted',
      data: { cause, to, subject, about, dueOn, mail: true },
    };
    const event = recorded(message, { aggregate: 'message', aggregateId: messageId });
    return reconsiderationMessages.apply(known, event as never, 'recon1')!;
  }, row);

describe('the messages to the legal officer', () => {
  it('tell of the copy, and remind before the last day', () => {
    const row = told(...served());
    expect(posts(row)).toEqual([
      ['post', 'appealServed'],
      ['remind', 'appealAnswerDueSoon'],
    ]);
    const [first] = reconsiderationMessages.due(row, '2027-01-01');
    expect(first!.data).toMatchObject({
      to: { kind: 'office', roles: ['legalOfficer', 'disclosureHead'], agency: 'agency1' },
      about: { kind: 'reconsideration', id: 'recon1', number: '平政复〔2026〕3号' },
    });
  });

  it('settle what is done, and tell of what was missed and how it ended', () => {
    const open = posted(told(...served()));
    expect(open.open.map(({ subject }) => subject)).toEqual([
      'appealServed',
      'appealAnswerDueSoon',
    ]);
    const missed = history(...served(), at('2026-05-14', 'noteMissedAnswer')).at(-1)!;
    const late = reconsiderationMessages.apply(open, missed as never, 'recon1')!;
    expect(late.settling).toHaveLength(1);
    expect(posts(late)).toEqual([['settle'], ['post', 'appealAnswerOverdue']]);
    const answered = told(...served(), at('2026-05-06', 'submitAnswer'));
    expect(posts(answered)).toEqual([]);
    const done = told(...served(), at('2026-06-05', 'decide', { outcome: 'upheld' }));
    expect(posts(done)).toEqual([['post', 'appealDecided']]);
    expect(posted(done).open).toEqual([]);
    expect(posts(told(file(), at('2026-04-21', 'void', { cause: 'duplicate' })))).toEqual([]);
  });

  it('follow a reminder that was put off, and a message settled on its way', () => {
    const row = told(...served());
    const remind = reconsiderationMessages.due(row, '2027-01-01')[1]!.data;
    if (!('subject' in remind)) throw new Error('a reminder is a message');
    const { messageId, cause, about } = remind;
    const of = { aggregate: 'message', aggregateId: messageId };
    const scheduled = recorded(
      {
        type: 'ReminderScheduled',
        data: { cause, about, remindOn: '2026-05-09', dueOn: '2026-05-13' },
      },
      of,
    );
    const put = reconsiderationMessages.apply(row, scheduled as never, 'recon1')!;
    expect(posts(put, '2026-05-08')).toEqual([['post', 'appealServed']]);
    expect(posts(put, '2026-05-09')).toHaveLength(2);
    const settled = recorded({ type: 'MessageSettled', data: { about } }, of);
    const gone = reconsiderationMessages.apply(
      { ...put, settling: [messageId] },
      settled as never,
      'recon1',
    )!;
    expect(gone.settling).toEqual([]);
  });

  it('are none about a log of past years, or about other cases', () => {
    const [filed] = history(file());
    const old = { ...filed!, meta: { ...filed!.meta, origin: 'imported' } };
    expect(reconsiderationMessages.key(old as never)).toBeUndefined();
    const other = recorded(
      { type: 'MessageSettled', data: { about: { kind: 'request', id: 'r1', number: null } } },
      {},
    );
    expect(reconsiderationMessages.key(other as never)).toBe('r1');
    expect(reconsiderationMessages.apply(undefined, other as never, 'r1')).toBeUndefined();
  });

  it('reads only events that are declared', () => {
    for (const type of Object.keys(reconsiderationWatch.events))
      expect(reconsiderationEvents).toHaveProperty(type);
  });
});
