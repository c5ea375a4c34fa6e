import type { Size } from './bytes.js';
import { HASH_BYTES, emptyRoot, nodeHash, type HashName } from './hashing.js';
import { TILE_WIDTH } from './tiles.js';
import { consistencyPath, growthWithin, inclusionPath, splitOf, within } from './tree.js';

/** A tile with its hashes one behind the other; its width is their length divided by 32. */
export type Tile = { level: number; index: number; hashes: Uint8Array };

/**
 * The hashes of a tile as far as they are stored: a tile that is wider than asked for serves, since
 * a tile only ever grows at its end.
 */
export type TileReader = (level: number, index: number) => Uint8Array | undefined;

/** The store lacks a tile, or has less of it, than the tree of this size needs. */
export class TileMissing extends Error {
  constructor(
    readonly level: number,
    readonly index: number,
  ) {
    super(`tile ${index} of level ${level} is missing or too short`);
    this.name = 'TileMissing';
  }
}

const LEVELS_IN_TILE = 8;
/** Tiles whose inner nodes are kept: 16 KiB each at most. */
const MOST_KEPT = 256;

/** A tile that is being read, with the inner nodes already hashed. */
type Opened = { hashes: Uint8Array; nodes: Map<number, Uint8Array> };

/** The last tile of a level while it fills. */
type Edge = { index: number; width: number; hashes: Uint8Array };

/**
 * The tree of a log over its tiles (RFC 6962, tlog-tiles): grows by leaf hashes and gives back the
 * tiles that changed; gives roots and proofs of every size up to its own. Reads only the last tile
 * of each level to grow, and some dozen for a proof. Throws TileMissing and RangeError.
 */
export class TileTree {
  readonly hash: HashName;
  readonly #read: TileReader;
  readonly #edges: Edge[] = [];
  readonly #opened = new Map<string, Opened>();
  #size: number;

  constructor({
    size = 0,
    read,
    hash = 'sha256',
  }: {
    size?: Size;
    read: TileReader;
    hash?: HashName;
  }) {
    this.#size = within(size, Number.MAX_SAFE_INTEGER, 'the size');
    this.#read = read;
    this.hash = hash;
    for (let count = this.#size, level = 0; count > 0; count = Math.floor(count / TILE_WIDTH)) {
      this.#edges.push(this.#edgeOf(level, count));
      level++;
    }
  }

  /** Leaves in the tree. */
  get size(): number {
    return this.#size;
  }

  /**
   * Adds leaves and returns every tile that is new or longer than before, the last of a level
   * included although it is partial. They are to be stored before proofs are asked for.
   */
  append(leafHashes: readonly Uint8Array[]): Tile[] {
    const full: Tile[] = [];
    const touched = new Set<number>();
    for (const leaf of leafHashes) {
      if (leaf.length !== HASH_BYTES) throw new RangeError('a leaf hash is 32 bytes');
      this.#push(0, leaf, full, touched);
      this.#size++;
    }
    const partial = [...touched]
      .map((level) => ({ level, edge: this.#edges[level]! }))
      .filter(({ edge }) => edge.width > 0)
      .map(({ level, edge: { index, width, hashes } }) => ({
        level,
        index,
        hashes: hashes.slice(0, width * HASH_BYTES),
      }));
    return [...full, ...partial];
  }

  /** Root of the first `size` leaves, all unless said. */
  root(size: Size = this.#size): Uint8Array {
    const count = within(size, this.#size, 'the size');
    return count === 0 ? emptyRoot(this.hash) : this.#range(0, count);
  }

  leafHash(leafIndex: Size): Uint8Array {
    return this.#node(0, within(leafIndex, this.#size - 1, 'the leaf'));
  }

  inclusionProof(leafIndex: Size, treeSize: Size = this.#size): Uint8Array[] {
    const size = within(treeSize, this.#size, 'the size');
    const index = within(leafIndex, size - 1, 'the leaf');
    return inclusionPath((start, end) => this.#range(start, end), index, size);
  }

  consistencyProof(size1: Size, size2: Size = this.#size): Uint8Array[] {
    const [first, second] = growthWithin(size1, size2, this.#size);
    return consistencyPath((start, end) => this.#range(start, end), first, second);
  }

  #edgeOf(level: number, count: number): Edge {
    const index = Math.floor(count / TILE_WIDTH);
    const width = count % TILE_WIDTH;
    const hashes = new Uint8Array(TILE_WIDTH * HASH_BYTES);
    if (width > 0) {
      const stored = this.#read(level, index);
      if (!stored || stored.length < width * HASH_BYTES) throw new TileMissing(level, index);
      hashes.set(stored.subarray(0, width * HASH_BYTES));
    }
    return { index, width, hashes };
  }

  #push(level: number, hash: Uint8Array, full: Tile[], touched: Set<number>): void {
    const edge = (this.#edges[level] ??= {
      index: 0,
      width: 0,
      hashes: new Uint8Array(TILE_WIDTH * HASH_BYTES),
    });
    edge.hashes.set(hash, edge.width * HASH_BYTES);
    edge.width++;
    touched.add(level);
    if (edge.width < TILE_WIDTH) return;
    const opened = this.#open(level, edge.index);
    full.push({ level, index: edge.index, hashes: opened.hashes });
    const root = this.#inTile(opened, LEVELS_IN_TILE, 0);
    edge.index++;
    edge.width = 0;
    edge.hashes = new Uint8Array(TILE_WIDTH * HASH_BYTES);
    this.#push(level + 1, root, full, touched);
  }

  /** Root over leaves from start to end, of which the left part is always a whole subtree. */
  #range(start: number, end: number): Uint8Array {
    const count = end - start;
    const height = Math.log2(count);
    if (Number.isInteger(height) && 2 ** height === count) return this.#node(height, start / count);
    const middle = start + splitOf(count);
    return nodeHash(this.#range(start, middle), this.#range(middle, end), this.hash);
  }

  /** Root of the n-th subtree of 2^height leaves. */
  #node(height: number, n: number): Uint8Array {
    const level = Math.floor(height / LEVELS_IN_TILE);
    const inTile = height % LEVELS_IN_TILE;
    const first = n * 2 ** inTile;
    const index = Math.floor(first / TILE_WIDTH);
    const opened = this.#open(level, index);
    const at = (first % TILE_WIDTH) / 2 ** inTile;
    if ((at + 1) * 2 ** inTile * HASH_BYTES > opened.hashes.length)
      throw new TileMissing(level, index);
    return this.#inTile(opened, inTile, at);
  }

  #open(level: number, index: number): Opened {
    const key = `${level}/${index}`;
    const kept = this.#opened.get(key);
    const edge = this.#edges[level];
    if (edge?.index === index) {
      // What fills is read where it grows; its inner nodes stay true.
      const hashes = edge.hashes.subarray(0, edge.width * HASH_BYTES);
      return this.#keep(key, { hashes, nodes: kept?.nodes ?? new Map() });
    }
    if (kept && kept.hashes.length === TILE_WIDTH * HASH_BYTES) return this.#keep(key, kept);
    const hashes = this.#read(level, index);
    if (!hashes) throw new TileMissing(level, index);
    return this.#keep(key, { hashes, nodes: kept?.nodes ?? new Map() });
  }

  /** The tiles used last stay; the one not used for longest goes. */
  #keep(key: string, opened: Opened): Opened {
    this.#opened.delete(key);
    this.#opened.set(key, opened);
    if (this.#opened.size > MOST_KEPT) this.#opened.delete(this.#opened.keys().next().value!);
    return opened;
  }

  #inTile(opened: Opened, height: number, at: number): Uint8Array {
    if (height === 0) return opened.hashes.slice(at * HASH_BYTES, (at + 1) * HASH_BYTES);
    const key = height * TILE_WIDTH + at;
    const kept = opened.nodes.get(key);
    if (kept) return kept;
    const node = nodeHash(
      this.#inTile(opened, height - 1, 2 * at),
      this.#inTile(opened, height - 1, 2 * at + 1),
      this.hash,
    );
    opened.nodes.set(key, node);
    return node;
  }
}
