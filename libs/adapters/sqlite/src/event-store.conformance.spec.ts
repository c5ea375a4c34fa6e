import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventStoreConformance } from '@gongkai/testing';
import { SqliteEventStore } from './event-store.js';

eventStoreConformance('sqlite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gongkai-events-'));
  const store = new SqliteEventStore({ path: join(folder, 'events.db'), writer: 'here' });
  return {
    store,
    close: async () => {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
});
