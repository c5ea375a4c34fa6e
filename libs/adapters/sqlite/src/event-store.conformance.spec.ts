import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventStoreConformance, gapFreePositions, recordLogConformance } from '@gongkai/testing';
import { SqliteEventStore } from './event-store.js';

const open = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gongkai-events-'));
  const store = new SqliteEventStore({ path: join(folder, 'events.db'), writer: 'here' });
  return {
    store,
    close: async () => {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
};

eventStoreConformance('sqlite', open);
gapFreePositions('sqlite', open);
recordLogConformance('sqlite', async () => {
  const { store: log, close } = await open();
  return { log, close };
});
