import type { Recorded } from '@gongkai/kernel';
import { suitMessages } from './suit-messages.process.js';

let next = 0;
const event = (type: string, data: object = {}) =>
  ({
    type,
    data: { suitId: 's1', ...data },
    meta: { id: `e${++next}`, aggregateId: 's1', origin: 'live', occurredOn: '2026-03-10' },
    position: BigInt(next),
  }) as unknown as Recorded<never>;
type Row = ReturnType<typeof suitMessages.apply>;
const told = (...events: Recorded<never>[]) => {
  const row = events.reduce<Row>((known, of) => suitMessages.apply(known, of, 's1'), undefined)!;
  return row.posts.map(({ subject }) => subject);
};
const filed = event('SuitFiled', { agency: 'agency1' });
const served = event('SuitCopyReceived', { answerBy: '2026-03-25' });

describe('what the legal officer is told of a suit', () => {
  it('is what came and what is due, until it is done or over', () => {
    expect(told(filed, event('SuitAccepted', { number: '12' }))).toEqual([]);
    expect(told(filed, served)).toEqual(['suitServed', 'suitAnswerDueSoon']);
    expect(told(filed, served, event('SuitAnswerDayMoved', { to: '2026-03-26' }))).toEqual([
      'suitServed',
      'suitAnswerDueSoon',
    ]);
    expect(told(filed, served, event('SuitAnswered'))).toEqual([]);
    const missed = event('EvidenceMissed');
    expect(told(filed, served, missed)).toEqual(['suitServed', 'suitEvidenceMissed']);
    expect(told(filed, served, missed, event('SuitEvidenceFiled'))).toEqual(['suitServed']);
    expect(told(filed, served, event('SuitConcluded'))).toEqual(['suitConcluded']);
    expect(told(filed, served, event('SuitVoided'))).toEqual([]);
  });
});
