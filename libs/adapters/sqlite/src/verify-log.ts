import { crc32 } from 'node:zlib';
import {
  hotMonthOf,
  CLOCK_SKEW_MS,
  leafName,
  packHotKey,
  parseRecord,
  unpackHotKey,
} from '@gongkai/kernel';
import Database from 'better-sqlite3';
import { HotKeyReader, SEGMENT } from './hot-keys.js';

export type LogProblem = {
  position: number;
  problem: 'checksum' | 'gap' | 'column' | 'unreadable' | 'order';
};

type Row = {
  position: number;
  crc: number;
  record: Buffer;
  key: number;
  type: string | null;
  agency: string | null;
};

/** Position of a revision of a stream, as the columns have it. */
type Places = (tenant: string, stream: string, revision: number) => number | undefined;

/**
 * Reads the whole log and checks each record against its checksum, its columns, its hot key with the copy
 * in its segment, and its neighbours. Ends with what is wrong, by position; never throws for a damaged record.
 */
export const verifyLog = (
  path: string,
  progress: (done: number, total: number) => void = () => {},
): { events: number; problems: LogProblem[] } => {
  const db = new Database(path, { readonly: true });
  try {
    const total = (db.prepare('SELECT count(*) FROM events').pluck().get() as number) ?? 0;
    const rows = db
      .prepare(
        `SELECT position, crc, record, key,
           (SELECT name FROM types WHERE id = (key >> 10) & 1023) AS type,
           (SELECT name FROM agencies WHERE id = key >> 32) AS agency
         FROM events ORDER BY position`,
      )
      .iterate() as IterableIterator<Row>;
    const find = db
      .prepare(
        `SELECT position FROM streams
         WHERE tenant = (SELECT id FROM tenants WHERE name = ?) AND stream = ? AND revision = ?`,
      )
      .pluck();
    const places: Places = (tenant, stream, revision) =>
      find.get(tenant, stream, revision) as number | undefined;
    const problems: LogProblem[] = [];
    let done = 0;
    let recordedAt = '';
    const hot = new HotKeyReader(db);
    let segment: Float64Array | undefined;
    for (const row of rows) {
      if (done % SEGMENT === 0) segment = hot.segment(done + 1);
      done += 1;
      if (row.position !== done)
        return { events: done, problems: [...problems, { position: done, problem: 'gap' }] };
      const copied = segment === undefined || segment[(done - 1) % SEGMENT] === row.key;
      const found = checkRow(row, copied, recordedAt, places);
      if (found.problem) problems.push({ position: row.position, problem: found.problem });
      if (found.recordedAt && found.recordedAt > recordedAt) recordedAt = found.recordedAt;
      if (done % 10_000 === 0) progress(done, total);
    }
    progress(done, total);
    return { events: done, problems };
  } finally {
    db.close();
  }
};

/** A record behind this one may say an earlier time when another process wrote it, but not by much. */
const isBehind = (recordedAt: string, before: string): boolean =>
  recordedAt < before && Date.parse(before) - Date.parse(recordedAt) > CLOCK_SKEW_MS;

const checkRow = (
  row: Row,
  copied: boolean,
  before: string,
  places: Places,
): { problem?: LogProblem['problem']; recordedAt?: string } => {
  if (crc32(row.record) !== row.crc) return { problem: 'checksum' };
  try {
    const { meta } = parseRecord(row.record);
    if (isBehind(meta.recordedAt, before)) return { problem: 'order' };
    const key = unpackHotKey(row.key);
    const right =
      copied &&
      row.position ===
        places(meta.tenant, `${meta.aggregate}-${meta.aggregateId}`, meta.revision) &&
      row.type === meta.type &&
      row.agency === leafName(meta.tenant, meta.agency) &&
      row.key === packHotKey({ ...key, month: hotMonthOf(meta.occurredOn) });
    return right
      ? { recordedAt: meta.recordedAt }
      : { problem: 'column', recordedAt: meta.recordedAt };
  } catch {
    return { problem: 'unreadable' };
  }
};
