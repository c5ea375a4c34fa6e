import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderBlobs, PassingBlobs } from '@gongkai/blobs';
import { SqliteEvidenceStore, SqliteLogKeys } from '@gongkai/evidence-store';
import type { Leases } from '@gongkai/kernel';
import {
  KeyStore,
  masterKeyPath,
  PersonKeyStore,
  SqliteEventStore,
  SqliteReadStore,
} from '@gongkai/sqlite';
import type { SharedStores } from './cluster-stores.js';

/**
 * Stores that several processes of a specification share, in files: the log of a data folder that
 * nobody holds, its keys, and read models of their own. Each process has connections of its own,
 * except to the log, which takes one writer.
 */
export class SpecCluster {
  readonly folder = mkdtempSync(join(tmpdir(), 'gongkai-cluster-'));
  readonly log: SqliteEventStore;

  constructor(
    private readonly data: string,
    /** The leases as one more process sees them. */
    private readonly leases: () => Leases,
  ) {
    this.log = new SqliteEventStore({ path: join(data, 'events.db'), writer: 'here' });
  }

  /** A data folder for one more process. */
  own(name: string): string {
    return join(this.folder, name);
  }

  /** What one process opens. */
  async shared(): Promise<SharedStores> {
    const { data, log } = this;
    const keys = new KeyStore(join(data, 'keys.db'));
    const options = { folder: data, masterKey: masterKeyPath(data), access: 'write' } as const;
    const personKeys = new PersonKeyStore({ ...options, path: join(data, 'keys.db') });
    const reads = this.reads();
    const store = new SqliteEvidenceStore(join(data, 'evidence.db'));
    const logKeys = new SqliteLogKeys(join(data, 'keys.db'), personKeys);
    return {
      log,
      reads,
      leases: this.leases(),
      keys,
      personKeys,
      masterKey: personKeys.unlock(),
      blobs: await FolderBlobs.open(join(data, 'blobs')),
      passing: new PassingBlobs(join(data, 'blobs')),
      evidence: { store, keys: logKeys, storeToKeep: () => store },
      problems: async () => [],
      close: async () => {
        await reads.close();
        await store.close();
        await personKeys.close();
        await keys.close();
      },
    };
  }

  /** Another connection to the rows. */
  reads(): SqliteReadStore {
    return new SqliteReadStore({ path: join(this.folder, 'rows.db') });
  }

  async close(): Promise<void> {
    await this.log.close();
    rmSync(this.folder, { recursive: true });
  }
}
