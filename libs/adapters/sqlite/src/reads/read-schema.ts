import { existsSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { OperatorError, type CollectionSpec, type InTwoLanguages } from '@gongkai/kernel';
import Database from 'better-sqlite3';
import { collectionShape } from './read-layout.js';

type Db = Database.Database;

/** Number of the layout of reads.db; an older file is discarded and rebuilt from the log. */
export const READS_FORMAT = 1;

const problems = {
  newer: {
    zh: '读模型文件由更新的版本写成(格式 {found},本程序只认识 {known});请升级本程序,或停止服务后移走该文件以重建。',
    en: 'A newer version wrote the read models (format {found}, this program knows {known}); upgrade this program, or stop it and move the file away to have them made again.',
  },
  damaged: {
    zh: '读模型文件已损坏;下一个以写入方式打开数据目录的程序会重建。',
    en: 'The file of the read models is damaged; the next program that opens the folder for writing makes it again.',
  },
  changedShape: {
    zh: '读模型 {collection} 的结构与建立时不同;停止服务后移走读模型文件以重建。',
    en: 'The read model {collection} has other keys than it was made with; stop the program and move the file away to have it made again.',
  },
  standing: {
    zh: '读模型无法更新到日志末尾:{why}。排除原因后再试;读模型文件可移走,下次以写入方式打开时重建。',
    en: 'Read models cannot be brought to the end of the log: {why}. Put that right and try again; the file of the read models may be moved away, it is made again.',
  },
  verifying: {
    zh: '另一个 rebuild --verify 正在进行;待其结束后再试。',
    en: 'Another rebuild --verify is under way; try again when it has ended.',
  },
  readOnly: {
    zh: '读模型以只读方式打开。',
    en: 'The read models are open for reading only.',
  },
  tooMany: {
    zh: '读模型的编号已用完。',
    en: 'The read models have no numbers left.',
  },
} as const satisfies Record<string, InTwoLanguages>;

export type ReadStoreProblem = keyof typeof problems;

/** reads.db cannot be used as asked; `details` name the file, the collection or the formats. */
export class ReadStoreError extends OperatorError {
  constructor(
    readonly problem: ReadStoreProblem,
    details: Readonly<Record<string, unknown>> = {},
  ) {
    super(`reads.${problem}`, problems[problem], details);
  }
}

const newer = (path: string, found: number): ReadStoreError =>
  new ReadStoreError('newer', { file: basename(path), found, known: READS_FORMAT });

const SCHEMA = `
CREATE TABLE IF NOT EXISTS tenants (no INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS collections (name TEXT PRIMARY KEY, shape TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS checkpoints (projection TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS parked (
  projection TEXT NOT NULL,
  tenant TEXT NOT NULL,
  position INTEGER NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (projection, tenant)
) WITHOUT ROWID;
`;

/** Opens reads.db for its writers; a damaged or older file is discarded, a newer one refused. */
export const openToWrite = (path: string): Db => {
  try {
    const db = prepared(path);
    if (db) return db;
  } catch (error) {
    if (!isDamage(error)) throw error;
  }
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
  return prepared(path)!;
};

/** Opens reads.db beside its writers; nothing projected yet reads as empty. */
export const openToRead = (path: string): Db => {
  if (!existsSync(path)) return nothingYet();
  const db = new Database(path, { readonly: true, fileMustExist: true, timeout: WAIT_MS });
  try {
    const format = formatOf(db);
    if (format > READS_FORMAT) throw newer(path, format);
    if (format < READS_FORMAT) {
      db.close();
      return nothingYet();
    }
    db.pragma('cache_size = -32768');
    db.pragma('mmap_size = 268435456');
    return db;
  } catch (error) {
    if (db.open) db.close();
    throw isDamage(error) ? new ReadStoreError('damaged', { file: basename(path) }) : error;
  }
};

const nothingYet = (): Db => {
  const nothing = new Database(':memory:');
  nothing.exec(SCHEMA);
  return nothing;
};

/** How long a writer waits for another one, milliseconds. */
const WAIT_MS = 30_000;
/** How long SQLite itself waits before it says so. */
const TURN_MS = 3;

const formatOf = (db: Db): number => Number(db.pragma('user_version', { simple: true }));

/** Undefined when the file is of an older program and has to go. */
const prepared = (path: string): Db | undefined => {
  const db = new Database(path, { timeout: TURN_MS });
  try {
    const format = formatOf(db);
    if (format > READS_FORMAT) throw newer(path, format);
    // 0 is a file just made, perhaps by the neighbour that keeps the cells of figures in it.
    if (format !== 0 && format < READS_FORMAT) {
      db.close();
      return undefined;
    }
    toWal(db);
    writeSeldomBack(db);
    db.pragma('cache_size = -32768');
    const making = db.transaction(() => {
      db.exec(SCHEMA);
      db.pragma(`user_version = ${READS_FORMAT}`);
    });
    patiently(() => making.immediate());
    return db;
  } catch (error) {
    if (db.open) db.close();
    throw error;
  }
};

/**
 * For every connection that writes to reads.db. What is in it follows from the log, so a commit lost
 * with the power is projected again: NORMAL is enough. Whichever connection commits when the
 * write-ahead log is longer than it likes writes all of it back and syncs.
 */
export const writeSeldomBack = (db: Db): void => {
  db.pragma('synchronous = NORMAL');
  db.pragma('wal_autocheckpoint = 16000');
  db.pragma('journal_size_limit = 67108864');
};

/** Several workers may open a new file at once; the change to WAL does not wait by itself. */
const toWal = (db: Db): unknown => patiently(() => db.pragma('journal_mode = WAL'));

/**
 * Does what needs the one writer's place, again and again while another holds it. SQLite's own
 * waiting sleeps up to a tenth of a second at a time, which two busy workers would lose each turn.
 */
export const patiently = <T>(work: () => T): T => {
  const until = performance.now() + WAIT_MS;
  for (;;) {
    try {
      return work();
    } catch (error) {
      const { code } = error as { code?: unknown };
      if (!String(code).startsWith('SQLITE_BUSY') || performance.now() > until) throw error;
      Atomics.wait(NOBODY, 0, 0, 1);
    }
  }
};

const NOBODY = new Int32Array(new SharedArrayBuffer(4));

const isDamage = (error: unknown): boolean =>
  /^SQLITE_(NOTADB|CORRUPT)/.test(String((error as { code?: unknown } | undefined)?.code));

/** Whether the collection's tables are there; throws when they were made for other keys. */
export const collectionExists = (db: Db, table: string, spec: CollectionSpec<never>): boolean => {
  const shape = db.prepare('SELECT shape FROM collections WHERE name = ?').pluck().get(table);
  if (shape === undefined) return false;
  if (shape !== collectionShape(spec))
    throw new ReadStoreError('changedShape', { collection: spec.name, version: spec.version });
  return true;
};
