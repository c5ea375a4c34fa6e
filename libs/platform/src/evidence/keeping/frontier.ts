import { emptyRoot, HASH_BYTES, nodeHash, type HashName } from '@gongkai/evidence';
import { TILE_WIDTH, type EvidenceStore, type Node } from '@gongkai/evidence-store';

const TILE_HEIGHT = 8;

/** The right edge of one tree: one whole subtree for every bit of its size. */
export class Edge {
  /** By height; only those of the size's bits mean anything. */
  readonly whole: Uint8Array[] = [];

  constructor(readonly hash: HashName) {}

  /** Adds a leaf to a tree of `size`; gives the subtrees that became whole, by height from 1. */
  add(leaf: Uint8Array, size: number): Uint8Array[] {
    const made: Uint8Array[] = [];
    let node = leaf;
    let height = 0;
    for (let rest = size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      node = nodeHash(this.whole[height]!, node, this.hash);
      height += 1;
      made.push(node);
    }
    this.whole[height] = node;
    return made;
  }

  root(size: number): Uint8Array {
    let root: Uint8Array | undefined;
    let height = 0;
    for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) {
      const node = this.whole[height]!;
      if (rest % 2 === 1) root = root ? nodeHash(node, root, this.hash) : node;
      height += 1;
    }
    return root ?? emptyRoot(this.hash);
  }
}

/** Both trees of one log as far as adding to them needs: some forty hashes, whatever its size. */
export class Frontier {
  private readonly sha256 = new Edge('sha256');
  private readonly sm3 = new Edge('sm3');

  constructor(private leaves = 0) {}

  /** Reads the right edge of a log of this size. */
  static async read(
    store: Pick<EvidenceStore, 'hashes'>,
    tenant: string,
    size: number,
  ): Promise<Frontier> {
    const frontier = new Frontier(size);
    for (const edge of [frontier.sha256, frontier.sm3]) {
      let entries = size;
      for (let level = 0; entries > 0; level++) {
        const rest = entries % TILE_WIDTH;
        const row = await store.hashes(tenant, level, entries - rest, entries, edge.hash);
        readLevel(edge, level, row);
        entries = Math.floor(entries / TILE_WIDTH);
      }
    }
    return frontier;
  }

  get size(): number {
    return this.leaves;
  }

  /** Adds a leaf; gives the hashes of higher tile levels that became known. */
  add(sha256: Uint8Array, sm3: Uint8Array): Node[] {
    const made = this.sha256.add(sha256, this.leaves);
    const others = this.sm3.add(sm3, this.leaves);
    this.leaves += 1;
    const nodes: Node[] = [];
    for (let height = TILE_HEIGHT; height <= made.length; height += TILE_HEIGHT)
      nodes.push({
        level: height / TILE_HEIGHT,
        index: this.leaves / 2 ** height - 1,
        sha256: made[height - 1]!,
        sm3: others[height - 1]!,
      });
    return nodes;
  }

  root(hash: HashName = 'sha256'): Uint8Array {
    return this[hash].root(this.leaves);
  }
}

/** The hashes of a tile that is not full, cut into whole subtrees from the left. */
const readLevel = (edge: Edge, level: number, row: Uint8Array): void => {
  const hashes = Array.from({ length: row.length / HASH_BYTES }, (_, i) =>
    row.slice(i * HASH_BYTES, (i + 1) * HASH_BYTES),
  );
  let at = 0;
  for (let bit = TILE_HEIGHT - 1; bit >= 0; bit--) {
    const width = 2 ** bit;
    if ((hashes.length & width) === 0) continue;
    let part: Uint8Array[] = hashes.slice(at, at + width);
    at += width;
    while (part.length > 1)
      part = Array.from({ length: part.length / 2 }, (_, i) =>
        nodeHash(part[2 * i]!, part[2 * i + 1]!, edge.hash),
      );
    edge.whole[level * TILE_HEIGHT + bit] = part[0]!;
  }
};
