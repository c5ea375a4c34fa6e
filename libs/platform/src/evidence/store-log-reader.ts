import {
  inclusionProofOfHashes,
  leafHash,
  parseCheckpoint,
  rootOfHashes,
  streamHeadLeaf,
} from '@gongkai/evidence';
import type {
  EvidenceStore,
  LogKey,
  LogKeys,
  StoredCheckpoint,
  StreamHead,
} from '@gongkai/evidence-store';
import type { Position } from '@gongkai/kernel';
import { isFull, noteOf } from './keeping/checkpointer.js';
import type { EvidenceKeeping } from './keeping/keeping.js';
import type {
  CheckpointReason,
  LogCheckpoint,
  LogKeyCard,
  LogReader,
  StreamProof,
} from './log-reader.js';
import { LogTree } from './log-tree.js';
import { policyText, wishesIn } from './policy-text.js';

export type ReaderParts = {
  store: EvidenceStore;
  keys: Pick<LogKeys, 'ofTenant'>;
  installation: string;
  /** The tenant of the government above. */
  superiorOf: (tenant: string) => string | undefined;
  /** Signs what is asked for; undefined beside another process that does. */
  keeping: Pick<EvidenceKeeping, 'ensure'> | undefined;
};

const TREES_KEPT = 16;

type Streams = { tenant: string; size: number; heads: readonly StreamHead[]; leaves: Uint8Array[] };

/** Reads evidence.db while its keeper goes on. */
export class StoreLogReader implements LogReader {
  /** The second tree asked for last: the streams of a case are asked for one after the other. */
  private streams: Streams | undefined;
  /** Trees read from, so that the next proof finds what this one read and hashed. */
  private readonly trees = new Map<string, LogTree>();

  constructor(private readonly parts: ReaderParts) {}

  origin(tenant: string): string {
    return `${this.parts.installation}/${tenant}`;
  }

  async tenants(): Promise<string[]> {
    return (await this.parts.store.heads()).map(({ tenant }) => tenant);
  }

  async size(tenant: string): Promise<number> {
    return (await this.parts.store.head(tenant))?.size ?? 0;
  }

  async latest(tenant: string): Promise<LogCheckpoint | undefined> {
    return this.whole(tenant, await this.parts.store.latest(tenant));
  }

  async checkpoints(
    tenant: string,
    { after = 0, limit }: { after?: number; limit: number },
  ): Promise<readonly LogCheckpoint[]> {
    const found = await this.parts.store.checkpoints(tenant, after, limit);
    return Promise.all(found.map(async (each) => (await this.whole(tenant, each))!));
  }

  async checkpointAt(
    tenant: string,
    at: { position: Position } | { instant: string } | { size: number },
  ): Promise<LogCheckpoint | undefined> {
    const { store } = this.parts;
    if ('size' in at) return this.whole(tenant, await store.checkpoint(tenant, at.size));
    if ('instant' in at) return this.whole(tenant, await store.lastBefore(tenant, at.instant));
    return this.whole(tenant, await store.firstHolding(tenant, at.position));
  }

  async ensureCheckpoint(tenant: string, position: Position): Promise<LogCheckpoint | undefined> {
    const { keeping } = this.parts;
    if (!keeping) return this.checkpointAt(tenant, { position });
    const size = await keeping.ensure(tenant, position);
    return size === undefined ? undefined : this.checkpointAt(tenant, { size });
  }

  indexOf(tenant: string, position: Position): Promise<number | undefined> {
    return this.parts.store.indexOf(tenant, position);
  }

  async leafHash(tenant: string, index: number, hash?: 'sm3'): Promise<Uint8Array | undefined> {
    const at = await this.parts.store.hashes(tenant, 0, index, index + 1, hash ?? 'sha256');
    return at.length === 0 ? undefined : at;
  }

  root(tenant: string, size: number, hash?: 'sm3'): Promise<Uint8Array> {
    return this.tree(tenant, hash).root(size);
  }

  inclusion(tenant: string, index: number, size: number, hash?: 'sm3'): Promise<Uint8Array[]> {
    return this.tree(tenant, hash).inclusion(index, size);
  }

  consistency(tenant: string, size1: number, size2: number, hash?: 'sm3'): Promise<Uint8Array[]> {
    return this.tree(tenant, hash).consistency(size1, size2);
  }

  async streamsProof(
    tenant: string,
    stream: string,
    size: number,
  ): Promise<StreamProof | undefined> {
    const { heads, leaves } = await this.streamsAt(tenant, size);
    const index = heads.findIndex((head) => head.stream === stream);
    const head = heads[index];
    if (!head) return undefined;
    return {
      ...head,
      index,
      streams: heads.length,
      proof: inclusionProofOfHashes(leaves, index),
      root: rootOfHashes(leaves),
    };
  }

  cosignatures: LogReader['cosignatures'] = (tenant, size) =>
    this.parts.store.cosignatures(tenant, size);
  timestamps: LogReader['timestamps'] = (tenant, size) => this.parts.store.timestamps(tenant, size);

  async keys(tenant: string): Promise<readonly LogKeyCard[]> {
    return (await this.parts.keys.ofTenant(tenant)).map(cardOf);
  }

  async policy(tenant: string, wished: ReadonlyMap<string, string> = new Map()): Promise<string> {
    const { store, keys, superiorOf } = this.parts;
    const above = superiorOf(tenant);
    const inside = above === undefined ? [] : (await keys.ofTenant(above)).filter(isWitness);
    return policyText(
      this.origin(tenant),
      (await keys.ofTenant(tenant)).filter((key) => !isWitness(key)),
      inside.map(({ vkey }) => vkey),
      wishesIn(new Map([...(await store.settings(tenant)), ...wished])),
    );
  }

  private tree(tenant: string, hash: 'sm3' | undefined): LogTree {
    const name = `${hash ?? 'sha256'} ${tenant}`;
    const known = this.trees.get(name);
    if (known) return known;
    if (this.trees.size >= TREES_KEPT) this.trees.clear();
    const tree = new LogTree(this.parts.store, tenant, hash ?? 'sha256');
    this.trees.set(name, tree);
    return tree;
  }

  private async streamsAt(tenant: string, size: number): Promise<Streams> {
    const known = this.streams;
    if (known?.tenant === tenant && known.size === size) return known;
    const heads = await this.parts.store.streamHeads(tenant, size);
    const leaves = heads.map(({ stream, count, lastLeaf: last }) =>
      leafHash(streamHeadLeaf({ stream, count, last })),
    );
    this.streams = { tenant, size, heads, leaves };
    return this.streams;
  }

  private async whole(
    tenant: string,
    stored: StoredCheckpoint | undefined,
  ): Promise<LogCheckpoint | undefined> {
    if (!stored) return undefined;
    const { size, position, madeAt, reasons, body, signatures } = stored;
    const parsed = parseCheckpoint(body);
    if (!parsed.ok) throw new Error(`a stored checkpoint cannot be read: ${parsed.reason}`);
    const cosigned = await this.parts.store.cosignatures(tenant, size);
    return {
      tenant,
      size,
      position,
      madeAt,
      reasons: reasons as CheckpointReason[],
      root: parsed.root,
      body,
      text: noteOf(body, [...signatures, ...cosigned.map(({ line }) => line)]),
      full: isFull(body),
    };
  }
}

const isWitness = ({ use }: LogKey): boolean => use === 'witness';

const cardOf = ({ vkey, use, type, madeAt, sinceSize, retiredAt }: LogKey): LogKeyCard => ({
  vkey,
  use,
  algorithm: type === 'sm2' ? 'sm2' : 'ed25519',
  madeAt,
  sinceSize,
  retiredAt,
});
