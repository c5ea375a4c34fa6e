import { SqliteEvidenceStore, SqliteLogKeys } from '@gongkai/evidence-store';
import { SqliteEventStore } from '@gongkai/sqlite';
import { verifyEvidence, type EvidenceReport } from './verify-evidence.js';

/** Checks the evidence in a data folder with connections of its own, as one who comes from outside. */
export const verifyFiles = async (
  paths: { events: string; evidence: string; keys: string },
  progress?: (done: number, total: number) => void,
): Promise<EvidenceReport> => {
  const log = new SqliteEventStore({ path: paths.events, writer: 'none' });
  const store = new SqliteEvidenceStore(paths.evidence, { readonly: true });
  const keys = new SqliteLogKeys(paths.keys, undefined);
  try {
    return await verifyEvidence({ log, store, keys }, progress);
  } finally {
    await keys.close();
    await store.close();
    await log.close();
  }
};
