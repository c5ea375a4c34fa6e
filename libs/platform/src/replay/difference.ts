import type { ReplayedRow } from './replay-case.js';

/** One field that differs; a path with dots inside nested records. Absent on a side: undefined. */
export type FieldChange = { field: string; from: unknown; to: unknown };

export type ChangedRow = { collection: string; id: string; fields: readonly FieldChange[] };

/** What became of rows between two instants, by collection and id. */
export type RowDifference = {
  added: readonly ReplayedRow[];
  changed: readonly ChangedRow[];
  gone: readonly ReplayedRow[];
};

/** Compares rows of two replays, field by field. */
export const rowDifference = (
  before: readonly ReplayedRow[],
  after: readonly ReplayedRow[],
): RowDifference => {
  const old = new Map(before.map((row) => [keyOf(row), row]));
  const added: ReplayedRow[] = [];
  const changed: ChangedRow[] = [];
  for (const row of after) {
    const was = old.get(keyOf(row));
    old.delete(keyOf(row));
    if (!was) {
      added.push(row);
      continue;
    }
    const fields = fieldChanges(was.row, row.row);
    if (fields.length > 0) changed.push({ collection: row.collection, id: row.id, fields });
  }
  return { added, changed, gone: [...old.values()] };
};

const keyOf = ({ collection, id }: ReplayedRow): string => JSON.stringify([collection, id]);

type Fields = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Fields that differ, by path; a list is one value. */
export const fieldChanges = (from: unknown, to: unknown, path = ''): FieldChange[] => {
  if (!isRecord(from) || !isRecord(to))
    return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ field: path, from, to }];
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort();
  return names.flatMap((name) => {
    const field = path === '' ? name : `${path}.${name}`;
    if (!Object.hasOwn(from, name)) return [{ field, from: undefined, to: to[name] }];
    if (!Object.hasOwn(to, name)) return [{ field, from: from[name], to: undefined }];
    return fieldChanges(from[name], to[name], field);
  });
};
