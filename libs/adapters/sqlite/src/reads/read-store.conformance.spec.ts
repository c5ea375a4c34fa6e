import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readStoreConformance } from '@gongkai/testing';
import { SqliteReadStore } from './read-store.js';

readStoreConformance('sqlite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gongkai-reads-'));
  const store = new SqliteReadStore({ path: join(folder, 'reads.db') });
  return {
    store,
    close: async () => {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
});
