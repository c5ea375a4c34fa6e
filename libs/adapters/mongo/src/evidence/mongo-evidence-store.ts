import type { Position } from '@gongkai/kernel';
import type {
  EvidenceStore,
  LogGrowth,
  OfTenant,
  StoredCosignature,
  StoredTimestamp,
  Trouble,
  Witnessed,
} from '@gongkai/evidence-port';
import type { Db } from 'mongodb';
import { plain } from '../keys/durable.js';
import { treeCollections } from './documents.js';
import { SignedDocuments } from './signed-documents.js';
import { TreeGrowth } from './tree-growth.js';
import { TreeReads } from './tree-reads.js';

/**
 * Evidence that all processes share. Who keeps it has an instance of its own for as long as it does:
 * the instance remembers how far the trees were, and adds to nothing another has added to since.
 */
export class MongoEvidenceStore implements EvidenceStore {
  private readonly growth: TreeGrowth;
  private readonly trees: TreeReads;
  private readonly signed: SignedDocuments;
  private indexed: Promise<void> | undefined;

  constructor(db: Db) {
    const at = treeCollections(db);
    this.growth = new TreeGrowth(at);
    this.trees = new TreeReads(at, () => this.growth.epoch());
    this.signed = new SignedDocuments(db);
    this.index = async () => {
      await at.tiles.createIndex({ tenant: 1, epoch: 1, level: 1, first: 1 });
      await this.signed.index();
    };
    return plain(this);
  }

  /** Made before the first write; safe to make again. */
  private readonly index: () => Promise<void>;

  cursor = () => this.growth.reached();
  heads = () => this.trees.heads();
  head = (tenant: string) => this.trees.head(tenant);

  async append(upTo: Position, growths: readonly LogGrowth[]): Promise<void> {
    const indexed = (this.indexed ??= this.index());
    indexed.catch(() => (this.indexed = undefined));
    await indexed;
    await this.growth.append(upTo, growths);
  }

  hashes = (
    tenant: string,
    level: number,
    from: number,
    to: number,
    hash: 'sha256' | 'sm3',
  ): Promise<Uint8Array> => this.trees.hashes(tenant, level, from, to, hash);
  positionOf = (tenant: string, index: number) => this.trees.positionOf(tenant, index);
  indexOf = (tenant: string, position: Position) => this.trees.indexOf(tenant, position);
  streamLeaves = (tenant: string) => this.trees.streamLeaves(tenant);
  streamHeads = (tenant: string, size: number) => this.trees.streamHeads(tenant, size);

  saveCheckpoints = (made: readonly OfTenant[]) => this.signed.saveCheckpoints(made);
  latest = (tenant: string) => this.signed.latest(tenant);
  checkpoint = (tenant: string, size: number) => this.signed.checkpoint(tenant, size);
  checkpoints = (tenant: string, after: number, limit: number) =>
    this.signed.checkpoints(tenant, after, limit);
  firstHolding = (tenant: string, position: Position) => this.signed.firstHolding(tenant, position);
  lastBefore = (tenant: string, instant: string) => this.signed.lastBefore(tenant, instant);
  lastFor = (tenant: string, reasons: readonly string[]) => this.signed.lastFor(tenant, reasons);
  cosignatures = (tenant: string, size: number) => this.signed.cosignatures(tenant, size);
  addCosignature = (tenant: string, cosignature: StoredCosignature) =>
    this.signed.addCosignature(tenant, cosignature);
  witnessed = (witness: string, origin: string) => this.signed.witnessed(witness, origin);
  everyWitnessed = () => this.signed.everyWitnessed();
  setWitnessed = (
    witness: string,
    origin: string,
    seen: Witnessed,
    before: Witnessed | undefined,
  ): Promise<boolean> => this.signed.setWitnessed(witness, origin, seen, before);
  timestamps = (tenant: string, size: number) => this.signed.timestamps(tenant, size);
  addTimestamp = (tenant: string, timestamp: StoredTimestamp) =>
    this.signed.addTimestamp(tenant, timestamp);
  unstamped = (reasons: readonly string[], limit: number) => this.signed.unstamped(reasons, limit);
  settings = (tenant: string) => this.signed.settings(tenant);
  set = (tenant: string, name: string, value: string | null) =>
    this.signed.set(tenant, name, value);
  troubles = () => this.signed.troubles();
  addTrouble = (trouble: Trouble) => this.signed.addTrouble(trouble);
  clearTrouble = (tenant: string) => this.signed.clearTrouble(tenant);
  dropTrees = () => this.growth.drop();

  /** The connection is whoever's opened it. */
  async close(): Promise<void> {}
}
