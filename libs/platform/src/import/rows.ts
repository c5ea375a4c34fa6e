import { Day, Rejection } from '@gongkai/kernel';
import { dateReader } from './dates.js';
import { rejectImport } from './errors.js';
import { headingOf, type FieldSource, type ImportField, type ImportMapping } from './mapping.js';
import type { SheetRow } from './csv.js';

export type ImportValue = string | boolean | null;

/** A row read by the mapping: values still in the words of the source where the tree is asked. */
export type ReadRow = {
  line: number;
  /** Names the item in the source; null when the mapping has no key. */
  key: string | null;
  values: Partial<Record<ImportField, ImportValue>>;
};

export type RowReader = {
  headings: readonly string[];
  /** Heading a field comes from, to name it in refusals. */
  headingOf(field: string): string | null;
  read(row: SheetRow): ReadRow | Rejection[];
};

const DAYS: readonly ImportField[] = ['publishedOn', 'formedOn'];
const REQUIRED: readonly ImportField[] = ['title', 'channel', 'publishedOn'];

/** Joins a mapping and the heading of a file; refuses when a mapped column is not there. */
export const rowReader = (
  mapping: ImportMapping,
  heading: readonly string[],
): RowReader | Rejection => {
  const headings = heading.map((name) => name.trim().normalize('NFC'));
  const place = (name: string): number | Rejection => {
    const wanted = name.trim().normalize('NFC');
    const at = headings.indexOf(wanted);
    if (at < 0)
      return rejectImport('import.headingMissing', {
        heading: name,
        found: headings.slice(0, 20).join('、'),
      });
    if (headings.includes(wanted, at + 1))
      return rejectImport('import.headingTwice', { heading: name });
    return at;
  };
  const fields: { field: ImportField; read: CellReader }[] = [];
  for (const [field, source] of Object.entries(mapping.fields) as [ImportField, FieldSource][]) {
    const name = headingOf(source);
    const at = name === null ? -1 : place(name);
    if (at instanceof Rejection) return at;
    fields.push({ field, read: cellReader(mapping, field, source, at) });
  }
  const keys: number[] = [];
  for (const name of mapping.key ?? []) {
    const at = place(name);
    if (at instanceof Rejection) return at;
    keys.push(at);
  }
  return {
    headings,
    headingOf: (field) => {
      const source = mapping.fields[field as ImportField];
      return source === undefined ? null : headingOf(source);
    },
    read: (row) => readRow(row, headings.length, fields, keys),
  };
};

const readRow = (
  row: SheetRow,
  width: number,
  fields: readonly { field: ImportField; read: CellReader }[],
  keys: readonly number[],
): ReadRow | Rejection[] => {
  if (row.broken) return [rejectImport(row.broken)];
  // Spreadsheets save empty cells beyond the last heading.
  if (row.cells.length < width || row.cells.slice(width).some((cell) => cell !== ''))
    return [rejectImport('import.cellCount', { expected: width, found: row.cells.length })];
  const values: ReadRow['values'] = {};
  const faults: Rejection[] = [];
  for (const { field, read } of fields) {
    const value = read(row.cells);
    if (value instanceof Rejection) faults.push(value);
    else if (value !== null) values[field] = value;
  }
  if (faults.length > 0) return faults;
  const key = keys.length === 0 ? null : keys.map((at) => row.cells[at]!.trim()).join('\u001f');
  if (key !== null && key.replaceAll('\u001f', '') === '')
    return [rejectImport('import.valueMissing', { heading: 'key' }, 'key')];
  return { line: row.line, key, values };
};

type CellReader = (cells: readonly string[]) => ImportValue | Rejection;

const cellReader = (
  mapping: ImportMapping,
  field: ImportField,
  source: FieldSource,
  at: number,
): CellReader => {
  if (typeof source !== 'string' && 'constant' in source) {
    const { constant } = source;
    return () => constant;
  }
  const options = typeof source === 'string' ? null : source;
  const heading = headingOf(source)!;
  const table = options?.values === undefined ? null : tableOf(options.values);
  const formats = options?.formats ?? mapping.dateFormats;
  const day = DAYS.includes(field) ? dateReader(formats) : null;
  const needed = REQUIRED.includes(field);
  return (cells) => {
    const value = cells[at]!.trim();
    if (value.includes('\uFFFD')) return rejectImport('import.garbledText', { heading }, field);
    if (value === '') {
      if (options?.empty !== undefined) return options.empty;
      return needed ? rejectImport('import.valueMissing', { heading }, field) : null;
    }
    if (table) {
      const found = table.get(value.normalize('NFC'));
      if (found !== undefined) return found;
      if (options?.others !== 'keep')
        return rejectImport('import.valueUnknown', { heading, value }, field);
    }
    return day ? readDay(day(value), heading, value, field) : value;
  };
};

const readDay = (
  found: string | null,
  heading: string,
  value: string,
  field: string,
): string | Rejection => {
  if (found === null) return rejectImport('import.dateUnreadable', { heading, value }, field);
  if (!Day.safeParse(found).success)
    return rejectImport('import.dayImpossible', { heading, value }, field);
  return found;
};

const tableOf = (values: Readonly<Record<string, ImportValue>>): Map<string, ImportValue> =>
  new Map(Object.entries(values).map(([from, to]) => [from.trim().normalize('NFC'), to]));
