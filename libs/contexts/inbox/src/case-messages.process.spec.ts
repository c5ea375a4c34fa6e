import type { Recorded } from '@gongkai/kernel';
import { messagesOf, type MessagesRow } from './case-messages.process.js';
import { messageIdOf } from './decider.js';
import type { MessageSubject } from './subjects.js';

type Event = { type: string; data: { id: string; dueOn?: string | null } };
const process = messagesOf<Event>({
  name: 'testMessages',
  about: 'suit',
  reminder: 'suitAnswerDueSoon',
  events: {},
  idOf: ({ data }) => data.id,
  news({ type, data: { dueOn = null } }) {
    if (type === 'Filed') return { agency: 'agency1', number: 'n1' };
    if (type === 'Served')
      return { tells: ['suitServed'], reminds: { subject: 'suitAnswerDueSoon', dueOn } };
    if (type === 'Moved') return { reminds: { subject: 'suitAnswerDueSoon', dueOn } };
    if (type === 'Answered') return { settles: ['suitServed', 'suitAnswerDueSoon'] };
    if (type === 'Ended') return { tells: ['suitConcluded'] };
    return undefined;
  },
});

let next = 0;
const event = (type: string, data: object = {}, more: object = {}) =>
  ({
    type,
    data: { id: 's1', ...data },
    meta: {
      id: `event${++next}`,
      aggregateId: 's1',
      origin: 'live',
      occurredOn: '2026-03-10',
      ...more,
    },
    position: BigInt(next),
  }) as unknown as Recorded;
const fold = (events: readonly Recorded[], from?: MessagesRow) =>
  events.reduce<MessagesRow | undefined>((row, of) => process.apply(row, of, 's1'), from);
const due = (row: MessagesRow | undefined, today = '2026-03-10') =>
  process.due(row!, today).map(({ data }) => data);

/** The message of a post, posted. */
const posted = (row: MessagesRow, subject: MessageSubject) => {
  const { cause, to } = row.posts.find((post) => post.subject === subject)!;
  const about = { kind: 'suit', id: 's1', number: 'n1' };
  const data = { cause, to, subject, about, dueOn: null, mail: false };
  return event('MessagePosted', data, { aggregateId: messageIdOf(cause, to) });
};

const served = () => fold([event('Filed'), event('Served', { dueOn: '2026-03-25' })])!;

describe('what officers are told of a case', () => {
  it('goes to the roles of its subject in the agency of the case, once per cause', () => {
    const row = served();
    expect(due(row)).toMatchObject([
      {
        type: 'post',
        subject: 'suitServed',
        dueOn: '2026-03-25',
        to: { kind: 'office', agency: 'agency1' },
        about: { kind: 'suit', id: 's1', number: 'n1' },
      },
      { type: 'remind', subject: 'suitAnswerDueSoon', dueOn: '2026-03-25' },
    ]);
    const after = fold([posted(row, 'suitServed')], row);
    expect(due(after)).toMatchObject([{ subject: 'suitAnswerDueSoon' }]);
  });

  it('is settled when it is done, also when it was on its way', () => {
    const row = served();
    const open = fold([posted(row, 'suitServed'), event('Answered')], row)!;
    expect(due(open, '2026-03-01')).toMatchObject([{ type: 'settle' }]);
    const late = fold([event('Answered')], row)!;
    expect(due(late)).toEqual([]);
    const onItsWay = fold([posted(row, 'suitServed')], late)!;
    expect(due(onItsWay)).toMatchObject([{ type: 'settle' }]);
    const [messageId] = onItsWay.settling;
    const done = fold(
      [event('MessageSettled', { about: { id: 's1' } }, { aggregateId: messageId })],
      onItsWay,
    );
    expect(due(done)).toEqual([]);
  });

  it('is reminded of a moved day anew, on the day the calendar gives', () => {
    const moved = fold([event('Moved', { dueOn: '2026-03-27' })], served())!;
    const reminders = moved.posts.filter(({ subject }) => subject === 'suitAnswerDueSoon');
    expect(reminders).toMatchObject([{ dueOn: '2026-03-27' }]);
    const { cause, to } = reminders[0]!;
    const scheduled = event(
      'ReminderScheduled',
      { cause, about: { id: 's1' }, remindOn: '2026-03-24', dueOn: '2026-03-27' },
      { aggregateId: messageIdOf(cause, to) },
    );
    const later = fold([scheduled], moved);
    expect(due(later, '2026-03-23')).toMatchObject([{ subject: 'suitServed' }]);
    expect(due(later, '2026-03-24')).toHaveLength(2);
  });

  it('is news that nothing waits for, and never of the past', () => {
    const row = fold([event('Ended')], served())!;
    const after = fold([posted(row, 'suitConcluded')], row)!;
    expect(after.open).toEqual([]);
    expect(process.key(event('Ended', {}, { origin: 'imported' }))).toBeUndefined();
    expect(process.key(event('Ended'))).toBe('s1');
    expect(process.apply(undefined, posted(row, 'suitConcluded'), 's1')).toBeUndefined();
  });
});
