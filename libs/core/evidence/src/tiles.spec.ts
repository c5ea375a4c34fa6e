import fc from 'fast-check';
import {
  TileMissing,
  TileTree,
  consistencyProofOfHashes,
  decodeEntryBundle,
  encodeEntryBundle,
  inclusionProofOfHashes,
  leafHash,
  parseTilePath,
  rootOfHashes,
  tilePath,
  tilesOfSize,
  verifyConsistency,
  verifyInclusion,
  type HashName,
  type Tile,
} from './index.js';

const leafHashes = (count: number, hash: HashName = 'sha256'): Uint8Array[] =>
  Array.from({ length: count }, (_, at) => leafHash(Buffer.from(String(at)), hash));

/** Tiles kept in memory as a store keeps them: the widest of each place. */
const shelf = () => {
  const tiles = new Map<string, Uint8Array>();
  return {
    tiles,
    read: (level: number, index: number) => tiles.get(`${level}/${index}`),
    put: (changed: readonly Tile[]) => {
      for (const { level, index, hashes } of changed) {
        const before = tiles.get(`${level}/${index}`);
        if (before) expect(Buffer.compare(hashes.subarray(0, before.length), before)).toBe(0);
        tiles.set(`${level}/${index}`, hashes);
      }
    },
  };
};

describe('paths of tiles', () => {
  it('are those of the standard', () => {
    expect(tilePath({ level: 0, index: 1234067 })).toBe('tile/0/x001/x234/067');
    expect(tilePath({ level: 3, index: 5, width: 17 })).toBe('tile/3/005.p/17');
    expect(tilePath({ level: 'entries', index: 1000n, width: 256 })).toBe('tile/entries/x001/000');
    expect(() => tilePath({ level: 64, index: 0 })).toThrow(RangeError);
    expect(() => tilePath({ level: 0, index: -1 })).toThrow(RangeError);
    expect(() => tilePath({ level: 0, index: 0, width: 0 })).toThrow(RangeError);
  });

  it('are read back, and no other text is one', () => {
    const place = fc.record({
      level: fc.oneof(fc.nat(63), fc.constant('entries' as const)),
      index: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
      width: fc.integer({ min: 1, max: 256 }),
    });
    fc.assert(
      fc.property(place, (one) => {
        expect(parseTilePath(tilePath(one))).toEqual({ ok: true, ...one });
      }),
    );
    for (const text of [
      'tile/00/000',
      'tile/64/000',
      'tile/0/x000/001',
      'tile/0/0',
      'tile/0/001/002',
      'tile/0/000.p/0',
      'tile/0/000.p/256',
      'tile/0/000.p/01',
      '/tile/0/000',
      'tile/0/000\n',
      'tile/entry/000',
      `tile/0/${'x999/'.repeat(20)}999`,
    ])
      expect(parseTilePath(text)).toEqual({ ok: false, reason: 'tilePathMalformed' });
    expect(parseTilePath(7)).toEqual({ ok: false, reason: 'inputInvalid' });
  });

  it('are as many as a tree of a size has', () => {
    expect(tilesOfSize(70_000)).toEqual([
      { full: 273n, partial: 112 },
      { full: 1n, partial: 17 },
      { full: 0n, partial: 1 },
    ]);
    expect(tilesOfSize(256)).toEqual([
      { full: 1n, partial: 0 },
      { full: 0n, partial: 1 },
    ]);
    expect(tilesOfSize(0)).toEqual([]);
    expect(() => tilesOfSize(-1)).toThrow(RangeError);
  });
});

describe('entry bundles', () => {
  it('come back as they were, and end where they end', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 }), (entries) => {
        const bundle = encodeEntryBundle(entries);
        expect(decodeEntryBundle(bundle)).toEqual({ ok: true, entries });
        if (bundle.length > 0) expect(decodeEntryBundle(bundle.subarray(0, -1)).ok).toBe(false);
      }),
    );
    expect(decodeEntryBundle(Uint8Array.of(0))).toEqual({
      ok: false,
      reason: 'entryBundleMalformed',
    });
    expect(decodeEntryBundle(new Uint8Array(2 * 257)).ok).toBe(false);
    expect(decodeEntryBundle('x').ok).toBe(false);
    expect(() => encodeEntryBundle([new Uint8Array(65_536)])).toThrow(RangeError);
  });
});

describe('a tree over tiles', () => {
  it('has the root of the leaves at every size, and gives each tile that changed', () => {
    for (const hash of ['sha256', 'sm3'] as const) {
      const leaves = leafHashes(600, hash);
      const { tiles, read, put } = shelf();
      const tree = new TileTree({ read, hash });
      expect(tree.root()).toEqual(rootOfHashes([], hash));
      for (const [at, leaf] of leaves.entries()) {
        put(tree.append([leaf]));
        if (at % 37 === 0 || [254, 255, 256, 511, 512].includes(at))
          expect(tree.root()).toEqual(rootOfHashes(leaves.slice(0, at + 1), hash));
      }
      expect([...tiles.keys()].sort()).toEqual(['0/0', '0/1', '0/2', '1/0']);
      for (const size of [0, 1, 255, 256, 257, 511, 512, 513, 600])
        expect(tree.root(size)).toEqual(rootOfHashes(leaves.slice(0, size), hash));
    }
  });

  it('grows in portions and through restarts as at once', () => {
    const leaves = leafHashes(70_000);
    const { read, put, tiles } = shelf();
    let tree = new TileTree({ read });
    for (let at = 0; at < leaves.length;) {
      const next = Math.min(leaves.length, at + 1 + ((at * 7919) % 5000));
      put(tree.append(leaves.slice(at, next)));
      at = next;
      tree = new TileTree({ size: BigInt(at), read });
    }
    const root = rootOfHashes(leaves);
    expect(tree.root()).toEqual(root);
    for (const [level, { full, partial }] of tilesOfSize(tree.size).entries()) {
      if (partial > 0) expect(tiles.get(`${level}/${full}`)).toHaveLength(partial * 32);
      for (let at = 0; at < full; at++) expect(tiles.get(`${level}/${at}`)).toHaveLength(8192);
    }
    fc.assert(
      fc.property(fc.nat(69_999), fc.nat(69_999), (a, b) => {
        const size = Math.max(a, b) + 1;
        const leafIndex = Math.min(a, b);
        const claim = { leafHash: leaves[leafIndex]!, leafIndex, treeSize: size };
        const proof = tree.inclusionProof(leafIndex, size);
        expect(verifyInclusion({ ...claim, proof, root: tree.root(size) })).toEqual({ ok: true });
        expect(tree.leafHash(leafIndex)).toEqual(claim.leafHash);
        const size1 = leafIndex + 1;
        const growth = { size1, root1: tree.root(size1), size2: size, root2: tree.root(size) };
        const path = tree.consistencyProof(size1, size);
        expect(verifyConsistency({ ...growth, proof: path })).toEqual({ ok: true });
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it('gives the proofs that the leaves give', () => {
    const leaves = leafHashes(300, 'sm3');
    const { read, put } = shelf();
    const tree = new TileTree({ read, hash: 'sm3' });
    put(tree.append(leaves));
    fc.assert(
      fc.property(fc.nat(299), fc.nat(299), (a, b) => {
        const size = Math.max(a, b) + 1;
        const index = Math.min(a, b);
        expect(tree.inclusionProof(index, size)).toEqual(
          inclusionProofOfHashes(leaves, index, size, 'sm3'),
        );
        expect(tree.consistencyProof(index + 1, size)).toEqual(
          consistencyProofOfHashes(leaves, index + 1, size, 'sm3'),
        );
      }),
    );
  });

  it('serves an older size from tiles that grew since', () => {
    const leaves = leafHashes(500);
    const { read, put } = shelf();
    put(new TileTree({ read }).append(leaves));
    const older = new TileTree({ size: 300, read });
    expect(older.root()).toEqual(rootOfHashes(leaves.slice(0, 300)));
    older.append([leaves[300]!]);
    expect(older.root()).toEqual(rootOfHashes(leaves.slice(0, 301)));
  });

  it('says which tile is missing, and refuses what is not in the tree', () => {
    const { read, put, tiles } = shelf();
    const tree = new TileTree({ read });
    put(tree.append(leafHashes(600)));
    tiles.delete('0/0');
    const again = new TileTree({ size: 600, read });
    expect(() => again.inclusionProof(3)).toThrow(TileMissing);
    expect(again.root()).toEqual(tree.root());
    tiles.set('0/2', tiles.get('0/2')!.slice(0, 32));
    expect(() => new TileTree({ size: 600, read })).toThrow(TileMissing);
    expect(() => tree.inclusionProof(600)).toThrow(RangeError);
    expect(() => tree.root(601)).toThrow(RangeError);
    expect(() => tree.consistencyProof(0)).toThrow(RangeError);
    expect(() => tree.append([new Uint8Array(31)])).toThrow(RangeError);
    expect(() => new TileTree({ size: -1, read })).toThrow(RangeError);
  });
});
