import type { Recorded } from '@gongkai/kernel';
import { complaintMessages } from './complaint-messages.process.js';

let next = 0;
const event = (type: string, data: object = {}) =>
  ({
    type,
    data: { complaintId: 'c1', ...data },
    meta: { id: `e${++next}`, aggregateId: 'c1', origin: 'live', occurredOn: '2026-03-10' },
    position: BigInt(next),
  }) as unknown as Recorded<never>;
type Row = ReturnType<typeof complaintMessages.apply>;
const told = (...events: Recorded<never>[]) => {
  const row = events.reduce<Row>((of, each) => complaintMessages.apply(of, each, 'c1'), undefined)!;
  return row.posts.map(({ subject, to }) => [subject, to.kind === 'office' ? to.agency : null]);
};
const received = event('ComplaintReceived', {
  agency: 'agency1',
  reference: null,
  dueOn: '2026-03-24',
});

describe('what complaint handlers are told', () => {
  it('goes to the agency that handles it, until it is answered or goes elsewhere', () => {
    expect(told(received)).toEqual([
      ['complaintReceived', 'agency1'],
      ['complaintDueSoon', 'agency1'],
    ]);
    const assigned = event('ComplaintAssigned', { to: 'agency2' });
    expect(told(received, assigned)).toContainEqual(['complaintReceived', 'agency2']);
    const overdue = event('ComplaintOverdueNoted');
    expect(told(received, overdue)).toEqual([
      ['complaintReceived', 'agency1'],
      ['complaintOverdue', 'agency1'],
    ]);
    const answered = event('ComplaintAnswered');
    expect(told(received, answered)).toEqual([]);
    expect(told(received, event('ComplaintTransferred'))).toEqual([]);
    expect(told(received, event('ComplaintVoided'))).toEqual([]);
    const closed = event('ComplaintClosed');
    const again = event('ComplaintReopened', { dueOn: '2026-04-23' });
    expect(told(received, answered, closed, event('ComplaintShown'), again)).toHaveLength(2);
    const moved = event('ComplaintDueMoved', { to: '2026-03-25' });
    expect(told(received, moved)).toHaveLength(2);
  });
});
