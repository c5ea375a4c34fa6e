import { halfWidth, Rejection } from '@gongkai/kernel';
import { isMoney, type Measure } from '@gongkai/returns';
import type { SheetRow } from '../import/csv.js';
import { rejectImport } from '../import/errors.js';
import type { SheetReader } from '../import/import-rows.js';
import { Columns, keyOf, MissingColumn } from '../request-log/columns.js';
import type { ReturnsField, ReturnsMapping, UNITS } from './mapping.js';

/** What a row of a statistics sheet reports. */
export type ReturnsRow = {
  line: number;
  key: null;
  /** As the source names it. */
  agency: string | null;
  period: string;
  numbers: readonly { measure: Measure; number: number }[];
};
type Unit = (typeof UNITS)[number];
type TextReader = (cells: readonly string[]) => { value: string; heading: string };
type NumberReader = (
  cells: readonly string[],
) => { measure: Measure; number: number } | Rejection | null;

/** Joins a mapping and the heading of a sheet; refuses when a column is not there. */
export const returnsReader = (
  mapping: ReturnsMapping,
  heading: readonly string[],
): SheetReader<ReturnsRow> | Rejection => {
  const columns = new Columns(heading, mapping.blank);
  try {
    const agency = mapping.agency === undefined ? null : textReader(columns, mapping.agency);
    const period = textReader(columns, mapping.period);
    const numbers = [
      ...mapping.measures.map((of) => columnReader(columns, of)),
      ...(mapping.row ? [rowReader(columns, mapping.row)] : []),
    ];
    const firstColumn = 0;
    return {
      headings: columns.headings,
      read(row) {
        if (row.broken) return [rejectImport(row.broken)];
        if (columns.isNoRow(row.cells, firstColumn)) return null;
        const misshapen = columns.misshapen(row.cells);
        return misshapen ? [misshapen] : readRow(row, { agency, period, numbers });
      },
    };
  } catch (error) {
    if (error instanceof MissingColumn) return error.why;
    throw error;
  }
};

const readRow = (
  { line, cells }: SheetRow,
  readers: { agency: TextReader | null; period: TextReader; numbers: readonly NumberReader[] },
): ReturnsRow | Rejection[] | null => {
  const faults: Rejection[] = [];
  const numbers: ReturnsRow['numbers'][number][] = [];
  for (const read of readers.numbers) {
    const found = read(cells);
    if (found instanceof Rejection) faults.push(found);
    else if (found !== null) numbers.push(found);
  }
  const { value, heading } = readers.period(cells);
  const period = value === '' ? null : periodIn(value);
  if (value === '') faults.push(rejectImport('import.valueMissing', { heading }, 'period'));
  else if (period === null)
    faults.push(rejectImport('import.periodUnreadable', { heading, value }, 'period'));
  if (faults.length > 0) return faults;
  // A row in which nothing is filled in reports nothing.
  if (numbers.length === 0) return null;
  const agency = readers.agency?.(cells).value ?? '';
  return { line, key: null, agency: agency === '' ? null : agency, period: period!, numbers };
};

const textReader = (columns: Columns, field: ReturnsField): TextReader => {
  if (typeof field === 'object' && 'constant' in field)
    return () => ({ value: field.constant, heading: '' });
  const options = typeof field === 'string' ? { column: field } : field;
  const at = columns.at(options);
  const heading = columns.headings[at]!;
  const values = new Map(
    Object.entries(('values' in options && options.values) || {}).map(([from, to]) => [
      keyOf(from),
      to,
    ]),
  );
  return (cells) => {
    const value = columns.text(cells, at);
    return { value: values.get(keyOf(value)) ?? value, heading };
  };
};

const columnReader = (
  columns: Columns,
  { measure, unit, ...place }: ReturnsMapping['measures'][number],
): NumberReader => {
  const at = columns.at(place);
  const heading = columns.headings[at]!;
  return (cells) => numberOf(columns.text(cells, at), { measure, unit, heading });
};

const rowReader = (
  columns: Columns,
  { measure: named, number, unit }: NonNullable<ReturnsMapping['row']>,
): NumberReader => {
  const [nameAt, numberAt] = [columns.at(named), columns.at(number)];
  const measures = new Map(Object.entries(named.values).map(([name, of]) => [keyOf(name), of]));
  return (cells) => {
    const value = columns.text(cells, nameAt);
    const measure = measures.get(keyOf(value));
    if (measure === undefined)
      return rejectImport(
        'import.valueUnknown',
        { heading: columns.headings[nameAt]!, value },
        'measure',
      );
    const heading = columns.headings[numberAt]!;
    return numberOf(columns.text(cells, numberAt), { measure, unit, heading });
  };
};

/** Digits after the point that a unit may have: fen are whole. */
const DECIMALS: Record<Unit, number> = { fen: 0, yuan: 2, wan: 6 };
const NUMBER = /^(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?$/;

/** A number as people write it: full-width digits, commas; never a sign, never a formula. */
const numberOf = (
  value: string,
  { measure, unit, heading }: { measure: Measure; unit: Unit | undefined; heading: string },
): { measure: Measure; number: number } | Rejection | null => {
  if (value === '') return null;
  const unreadable = () => rejectImport('import.countUnreadable', { heading, value }, measure);
  const [, whole, fraction = ''] = NUMBER.exec(halfWidth(value).replaceAll(' ', '')) ?? [];
  if (whole === undefined) return unreadable();
  const decimals = isMoney(measure) && unit ? DECIMALS[unit] : 0;
  const kept = fraction.replace(/0+$/, '');
  if (kept.length > decimals) return unreadable();
  const number = Number(`${whole.replaceAll(',', '')}${kept.padEnd(decimals, '0')}`);
  return Number.isSafeInteger(number) ? { measure, number } : unreadable();
};

const PERIODS: readonly [RegExp, (year: string, part: string) => string][] = [
  [/^(\d{4})年?度?$/, (year) => year],
  [/^(\d{4})[年-]?(?:Q|第)?([1-4])季度?$/i, (year, part) => `${year}-Q${part}`],
  [/^(\d{4})-?Q([1-4])$/i, (year, part) => `${year}-Q${part}`],
  [/^(\d{4})[年./-](\d{1,2})月?份?$/, (year, part) => `${year}-${part.padStart(2, '0')}`],
];
const CHINESE = ['一', '二', '三', '四'];

/** A year, quarter or month as offices write it; null when it is none. */
export const periodIn = (value: string): string | null => {
  const plain = halfWidth(value)
    .replaceAll(' ', '')
    .replace(/第?([一二三四])季/, (_, digit: string) => `第${CHINESE.indexOf(digit) + 1}季`);
  for (const [pattern, made] of PERIODS) {
    const found = pattern.exec(plain);
    if (found) return made(found[1]!, found[2] ?? '');
  }
  return null;
};
