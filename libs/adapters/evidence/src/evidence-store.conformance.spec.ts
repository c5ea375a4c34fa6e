import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evidenceStoreConformance } from '@gongkai/testing';
import { MemoryEvidenceStore } from './memory-evidence-store.js';
import { SqliteEvidenceStore } from './sqlite-evidence-store.js';

evidenceStoreConformance('memory', async () => {
  const store = new MemoryEvidenceStore();
  return { store, reopen: async () => store, dispose: async () => undefined };
});

evidenceStoreConformance('sqlite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gongkai-evidence-'));
  const path = join(folder, 'evidence.db');
  let store = new SqliteEvidenceStore(path);
  return {
    store,
    reopen: async () => {
      await store.close();
      store = new SqliteEvidenceStore(path);
      return store;
    },
    dispose: async () => {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
});
