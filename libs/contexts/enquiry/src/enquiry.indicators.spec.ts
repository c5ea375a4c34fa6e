import { CountTable, layoutOf, LeafTally, valuesIn, widthsOf } from '@gongkai/figures';
import {
  fold,
  monthOf,
  packHotKey,
  type AnyEvent,
  type Recorded,
  Rejection,
} from '@gongkai/kernel';
import fc from 'fast-check';
import type { EnquiryCommandData, EnquiryCountCommandData } from './commands.js';
import { enquiryCountDecider } from './decider.count.js';
import { enquiryDecider, type EnquiryFacts } from './decider.js';
import { enquiryIndicators } from './enquiry.indicators.js';
import { enquiryMonths, type EnquiryMonthRow } from './enquiry.projection.js';
import { AskerKind, enquiryEvents, EnquirySubject, type EnquiryEvent } from './events.js';

const facts: EnquiryFacts = {
  today: '2026-12-31',
  actor: { kind: 'officer', id: 'clerk' },
  agencyActive: true,
};
const catalogue: Record<
  string,
  { facet?: (data: never) => number; occurredOn?: (data: never) => string | null }
> = enquiryEvents as never;
const names = Object.keys(enquiryEvents);
const table = new CountTable(
  enquiryIndicators,
  new Map(names.map((name, i) => [i + 1, name])),
  new Set(names),
);
const layout = layoutOf(enquiryIndicators);

const figuresOf = (events: readonly AnyEvent[], from: string, to: string): Map<string, number> => {
  const keys = events.map(({ type, data }) =>
    packHotKey({
      agency: 1,
      month: monthOf(catalogue[type]!.occurredOn!(data as never)!),
      type: names.indexOf(type) + 1,
      facet: catalogue[type]!.facet!(data as never),
    }),
  );
  const tally = new LeafTally(widthsOf(layout));
  tally.count(table, Float64Array.from(keys), keys.length, 1);
  const rows = tally.take().map((leaf) => ({
    ...leaf,
    own: leaf.cells,
    agencies: null,
    below: null,
  }));
  return valuesIn(layout, rows, { from: monthOf(from), to: monthOf(to) }, 'own');
};

/** The rows of a history, in the order of the log. */
const monthsOf = (events: readonly EnquiryEvent[]): Map<string, EnquiryMonthRow> => {
  const rows = new Map<string, EnquiryMonthRow>();
  for (const event of events) {
    if (event.type === 'EnquiryAnswered') continue;
    const recorded = event as Recorded<typeof event>;
    for (const id of enquiryMonths.key(recorded) as string[])
      rows.set(id, enquiryMonths.apply(rows.get(id), recorded, id)!);
  }
  return rows;
};

const day = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
  .map(([m, d]) => `2026-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`);
const kind = fc.constantFrom(...AskerKind.options);
const subject = fc.constantFrom(...EnquirySubject.options);
const reason = 'other' as const;
const enquiryId = 'e';
const enquiry = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant('answer' as const), answeredOn: day }),
    fc.record({ type: fc.constant('correct' as const), askerKind: kind, subject }),
    fc.record({ type: fc.constant('void' as const) }),
  ),
  { maxLength: 4 },
);
const single = fc
  .record({ askerKind: kind, subject, askedOn: day, steps: enquiry })
  .map(({ steps, ...of }) => {
    const first = { type: 'log', enquiryId, agency: 'a', channel: 'phone', answeredOn: null };
    const commands = [
      { ...first, ...of },
      ...steps.map((step) => ({ ...step, enquiryId, reason })),
    ];
    const history: EnquiryEvent[] = [];
    for (const command of commands) {
      const state = fold(enquiryDecider, history as never);
      const decided = enquiryDecider.decide(state, command as EnquiryCommandData, facts);
      if (!(decided instanceof Rejection)) history.push(...decided);
    }
    return history;
  });
const bulk = fc
  .record({
    on: day,
    entries: fc.array(
      fc.record({ askerKind: kind, subject, number: fc.integer({ min: 1, max: 60 }) }),
      { minLength: 1, maxLength: 3 },
    ),
    voided: fc.boolean(),
  })
  .map(({ on, entries, voided }) => {
    const history: EnquiryEvent[] = [];
    const countId = 'c';
    const commands = [
      { type: 'count', countId, agency: null, on, entries },
      ...(voided ? [{ type: 'voidCount', countId, reason }] : []),
    ];
    for (const command of commands) {
      const state = fold(enquiryCountDecider, history as never);
      const decided = enquiryCountDecider.decide(state, command as EnquiryCountCommandData, facts);
      if (!(decided instanceof Rejection)) history.push(...decided);
    }
    return history;
  });

describe('figures of enquiries', () => {
  it('are what the rows of the months add up to, over any history', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(single, bulk), { maxLength: 10 }), (histories) => {
        const events = histories.flat();
        const rows = [...monthsOf(events).values()].filter(({ scope }) => scope === 'all');
        const sum = (of: (row: EnquiryMonthRow) => number | undefined) =>
          rows.reduce((total, row) => total + (of(row) ?? 0), 0);
        const figures = figuresOf(events, '2026-01', '2026-12');
        expect(figures.get('enquiry.received')).toBe(sum(({ total }) => total));
        for (const asker of AskerKind.options)
          expect(figures.get(`enquiry.asker.${asker}`)).toBe(sum(({ askers }) => askers[asker]));
        for (const about of EnquirySubject.options)
          expect(figures.get(`enquiry.subject.${about}`)).toBe(
            sum(({ subjects }) => subjects[about]),
          );
      }),
    );
  });

  it('leave open what is neither answered nor voided', () => {
    fc.assert(
      fc.property(fc.array(single, { maxLength: 8 }), (histories) => {
        const open = histories.filter((history) =>
          history.every(({ type }) => type !== 'EnquiryAnswered' && type !== 'EnquiryVoided'),
        ).length;
        const figures = figuresOf(histories.flat(), '2026-01', '2026-12');
        expect(figures.get('enquiry.open')).toBe(open);
        expect(figures.get('enquiry.answered')! + open).toBe(figures.get('enquiry.received'));
      }),
    );
  });

  it('count the 486 of a year of which only the number was kept', () => {
    const entries = [{ askerKind: 'unknown', subject: 'other', number: 486 }] as const;
    const command = { type: 'count', countId: 'c', agency: null, on: '2008-12-31', entries };
    const events = enquiryCountDecider.decide(
      enquiryCountDecider.initial,
      command as never,
      facts,
    ) as EnquiryEvent[];
    expect(events).toHaveLength(33);
    expect(figuresOf(events, '2008-01', '2008-12').get('enquiry.received')).toBe(486);
  });
});
