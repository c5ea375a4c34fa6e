import { isWorkingDay, nationalCalendar } from '@gongkai/calendar';
import fc from 'fast-check';
import type { Column } from './decider.columns.js';
import { dutiesOf, freshnessKey, freshnessOf, overdueOf } from './decider.freshness.js';

const column = (change: Partial<Column> = {}): Column => ({
  code: '0401',
  name: '工作动态',
  parent: '04',
  class: 'work',
  agencyKinds: [],
  responsibleAgency: null,
  updateMode: 'regular',
  updateWithinDays: 30,
  dutyFrom: '2016-01-04',
  closedOn: null,
  ...change,
});
const fresh = (of: Column, last: string | null, today: string) =>
  freshnessOf(of, last, today, nationalCalendar);

describe('whether a column is kept up to date', () => {
  it('is in time on the due day and overdue the day after', () => {
    // 30 days after Wednesday 2017-03-01 is Friday 2017-03-31.
    expect(fresh(column(), '2017-03-01', '2017-03-31')).toEqual({
      state: 'current',
      dueOn: '2017-03-31',
      daysOver: 0,
    });
    expect(fresh(column(), '2017-03-01', '2017-04-01')).toMatchObject({
      state: 'overdue',
      daysOver: 1,
    });
  });

  it('moves a due day that nobody works to the next working day', () =>
    // 2017-10-01 begins eight days off.
    expect(fresh(column(), '2017-09-01', '2017-10-09').dueOn).toBe('2017-10-09'));

  it('counts from the day the duty began when nothing or only older items were published', () => {
    expect(fresh(column(), null, '2016-02-03').dueOn).toBe('2016-02-03');
    expect(fresh(column(), '2015-06-01', '2016-02-03').dueOn).toBe('2016-02-03');
  });

  it.each([
    [{ updateMode: 'adHoc' as const }],
    [{ updateMode: 'permanent' as const, updateWithinDays: null }],
    [{ closedOn: '2016-05-03' }],
  ])('asks nothing of %j', (change) =>
    expect(fresh(column(change), null, '2020-01-01').state).toBe('notRequired'),
  );

  it('is due on a working day not before the limit', () => {
    const day = fc.integer({ min: 0, max: 3_000 }).map((n) => {
      const at = new Date(Date.UTC(2016, 0, 5 + n));
      return at.toISOString().slice(0, 10);
    });
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 400 }), (last, updateWithinDays) => {
        const { dueOn } = fresh(column({ updateWithinDays }), last, '2026-11-22');
        expect(isWorkingDay(nationalCalendar, dueOn!)).toBe(true);
        expect(Date.parse(dueOn!) - Date.parse(last)).toBeGreaterThanOrEqual(
          updateWithinDays * 86_400_000,
        );
      }),
    );
  });
});

describe('the overdue list', () => {
  const agencies = [
    { id: 'town1', kind: 'township' as const },
    { id: 'town2', kind: 'township' as const },
    { id: 'finance', kind: 'department' as const },
  ];
  const columns = [
    column(),
    column({ code: '0404', responsibleAgency: 'finance' }),
    column({ code: '0451', agencyKinds: ['township', 'government'] }),
    column({ code: '0452', updateMode: 'adHoc' }),
  ];

  it('asks the responsible agency, else the kinds the column is for, else the own office', () =>
    expect(
      dutiesOf(columns, agencies).map(({ column: { code }, agency }) => freshnessKey(code, agency)),
    ).toEqual(['0401.', '0404.finance', '0451.', '0451.town1', '0451.town2']));

  it('has the longest overdue first and leaves out who is in time', () => {
    const last = new Map([
      ['0401.', '2017-06-01'],
      ['0404.finance', '2017-01-03'],
      ['0451.', '2017-06-01'],
      ['0451.town1', '2017-05-02'],
    ]);
    const overdue = overdueOf(dutiesOf(columns, agencies), last, '2017-06-20', nationalCalendar);
    expect(overdue.map((row) => [row.column.code, row.agency, row.lastPublishedOn])).toEqual([
      ['0451', 'town2', null],
      ['0404', 'finance', '2017-01-03'],
      ['0451', 'town1', '2017-05-02'],
    ]);
  });
});
