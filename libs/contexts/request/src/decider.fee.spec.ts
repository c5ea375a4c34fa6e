import { figuresOf } from '@gongkai/testing';
import { requestStreamEvents, type RequestEvent } from './events.js';
import { requestIndicators } from './request.indicators.js';
import { awaitedFee, type RequestFacts } from './decider.state.js';
import {
  answered,
  approved,
  bare,
  dataOf,
  delivered,
  issued,
  last,
  received,
  refusal,
  run,
  type Change,
  type Given,
} from './reply-examples.js';

const notice = (change: Change = {}, more: Partial<RequestFacts> = {}): Given => [
  { type: 'noticeFee', on: '2026-03-05', ...change },
  more,
];
const paid = (change: Change = {}, more: Partial<RequestFacts> = {}): Given => [
  { type: 'recordPayment', ...change },
  more,
];
const arrived = (receivedOn: string): Given => [
  { type: 'receive', receivedOn },
  { today: receivedOn },
];
const on = (today: string, change: Change = {}): Given => [
  { type: 'noticeFee', ...change },
  { today },
];

describe('a notice of a fee', () => {
  it('asks what the tariff says, by article, payable within twenty working days', () =>
    expect(dataOf('FeeNoticed', received, notice({ quantity: 2219 }))).toMatchObject({
      basis: 'perVolume',
      amountFen: 8_346_000,
      reductionFen: 0,
      article: '条例第四十二条',
      payBy: '2026-04-02',
      late: false,
    }));
  it('counts the time to pay from the day it arrived', () =>
    expect(dataOf('FeeNoticed', received, notice({ receivedOn: '2026-03-09' }))).toMatchObject({
      payBy: '2026-04-07',
    }));
  it.each([
    [10, undefined],
    [11, 10_000],
    [25, 10_000],
    [31, 20_000],
    [41, 30_000],
  ])('asks the %ith request of the month for %j fen', (requestsInMonth, amountFen) => {
    const asked = notice({ basis: 'perRequest', quantity: 1 }, { requestsInMonth });
    const { outcome } = run(received, asked);
    if (amountFen === undefined) expect(outcome).toMatchObject({ code: 'request.feeNothingToPay' });
    else expect(outcome).toMatchObject([{ data: { amountFen } }, {}]);
  });
  it('asks nothing of who has no identity number to count by', () =>
    expect(
      last(received, notice({ basis: 'perRequest', quantity: 1 }, { requestsInMonth: null })),
    ).toBe('request.feeNothingToPay'));
  it('asks the cost under 2007, less what hardship takes off, without a day to pay', () => {
    const cost = { basis: 'cost', quantity: 1, costFen: 4200 };
    expect(
      dataOf('FeeNoticed', arrived('2015-03-02'), on('2015-03-10', { ...cost, reductionFen: 200 })),
    ).toMatchObject({
      amountFen: 4000,
      reductionFen: 200,
      article: '条例(2007)第二十七条',
      payBy: null,
    });
    expect(
      refusal(arrived('2015-03-02'), on('2015-03-10', { ...cost, reductionFen: 4200 })),
    ).toEqual(['request.feeReductionTooLarge', 'reductionFen']);
    expect(last(arrived('2015-03-02'), on('2015-03-10'))).toBe('request.feeBasisNotInForce');
  });
  it.each(['2019-05-15', '2020-06-30', '2020-12-31'])(
    'is refused on %s, a date without fees',
    (day) => expect(refusal(arrived(day), on(day))).toEqual(['request.feeNotInForce', 'on']),
  );
  it('records lateness, does not refuse it', () =>
    expect(dataOf('FeeNoticed', received, on('2026-03-31'))).toMatchObject({ late: true }));
  it.each<[string, Given[], string]>([
    [
      'cost since the tariff',
      [notice({ basis: 'cost', costFen: 100 })],
      'request.feeBasisNotInForce',
    ],
    [
      'both tariffs for one request',
      [notice(), notice({ feeId: 'fee2', basis: 'perRequest' }, { requestsInMonth: 40 })],
      'request.feeAlreadyNoticed',
    ],
    ['a volume that costs nothing', [notice({ quantity: 30 })], 'request.feeNothingToPay'],
    ['a day before the receipt', [notice({ on: '2026-03-01' })], 'request.replyBeforeReceipt'],
    ['a day to come', [notice({ on: '2026-03-21' })], 'request.dayImpossible'],
    ['a reduction of a case without a fee', [{ type: 'reduceFee' }], 'request.feeUnknown'],
    ['a payment nobody asked for', [paid()], 'request.feeUnknown'],
    ['half a payment', [notice(), paid({ amountFen: 100 })], 'request.feePaymentDiffers'],
    [
      'a payment before the notice',
      [notice(), paid({ on: '2026-03-04' })],
      'request.dayImpossible',
    ],
    ['a second payment', [notice(), paid(), paid()], 'request.feeSettled'],
    [
      'a reduction of more than is asked',
      [notice(), { type: 'reduceFee', byFen: 99_000 }],
      'request.feeReductionTooLarge',
    ],
    ['a reduction after payment', [notice(), paid(), { type: 'reduceFee' }], 'request.feeSettled'],
  ])('refuses %s', (_, steps, code) => expect(last(received, ...steps)).toBe(code));
  it('comes too late when the case is concluded', () =>
    expect(last(...answered, notice())).toBe('request.roundClosed'));
});

describe('a payment', () => {
  /** 880 yuan as figures count them. */
  const portions = [86_016, 1_984].map((number) => ({ type: 'FeeCounted', data: { number } }));
  it('in time starts the period again', () => {
    const { outcome, state } = run(received, notice(), paid({ on: '2026-03-12' }));
    expect(outcome).toMatchObject([
      { type: 'FeePaid', data: { late: false, counts: true } },
      ...portions,
      {
        type: 'DeadlineSet',
        data: { startsOn: '2026-03-12', dueOn: '2026-04-10', cause: 'payment' },
      },
    ]);
    expect(awaitedFee(state)).toBeNull();
  });
  it('too late is on record, and the case has ended the day after the last to pay', () => {
    const late = paid({ on: '2026-04-07' }, { today: '2026-04-09' });
    const { outcome, state } = run(received, notice(), late);
    expect(outcome).toMatchObject([
      { type: 'RequestAbandoned', data: { cause: 'feeUnpaid', on: '2026-04-03' } },
      { type: 'RequestConcluded', data: { outcome: 'feeUnpaid', concludedOn: '2026-04-03' } },
      { type: 'FeePaid', data: { late: true, counts: false } },
      ...portions,
    ]);
    expect(state.status).toBe('concluded');
    const noted: Given = [{ type: 'noteAbandonment' }, { today: '2026-04-03' }];
    expect(last(received, notice(), noted, late)).toEqual(['FeePaid', 'FeeCounted', 'FeeCounted']);
  });
  it('in time but recorded after the end takes the case up again', () => {
    const noted: Given = [{ type: 'noteAbandonment' }, { today: '2026-04-03' }];
    const late = paid({ on: '2026-04-02' }, { today: '2026-04-09' });
    const { outcome, state } = run(received, notice(), noted, late);
    expect(outcome).toMatchObject([
      { type: 'FeePaid', data: { late: false } },
      ...portions,
      { type: 'RequestReopened', data: { outcome: 'feeUnpaid', cause: 'paidInTime' } },
      { type: 'DeadlineSet', data: { startsOn: '2026-04-02' } },
    ]);
    expect([state.status, state.conclusions]).toEqual(['open', []]);
  });
  it('counts with its amount on the day it was paid', () => {
    const outcome = run(received, notice(), paid({ on: '2026-03-12' })).outcome as RequestEvent[];
    const figures = figuresOf(requestIndicators, requestStreamEvents);
    expect(figures(outcome, '2026-03').get('request.feesCharged')).toBe(88_000);
  });
  it('reads the same whether the watch was there or not', () => {
    const noted: Given = [{ type: 'noteAbandonment' }, { today: '2026-04-03' }];
    const late = paid({ on: '2026-04-02' }, { today: '2026-04-09' });
    const without = run(received, notice(), late).state;
    expect(run(received, notice(), noted, late).state.clock).toEqual(without.clock);
  });
});

describe('a reduction', () => {
  it('leaves the rest to pay', () =>
    expect(last(received, notice(), { type: 'reduceFee' }, paid({ amountFen: 87_000 }))).toEqual([
      'FeePaid',
      'FeeCounted',
      'FeeCounted',
      'FeeCounted',
      'DeadlineSet',
    ]));
  it('of everything is a waiver, and the period begins again', () =>
    expect(run(received, notice(), { type: 'reduceFee', byFen: 88_000 }).outcome).toMatchObject([
      { type: 'FeeWaived', data: { byFen: 88_000 } },
      { type: 'DeadlineSet', data: { startsOn: '2026-03-20' } },
    ]));
  it('comes too late when the case is concluded', () => {
    const petition = bare('petition', { statements: ['otherRules'] });
    const gone: Given[] = [petition, approved, issued, delivered()];
    expect(last(received, notice(), ...gone, { type: 'reduceFee' })).toBe('request.roundClosed');
  });
});
