import { dueDaysOf, reportPeriod } from './due-days.js';

const days = (year: number, level: 'department' | 'town' | 'government', text?: string) => {
  const { submitBy, publishBy } = dueDaysOf(year, reportPeriod(year, text)!, level);
  return [submitBy, publishBy];
};

describe('the due days of reports', () => {
  it('are 31 March for everybody until the report on 2018', () => {
    for (const level of ['department', 'town', 'government'] as const)
      expect(days(2018, level)).toEqual(['2019-03-31', '2019-03-31']);
  });

  it('are since then 31 January for departments and 31 March for governments', () => {
    expect(days(2019, 'department')).toEqual(['2020-01-31', '2020-01-31']);
    expect(days(2025, 'town')).toEqual(['2026-01-31', '2026-01-31']);
    expect(days(2025, 'government')).toEqual(['2026-03-31', '2026-03-31']);
  });

  it('are the 8th of the next month for statistics, which are not published', () => {
    expect(days(2017, 'department', '2017-Q4')).toEqual(['2018-01-08', null]);
    expect(days(2017, 'government', '2017-03')).toEqual(['2017-04-08', null]);
  });
});

describe('a reporting period', () => {
  it('is the year, a quarter or a month of it, with what came before and since January', () => {
    expect(reportPeriod(2017)).toMatchObject({ annual: true, endsOn: '2017-12-31' });
    expect(reportPeriod(2017, '2017-Q3')).toEqual({
      text: '2017-Q3',
      annual: false,
      from: '2017-07-01',
      endsOn: '2017-09-30',
      cumulative: '2017-01..2017-09',
      previous: '2016-Q3',
    });
    for (const text of ['2018', '2017-01..2017-02', '2017-13', 'Q1'])
      expect(reportPeriod(2017, text)).toBeUndefined();
  });
});
