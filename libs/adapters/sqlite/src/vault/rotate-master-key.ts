import { existsSync } from 'node:fs';
import {
  makeMasterKey,
  markOf,
  MasterKeyError,
  nextKeyPath,
  placeOfPerson,
  placeOfTenant,
  promoteNextKey,
  readMasterKey,
  unwrapSecret,
  wrapSecret,
  type Secret,
} from '@gongkai/vault';
import Database from 'better-sqlite3';
import type { Db } from '../event-schema.js';
import { makeVaultTables, vaultStatements, type WrappedKey } from './person-key-tables.js';

export type Rotation = {
  /** How many keys were wrapped anew. */
  keys: number;
  from: string;
  to: string;
  /** Where the earlier key lies now: backups made before need it. */
  previous: string;
};

const PAGE = 1_000;

/**
 * Wraps every key under a new master key. The new file is made first, all keys change in one
 * transaction, and only then does the new file take the place of the old one: cut short anywhere,
 * one of the two files opens keys.db, and doing it again goes on from there.
 */
export const rotateMasterKey = (
  { path, masterKey, folder }: { path: string; masterKey: string; folder: string },
  progress: (done: number, total: number) => void = () => {},
): Rotation => {
  const db = new Database(path, { fileMustExist: true });
  db.pragma('busy_timeout = 5000');
  try {
    makeVaultTables(db);
    const wanted = vaultStatements(db).master.get() as string | undefined;
    if (wanted === undefined) throw new MasterKeyError('missing', { path: masterKey });
    finishEarlier(masterKey, folder, wanted);
    const present = readMasterKey(masterKey, folder);
    const from = markOf(present);
    if (from !== wanted)
      throw new MasterKeyError('wrong', { path: masterKey, found: from, wanted });
    const nextPath = nextKeyPath(masterKey);
    const next = existsSync(nextPath)
      ? readMasterKey(nextPath, folder)
      : makeMasterKey(nextPath, folder);
    const keys = db
      .transaction(() => {
        const done = rewrapAll(db, present, next, progress);
        vaultStatements(db).setMaster.run(markOf(next));
        return done;
      })
      .immediate();
    const previous = promoteNextKey(masterKey, folder);
    return { keys, from, to: markOf(next), previous };
  } finally {
    db.close();
  }
};

/** The keys were wrapped under the next key already, and its file not yet put in place. */
const finishEarlier = (path: string, folder: string, wanted: string): void => {
  const next = nextKeyPath(path);
  if (existsSync(next) && markOf(readMasterKey(next, folder)) === wanted)
    promoteNextKey(path, folder);
};

const rewrapAll = (
  db: Db,
  present: Secret,
  next: Secret,
  progress: (done: number, total: number) => void,
): number => {
  const again = (place: readonly string[], wrapped: Buffer): Buffer => {
    const secret = unwrapSecret(present, place, wrapped);
    if (!secret) throw new MasterKeyError('damaged', { record: place.join('/') });
    return wrapSecret(next, place, secret);
  };
  const total = db
    .prepare('SELECT (SELECT count(*) FROM person_keys) + (SELECT count(*) FROM tenant_keys)')
    .pluck()
    .get() as number;
  let done = 0;
  const setTenant = db.prepare('UPDATE tenant_keys SET wrapped = ? WHERE tenant = ?');
  const tenants = db.prepare('SELECT tenant, wrapped FROM tenant_keys').all();
  for (const { tenant, wrapped } of tenants as { tenant: string; wrapped: Buffer }[]) {
    setTenant.run(again(placeOfTenant(tenant), wrapped), tenant);
    progress(++done, total);
  }
  const setPerson = db.prepare('UPDATE person_keys SET wrapped = ? WHERE tenant = ? AND key = ?');
  const page = db.prepare(
    `SELECT tenant, key, wrapped FROM person_keys WHERE (tenant, key) > (?, ?)
     ORDER BY tenant, key LIMIT ${PAGE}`,
  );
  type Row = WrappedKey & { tenant: string };
  let rows = page.all('', '') as Row[];
  while (rows.length > 0) {
    for (const { tenant, key, wrapped } of rows)
      setPerson.run(again(placeOfPerson(tenant, key), wrapped), tenant, key);
    progress((done += rows.length), total);
    const { tenant, key } = rows.at(-1)!;
    rows = page.all(tenant, key) as Row[];
  }
  return done;
};
