import type { Recorded } from '@gongkai/kernel';
import fc from 'fast-check';
import { requestContext } from './index.js';
import type { RequestEvent } from './events.js';
import type { RequestRow } from './request-row.projection.js';
import { requestCollection, requestRows } from './requests.projection.js';
import { at, officer, receive, run, sealed, type Step } from './testing.js';

const recorded = (events: readonly RequestEvent[], aggregate = 'request') =>
  events.map(
    (event, i) =>
      ({
        ...event,
        position: BigInt(i + 1),
        meta: { aggregate, aggregateId: 'request1', occurredOn: '2023-03-01', tenant: 'T1' },
      }) as Recorded<RequestEvent>,
  );
const foldAll = (events: readonly Recorded<RequestEvent>[], from?: RequestRow) =>
  events.reduce<RequestRow | undefined>(
    (row, event) => requestRows.apply(row, event, 'request1'),
    from,
  );
const rowOf = (...steps: Step[]) => foldAll(recorded(run(...steps).history))!;

const clarify = at('2023-03-02', 'requestClarification', { items: ['content'] });
const answered = at('2023-03-06', 'receiveClarification', { description: sealed(4) });
const consult = at('2023-03-03', 'sendConsultation', {
  consultationId: 'c1',
  kind: 'thirdParty',
  addressee: sealed(5),
});
const consulted = at('2023-03-08', 'answerConsultation', {
  consultationId: 'c1',
  answer: 'consents',
});
const draft = at('2023-03-09', 'draftReply', {
  replyId: 'r1',
  kind: 'notHeld',
  text: sealed(6),
  statements: ['searched'],
});
const by = (who: string) => ({ actor: officer(who) });
const approve = at('2023-03-10', 'approveReply', { replyId: 'r1' }, by('signer'));
const issue = at('2023-03-10', 'issueReply', { replyId: 'r1' });
const deliver = at('2023-03-10', 'recordDelivery', { replyId: 'r1', route: 'post' });

describe('the row of a request', () => {
  it.each<[string, Step[]]>([
    ['acceptance', []],
    ['handling', [at('2023-03-02', 'accept')]],
    ['clarification', [clarify]],
    ['acceptance', [clarify, answered]],
    ['consultation', [consult]],
    ['acceptance', [consult, consulted]],
    ['handling', [draft]],
    ['issue', [draft, approve]],
    ['delivery', [draft, approve, issue]],
    ['concluded', [draft, approve, issue, deliver]],
    ['concluded', [at('2023-03-02', 'withdraw')]],
    [
      'payment',
      [at('2023-03-02', 'noticeFee', { feeId: 'f1', basis: 'perVolume', quantity: 500 })],
    ],
    ['excess', [at('2023-03-02', 'askExcessReasons')]],
  ])('waits in %s', (stage, steps) => {
    expect(rowOf(receive(), ...steps).stage).toBe(stage);
  });

  it('waits for the confirmation where the channel asks for one', () => {
    expect(rowOf(receive({ channel: 'online' }))).toMatchObject({
      stage: 'confirmation',
      dueOn: null,
    });
  });

  it('carries the due day, and gives the clock away when the round has ended', () => {
    const { keys } = requestCollection;
    const open = rowOf(receive());
    expect([keys['clockFrom']!(open), keys['clockDue']!(open)]).toEqual([
      '2023-03-01',
      '2023-03-29',
    ]);
    const ended = rowOf(receive(), at('2023-03-02', 'withdraw'));
    expect([keys['clockFrom']!(ended), keys['clockDue']!(ended)]).toEqual([null, null]);
    expect(ended).toMatchObject({ outcome: 'withdrawn', late: false });
  });

  it('remembers that it was late, in its round', () => {
    const late = at(
      '2023-04-10',
      'noteMissedDeadline',
      {},
      { actor: { kind: 'process', id: 'w' } },
    );
    expect(rowOf(receive(), late)).toMatchObject({ late: true, outcome: null });
  });

  it('holds nothing sealed', () => {
    const row = rowOf(receive(), clarify, answered, consult, draft);
    expect(JSON.stringify(row)).not.toContain('ciphertext');
  });

  it('is not made of reviews of documents, nor without a beginning', () => {
    const [event] = recorded(run(receive()).history, 'document');
    expect(requestRows.key(event!)).toBeUndefined();
    const [, ...rest] = recorded(run(receive(), clarify, answered).history);
    expect(foldAll(rest)).toBeUndefined();
  });

  it('rebuilt is the same as kept, whatever part of the history came first', () =>
    fc.assert(
      fc.property(
        fc.subarray([clarify, answered, consult, consulted, draft, approve, issue, deliver]),
        fc.nat(20),
        (steps, cut) => {
          const taken: Step[] = [receive()];
          for (const step of steps) {
            const { outcome } = run(...taken, step);
            if (Array.isArray(outcome)) taken.push(step);
          }
          const events = recorded(run(...taken).history);
          const at20 = Math.min(cut, events.length);
          const kept = foldAll(events.slice(at20), foldAll(events.slice(0, at20)));
          expect(kept).toEqual(foldAll(events));
        },
      ),
      { numRuns: 60 },
    ));

  it('follows the calendar of working days', () => {
    const [clock] = requestContext.clocks!;
    const row = rowOf(receive());
    expect(clock).toMatchObject({ fromKey: 'clockFrom', dueKey: 'clockDue' });
    expect(clock!.id(row as never)).toBe('request1');
    expect(clock!.body('request1', { notice: 'n1', reason: '调休' })).toEqual({
      type: 'recalculate',
      requestId: 'request1',
      notice: 'n1',
      reason: '调休',
    });
  });
});
