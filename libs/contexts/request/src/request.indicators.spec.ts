import {
  CountTable,
  formats,
  formCells,
  layoutOf,
  LeafTally,
  valuesIn,
  widthsOf,
  type Cells,
  type NodeCells,
} from '@gongkai/figures';
import { monthOf, packHotKey } from '@gongkai/kernel';
import fc from 'fast-check';
import { attestedEvents } from './events.attest.js';
import { courseEvents } from './events.course.js';
import { intakeEvents } from './events.intake.js';
import { ApplicantKind, Channel, type Outcome } from './events.kinds.js';
import { answerEvents } from './events.reply.js';
import { ENDED, LATER_ROUNDS, requestIndicators } from './request.indicators.js';

const catalogue: Record<string, { facet: ((data: never) => number) | undefined }> = {
  ...intakeEvents,
  ...courseEvents,
  ...answerEvents,
  ...attestedEvents,
};
const names = Object.keys(catalogue);
const types = new Map(names.map((name, i) => [i + 1, name]));
const layout = layoutOf(requestIndicators);
const table = new CountTable(requestIndicators, types, new Set(names));

/** What the figures need of an event: the fields its facet is made of. */
type Fact = { agency: number; month: number; type: string; data?: object };

const MARCH = monthOf('2026-03');

type Leaf = NodeCells & { agency: number };

const leavesOf = (facts: readonly Fact[]): Leaf[] => {
  const keys = facts.map(({ agency, month, type, data = {} }) =>
    packHotKey({
      agency,
      month,
      type: names.indexOf(type) + 1,
      facet: catalogue[type]!.facet?.(data as never) ?? 0,
    }),
  );
  const tally = new LeafTally(widthsOf(layout));
  tally.count(table, Float64Array.from(keys), keys.length, 1);
  return tally.take().map((leaf) => ({
    ...leaf,
    own: leaf.cells,
    agencies: null,
    below: null,
  }));
};

const formOf = (leaves: readonly Leaf[], format: string, year: number, agency: number): Cells => {
  const rows = leaves.filter((leaf) => leaf.agency === agency);
  const from = monthOf(`${year}-01`);
  const values = valuesIn(layout, rows, { from, to: from + 11 }, 'own');
  const before = valuesIn(layout, rows, { from: from - 1, to: from - 1 }, 'own');
  return formCells(
    formats.find(({ id }) => id === format)!,
    values,
    before,
  );
};

const cellsOf = (facts: readonly Fact[], format: string, year: number, agency: number): Cells =>
  formOf(leavesOf(facts), format, year, agency);

const MONTH = monthOf('2022-01');
const at = (month: number) => MONTH + month;
const received = (more: object = {}, month = 0): Fact => ({
  agency: 1,
  month: at(month),
  type: 'RequestReceived',
  data: { applicantKind: 'natural', channel: 'online', partOf: null, ...more },
});
const concluded = (outcome: Outcome, more: object = {}, month = 1): Fact => ({
  agency: 1,
  month: at(month),
  type: 'RequestConcluded',
  data: { applicantKind: 'natural', outcome, round: 1, extended: false, ...more },
});
const only = (cells: Cells) => Object.fromEntries(Object.entries(cells).filter(([, n]) => n));

describe('figures of requests', () => {
  it('bear every row of table 3 and every row of part three but the amount', () => {
    const known = new Set(requestIndicators.map(({ id }) => id));
    for (const { cells } of formats)
      for (const { id, figure } of cells) {
        const wanted = figure?.sum.filter((indicator) => indicator.startsWith('request.')) ?? [];
        expect([id, wanted.filter((indicator) => !known.has(indicator))]).toEqual([id, []]);
        if (id.startsWith('t3.') || /^3\.\d/.test(id)) expect([id, figure]).not.toEqual([id, null]);
      }
  });

  it('put every end that is a result in exactly one row of table 3', () => {
    for (const format of ['cn-2019', 'cn-2021'])
      for (const outcome of ENDED) {
        const cells = cellsOf([received(), concluded(outcome)], format, 2022, 1);
        const rows = Object.keys(only(cells)).filter((id) => id.endsWith('.natural'));
        expect([outcome, rows.length, rows[0], rows[2]]).toEqual([
          outcome,
          3,
          't3.new.natural',
          't3.total.natural',
        ]);
      }
  });

  it('carry a case over the turn of the year', () => {
    const facts = [received({}, 10), concluded('partlyGranted', {}, 13)];
    expect(only(cellsOf(facts, 'cn-2021', 2022, 1))).toEqual({
      't3.new.natural': 1,
      't3.new.sum': 1,
      't3.carried_out.natural': 1,
      't3.carried_out.sum': 1,
    });
    expect(only(cellsOf(facts, 'cn-2021', 2023, 1))).toEqual({
      't3.carried_in.natural': 1,
      't3.carried_in.sum': 1,
      't3.partial.natural': 1,
      't3.partial.sum': 1,
      't3.total.natural': 1,
      't3.total.sum': 1,
    });
  });

  it('count a split request as its parts, and one handed in once by channel', () => {
    const part = { partOf: 'r1', applicantKind: 'legal', channel: 'fax' };
    const facts = [
      received({ applicantKind: 'legal', channel: 'fax' }),
      received(part),
      received(part),
      concluded('split', { applicantKind: 'legal' }),
    ];
    expect(only(cellsOf(facts, 'cn-2021', 2022, 1))).toEqual({
      't3.new.legal': 2,
      't3.new.sum': 2,
      't3.carried_out.legal': 2,
      't3.carried_out.sum': 2,
    });
    expect(only(cellsOf(facts, 'cn-2014', 2022, 1))).toEqual({ '3.1': 1, '3.1.2': 1 });
  });

  it('move a transferred request from one agency to the other', () => {
    const facts: Fact[] = [
      received(),
      {
        agency: 1,
        month: at(1),
        type: 'RequestTransferredOut',
        data: { applicantKind: 'natural', outside: null },
      },
      {
        agency: 2,
        month: at(1),
        type: 'RequestTransferredIn',
        data: { applicantKind: 'natural' },
      },
      { ...concluded('notHeld', {}, 2), agency: 2 },
    ];
    const [first, second] = [1, 2].map((agency) => cellsOf(facts, 'cn-2021', 2022, agency));
    expect(only(first!)).toEqual({});
    expect(only(second!)).toMatchObject({ 't3.new.natural': 1, 't3.unable.1.natural': 1 });
  });

  it('fill part three of 2014: channels, extension, replies, notices to correct', () => {
    const facts: Fact[] = [
      received({ channel: 'inPerson' }),
      received({ channel: 'signedPost' }),
      received({ channel: 'mail' }),
      received({ channel: 'email' }),
      { ...received(), type: 'ClarificationRequested', data: { applicantKind: 'natural' } },
      concluded('refusedPrivacy'),
      concluded('petition', { extended: true }),
      concluded('withdrawn'),
    ];
    expect(only(cellsOf(facts, 'cn-2014', 2022, 1))).toEqual({
      '3.1': 4,
      '3.1.1': 1,
      '3.1.3': 1,
      '3.1.4': 2,
      '3.2': 3,
      '3.2.1': 2,
      '3.2.2': 1,
      '3.3': 3,
      '3.3.4': 1,
      '3.3.4.3': 1,
      '3.3.7': 1,
      '3.3.8': 1,
    });
  });

  it('count a reply once however often it is delivered, and one given elsewhere as well', () => {
    const of = { applicantKind: 'natural', extended: false, round: 1 };
    const at = (type: string, data: object): Fact => ({ agency: 1, month: MARCH, type, data });
    const given = (late: boolean) => [
      at('ReplyDelivered', { ...of, late }),
      at('RequestConcluded', { ...of, outcome: 'granted' }),
    ];
    const facts = [
      ...given(true),
      // It came back and was sent again: no period runs, and the round had ended.
      at('ReplyDelivered', { ...of, late: false }),
      ...given(false),
      at('OutcomeAttested', { ...of, outcome: 'notHeld', late: true }),
      at('RequestConcluded', { ...of, outcome: 'notHeld' }),
      at('RequestConcluded', { ...of, outcome: 'withdrawn' }),
      at('RequestConcluded', { ...of, outcome: 'feeUnpaid' }),
      at('RequestReopened', { ...of, outcome: 'feeUnpaid' }),
    ];
    const values = valuesIn(layout, leavesOf(facts), { from: MARCH, to: MARCH }, 'own');
    expect(values.get('request.repliesGiven')).toBe(3);
    expect(values.get('request.repliesLate')).toBe(2);
  });

  it('count a later round neither as new nor as a result, as the note says', () => {
    expect(LATER_ROUNDS.counted).toBe(false);
    expect(LATER_ROUNDS.zh).not.toBe('');
    const first = [received(), concluded('notHeld')];
    const again: Fact[] = [
      { ...received({}, 3), type: 'RoundOpened' },
      concluded('granted', { round: 2 }, 4),
    ];
    const year = (facts: Fact[]) => cellsOf(facts, 'cn-2021', 2022, 1);
    expect(year([...first, ...again])).toEqual(year(first));
  });

  it('follow corrections of the register', () => {
    const change = (field: string, was: string, now: string): Fact => ({
      agency: 1,
      month: at(1),
      type: 'ReceiptCorrected',
      data: { change: { field, was, now } },
    });
    const facts = [
      received(),
      change('applicantKind', 'natural', 'charity'),
      change('channel', 'online', 'fax'),
    ];
    expect(only(cellsOf(facts, 'cn-2021', 2022, 1))).toMatchObject({
      't3.new.charity': 1,
      't3.carried_out.charity': 1,
      't3.new.sum': 1,
    });
    expect(only(cellsOf(facts, 'cn-2014', 2022, 1))).toEqual({ '3.1': 1, '3.1.2': 1 });
  });
});

/** A case as it may go, from month to month: its events, and where and for whom it stood open. */
class Life {
  readonly facts: Fact[] = [];
  readonly standing: { agency: number; kind: ApplicantKind; open: boolean; from: number }[] = [];
  private agency = 1;
  private round = 1;
  private last: object | undefined;

  constructor(
    private kind: ApplicantKind,
    channel: Channel,
    private now: number,
  ) {
    this.add('RequestReceived', { channel, partOf: null });
    this.stand(true);
  }

  readonly steps: Record<string, (pick: number) => void> = {
    transfer: () => {
      if (!this.first) return;
      this.add('RequestTransferredOut', { outside: null });
      this.stand(false);
      this.agency = 3 - this.agency;
      this.add('RequestTransferredIn', {});
      this.stand(true);
    },
    outside: () => {
      if (!this.first) return;
      this.add('RequestTransferredOut', { outside: '某局' });
      this.conclude('transferred');
      this.stand(false);
      this.round = Infinity;
    },
    correct: (pick) => {
      if (!this.first) return;
      this.stand(false);
      const now = ApplicantKind.options[pick % 6]!;
      this.add('ReceiptCorrected', { change: { field: 'applicantKind', was: this.kind, now } });
      this.kind = now;
      this.stand(true);
    },
    split: () => {
      if (!this.first) return;
      // One part goes on as this case, the whole is over.
      this.add('RequestReceived', { channel: 'mail', partOf: 'whole' });
      this.conclude('split');
      this.last = undefined;
    },
    end: (pick) => {
      if (this.last) return;
      if (this.first) this.stand(false);
      this.conclude(ENDED[pick]!);
    },
    reopen: () => {
      if (!this.last || this.round === Infinity) return;
      this.add('RequestReopened', this.last);
      this.last = undefined;
      if (this.first) this.stand(true);
    },
    round: () => {
      if (!this.last) return;
      this.round++;
      this.last = undefined;
      this.add('RoundOpened', {});
    },
  };

  wait(months: number): void {
    this.now += months;
  }

  /** In its first round and not ended: what may still go elsewhere. */
  private get first(): boolean {
    return this.round === 1 && this.last === undefined;
  }

  private conclude(outcome: Outcome): void {
    this.last = { outcome, round: this.round, extended: this.now % 2 === 0 };
    this.add('RequestConcluded', this.last);
  }

  private add(type: string, data: object): void {
    const { agency, now: month, kind: applicantKind } = this;
    this.facts.push({ agency, month, type, data: { applicantKind, ...data } });
  }

  private stand(open: boolean): void {
    this.standing.push({ agency: this.agency, kind: this.kind, open, from: this.now });
  }
}

const STEPS = ['transfer', 'outside', 'correct', 'split', 'end', 'reopen', 'round'];
const life = fc
  .record({
    kind: fc.constantFrom(...ApplicantKind.options),
    channel: fc.constantFrom(...Channel.options),
    month: fc.integer({ min: 0, max: 30 }),
    steps: fc.array(fc.tuple(fc.constantFrom(...STEPS), fc.nat(9), fc.nat(29)), { maxLength: 6 }),
  })
  .map(({ kind, channel, month, steps }) => {
    const lived = new Life(kind, channel, at(month));
    for (const [step, months, pick] of steps) {
      lived.wait(months);
      lived.steps[step]!(pick);
    }
    return lived;
  });

describe('the identity of table 3', () => {
  it('holds for every kind of applicant in every year, whatever becomes of the cases', () => {
    fc.assert(
      fc.property(
        fc.array(life, { maxLength: 12 }),
        fc.constantFrom('cn-2019', 'cn-2021'),
        (lived, format) => {
          const leaves = leavesOf(lived.flatMap((of) => of.facts));
          const { constraints } = formats.find(({ id }) => id === format)!;
          for (const agency of [1, 2]) {
            let before: Cells | undefined;
            for (const year of [2022, 2023, 2024, 2025, 2026, 2027]) {
              const cells = formOf(leaves, format, year, agency);
              const sum = (ids: readonly string[], from = cells) =>
                ids.reduce((total, id) => total + from[id]!, 0);
              const due = constraints.filter(
                ({ left, previous = [] }) =>
                  left[0]!.startsWith('t3.') && (previous.length === 0 || before),
              );
              expect(due.map(({ left }) => [left, sum(left)])).toEqual(
                due.map(({ left, right, previous = [] }) => [
                  left,
                  sum(right) + sum(previous, before),
                ]),
              );
              for (const kind of ApplicantKind.options) {
                const last = monthOf(`${year}-12`);
                const pending = lived
                  .flatMap(({ standing }) => standing)
                  .filter((of) => of.agency === agency && of.kind === kind && of.from <= last)
                  .reduce((level, of) => level + (of.open ? 1 : -1), 0);
                const column = kind === 'otherOrg' ? 'other_org' : kind;
                expect(cells[`t3.carried_out.${column}`]).toBe(pending);
              }
              before = cells;
            }
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});
