import { existsSync } from 'node:fs';
import { MasterKeyError, type MasterKeyProblem, type ShreddedKey } from '@gongkai/vault';
import Database from 'better-sqlite3';
import { markOf, nextKeyPath, readMasterKey } from './master-key.js';
import { hasVaultTables, makeVaultTables, vaultStatements } from './person-key-tables.js';

/** How it stands with the master key and the keys of persons; nothing is changed by asking. */
export type KeyReport = {
  masterKey: string;
  /** `none`: this folder has sealed nothing yet. `rotating`: a rotation was cut short. */
  state: 'ok' | 'none' | 'rotating' | MasterKeyProblem;
  /** The mark of the key this folder needs. */
  mark: string | null;
  persons: number;
  shredded: number;
};

export const reportKeys = (path: string, masterKey: string, folder: string): KeyReport => {
  const nothing = { masterKey, mark: null, persons: 0, shredded: 0 };
  if (!existsSync(path)) return { ...nothing, state: 'none' };
  const db = new Database(path, { readonly: true });
  try {
    if (!hasVaultTables(db)) return { ...nothing, state: 'none' };
    const count = (table: string) =>
      db.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number;
    const mark = (vaultStatements(db).master.get() as string | undefined) ?? null;
    return {
      masterKey,
      state: mark === null ? 'none' : stateOf(masterKey, folder, mark),
      mark,
      persons: count('person_keys'),
      shredded: count('shredded_keys'),
    };
  } finally {
    db.close();
  }
};

const stateOf = (path: string, folder: string, wanted: string): KeyReport['state'] => {
  const next = stateOfFile(nextKeyPath(path), folder, wanted);
  if (next !== 'missing') return 'rotating';
  return stateOfFile(path, folder, wanted);
};

const stateOfFile = (path: string, folder: string, wanted: string): 'ok' | MasterKeyProblem => {
  try {
    return markOf(readMasterKey(path, folder)) === wanted ? 'ok' : 'wrong';
  } catch (error) {
    if (error instanceof MasterKeyError) return error.problem;
    throw error;
  }
};

/** The destroyed keys that this keys.db knows of. */
export const shreddedIn = (path: string): ShreddedKey[] => {
  if (!existsSync(path)) return [];
  const db = new Database(path, { readonly: true });
  try {
    return hasVaultTables(db) ? (vaultStatements(db).shredded.all() as ShreddedKey[]) : [];
  } finally {
    db.close();
  }
};

/**
 * Destroys again what was destroyed after a backup was made: a backup brings back no key that
 * somebody had the right to see gone. Gives how many of them it had.
 */
export const shredAgain = (path: string, keys: readonly ShreddedKey[]): number => {
  const db = new Database(path);
  try {
    makeVaultTables(db);
    const sql = vaultStatements(db);
    return db
      .transaction(() => {
        let had = 0;
        for (const { tenant, key, shreddedAt } of keys) {
          had += sql.dropPerson.run(tenant, key).changes;
          sql.addShredded.run(tenant, key, shreddedAt);
        }
        return had;
      })
      .immediate();
  } finally {
    db.close();
  }
};
