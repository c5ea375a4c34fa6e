import fc from 'fast-check';
import { regimeOn, tariffFen } from './decider.fee-rules.js';

describe('the regime of fees', () => {
  it.each([
    ['2008-04-30', undefined],
    ['2008-05-01', ['cost']],
    ['2019-05-14', ['cost']],
    ['2019-05-15', []],
    ['2020-12-31', []],
    ['2021-01-01', ['perRequest', 'perVolume']],
    ['2026-03-02', ['perRequest', 'perVolume']],
  ])('of %s knows the bases %j', (day, bases) => expect(regimeOn(day)?.bases).toEqual(bases));
  it('leaves no day since 2008-05-01 without exactly one answer', () =>
    fc.assert(
      fc.property(
        fc.date({
          min: new Date('2008-05-01'),
          max: new Date('2040-12-31'),
          noInvalidDate: true,
        }),
        (date) => expect(regimeOn(date.toISOString().slice(0, 10))).toBeDefined(),
      ),
    ));
});

describe('the tariff by volume', () => {
  it.each([
    [0, 0],
    [30, 0],
    [31, 10],
    [57, 270],
    [68, 380],
    [72, 420],
    [100, 700],
    [109, 880],
    [119, 1080],
    [200, 2700],
    [201, 2740],
    [2219, 83_460],
  ])('asks for %i pages %i yuan, as real bills did', (pages, yuan) =>
    expect(tariffFen('perVolume', pages)).toBe(yuan * 100),
  );
});

describe('the tariff by request', () => {
  it.each([
    [0, 10, 0],
    [0, 11, 100],
    [10, 15, 1500],
    [0, 25, 1500],
    [29, 1, 100],
    [30, 1, 200],
    [39, 1, 200],
    [40, 1, 300],
    [0, 30, 2000],
    [0, 40, 4000],
    [0, 50, 7000],
    [0, 55, 9000],
  ])('after %i requests of the month asks for %i more %i yuan', (before, count, yuan) =>
    expect(tariffFen('perRequest', count, before)).toBe(yuan * 100),
  );
});

describe('both tariffs', () => {
  const basis = fc.constantFrom('perRequest' as const, 'perVolume' as const);
  const count = fc.integer({ min: 0, max: 3000 });
  it('ask the same for a pile, however it is cut', () =>
    fc.assert(
      fc.property(basis, count, count, count, (of, before, a, b) =>
        expect(tariffFen(of, a + b, before)).toBe(
          tariffFen(of, a, before) + tariffFen(of, b, before + a),
        ),
      ),
    ));
  it('ask whole fen, never less for more, and never less for the next unit than for the last', () =>
    fc.assert(
      fc.property(basis, count, (of, before) => {
        const [one, next] = [tariffFen(of, 1, before), tariffFen(of, 1, before + 1)];
        expect(Number.isInteger(one) && one >= 0 && next >= one).toBe(true);
      }),
    ));
  it('say by units what the ladder says one by one', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), (n) => {
        const rate = (i: number) =>
          i <= 10 ? 0 : i <= 30 ? 100 : 100 + 100 * Math.ceil((i - 30) / 10);
        const sum = Array.from({ length: n }, (_, i) => rate(i + 1)).reduce((a, b) => a + b, 0);
        expect(tariffFen('perRequest', n)).toBe(sum * 100);
      }),
    ));
});
