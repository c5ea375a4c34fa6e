import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { FolderBlobs } from '@gongkai/blobs';
import {
  SqliteEvidenceStore,
  SqliteLogKeyBelongings,
  SqliteLogKeys,
} from '@gongkai/evidence-store';
import type { Rejection } from '@gongkai/kernel';
import {
  DataFolderError,
  dataPaths,
  holdDataFolder,
  KeyStore,
  markMoved,
  PersonKeyStore,
  SqliteKeyBelongings,
  SqliteReadStore,
  unmarkMoved,
  type HeldFolder,
} from '@gongkai/sqlite';
import { MasterKeyError } from '@gongkai/vault';
import { openLog } from '../stores.js';
import { rejectMove } from './errors.js';
import type { Place } from './place.js';

export type FolderOptions = {
  folder: string;
  /** File of the master key; of a target it must be there, for the other end has the same. */
  masterKey: string;
  as: 'source' | 'target';
};

/** A data folder as an end of a move; nobody else writes to it until it is closed. */
export const openFolderPlace = async (options: FolderOptions): Promise<Place | Rejection> => {
  const { folder, masterKey, as } = options;
  const paths = dataPaths(folder);
  if (existsSync(paths.replica)) return rejectMove('move.replicaFolder', { folder });
  if (as === 'source' && !existsSync(paths.events)) throw new DataFolderError('missing');
  if (!existsSync(masterKey)) throw new MasterKeyError('missing', { path: masterKey });
  const held = holdDataFolder(folder, { moving: as }, { evenMoved: true });
  try {
    return await openHeld(options, held);
  } catch (error) {
    held.release();
    throw error;
  }
};

const openHeld = async (
  { folder, masterKey }: FolderOptions,
  { paths, release }: HeldFolder,
): Promise<Place> => {
  const keyStore = new KeyStore(paths.keys);
  const access = 'write' as const;
  const personKeys = new PersonKeyStore({ path: paths.keys, folder, masterKey, access });
  const closers: { close(): Promise<void> }[] = [keyStore, personKeys];
  const close = async () => {
    for (const each of closers.reverse()) await each.close();
    release();
  };
  try {
    const { mark: masterMark } = personKeys.unlock();
    const log = openLog(paths.events, true, { data: folder, access });
    closers.push(log);
    const reads = new SqliteReadStore({ path: paths.reads });
    const evidence = new SqliteEvidenceStore(paths.evidence);
    // Makes their table, if they have none yet.
    const logKeys = new SqliteLogKeys(paths.keys, personKeys);
    const keys = [
      new SqliteKeyBelongings(paths.keys, personKeys),
      new SqliteLogKeyBelongings(paths.keys),
    ];
    closers.push(reads, evidence, logKeys, ...keys);
    return {
      name: folder,
      log,
      events: log,
      keepsOrder: true,
      reads,
      masterMark,
      keys,
      evidence,
      blobs: await FolderBlobs.open(paths.blobs),
      files: paths.blobs,
      demo: async () => (existsSync(paths.demo) ? await readFile(paths.demo, 'utf8') : undefined),
      markDemo: (mark) => writeFile(paths.demo, mark),
      goesOnAt: (place) =>
        place === null
          ? unmarkMoved(folder)
          : markMoved(folder, { to: place, at: new Date().toISOString() }),
      close,
    };
  } catch (error) {
    for (const each of closers.reverse()) await each.close();
    throw error;
  }
};
