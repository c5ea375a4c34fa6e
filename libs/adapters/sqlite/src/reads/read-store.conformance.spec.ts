import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readStoreConformance, type OpenReadStore } from '@gongkai/testing';
import { usualPlan, type Plan } from './read-plan.js';
import { SqliteReadStore } from './read-store.js';

const opened =
  (plan: Plan): OpenReadStore =>
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gongkai-reads-'));
    const store = new SqliteReadStore({ path: join(folder, 'reads.db'), plan });
    return {
      store,
      close: async () => {
        await store.close();
        rmSync(folder, { recursive: true });
      },
    };
  };

readStoreConformance('sqlite', opened(usualPlan));
readStoreConformance('sqlite, rows first', opened({ ...usualPlan, newest: 0, readAll: 0 }));
readStoreConformance(
  'sqlite, as with very many rows',
  opened({ fewMembers: 0, fewRows: 0, newest: 1, readAll: 0 }),
);
