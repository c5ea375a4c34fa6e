import { emptyRoot, HASH_BYTES, nodeHash, type HashName } from '@gongkai/evidence';
import { TILE_WIDTH, type EvidenceStore } from '@gongkai/evidence-store';

/** Levels of the binary tree that one tile spans. */
const TILE_HEIGHT = 8;
/** Tiles (8 KiB), and nodes between them, remembered at most. */
const TILES_KEPT = 1_024;
const NODES_KEPT = 65_536;

type Hashes = Pick<EvidenceStore, 'hashes'>;

/**
 * Roots and proofs of one tenant's tree at any size it ever had, read from its tiles: a proof reads
 * a few tiles, whatever the size. What was read is remembered as long as this object lives.
 */
export class LogTree {
  private readonly tiles = new Map<string, Uint8Array>();
  private readonly nodes = new Map<string, Uint8Array>();

  constructor(
    private readonly store: Hashes,
    private readonly tenant: string,
    private readonly hash: HashName = 'sha256',
  ) {}

  /** Root of the first `size` leaves. */
  async root(size: number): Promise<Uint8Array> {
    return size === 0 ? emptyRoot(this.hash) : this.subtree(0, size);
  }

  leaf(index: number): Promise<Uint8Array> {
    return this.at(0, index);
  }

  /** RFC 6962 §2.1.1. */
  async inclusion(index: number, size: number): Promise<Uint8Array[]> {
    if (!Number.isSafeInteger(index) || index < 0 || index >= size)
      throw new RangeError('the leaf is not in the tree');
    const path: Uint8Array[] = [];
    let [start, end] = [0, size];
    while (end - start > 1) {
      const middle = start + splitOf(end - start);
      if (index < middle) {
        path.unshift(await this.subtree(middle, end));
        end = middle;
      } else {
        path.unshift(await this.subtree(start, middle));
        start = middle;
      }
    }
    return path;
  }

  /** RFC 6962 §2.1.2. */
  async consistency(size1: number, size2: number): Promise<Uint8Array[]> {
    if (!Number.isSafeInteger(size1) || size1 < 1 || size1 > size2)
      throw new RangeError('there is no such proof');
    const path: Uint8Array[] = [];
    let [start, end] = [0, size2];
    while (end !== size1) {
      const middle = start + splitOf(end - start);
      if (size1 <= middle) {
        path.unshift(await this.subtree(middle, end));
        end = middle;
      } else {
        path.unshift(await this.subtree(start, middle));
        start = middle;
      }
    }
    if (start > 0) path.unshift(await this.subtree(start, end));
    return path;
  }

  /** Root over the leaves [start, end); `start` is aligned as the tree is cut. */
  private async subtree(start: number, end: number): Promise<Uint8Array> {
    const width = end - start;
    const split = splitOf(width);
    if (split * 2 === width || width === 1) return this.whole(start, width);
    const middle = start + split;
    return nodeHash(await this.whole(start, split), await this.subtree(middle, end), this.hash);
  }

  /** A subtree of 2^h leaves, folded from the hashes of the highest tile level below it. */
  private async whole(start: number, width: number): Promise<Uint8Array> {
    const key = `${start}/${width}`;
    const known = this.nodes.get(key);
    if (known) return known;
    const height = Math.log2(width);
    const level = Math.floor(height / TILE_HEIGHT);
    const span = 2 ** (level * TILE_HEIGHT);
    let row: Uint8Array[] = [];
    for (let i = 0; i < width / span; i++) row.push(await this.at(level, start / span + i));
    while (row.length > 1)
      row = Array.from({ length: row.length / 2 }, (_, i) =>
        nodeHash(row[2 * i]!, row[2 * i + 1]!, this.hash),
      );
    if (this.nodes.size >= NODES_KEPT) this.nodes.clear();
    this.nodes.set(key, row[0]!);
    return row[0]!;
  }

  private async at(level: number, index: number): Promise<Uint8Array> {
    const n = Math.floor(index / TILE_WIDTH);
    const key = `${level}/${n}`;
    const from = (index - n * TILE_WIDTH) * HASH_BYTES;
    let tile = this.tiles.get(key);
    // A tile that was not full when it was read may have grown.
    if (!tile || tile.length < from + HASH_BYTES) {
      const first = n * TILE_WIDTH;
      tile = await this.store.hashes(this.tenant, level, first, first + TILE_WIDTH, this.hash);
      if (this.tiles.size >= TILES_KEPT) this.tiles.clear();
      this.tiles.set(key, tile);
    }
    if (tile.length < from + HASH_BYTES) throw new RangeError('the log is shorter');
    return tile.slice(from, from + HASH_BYTES);
  }
}

/** Largest power of two below n; 1 for 1. */
const splitOf = (n: number): number => (n < 2 ? 1 : 2 ** Math.floor(Math.log2(n - 1)));
