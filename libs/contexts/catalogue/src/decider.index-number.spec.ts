import fc from 'fast-check';
import { Rejection } from '@gongkai/kernel';
import {
  checkTemplate,
  indexNumber,
  indexNumberSeries,
  parseIndexNumber,
  type IndexNumberFields,
} from './decider.index-number.js';
import { starterIndexNumber } from './decider.starter.js';
import type { IndexNumberPart, IndexNumberTemplate } from './events.js';

const literal = (text: string): IndexNumberPart => ({ kind: 'literal', text });
const slice = (from: number, length: number): IndexNumberPart => ({
  kind: 'columnCode',
  from,
  length,
});
const agencyCode: IndexNumberPart = { kind: 'agencyCode' };
const columnCode: IndexNumberPart = { kind: 'columnCode' };
const year: IndexNumberPart = { kind: 'year' };
const yearMonth: IndexNumberPart = { kind: 'yearMonth' };
const date: IndexNumberPart = { kind: 'date' };
const serial = (width: number): IndexNumberPart => ({ kind: 'serial', width });
const dash = literal('-');
const item = (change: Partial<IndexNumberFields>): IndexNumberFields => ({
  agencyCode: '014314799',
  column: '0201',
  day: '2024-03-05',
  serial: 2,
  ...change,
});

/** The systems in use: each as its template, one item and the number that item has. */
const systems: Record<string, [IndexNumberTemplate, Partial<IndexNumberFields>, string]> = {
  'organisation code': [starterIndexNumber, {}, '014314799/2024-00002'],
  'organisation code with a check letter': [
    starterIndexNumber,
    { agencyCode: '00835003X', day: '2015-06-01', serial: 18 },
    '00835003X/2015-00018',
  ],
  'unified social credit code and month': [
    [agencyCode, literal('/'), yearMonth, dash, serial(5)],
    { agencyCode: '11341702486344515H', day: '2021-10-11', serial: 13 },
    '11341702486344515H/202110-00013',
  ],
  'letters before the code': [
    [literal('za'), agencyCode, dash, year, dash, serial(6)],
    { agencyCode: '779940273', day: '2023-01-09', serial: 71 },
    'za779940273-2023-000071',
  ],
  连云港: [
    [literal('LA'), agencyCode, dash, columnCode, dash, year, dash, serial(4)],
    { agencyCode: '001', column: '02', day: '2008-05-04', serial: 7 },
    'LA001-02-2008-0007',
  ],
  宁波: [
    [
      literal('330200-'),
      agencyCode,
      dash,
      slice(1, 2),
      dash,
      slice(3, 2),
      dash,
      date,
      dash,
      serial(3),
    ],
    { agencyCode: '0102', day: '2009-10-19', serial: 140 },
    '330200-0102-02-01-20091019-140',
  ],
  白银: [
    [agencyCode, slice(1, 2), slice(3, 3), dash, year, dash, serial(5)],
    { agencyCode: 'GSD0122', column: '01003', day: '2019-07-01', serial: 12 },
    'GSD012201003-2019-00012',
  ],
};

describe('index numbers in use', () => {
  it.each(Object.entries(systems))(
    'writes and reads those of %s',
    (_, [template, change, text]) => {
      expect(checkTemplate(template)).toBeUndefined();
      expect(indexNumber(template, item(change))).toBe(text);
      expect(parseIndexNumber(template, text)).toMatchObject({
        serial: item(change).serial,
        agencyCode: item(change).agencyCode,
        year: Number(item(change).day.slice(0, 4)),
      });
    },
  );

  it('goes on with more digits when a series outgrows its width', () => {
    const text = indexNumber(starterIndexNumber, item({ serial: 123_456 }));
    expect(text).toBe('014314799/2024-123456');
    expect(parseIndexNumber(starterIndexNumber, text as string)?.serial).toBe(123_456);
  });

  it('fills the slice of a short column code with zeros', () =>
    expect(indexNumber([slice(3, 2), dash, serial(1)], item({ column: '02' }))).toBe('00-2'));

  it('says what series a number counts in', () => {
    expect(indexNumberSeries(starterIndexNumber, item({}))).toBe('014314799/2024-*');
    expect(indexNumberSeries(starterIndexNumber, item({ agencyCode: null }))).toMatchObject({
      code: 'catalogue.agencyCodeMissing',
    });
  });

  it('needs the code of the agency where the template has it', () =>
    expect(indexNumber(starterIndexNumber, item({ agencyCode: null }))).toMatchObject({
      code: 'catalogue.agencyCodeMissing',
      field: 'agency',
    }));

  it.each([
    '/2021-None',
    '014314799/2024-0002',
    '014314799/2024-000002',
    '014314799/2024-00000',
    '014314799/2024-00002 ',
    `${'9'.repeat(100_000)}/2024-00002`,
  ])('does not read %.30s', (text) =>
    expect(parseIndexNumber(starterIndexNumber, text)).toBeUndefined(),
  );

  it('takes signs of a literal as they stand', () => {
    const template = [literal('(政)[2].*'), serial(2)];
    expect(parseIndexNumber(template, '(政)[2].*05')?.serial).toBe(5);
    expect(parseIndexNumber(template, '(政)[2]xx05')).toBeUndefined();
  });
});

describe('a template', () => {
  it.each<[string, IndexNumberTemplate]>([
    ['catalogue.templateWithoutSerial', [agencyCode, dash, year]],
    ['catalogue.templateWithoutSerial', [serial(3), dash, serial(3)]],
    ['catalogue.templateRepeatsPart', [year, dash, year, dash, serial(3)]],
    ['catalogue.templateRepeatsPart', [columnCode, dash, columnCode, dash, serial(3)]],
    ['catalogue.templateAmbiguous', [agencyCode, columnCode, dash, serial(3)]],
    ['catalogue.templateAmbiguous', [agencyCode, literal('x'), serial(3)]],
  ])('is refused with %s', (code, template) =>
    expect(checkTemplate(template)).toMatchObject({ code, field: 'indexNumber' }),
  );
});

const codes = fc.stringMatching(/^[0-9A-Za-z]{1,12}$/);
const anyPart: fc.Arbitrary<IndexNumberPart> = fc.oneof(
  fc.constantFrom<IndexNumberPart>(agencyCode, columnCode, year, yearMonth, date),
  fc.constantFrom('-', '/', 'A', '9', '〔', '.').map(literal),
  fc
    .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
    .map(([f, l]) => slice(f, l)),
  fc.integer({ min: 1, max: 10 }).map(serial),
);
const anyTemplate = fc
  .array(anyPart, { minLength: 1, maxLength: 8 })
  .filter((template) => checkTemplate(template) === undefined);
const anyItem = fc.record({
  agencyCode: codes,
  column: codes,
  day: fc
    .date({ min: new Date('2000-01-01'), max: new Date('2035-12-31'), noInvalidDate: true })
    .map((at) => at.toISOString().slice(0, 10)),
  serial: fc.integer({ min: 1, max: 10_000_000 }),
});

describe('for any template that is accepted', () => {
  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(anyTemplate, anyItem, (template, fields) => {
        const text = indexNumber(template, fields);
        if (text instanceof Rejection) throw new Error(text.en);
        const reading = parseIndexNumber(template, text)!;
        expect(reading.serial).toBe(fields.serial);
        const kinds = template.map(({ kind }) => kind);
        if (kinds.includes('agencyCode')) expect(reading.agencyCode).toBe(fields.agencyCode);
        if (template.some((part) => part.kind === 'columnCode' && part.length === undefined))
          expect(reading.column).toBe(fields.column);
        if (kinds.includes('year')) expect(reading.year).toBe(Number(fields.day.slice(0, 4)));
        if (kinds.includes('date')) expect(reading.day).toBe(Number(fields.day.slice(8)));
      }),
      { numRuns: 500 },
    );
  });

  it('never gives two serial numbers of a series the same number', () => {
    fc.assert(
      fc.property(
        anyTemplate,
        anyItem,
        fc.uniqueArray(fc.nat(2_000_000)),
        (template, fields, all) => {
          const numbers = all.map((n) => indexNumber(template, { ...fields, serial: n + 1 }));
          expect(new Set(numbers).size).toBe(all.length);
        },
      ),
    );
  });
});
