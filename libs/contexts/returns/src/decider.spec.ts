import type { EntryFacts } from '@gongkai/entries';
import { fold, Rejection } from '@gongkai/kernel';
import { figuresOf, specFor } from '@gongkai/testing';
import fc from 'fast-check';
import type { ReturnCommandData } from './commands.js';
import { returnAggregate, returnDecider } from './decider.js';
import { returnsEvents, type ReturnsEvent } from './events.js';
import { isStock, Measure } from './measures.js';
import { returnsIndicators } from './returns.indicators.js';

const facts: EntryFacts = {
  today: '2026-03-04',
  actor: { kind: 'officer', id: 'clerk' },
  agencyActive: true,
};
const { given } = specFor(returnDecider, facts);
const figures = figuresOf(returnsIndicators, returnsEvents);
const returnId = 'r1';
const agency = 'agency1';
const of = { returnId, agency, measure: 'penalties', period: '2025' } as const;
type Report = Extract<ReturnCommandData, { type: 'report' }>;
type Correct = Extract<ReturnCommandData, { type: 'correct' }>;

const report = (number: number, more: Partial<Report> = {}): ReturnCommandData => ({
  type: 'report',
  ...of,
  number,
  attestedBy: '执法监督科科长',
  proof: null,
  ...more,
});
const correct = (number: number, more: Partial<Correct> = {}): ReturnCommandData => ({
  ...(report(number) as Report),
  type: 'correct',
  reason: '漏报',
  ...more,
});
const after = (...commands: ReturnCommandData[]): ReturnsEvent[] => {
  const history: ReturnsEvent[] = [];
  for (const command of commands) {
    const decided = returnDecider.decide(fold(returnDecider, history), command, facts);
    if (decided instanceof Rejection) throw new Error(decided.code);
    history.push(...decided);
  }
  return history;
};
const voided = (more: object = {}): ReturnCommandData => ({
  type: 'void',
  ...of,
  reason: '重报',
  ...more,
});

describe('a number reported in bulk', () => {
  it('is on record with who attests it, and borne by round portions on the last day', () => {
    const data = { ...of, on: '2025-12-31', version: 1 };
    const { outcome } = given().when(report(2_822_652));
    expect((outcome as ReturnsEvent[])[0]).toEqual({
      type: 'ReturnReported',
      data: {
        ...data,
        number: 2_822_652,
        attestedBy: '执法监督科科长',
        proof: null,
        reportedBy: 'clerk',
      },
    });
    expect((outcome as ReturnsEvent[]).slice(1)).toEqual(
      [2_097_152, 720_896, 4_096, 256, 240, 12].map((number) => ({
        type: 'DecisionsCounted',
        data: { ...data, number },
      })),
    );
    expect(figures(outcome as ReturnsEvent[], '2025-01', '2025-12').get('returns.penalties')).toBe(
      2_822_652,
    );
  });

  it('is for a year, quarter or month that is over, of an agency there was', () => {
    for (const period of ['2025-13', '25', '2025-01..2025-06', 'last year'])
      given().when(report(1, { period })).thenRejected('returns.periodInvalid', 'period');
    given()
      .when(report(1, { period: '2026-03' }))
      .thenRejected('returns.periodNotOver', 'period');
    given()
      .when(report(1), { agencyActive: false })
      .thenRejected('returns.agencyUnknown', 'agency');
    expect(after(report(0, { period: '2026-02' }))).toHaveLength(1);
  });

  it('is no larger than can be counted', () => {
    given()
      .when(report(2 ** 32))
      .thenRejected('returns.numberTooLarge', 'number');
    given(...after(report(1)))
      .when(correct(2 ** 32))
      .thenRejected('returns.numberTooLarge', 'number');
    const fen = 123_456_789_012_34;
    const fees = after(report(fen, { measure: 'feesAmount' }));
    expect(figures(fees, '2025-12').get('returns.feesAmount')).toBe(fen);
  });

  it('is in force once for a period, and for no month of it again', () => {
    const history = after(report(5));
    given(...history)
      .when(report(5))
      .then();
    given(...history)
      .when(report(6))
      .thenRejected('returns.alreadyReported', 'period');
    given(...history)
      .when(report(6, { period: '2025-Q2' }))
      .thenRejected('returns.overlapping', 'period');
    expect(after(report(5), report(6, { period: '2024' })).length).toBe(4);
  });

  it('is corrected with both versions kept, only the difference moving', () => {
    const history = after(report(100));
    given(...history)
      .when(correct(90))
      .then(
        {
          type: 'ReturnCorrected',
          data: {
            ...of,
            on: '2025-12-31',
            version: 2,
            number: 90,
            was: 100,
            attestedBy: '执法监督科科长',
            proof: null,
            reason: '漏报',
            correctedBy: 'clerk',
          },
        },
        {
          type: 'DecisionsUncounted',
          data: { ...of, on: '2025-12-31', version: 2, number: 10 },
        },
      );
    given(...history)
      .when(correct(100))
      .then();
    given().when(correct(1)).thenRejected('returns.unknown', 'period');
  });

  it('is voided, and may be reported anew as the next version', () => {
    const history = after(report(100), voided());
    expect(figures(history, '2025-12').get('returns.penalties')).toBe(0);
    given(...history)
      .when(voided())
      .thenRejected('returns.unknown', 'period');
    const again = after(
      report(100),
      voided(),
      report(7, { period: '2025-Q4' }),
      report(3, { period: '2025-Q1' }),
    );
    expect(figures(again, '2025-01', '2025-12').get('returns.penalties')).toBe(10);
    expect(after(report(1), voided(), report(2)).at(-2)).toMatchObject({ data: { version: 2 } });
  });

  it('belongs to the agency that reported it', () => {
    expect(returnAggregate.agencyOf(fold(returnDecider, after(report(1))))).toBe(agency);
  });
});

describe('what stands at the end of a period', () => {
  const items = (number: number, period: string) =>
    report(number, { measure: 'licenceItems', period });
  const at =
    (history: ReturnsEvent[], from: string, to = from) =>
    (name: string) =>
      figures(history, from, to).get(`returns.${name}`) ?? 0;

  it('is never summed: the next report says how it has changed', () => {
    const history = after(items(120, '2018'), items(125, '2019'), items(118, '2020'));
    expect(at(history, '2019-01', '2019-12')('licenceItems')).toBe(125);
    expect(at(history, '2018-12')('licenceItems')).toBe(120);
    expect(at(history, '2020-01', '2020-12')('licenceItemsChange')).toBe(-7);
    expect(at(history, '2024-05')('licenceItems')).toBe(118);
  });

  it('is right when an earlier report comes later, or goes', () => {
    const history = after(items(120, '2018'), items(118, '2020'), items(125, '2019'));
    expect(at(history, '2020-12')('licenceItems')).toBe(118);
    expect(at(history, '2019-12')('licenceItems')).toBe(125);
    const gone = after(
      items(120, '2018'),
      items(125, '2019'),
      voided({ measure: 'licenceItems', period: '2018' }),
    );
    expect(at(gone, '2018-12')('licenceItems')).toBe(0);
    expect(at(gone, '2019-12')('licenceItems')).toBe(125);
  });

  it('may be told for the half of a year and for the year, each at its end', () => {
    const history = after(items(120, '2025'), items(119, '2025-Q2'));
    expect(at(history, '2025-06')('licenceItems')).toBe(119);
    given(...history)
      .when(items(121, '2025-12'))
      .thenRejected('returns.overlapping', 'period');
  });
});

describe('whatever is reported, corrected and voided', () => {
  const periods = ['2023', '2024', '2024-Q1', '2024-06', '2025', '2025-12'];
  const period = fc.constantFrom(...periods);
  const number = fc.oneof(
    fc.integer({ min: 0, max: 50 }),
    fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  );
  const command = (measure: Measure) =>
    fc.oneof(
      fc.tuple(period, number).map(([p, n]) => report(n, { measure, period: p })),
      fc.tuple(period, number).map(([p, n]) => correct(n, { measure, period: p })),
      period.map((p) => voided({ measure, period: p })),
    );

  it.each(Measure.options.map((measure) => [measure]))('figures of %s follow', (measure) => {
    fc.assert(
      fc.property(fc.array(command(measure), { maxLength: 8 }), (commands) => {
        const history: ReturnsEvent[] = [];
        for (const next of commands) {
          const decided = returnDecider.decide(fold(returnDecider, history), next, facts);
          if (!(decided instanceof Rejection)) history.push(...decided);
        }
        const reports = Object.values(fold(returnDecider, history).reports);
        const last = [...reports].sort((a, b) => b.to - a.to)[0]?.number ?? 0;
        const sum = reports.reduce((total, of) => total + of.number, 0);
        const found = figures(history, '2023-01', '2026-02').get(`returns.${measure}`) ?? 0;
        expect(found).toBe(isStock(measure) ? last : sum);
      }),
      { numRuns: 30 },
    );
  });
});
