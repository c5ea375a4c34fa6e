import { Day, halfWidth, Rejection } from '@gongkai/kernel';
import type { PlainAttestInput } from '@gongkai/request';
import type { SheetRow } from '../import/csv.js';
import { refuseCellError } from '../import/cell-error.js';
import { dateReader } from '../import/dates.js';
import { rejectImport } from '../import/errors.js';
import type { SheetReader } from '../import/import-rows.js';
import { Columns, keyOf, MissingColumn } from './columns.js';
import { dispositionReader, type Ended } from './disposition.js';
import { CHOSEN, type LogField, type LogFieldName, type RequestLogMapping } from './mapping.js';

/** A line of a register, read: everything of the command but who answers for it. */
export type LogRow = {
  line: number;
  /** The number it gets here: what was printed, and for a repeat the how manieth it is. */
  key: string;
  agency: string | null;
  entry: LogEntry;
};
export type LogEntry = Omit<PlainAttestInput, 'type' | 'agency' | 'proof' | 'attestedBy'>;
type Values = Partial<Record<LogFieldName, string | number>>;

type Assumption = NonNullable<PlainAttestInput['assumed']>[number];
type Read = { value: string | number | null; assumed?: Assumption };
type CellReader = (cells: readonly string[]) => Read | Rejection;

const DAYS: readonly string[] = ['receivedOn', 'confirmedOn', 'endedOn'];
const NUMBERS: readonly string[] = ['daysTolled', 'daysAllowed'];
const NEEDED: readonly string[] = ['receivedOn', 'channel', 'applicantKind'];

/** Joins a mapping and the heading of a register; refuses when a column is not there. */
export const logReader = (
  mapping: RequestLogMapping,
  heading: readonly string[],
): SheetReader<LogRow> | Rejection => {
  const columns = new Columns(heading, mapping.blank);
  try {
    const fields = fieldReaders(mapping, columns);
    const number = numberReader(mapping, columns);
    const disposition = dispositionReader(mapping, columns);
    const seen = new Map<string, number>();
    return {
      headings: columns.headings,
      read(row) {
        if (row.broken) return [rejectImport(row.broken)];
        if (columns.isNoRow(row.cells, number.at)) return null;
        const misshapen = columns.misshapen(row.cells);
        return misshapen ? [misshapen] : readRow(row, { fields, number, disposition, seen });
      },
    };
  } catch (error) {
    if (error instanceof MissingColumn) return error.why;
    throw error;
  }
};

type Readers = {
  fields: readonly (readonly [LogFieldName, CellReader])[];
  number: NumberReader;
  disposition(cells: readonly string[]): Ended | Rejection;
  seen: Map<string, number>;
};

const readRow = ({ line, cells }: SheetRow, readers: Readers): LogRow | Rejection[] => {
  const faults: Rejection[] = [];
  const values: Values = {};
  const assumed: Assumption[] = [];
  for (const [field, read] of readers.fields) {
    const found = read(cells);
    if (found instanceof Rejection) faults.push(found);
    else {
      if (found.value !== null) values[field] = found.value;
      if (found.assumed) assumed.push(found.assumed);
    }
  }
  const printed = readers.number.read(cells);
  if (printed instanceof Rejection) faults.push(printed);
  const ended = readers.disposition(cells);
  if (ended instanceof Rejection) faults.push(ended);
  if (faults.length > 0 || printed instanceof Rejection || ended instanceof Rejection)
    return faults;
  const number = ownNumber(printed, readers.seen);
  const daysColumn = columnOf(readers.fields, values.days);
  const entry = { number, daysColumn, assumed, ...entryOf(values, printed, ended) } as LogEntry;
  return { line, key: number, agency: (values.agency as string | undefined) ?? null, entry };
};

/** A number printed again is another case until somebody says otherwise: it gets one of its own. */
const ownNumber = (printed: string, seen: Map<string, number>): string => {
  const times = (seen.get(printed) ?? 0) + 1;
  seen.set(printed, times);
  return times === 1 ? printed : `${printed}#${times}`;
};

const entryOf = (values: Values, number: string, { outcome, ...words }: Ended) => {
  const { receivedOn, channel, applicantKind, kind, days } = values;
  const or = (field: LogFieldName) => values[field] ?? null;
  return {
    ...{ receivedOn, channel, applicantKind, outcome },
    ...(kind === undefined ? {} : { kind }),
    daysAllowed: or('daysAllowed'),
    subject: or('subject'),
    name: or('name'),
    description: or('description'),
    stated: {
      number,
      confirmedOn: or('confirmedOn'),
      endedOn: or('endedOn'),
      days: daysOf(days),
      daysTolled: or('daysTolled'),
      ...words,
    },
  };
};

const daysOf = (text: string | number | undefined): string | null => {
  const found = /^(<?) ?(\d{1,5})(?:\.0+)?$/.exec(halfWidth(String(text ?? '')));
  return found ? `${found[1]}${found[2]}` : null;
};

const columnOf = (fields: Readers['fields'], days: string | number | undefined) => {
  if (!fields.some(([field]) => field === 'days')) return 'none';
  if (days === undefined) return 'empty';
  return daysOf(days) === null ? 'unreadable' : 'read';
};

const fieldReaders = (mapping: RequestLogMapping, columns: Columns): Readers['fields'] =>
  Object.entries(mapping.fields).flatMap(([name, source]) => {
    if (name === 'number' || source === undefined) return [];
    const field = name as Exclude<LogFieldName, 'number'>;
    return [[field, cellReader(mapping, columns, field, source as LogField)] as const];
  });

const cellReader = (
  mapping: RequestLogMapping,
  columns: Columns,
  field: LogFieldName,
  source: LogField,
): CellReader => {
  const chosen = (value: string | number, reason: string | undefined): Read =>
    (CHOSEN as readonly string[]).includes(field)
      ? {
          value,
          assumed: { field: field as 'channel', value: String(value), reason: reason! },
        }
      : { value };
  if (typeof source === 'object' && 'constant' in source) {
    const read = chosen(source.constant, source.reason);
    return () => read;
  }
  const options = typeof source === 'object' ? source : { column: source };
  const at = columns.at(options);
  const heading = columns.headings[at]!;
  const { values, empty, reason, others, formats } = options as Extract<
    LogField,
    { column: string }
  >;
  const table = values && new Map(Object.entries(values).map(([from, to]) => [keyOf(from), to]));
  // A workbook gives its dates as days, however they are shown.
  const dates = [...(formats ?? mapping.dateFormats ?? []), 'YYYY-MM-DD'];
  const day = dateReader((formats ?? mapping.dateFormats) ? dates : undefined);
  return (cells) => {
    const value = columns.text(cells, at);
    if (value.includes('\uFFFD')) return rejectImport('import.garbledText', { heading }, field);
    if (value === '') {
      if (empty !== undefined) return chosen(empty, reason);
      return NEEDED.includes(field)
        ? rejectImport('import.valueMissing', { heading }, field)
        : { value: null };
    }
    const found = table?.get(keyOf(value));
    if (found !== undefined) return { value: found };
    if (table && others !== 'keep')
      return rejectImport('import.valueUnknown', { heading, value }, field);
    if (DAYS.includes(field)) return readDay(day(value), heading, value, field);
    if (NUMBERS.includes(field)) return readNumber(value, heading, field);
    // Stated days that cannot be read are recorded as such with the case.
    return (field === 'days' ? undefined : refuseCellError(value, heading, field)) ?? { value };
  };
};

const readDay = (found: string | null, heading: string, value: string, field: string) => {
  if (found === null) return rejectImport('import.dateUnreadable', { heading, value }, field);
  return Day.safeParse(found).success
    ? { value: found }
    : rejectImport('import.dayImpossible', { heading, value }, field);
};

const readNumber = (value: string, heading: string, field: string): Read | Rejection => {
  const found = /^(\d{1,4})(?:\.0+)?$/.exec(halfWidth(value));
  return found
    ? { value: Number(found[1]) }
    : rejectImport('import.numberUnreadable', { heading, value }, field);
};

type NumberReader = { at: number; read(cells: readonly string[]): string | Rejection };

const numberReader = ({ fields }: RequestLogMapping, columns: Columns): NumberReader => {
  const source = typeof fields.number === 'string' ? { column: fields.number } : fields.number;
  const at = columns.at(source);
  const prefix = 'prefix' in source ? (source.prefix ?? '') : '';
  return {
    at,
    read: (cells) => {
      const value = columns.text(cells, at);
      const heading = columns.headings[at]!;
      if (value === '') return rejectImport('import.valueMissing', { heading }, 'number');
      return refuseCellError(value, heading, 'number') ?? `${prefix}${value}`;
    },
  };
};
