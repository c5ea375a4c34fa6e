import type { Position } from '@gongkai/kernel';
import Database from 'better-sqlite3';
import { dropTrees, prepareEvidence, type Db } from './evidence-schema.js';
import type {
  EvidenceStore,
  LogGrowth,
  OfTenant,
  StoredCosignature,
  StoredTimestamp,
  Trouble,
  Witnessed,
} from '@gongkai/evidence-port';
import { SignedTables } from './signed-tables.js';
import { TreeTables } from './tree-tables.js';

/** evidence.db, a file of its own in the data folder. */
export class SqliteEvidenceStore implements EvidenceStore {
  private readonly db: Db;
  private readonly trees: TreeTables;
  private readonly signed: SignedTables;

  constructor(path: string, { readonly = false } = {}) {
    this.db = new Database(path, { readonly, fileMustExist: readonly });
    prepareEvidence(this.db, readonly);
    this.trees = new TreeTables(this.db);
    this.signed = new SignedTables(this.db);
  }

  cursor = async () => this.trees.cursor();
  heads = async () => this.trees.heads();
  head = async (tenant: string) => this.trees.head(tenant);
  append = async (upTo: Position, growths: readonly LogGrowth[]) =>
    this.trees.append(upTo, growths);
  hashes = async (
    tenant: string,
    level: number,
    from: number,
    to: number,
    hash: 'sha256' | 'sm3',
  ) => this.trees.hashes(tenant, level, from, to, hash);
  positionOf = async (tenant: string, index: number) => this.trees.positionOf(tenant, index);
  indexOf = async (tenant: string, position: Position) => this.trees.indexOf(tenant, position);
  streamLeaves = async (tenant: string) => this.trees.streamLeaves(tenant);
  streamHeads = async (tenant: string, size: number) => this.trees.streamHeads(tenant, size);

  saveCheckpoints = async (made: readonly OfTenant[]) => this.signed.saveCheckpoints(made);
  latest = async (tenant: string) => this.signed.latest(tenant);
  checkpoint = async (tenant: string, size: number) => this.signed.checkpoint(tenant, size);
  checkpoints = async (tenant: string, after: number, limit: number) =>
    this.signed.checkpoints(tenant, after, limit);
  firstHolding = async (tenant: string, position: Position) =>
    this.signed.firstHolding(tenant, position);
  lastBefore = async (tenant: string, instant: string) => this.signed.lastBefore(tenant, instant);
  lastFor = async (tenant: string, reasons: readonly string[]) =>
    this.signed.lastFor(tenant, reasons);
  cosignatures = async (tenant: string, size: number) => this.signed.cosignatures(tenant, size);
  addCosignature = async (tenant: string, cosignature: StoredCosignature) =>
    this.signed.addCosignature(tenant, cosignature);
  witnessed = async (witness: string, origin: string) => this.signed.witnessed(witness, origin);
  everyWitnessed = async () => this.signed.everyWitnessed();
  setWitnessed = async (
    witness: string,
    origin: string,
    seen: Witnessed,
    before: Witnessed | undefined,
  ) => this.signed.setWitnessed(witness, origin, seen, before);
  timestamps = async (tenant: string, size: number) => this.signed.timestamps(tenant, size);
  addTimestamp = async (tenant: string, timestamp: StoredTimestamp) =>
    this.signed.addTimestamp(tenant, timestamp);
  unstamped = async (reasons: readonly string[], limit: number) =>
    this.signed.unstamped(reasons, limit);
  settings = async (tenant: string) => this.signed.settings(tenant);
  set = async (tenant: string, name: string, value: string | null) =>
    this.signed.set(tenant, name, value);
  troubles = async () => this.signed.troubles();
  addTrouble = async (trouble: Trouble) => this.signed.addTrouble(trouble);
  clearTrouble = async (tenant: string) => this.signed.clearTrouble(tenant);
  dropTrees = async () => dropTrees(this.db);

  async close(): Promise<void> {
    if (this.db.open) this.db.close();
  }
}
