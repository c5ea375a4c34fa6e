import { fold } from '@gongkai/kernel';
import { clockOf } from './decider.clock.js';
import { requestAggregate, requestDecider } from './decider.js';
import type { Request } from './decider.state.js';
import {
  at,
  commandOf,
  dataOf,
  dueOn,
  facts,
  last,
  receive,
  refusal,
  requestId,
  run,
  watch,
} from './testing.js';

const reason = '依职责';

describe('a transfer', () => {
  const transfer = (more = {}, known = {}) =>
    at('2023-03-06', 'transfer', { agency: 'agency2', reason, ...more }, known);
  it('within the government takes the case and its clock along, out of one register into the other', () => {
    const { outcome, state, history } = run(receive(), transfer());
    expect(outcome).toMatchObject([
      { type: 'RequestTransferredOut', data: { from: 'agency1', to: 'agency2', outside: null } },
      { type: 'RequestTransferredIn', data: { from: 'agency1', to: 'agency2' } },
    ]);
    expect(state).toMatchObject({ agency: 'agency2', status: 'open' });
    expect(state.clock?.dueOn).toBe('2023-03-29');
    const stamped = history.map((_, i) =>
      requestAggregate.agencyOf(fold(requestDecider, history.slice(0, i + 1))),
    );
    expect(stamped).toEqual(['agency1', 'agency1', 'agency1', 'agency2']);
  });
  it('may go to the office of the government itself', () =>
    expect(run(receive(), transfer({ agency: null })).state.agency).toBeNull());
  it('to another government ends the case here', () => {
    const { outcome, state } = run(receive(), transfer({ agency: null, outside: '某省财政厅' }));
    expect(outcome).toMatchObject([
      { type: 'RequestTransferredOut', data: { outside: '某省财政厅' } },
      { type: 'RequestConcluded', data: { outcome: 'transferred' } },
    ]);
    expect(state.agency).toBe('agency1');
  });
  it('names one agency that exists and is another one, on a day that can be', () => {
    expect(refusal(receive(), transfer({ outside: '某省财政厅' }))).toEqual([
      'request.transferUnclear',
      'outside',
    ]);
    expect(refusal(receive(), transfer({ agency: 'agency1' }))).toEqual([
      'request.transferToSelf',
      'agency',
    ]);
    expect(refusal(receive(), transfer({}, { agencyActive: false }))).toEqual([
      'request.agencyUnknown',
      'agency',
    ]);
    expect(last(receive(), transfer({ on: '2023-02-28' }))).toBe('request.dayImpossible');
  });
});

describe('a split into single matters', () => {
  const parts = [
    { id: 'part1', number: '2023-0001-1', subject: '预算' },
    { id: 'part2', number: '2023-0001-2', subject: '决算' },
  ];
  const split = (more = {}) => at('2023-03-20', 'split', { parts, reason, ...more });
  const clarified = [
    receive(),
    at('2023-03-06', 'requestClarification', { items: ['content'] }),
    at('2023-03-15', 'receiveClarification'),
  ];
  const register = (whole: Request | null, id = 'part1') =>
    requestDecider.decide(
      requestDecider.initial,
      { ...commandOf({ type: 'receivePart', requestId: id, whole: requestId }) },
      { ...facts, today: '2023-03-21', actor: watch, whole },
    );
  it('ends the whole; each part is registered with its clock and all else of it', () => {
    const { state: whole, outcome } = run(...clarified, split());
    expect(outcome).toMatchObject([
      { type: 'RequestSplit', data: { parts } },
      { type: 'RequestConcluded', data: { outcome: 'split' } },
    ]);
    const events = register(whole);
    expect(events).toMatchObject([
      {
        type: 'RequestReceived',
        data: { requestId: 'part1', number: '2023-0001-1', partOf: requestId, subject: '预算' },
      },
      { type: 'DeadlineSet', data: { startsOn: '2023-03-15', dueOn: whole.clock!.dueOn } },
    ]);
    const part = fold(requestDecider, events as never[]);
    expect(part.applicant).toEqual(whole.applicant);
    expect(clockOf(part, facts.calendar).restarts).toEqual(clockOf(whole, facts.calendar).restarts);
    const again = requestDecider.decide(
      part,
      commandOf({ type: 'receivePart', requestId: 'part1', whole: requestId }),
      { ...facts, today: '2023-03-22', whole },
    );
    expect(again).toEqual([]);
  });
  it('is of a request that says so', () => {
    const { state: whole } = run(...clarified, split());
    for (const outcome of [register(null), register(whole, 'part3')])
      expect(outcome).toMatchObject({ code: 'request.partUnknown' });
  });
  it('gives each part an id and a number of its own', () => {
    const twice = [parts[0]!, { ...parts[1]!, id: 'part1' }];
    expect(refusal(receive(), split({ parts: twice }))).toEqual(['request.partsRepeat', 'parts']);
    const number = [parts[0]!, { ...parts[1]!, number: '2023-0001' }];
    expect(last(receive(), split({ parts: number }))).toBe('request.partsRepeat');
    expect(last(receive(), split({ on: '2023-02-28' }))).toBe('request.dayImpossible');
  });
});

describe('joinder of repeats', () => {
  const target = (change = {}, request = run(receive()).state): Request => ({
    ...request,
    id: 'request0',
    ...change,
  });
  const join = (joinTarget: Request | null, more = {}) =>
    at('2023-03-06', 'join', { into: 'request0', reason, ...more }, { joinTarget });
  it('ends one of two requests of the same applicant in the other', () => {
    expect(last(receive(), join(target()))).toEqual(['RequestJoined', 'RequestConcluded']);
    expect(dataOf('RequestConcluded', receive(), join(target()))?.outcome).toBe('joined');
    const sameNumber = target();
    const other = { ...sameNumber, applicant: { ...sameNumber.applicant, person: 'person2' } };
    expect(last(receive(), join(other))).toEqual(['RequestJoined', 'RequestConcluded']);
  });
  it('needs another open request, of the same person', () => {
    expect(refusal(receive(), join(target(), { into: requestId }))).toEqual([
      'request.joinToSelf',
      'into',
    ]);
    expect(last(receive(), join(null))).toBe('request.joinTargetUnknown');
    expect(last(receive(), join(target({ status: 'concluded' })))).toBe(
      'request.joinTargetUnknown',
    );
    const { applicant } = run(receive()).state;
    const stranger = { applicant: { ...applicant, person: 'person2', identityMac: null } };
    expect(refusal(receive(), join(target(stranger)))).toEqual([
      'request.joinOtherApplicant',
      'into',
    ]);
    expect(last(receive(), join(target(), { on: '2023-02-28' }))).toBe('request.dayImpossible');
  });
});

describe('a withdrawal', () => {
  it('ends the case on its day', () => {
    expect(dataOf('RequestConcluded', receive(), at('2023-03-06', 'withdraw'))).toMatchObject({
      outcome: 'withdrawn',
      concludedOn: '2023-03-06',
      extended: false,
    });
    expect(dueOn(receive(), at('2023-03-06', 'withdraw'))).toBe('2023-03-29');
  });
  it('cannot come before the request, nor twice', () => {
    expect(last(receive(), at('2023-03-06', 'withdraw', { on: '2023-02-28' }))).toBe(
      'request.dayImpossible',
    );
    expect(last(receive(), at('2023-03-06', 'withdraw'), at('2023-03-07', 'withdraw'))).toBe(
      'request.closed',
    );
  });
});

describe('once the reply is issued or the case put away', () => {
  const issued: Request = {
    ...run(receive()).state,
    replies: [
      {
        id: 'reply1',
        round: 1,
        kind: 'notHeld',
        article: '条例第三十六条',
        ground: null,
        groundArticle: null,
        statements: [],
        contents: [],
        contentDigest: 'd',
        authors: ['drafter'],
        draftedOn: '2023-03-06',
        secrecy: { status: 'none' },
        approval: null,
        issued: { on: '2023-03-07', remedy: 'reconsiderationOrCourt', letter: null },
        delivered: null,
        returnedOn: null,
        undone: null,
      },
    ],
  };
  const later = [
    at('2023-03-08', 'withdraw'),
    at('2023-03-08', 'transfer', { agency: 'agency2', reason }),
    at('2023-03-08', 'requestClarification', { items: ['content'] }),
    at('2023-03-08', 'grantExtension', { reason }),
    at('2023-03-08', 'askExcessReasons'),
    at('2023-03-08', 'sendConsultation', {
      consultationId: 'c1',
      kind: 'otherAgency',
      name: '某局',
    }),
  ];
  it.each(later)('what belongs before it is refused', (input, known) =>
    expect(requestDecider.decide(issued, commandOf(input), { ...facts, ...known })).toMatchObject({
      code: 'request.replyIssued',
    }),
  );
  it('does not lapse any more', () => {
    const lapsed = {
      ...issued,
      clarification: {
        round: 1,
        items: [],
        sentOn: '2023-03-02',
        respondBy: '2023-03-03',
        late: false,
        answer: null,
      },
    };
    const [note] = at('2023-04-03', 'noteAbandonment');
    expect(
      requestDecider.decide(lapsed, commandOf(note), { ...facts, today: '2023-04-03' }),
    ).toEqual([]);
  });
  it('an archived case takes nothing more', () => {
    const archived: Request = { ...issued, status: 'archived' };
    for (const [input, known] of [later[0]!, at('2023-04-03', 'receiveClarification')])
      expect(
        requestDecider.decide(archived, commandOf(input), { ...facts, ...known }),
      ).toMatchObject({ code: 'request.archived' });
  });
});
