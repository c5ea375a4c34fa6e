import { Day, Rejection } from '@gongkai/kernel';
import { refuseCellError } from './cell-error.js';
import { dateReader } from './dates.js';
import { rejectImport } from './errors.js';
import {
  headingOf,
  type FieldSource,
  type ImportField,
  type ImportMapping,
  type PlaceField,
} from './mapping.js';
import type { SheetRow } from './csv.js';

export type ImportValue = string | boolean | null;

/** A row read by the mapping: values still in the words of the source where the tree is asked. */
export type ReadRow = {
  line: number;
  /** Names the item in the source; null when the mapping has no key. */
  key: string | null;
  values: Values<ImportField>;
  /** Further channels the item was published in. */
  further: Values<PlaceField>[];
};
type Values<Field extends string> = Partial<Record<Field, ImportValue>>;

export type RowReader = {
  headings: readonly string[];
  /** Heading a field comes from, to name it in refusals. */
  headingOf(field: string): string | null;
  read(row: SheetRow): ReadRow | Rejection[];
};

const DAYS: readonly ImportField[] = ['publishedOn', 'formedOn'];
const REQUIRED: readonly ImportField[] = ['title', 'column', 'channel', 'publishedOn'];

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
  const readersOf = (
    sources: Partial<Record<ImportField, FieldSource>>,
    required: readonly ImportField[],
  ): FieldReader[] | Rejection => {
    const readers: FieldReader[] = [];
    for (const [field, source] of Object.entries(sources) as [ImportField, FieldSource][]) {
      const name = headingOf(source);
      const at = name === null ? -1 : place(name);
      if (at instanceof Rejection) return at;
      const needed = required.includes(field);
      readers.push({ field, read: cellReader(mapping, field, source, at, needed) });
    }
    return readers;
  };
  const fields = readersOf(mapping.fields, REQUIRED);
  if (fields instanceof Rejection) return fields;
  const further: FieldReader[][] = [];
  for (const sources of mapping.further) {
    const readers = readersOf(sources, []);
    if (readers instanceof Rejection) return readers;
    further.push(readers);
  }
  const keys: KeyColumn[] = [];
  for (const name of mapping.key ?? []) {
    const at = place(name);
    if (at instanceof Rejection) return at;
    keys.push({ at, heading: name });
  }
  return {
    headings,
    headingOf: (field) => {
      const source = mapping.fields[field as ImportField];
      return source === undefined ? null : headingOf(source);
    },
    read: (row) => readRow(row, headings.length, fields, further, keys),
  };
};

type KeyColumn = { at: number; heading: string };

const readRow = (
  row: SheetRow,
  width: number,
  fields: readonly FieldReader[],
  further: readonly (readonly FieldReader[])[],
  keys: readonly KeyColumn[],
): ReadRow | Rejection[] => {
  if (row.broken) return [rejectImport(row.broken)];
  // Spreadsheets save empty cells beyond the last heading.
  if (row.cells.length < width || row.cells.slice(width).some((cell) => cell !== ''))
    return [rejectImport('import.cellCount', { expected: width, found: row.cells.length })];
  const faults: Rejection[] = [];
  for (const { at, heading } of keys) {
    const error = refuseCellError(row.cells[at]!.trim(), heading, 'key');
    if (error) faults.push(error);
  }
  const values = readFields(row.cells, fields, faults);
  const places = further
    .map((readers) => readFields(row.cells, readers, faults))
    .filter(({ publishedOn }) => publishedOn !== undefined);
  if (faults.length > 0) return faults;
  const key = keys.length === 0 ? null : keys.map(({ at }) => row.cells[at]!.trim()).join('\u001f');
  if (key !== null && key.replaceAll('\u001f', '') === '')
    return [rejectImport('import.valueMissing', { heading: 'key' }, 'key')];
  return { line: row.line, key, values, further: places };
};

const readFields = (
  cells: readonly string[],
  readers: readonly FieldReader[],
  faults: Rejection[],
): Values<ImportField> => {
  const values: Values<ImportField> = {};
  for (const { field, read } of readers) {
    const value = read(cells);
    if (value instanceof Rejection) faults.push(value);
    else if (value !== null) values[field] = value;
  }
  return values;
};

type FieldReader = { field: ImportField; read: CellReader };
type CellReader = (cells: readonly string[]) => ImportValue | Rejection;

const cellReader = (
  mapping: ImportMapping,
  field: ImportField,
  source: FieldSource,
  at: number,
  needed: boolean,
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
    if (day) return readDay(day(value), heading, value, field);
    return refuseCellError(value, heading, field) ?? value;
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
