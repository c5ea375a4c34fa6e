import { Rejection, monthOf } from '@gongkai/kernel';
import fc from 'fast-check';
import { lastDayOf, parsePeriod } from './index.js';

const month = (text: string) => monthOf(`${text}-01`);

describe('periods', () => {
  it.each([
    ['2017', '2017-01', '2017-12'],
    ['2017-03', '2017-03', '2017-03'],
    ['2017-Q2', '2017-04', '2017-06'],
    ['2016..2018', '2016-01', '2018-12'],
    ['2017-03..2017-05', '2017-03', '2017-05'],
    ['2017-02-01..2020-02-29', '2017-02', '2020-02'],
    ['2016-Q4..2017', '2016-10', '2017-12'],
  ])('reads %s as whole months', (text, from, to) => {
    expect(parsePeriod(text)).toEqual({ text, from: month(from), to: month(to) });
  });

  it.each([
    ['', 'figures.periodInvalid'],
    ['17', 'figures.periodInvalid'],
    ['2017-13', 'figures.periodInvalid'],
    ['2017-00', 'figures.periodInvalid'],
    ['2017-Q5', 'figures.periodInvalid'],
    ['2017-02-01..2017-02-30', 'figures.periodInvalid'],
    ['2017..2018..2019', 'figures.periodInvalid'],
    ['..', 'figures.periodInvalid'],
    ['2018..2017', 'figures.periodReversed'],
    ['2017-02-01', 'figures.periodNotWholeMonths'],
    ['2017-01-02..2017-03-31', 'figures.periodNotWholeMonths'],
    ['1899', 'figures.periodOutOfRange'],
    ['2017..2200', 'figures.periodOutOfRange'],
  ])('refuses %p with %s', (text, code) => {
    const refusal = parsePeriod(text) as Rejection;
    expect(refusal).toBeInstanceOf(Rejection);
    expect([refusal.code, refusal.field]).toEqual([code, 'period']);
  });

  it('never throws, whatever is typed', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\d.Q-]{0,24}$/)), (text) => {
        const period = parsePeriod(text);
        if (!(period instanceof Rejection)) expect(period.from).toBeLessThanOrEqual(period.to);
      }),
    );
  });

  it('knows the last day of each month', () => {
    expect([month('2016-02'), month('2017-02'), month('2017-12')].map(lastDayOf)).toEqual([
      '2016-02-29',
      '2017-02-28',
      '2017-12-31',
    ]);
  });
});
