import { fold, type Recorded } from '@gongkai/kernel';
import fc from 'fast-check';
import { requestDecider } from './decider.js';
import type { RequestEvent } from './events.js';
import {
  requestParts,
  requestWatch,
  type RequestPartRow,
  type RequestWatchRow,
} from './request.process.js';
import {
  at,
  commandOf,
  facts,
  receive,
  requestId,
  run,
  sealed,
  watch,
  type Step,
} from './testing.js';

const recorded = (event: RequestEvent): Recorded =>
  ({ ...event, meta: { origin: 'demo' }, position: 1n }) as unknown as Recorded;

const rowOf = (events: readonly RequestEvent[]): RequestWatchRow | undefined =>
  events.reduce<RequestWatchRow | undefined>((row, event) => {
    if (!Object.hasOwn(requestWatch.events, event.type)) return row;
    const seen = recorded(event) as never;
    expect(requestWatch.key(seen)).toBe(requestId);
    return requestWatch.apply(row, seen, requestId);
  }, undefined);
const row = (...steps: Step[]) => rowOf(run(...steps).history);
const asks = (today: string, ...steps: Step[]) =>
  requestWatch.due(row(...steps)!, today).map(({ note }) => note.type);

const clarification = at('2023-03-06', 'requestClarification', {
  items: ['content'],
  respondBy: '2023-03-20',
});
const consultation = [
  at('2023-03-06', 'sendConsultation', {
    consultationId: 'consultation1',
    kind: 'thirdParty',
    addressee: sealed(4),
  }),
  at('2023-03-08', 'recordConsultationDelivery', { consultationId: 'consultation1' }),
];
const fee = at('2023-03-06', 'noticeFee', { feeId: 'fee1', basis: 'perVolume', quantity: 109 });

describe('what waits for a day', () => {
  it('is the due day of an open request, over the day after', () => {
    expect(row(receive())).toMatchObject({
      dueOn: '2023-03-29',
      due: '2023-03-30',
      origin: 'demo',
    });
    expect(asks('2023-03-29', receive())).toEqual([]);
    expect(asks('2023-03-30', receive())).toEqual(['noteMissedDeadline']);
    const noted = [receive(), at('2023-03-30', 'noteMissedDeadline', {}, { actor: watch })];
    expect(row(...noted)?.due).toBeNull();
    expect(asks('2023-03-31', ...noted)).toEqual([]);
  });
  it('is a clarification, and no due day while it is awaited', () => {
    expect(row(receive(), clarification)).toMatchObject({ dueOn: null, due: '2023-03-21' });
    expect(asks('2023-03-20', receive(), clarification)).toEqual([]);
    expect(asks('2023-03-21', receive(), clarification)).toEqual(['noteAbandonment']);
    const answered = at('2023-03-15', 'receiveClarification');
    expect(row(receive(), clarification, answered)?.due).toBe('2023-04-14');
  });
  it('is no lapse under the edition of 2007', () => {
    const old = receive({ receivedOn: '2017-03-01' }, { today: '2017-03-01' });
    const asked = at('2017-03-06', 'requestClarification', { items: ['content'] });
    expect(row(old, asked)?.due).toBeNull();
  });
  it('is the silence of who is consulted', () => {
    expect(row(receive(), ...consultation)?.due).toBe('2023-03-30');
    expect(asks('2023-03-30', receive(), ...consultation)).toEqual(['noteConsultationSilence']);
    const answered = at('2023-03-10', 'answerConsultation', {
      consultationId: 'consultation1',
      answer: 'consents',
    });
    expect(row(receive(), ...consultation, answered)?.due).toBe('2023-04-05');
  });
  it('is a fee', () => {
    const { payBy } = row(receive(), fee)!;
    expect(payBy).toEqual({ fee1: '2023-04-03' });
    expect(asks('2023-04-04', receive(), fee)).toEqual(['noteAbandonment']);
  });
  it('is nothing when the request is over', () => {
    const ended = [receive(), ...consultation, at('2023-03-10', 'withdraw')];
    expect(row(...ended)).toMatchObject({ closed: true, due: null });
    expect(asks('2023-09-01', ...ended)).toEqual([]);
  });
  it('goes out as a command of the origin it follows from', () => {
    const [note] = requestWatch.due(row(receive())!, '2023-03-30');
    const call = { tenant: 't', caller: { kind: 'process', name: 'w' }, commandId: 'c', body: {} };
    expect(requestWatch.command(call as never, note!)).toMatchObject({
      call: { origin: 'demo', body: { type: 'noteMissedDeadline' } },
      data: { type: 'noteMissedDeadline', requestId },
    });
  });
});

describe('the parts of a split request', () => {
  const parts = [
    { id: 'part1', number: '2023-0001-1', subject: '预算' },
    { id: 'part2', number: '2023-0001-2', subject: '决算' },
  ];
  const { history } = run(receive(), at('2023-03-06', 'split', { parts, reason: '一事一申请' }));
  const splitting = recorded(history.find(({ type }) => type === 'RequestSplit')!) as never;
  it('wait to be registered until they are', () => {
    expect(requestParts.key(splitting)).toEqual(['part1', 'part2']);
    const part = requestParts.apply(undefined, splitting, 'part1')!;
    expect(part).toEqual<RequestPartRow>({
      requestId: 'part1',
      whole: requestId,
      origin: 'demo',
      due: '2023-03-06',
    });
    expect(requestParts.due(part, '2023-03-05')).toEqual([]);
    expect(requestParts.due(part, '2023-03-06')).toMatchObject([
      { note: { type: 'receivePart', requestId: 'part1', whole: requestId } },
    ]);
    const received = history.find(({ type }) => type === 'RequestReceived')!;
    expect(requestParts.key(recorded(received) as never)).toBeUndefined();
    const own = { ...received, data: { ...received.data, partOf: requestId } } as RequestEvent;
    expect(requestParts.key(recorded(own) as never)).toBe(requestId);
    expect(requestParts.apply(part, recorded(own) as never, 'part1')).toBeUndefined();
  });
});

/** One look of the watch on a day: asks what the row says, gives it, and takes the events in. */
const look = (history: RequestEvent[], today: string): number => {
  const known = rowOf(history);
  if (!known || known.due === null || known.due > today) return 0;
  const notes = requestWatch.due(known, today);
  for (const { note } of notes) {
    const state = fold(requestDecider, history);
    const decided = requestDecider.decide(state, commandOf(note), {
      ...facts,
      today,
      actor: watch,
    });
    history.push(...(decided as RequestEvent[]));
  }
  return notes.length;
};

describe('however often the watch runs', () => {
  it('every fact is noted exactly once', () =>
    fc.assert(
      fc.property(
        fc.constantFrom<Step[]>(
          [receive()],
          [receive(), clarification],
          [receive(), ...consultation],
          [receive(), fee],
          [receive(), clarification, ...consultation, fee],
        ),
        fc.array(fc.integer({ min: 0, max: 120 }), { maxLength: 8 }),
        (steps, days) => {
          const day = (n: number) => new Date(Date.UTC(2023, 2, 8 + n)).toISOString().slice(0, 10);
          const once = [...run(...steps).history];
          for (let i = 0; i < 4; i++) look(once, day(120));
          const often = [...run(...steps).history];
          for (const n of [...days].sort((a, b) => a - b)) look(often, day(n));
          for (let i = 0; i < 4; i++) look(often, day(120));
          expect(look(often, day(120))).toBe(0);
          const types = (events: RequestEvent[]) =>
            events
              .filter(({ type }) => type !== 'ConsultationSilent' && type !== 'DeadlineMissed')
              .map(({ type, data }) => [type, { ...data, notedOn: undefined }]);
          expect(types(often)).toEqual(types(once));
          for (const type of ['RequestAbandoned', 'ConsultationSilent', 'DeadlineMissed'])
            expect(often.filter((event) => event.type === type).length).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 200 },
    ));
});
