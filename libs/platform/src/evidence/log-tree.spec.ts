import {
  consistencyProofOfHashes,
  emptyRoot,
  inclusionProofOfHashes,
  leafHash,
  rootOfHashes,
} from '@gongkai/evidence';
import { MemoryEvidenceStore, type Leaf, type Node } from '@gongkai/evidence-store';
import * as fc from 'fast-check';
import { Frontier } from './keeping/frontier.js';
import { LogTree } from './log-tree.js';

const bytesOf = (n: number) => new TextEncoder().encode(`event ${n}`);
const leafOf = (n: number): Leaf => ({
  position: BigInt(n + 1),
  stream: 's',
  sha256: leafHash(bytesOf(n)),
  sm3: leafHash(bytesOf(n), 'sm3'),
});

/** A log grown in pieces of the given sizes, the edge read anew before each piece. */
const grownIn = async (pieces: readonly number[]) => {
  const store = new MemoryEvidenceStore();
  let size = 0;
  for (const piece of pieces) {
    const frontier = await Frontier.read(store, 't', size);
    const leaves = Array.from({ length: piece }, (_, i) => leafOf(size + i));
    const nodes: Node[] = leaves.flatMap(({ sha256, sm3 }) => frontier.add(sha256, sm3));
    const streams = [{ stream: 's', count: size + piece, leaf: new Uint8Array(32) }];
    await store.append(BigInt(size + piece), [{ tenant: 't', from: size, leaves, nodes, streams }]);
    size += piece;
  }
  return { store, size };
};

describe('the tree of a log', () => {
  const hashes = Array.from({ length: 1400 }, (_, n) => leafHash(bytesOf(n)));
  const sm3 = Array.from({ length: 1400 }, (_, n) => leafHash(bytesOf(n), 'sm3'));

  it('has the root of nothing without leaves', async () => {
    expect(await new LogTree(new MemoryEvidenceStore(), 't').root(0)).toEqual(emptyRoot());
    expect(new Frontier().root('sm3')).toEqual(emptyRoot('sm3'));
  });

  it('read from tiles has every root and proof that the hashes themselves have', async () => {
    const { store } = await grownIn([700, 1, 255, 444]);
    const tree = new LogTree(store, 't');
    await fc.assert(
      fc.asyncProperty(fc.nat(1399), fc.nat(1399), async (a, b) => {
        const [size1, size2] = [Math.min(a, b) + 1, Math.max(a, b) + 1];
        expect(await tree.root(size2)).toEqual(rootOfHashes(hashes.slice(0, size2)));
        expect(await tree.inclusion(size1 - 1, size2)).toEqual(
          inclusionProofOfHashes(hashes, size1 - 1, size2),
        );
        expect(await tree.consistency(size1, size2)).toEqual(
          consistencyProofOfHashes(hashes, size1, size2),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('grown in pieces, the edge read anew each time, is the tree over all of it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 4 }),
        async (pieces) => {
          const { store, size } = await grownIn(pieces.slice(0, 3));
          const frontier = await Frontier.read(store, 't', size);
          expect(frontier.root()).toEqual(rootOfHashes(hashes.slice(0, size)));
          expect(frontier.root('sm3')).toEqual(rootOfHashes(sm3.slice(0, size), 'sm3'));
          expect(await new LogTree(store, 't', 'sm3').root(size)).toEqual(frontier.root('sm3'));
        },
      ),
      { numRuns: 25 },
    );
  });

  it('knows the hashes of higher tiles once they are full', async () => {
    const { store } = await grownIn([1030]);
    const row = await store.hashes('t', 1, 0, 10, 'sha256');
    expect(row.length / 32).toBe(4);
    expect(row.slice(64, 96)).toEqual(rootOfHashes(hashes.slice(512, 768)));
  });

  it('has no proof of what it has not', async () => {
    const { store } = await grownIn([5]);
    const tree = new LogTree(store, 't');
    for (const asked of [
      () => tree.inclusion(5, 5),
      () => tree.inclusion(-1, 5),
      () => tree.inclusion(3, 9),
      () => tree.consistency(0, 5),
      () => tree.consistency(4, 3),
      () => tree.root(6),
    ])
      await expect(asked()).rejects.toThrow(RangeError);
  });
});
