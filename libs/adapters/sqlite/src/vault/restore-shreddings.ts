import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseRecord } from '@gongkai/kernel';
import {
  addToShredList,
  MasterKeyError,
  readShredList,
  shredListPath,
  type ShreddedKey,
} from '@gongkai/vault';
import Database from 'better-sqlite3';
import { personsIn, shredAgain, shreddedIn } from './key-report.js';

/** What a restore is told of keys that were destroyed after the backup was made. */
export type Shreddings = {
  /** A list of destroyed keys, or a data folder or later backup that knows of them. */
  since?: string | undefined;
  /** File of the master key of the restored folder; its list lies beside it. */
  masterKey: string;
  /** Said by who restores: nothing was destroyed since, or it may come back. */
  without?: boolean | undefined;
};

/** Where a backup comes from, as its manifest says: on the same machine the live list is there. */
export type BackupOrigin = { folder: string; masterKey: string };

/**
 * Destroys in a folder about to be put in place every key destroyed since, by all there is to know
 * it from, and leaves the list beside the master key. Refused when there is no list at all and the
 * backup holds keys of persons. Gives how many keys the backup still had.
 */
export const applyShreddings = (
  keysDb: string,
  eventsDb: string,
  { since, masterKey, without = false }: Shreddings,
  origin?: BackupOrigin,
): number => {
  const path = shredListPath(masterKey);
  const lists = [
    ...(since === undefined ? [] : [knownTo(since)]),
    readShredList(path)?.keys,
    ...(origin ? [readShredList(shredListPath(origin.masterKey))?.keys] : []),
    ...(origin && existsSync(join(origin.folder, 'keys.db')) ? [knownTo(origin.folder)] : []),
  ].filter((list) => list !== undefined);
  if (lists.length === 0 && !without && personsIn(keysDb) > 0)
    throw new MasterKeyError('shreddingsMissing', { path });
  const all = unique([...lists.flat(), ...erasedIn(eventsDb)]);
  const again = all.length === 0 ? 0 : shredAgain(keysDb, all);
  const listed = new Set((readShredList(path)?.keys ?? []).map(placeOf));
  const missing = unique([...all, ...shreddedIn(keysDb)]).filter(
    (key) => !listed.has(placeOf(key)),
  );
  addToShredList(path, missing);
  return again;
};

/** The destroyed keys a folder, a backup or a list knows of. */
export const knownTo = (path: string): ShreddedKey[] | undefined => {
  if (!existsSync(path)) return undefined;
  return statSync(path).isDirectory()
    ? shreddedIn(join(path, 'keys.db'))
    : readShredList(path)?.keys;
};

/** Copies an upgrade left inside a data folder hold the keys of their day as well. */
export const earlierCopies = (folder: string): string[] =>
  (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => name.startsWith('before-format-'))
    .map((name) => join(folder, name, 'keys.db'))
    .filter(existsSync);

/** The keys that the log says are given up: a crash or a backup may have come before the deed. */
const erasedIn = (eventsDb: string): ShreddedKey[] => {
  const db = new Database(eventsDb, { readonly: true });
  try {
    const rows = db
      .prepare(`SELECT record FROM events WHERE instr(record, cast('"PersonErased"' AS BLOB)) > 0`)
      .pluck()
      .iterate() as Iterable<Buffer>;
    const found: ShreddedKey[] = [];
    for (const record of rows) {
      const { meta, data } = parseRecord(record);
      if (meta.type === 'PersonErased')
        for (const key of (data as { keys: string[] }).keys)
          found.push({ tenant: meta.tenant, key, shreddedAt: meta.recordedAt });
    }
    return found;
  } finally {
    db.close();
  }
};

const placeOf = ({ tenant, key }: ShreddedKey): string => `${tenant} ${key}`;
const unique = (keys: readonly ShreddedKey[]): ShreddedKey[] => [
  ...new Map(keys.map((key) => [placeOf(key), key])).values(),
];
