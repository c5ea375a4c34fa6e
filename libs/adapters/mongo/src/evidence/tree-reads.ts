import type { Position } from '@gongkai/kernel';
import {
  EvidenceMoved,
  HASH_BYTES,
  readPlaces,
  TILE_WIDTH,
  type LogHead,
  type StreamHead,
} from '@gongkai/evidence-port';
import { bytesOf, long, positionOf, type Stored } from '../keys/durable.js';
import {
  headId,
  idsFrom,
  tileId,
  type HeadDocument,
  type StreamDocument,
  type TreeCollections,
} from './documents.js';

type Hash = 'sha256' | 'sm3';
type Log = HeadDocument & { epoch: number };
/** Bytes of the hashes or places from an index on. */
type Piece = { from: number; bytes: Uint8Array };

const TRIES = 5;

/**
 * Reads the trees as far as their heads say. Parts of a begun tile are read before full tiles: they
 * go only once the tile they are in is there, so that one of the two is always found.
 */
export class TreeReads {
  constructor(
    private readonly at: TreeCollections,
    private readonly epoch: () => Promise<number>,
  ) {}

  async heads(): Promise<LogHead[]> {
    const epoch = await this.epoch();
    const heads = await this.at.heads.find({ epoch }).toArray();
    return heads.map(headOf).sort((a, b) => (a.tenant < b.tenant ? -1 : 1));
  }

  async head(tenant: string): Promise<LogHead | undefined> {
    const log = await this.log(tenant);
    return log && headOf(log);
  }

  async hashes(
    tenant: string,
    level: number,
    from: number,
    to: number,
    hash: Hash,
  ): Promise<Uint8Array> {
    const log = await this.log(tenant);
    const end = Math.min(to, log?.levels[level] ?? 0);
    if (!log || from >= end) return new Uint8Array(0);
    const whole = new Uint8Array((end - from) * HASH_BYTES);
    const filled = new Set<number>();
    for (const piece of await this.pieces(log, level, from, end, hash))
      for (const index of fill(whole, from, end, piece)) filled.add(index);
    if (filled.size < end - from) throw new EvidenceMoved(`the log of ${tenant}`);
    return whole;
  }

  async positionOf(tenant: string, index: number): Promise<Position | undefined> {
    const log = await this.log(tenant);
    if (!log || index < 0 || index >= log.size) return undefined;
    const pieces = await this.pieces(log, 0, index, index + 1, 'places');
    for (const { from, bytes } of pieces) {
      const position = readPlaces(Buffer.from(bytes)).positions[index - from];
      if (position !== undefined) return BigInt(position);
    }
    return undefined;
  }

  async indexOf(tenant: string, position: Position): Promise<number | undefined> {
    const log = await this.log(tenant);
    if (!log || log.size === 0 || position > positionOf(log.position)) return undefined;
    const { epoch } = log;
    const begun = await this.begun(log, 0, 'places');
    const [tile] = await this.at.tiles
      .find({ tenant, epoch, level: 0, first: { $lte: long(position) } })
      .sort({ first: -1 })
      .limit(1)
      .toArray();
    const pieces: Piece[] = tile
      ? [...begun, { from: tile.n * TILE_WIDTH, bytes: bytesOf(tile.places!) }]
      : begun;
    for (const { from, bytes } of pieces) {
      const found = readPlaces(Buffer.from(bytes)).positions.indexOf(Number(position));
      if (found >= 0) return from + found;
    }
    return undefined;
  }

  /** While a log grows its streams say both how they stood and how they stand. */
  async streamLeaves(tenant: string): Promise<Uint8Array> {
    for (let tries = 0; tries < TRIES; tries++) {
      const log = await this.log(tenant);
      if (!log) return new Uint8Array(0);
      const leaves: Uint8Array[] = [];
      for (const stream of await this.streams(log)) {
        const leaf = leafAt(stream, log.size);
        if (leaf) leaves.push(bytesOf(leaf));
      }
      if (leaves.length === log.streams) return new Uint8Array(Buffer.concat(leaves));
    }
    throw new EvidenceMoved(`the log of ${tenant}`);
  }

  /** Read from the leaves themselves, so that it can be said of any size the log ever had. */
  async streamHeads(tenant: string, size: number): Promise<StreamHead[]> {
    const log = await this.log(tenant);
    if (!log) return [];
    const until = Math.min(size, log.size);
    const last = new Map<number, Omit<StreamHead, 'stream'>>();
    for await (const { from, places, sha256 } of this.leaves(log, until)) {
      const { streams } = readPlaces(Buffer.from(places));
      for (let i = 0; i < streams.length && from + i < until; i++) {
        const lastLeaf = sha256.slice(i * HASH_BYTES, (i + 1) * HASH_BYTES);
        const count = (last.get(streams[i]!)?.count ?? 0) + 1;
        last.set(streams[i]!, { count, lastIndex: from + i, lastLeaf });
      }
    }
    const found: StreamHead[] = [];
    for (const { stream, number } of await this.streams(log)) {
      const head = last.get(number);
      if (head) found.push({ stream, ...head });
    }
    return found;
  }

  private async log(tenant: string): Promise<Log | undefined> {
    const epoch = await this.epoch();
    return (await this.at.heads.findOne({ _id: headId(tenant, epoch), tenant })) ?? undefined;
  }

  /** By the bytes of their names, which are ASCII. */
  private async streams({ tenant, epoch }: Log): Promise<StreamDocument[]> {
    const _id = { $gte: `${tenant}:${epoch}:`, $lt: `${tenant}:${epoch};` };
    const all: StreamDocument[] = await this.at.streams.find({ _id, tenant }).toArray();
    return all.sort((a, b) => (a.stream < b.stream ? -1 : 1));
  }

  /** Pieces that hold [from, to) of a level, some perhaps twice. */
  private async pieces(
    log: Log,
    level: number,
    from: number,
    to: number,
    field: Hash | 'places',
  ): Promise<Piece[]> {
    const { tenant, epoch } = log;
    const full = Math.floor((log.levels[level] ?? 0) / TILE_WIDTH) * TILE_WIDTH;
    const pieces = to > full ? await this.begun(log, level, field) : [];
    const ids: string[] = [];
    for (let n = Math.floor(from / TILE_WIDTH); n * TILE_WIDTH < to; n++)
      ids.push(tileId(tenant, epoch, level, n));
    const tiles = await this.at.tiles
      .find({ _id: { $in: ids }, tenant }, { projection: { n: 1, [field]: 1 } })
      .toArray();
    for (const tile of tiles)
      pieces.push({ from: tile.n * TILE_WIDTH, bytes: bytesOf(tile[field]!) });
    return pieces;
  }

  private async begun(log: Log, level: number, field: Hash | 'places'): Promise<Piece[]> {
    const { tenant, epoch, levels } = log;
    const full = Math.floor((levels[level] ?? 0) / TILE_WIDTH) * TILE_WIDTH;
    const _id = idsFrom(tenant, epoch, level, full);
    const parts = await this.at.parts
      .find({ _id, tenant }, { projection: { from: 1, [field]: 1 } })
      .sort({ _id: 1 })
      .toArray();
    return parts.map((part) => ({ from: part.from, bytes: bytesOf(part[field]!) }));
  }

  /** The leaves of a log in order, a tile or part of one at a time, each once. */
  private async *leaves({ tenant, epoch, levels }: Log, until: number) {
    const full = Math.floor((levels[0] ?? 0) / TILE_WIDTH) * TILE_WIDTH;
    const projection = { sha256: 1, places: 1 };
    const begun = await this.at.parts
      .find(
        { _id: idsFrom(tenant, epoch, 0, full), tenant },
        { projection: { from: 1, ...projection } },
      )
      .sort({ _id: 1 })
      .toArray();
    let next = 0;
    const tiles = this.at.tiles
      .find({ _id: idsFrom(tenant, epoch, 0, 0), tenant }, { projection: { n: 1, ...projection } })
      .sort({ _id: 1 });
    for await (const { n, sha256, places } of tiles) {
      if (next >= until) return;
      yield { from: n * TILE_WIDTH, sha256: bytesOf(sha256), places: bytesOf(places!) };
      next = (n + 1) * TILE_WIDTH;
    }
    for (const { from, sha256, places } of begun)
      if (from >= next && from < until)
        yield { from, sha256: bytesOf(sha256), places: bytesOf(places!) };
  }
}

/** Copies what a piece holds of [from, to), and says which those are. */
const fill = (whole: Uint8Array, from: number, to: number, piece: Piece): number[] => {
  const start = Math.max(from, piece.from);
  const end = Math.min(to, piece.from + piece.bytes.length / HASH_BYTES);
  if (start >= end) return [];
  const bytes = piece.bytes.subarray(
    (start - piece.from) * HASH_BYTES,
    (end - piece.from) * HASH_BYTES,
  );
  whole.set(bytes, (start - from) * HASH_BYTES);
  return Array.from({ length: end - start }, (_, i) => start + i);
};

const leafAt = ({ at, leaf, before }: StreamDocument, size: number): Stored | undefined => {
  if (at <= size) return leaf;
  return before && before.at <= size ? before.leaf : undefined;
};

const headOf = ({ tenant, size, position, streams }: HeadDocument): LogHead => ({
  tenant,
  size,
  position: positionOf(position),
  streams,
});
