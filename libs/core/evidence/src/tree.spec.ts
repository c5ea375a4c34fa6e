import fc from 'fast-check';
import {
  consistencyProof,
  emptyRoot,
  inclusionProof,
  leafHash,
  nodeHash,
  reasons,
  rootFromInclusion,
  rootHash,
  rootOfHashes,
  sm3,
  verifyConsistency,
  verifyInclusion,
  type ConsistencyClaim,
  type HashName,
  type InclusionClaim,
} from './index.js';

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Facts of the test data that Certificate Transparency implementations share (RFC 6962). */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657'].map(hex);
LEAVES.push(hex('606162636465666768696a6b6c6d6e6f'));
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const PATHS: [leaf: number, size: number, path: string[]][] = [
  [0, 1, []],
  [
    0,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    5,
    8,
    [
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
  [
    1,
    5,
    [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
];
const GROWTHS: [size1: number, size2: number, path: string[]][] = [
  [1, 1, []],
  [
    1,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    6,
    8,
    [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [
    2,
    5,
    [
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
  [
    6,
    7,
    [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
];

describe('hashing', () => {
  it('has the hashes of RFC 6962', () => {
    expect(toHex(emptyRoot())).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
    expect(toHex(leafHash(hex('')))).toBe(ROOTS[0]);
    expect(toHex(leafHash(Buffer.from('L123456')))).toBe(
      '395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56',
    );
    expect(toHex(nodeHash(leafHash(hex('')), leafHash(hex('00'))))).toBe(ROOTS[1]);
    for (const [at, root] of ROOTS.entries())
      expect(toHex(rootHash(LEAVES.slice(0, at + 1)))).toBe(root);
    expect(rootHash([])).toEqual(emptyRoot());
  });

  it('has the examples of GB/T 32905', () => {
    expect(toHex(sm3(Buffer.from('abc')))).toBe(
      '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
    );
    expect(toHex(sm3(Buffer.from('abcd'.repeat(16))))).toBe(
      'debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732',
    );
  });

  it('hashes large leaves as small ones, and gives plain bytes', () => {
    for (const length of [65_535, 65_536, 65_537, 200_000]) {
      const bytes = new Uint8Array(length).fill(7);
      const own = leafHash(bytes);
      expect(Object.getPrototypeOf(own)).toBe(Uint8Array.prototype);
      expect(rootOfHashes([own])).toEqual(rootHash([bytes]));
    }
    expect(() => leafHash('text' as unknown as Uint8Array)).toThrow(TypeError);
    expect(() => nodeHash(hex('00'), hex('00'))).toThrow(RangeError);
    expect(() => rootOfHashes([hex('00')])).toThrow(RangeError);
  });
});

describe('proofs', () => {
  it('makes and verifies the known inclusion proofs', () => {
    for (const [leaf, size, path] of PATHS) {
      const proof = inclusionProof(LEAVES, leaf, size);
      expect(proof.map(toHex)).toEqual(path);
      const claim = { leafHash: leafHash(LEAVES[leaf]!), leafIndex: leaf, treeSize: size, proof };
      expect(verifyInclusion({ ...claim, root: hex(ROOTS[size - 1]!) })).toEqual({ ok: true });
    }
  });

  it('makes and verifies the known consistency proofs', () => {
    for (const [size1, size2, path] of GROWTHS) {
      const proof = consistencyProof(LEAVES, size1, size2);
      expect(proof.map(toHex)).toEqual(path);
      const root1 = hex(ROOTS[size1 - 1]!);
      const root2 = hex(ROOTS[size2 - 1]!);
      expect(verifyConsistency({ size1, root1, size2, root2, proof })).toEqual({ ok: true });
    }
  });

  it('makes no proof of what is not in the tree', () => {
    expect(() => inclusionProof(LEAVES, 8)).toThrow(RangeError);
    expect(() => inclusionProof([], 0)).toThrow(RangeError);
    expect(() => inclusionProof(LEAVES, -1)).toThrow(RangeError);
    expect(() => consistencyProof(LEAVES, 0)).toThrow(RangeError);
    expect(() => consistencyProof(LEAVES, 5, 4)).toThrow(RangeError);
    expect(() => consistencyProof(LEAVES, 5, 9)).toThrow(RangeError);
  });
});

const trees = fc.record({
  leaves: fc.array(fc.uint8Array({ maxLength: 12 }), { minLength: 1, maxLength: 70 }),
  hash: fc.constantFrom<HashName>('sha256', 'sm3'),
  a: fc.nat(),
  b: fc.nat(),
});

const flipped = (bytes: Uint8Array, bit: number): Uint8Array => {
  const other = bytes.slice();
  other[(bit >> 3) % other.length]! ^= 1 << (bit & 7);
  return other;
};

describe('every proof of every tree', () => {
  it('of inclusion verifies, and none that was changed does', () => {
    fc.assert(
      fc.property(trees, fc.nat(), ({ leaves, hash, a, b }, bit) => {
        const treeSize = 1 + (a % leaves.length);
        const leafIndex = b % treeSize;
        const proof = inclusionProof(leaves, leafIndex, treeSize, hash);
        const root = rootHash(leaves.slice(0, treeSize), hash);
        const good: InclusionClaim = {
          leafHash: leafHash(leaves[leafIndex]!, hash),
          leafIndex,
          treeSize,
          proof,
          root,
          hash,
        };
        expect(verifyInclusion(good)).toEqual({ ok: true });
        expect(rootFromInclusion(good)).toEqual({ ok: true, root });
        const big = { ...good, leafIndex: BigInt(leafIndex), treeSize: BigInt(treeSize) };
        expect(verifyInclusion(big)).toEqual({ ok: true });
        const at = bit % (proof.length || 1);
        const changed: InclusionClaim[] = [
          { ...good, leafHash: flipped(good.leafHash, bit) },
          { ...good, root: flipped(root, bit) },
          { ...good, leafIndex: treeSize },
          { ...good, proof: [...proof, root] },
          { ...good, proof: [root, ...proof] },
          { ...good, hash: hash === 'sm3' ? 'sha256' : 'sm3', leafHash: flipped(root, bit) },
          ...proof.map((_, drop) => ({ ...good, proof: proof.filter((__, i) => i !== drop) })),
          ...(proof.length > 0
            ? [{ ...good, proof: proof.map((one, i) => (i === at ? flipped(one, bit) : one)) }]
            : []),
        ];
        for (const claim of changed) expect(verifyInclusion(claim).ok).toBe(false);
      }),
    );
  });

  it('of consistency verifies, and none that was changed does', () => {
    fc.assert(
      fc.property(trees, fc.nat(), ({ leaves, hash, a, b }, bit) => {
        const size2 = 1 + (a % leaves.length);
        const size1 = 1 + (b % size2);
        const proof = consistencyProof(leaves, size1, size2, hash);
        const root1 = rootHash(leaves.slice(0, size1), hash);
        const root2 = rootHash(leaves.slice(0, size2), hash);
        const good: ConsistencyClaim = { size1, root1, size2, root2, proof, hash };
        expect(verifyConsistency(good)).toEqual({ ok: true });
        expect(verifyConsistency({ ...good, size1: BigInt(size1), size2: BigInt(size2) })).toEqual({
          ok: true,
        });
        const changed: ConsistencyClaim[] = [
          { ...good, root1: flipped(root1, bit) },
          { ...good, root2: flipped(root2, bit) },
          { ...good, proof: [...proof, root1] },
          { ...good, proof: [root2, ...proof] },
          { ...good, size1: 0 },
          { ...good, size1: size2 + 1 },
          ...proof.map((one, i) => ({
            ...good,
            proof: proof.map((other, j) => (i === j ? flipped(one, bit) : other)),
          })),
          ...proof.map((_, drop) => ({ ...good, proof: proof.filter((__, i) => i !== drop) })),
        ];
        for (const claim of changed) expect(verifyConsistency(claim).ok).toBe(false);
      }),
    );
  });
});

describe('what does not follow', () => {
  const claim = {
    leafHash: leafHash(LEAVES[0]!),
    leafIndex: 0,
    treeSize: 1,
    proof: [],
    root: hex(ROOTS[0]!),
  };
  const growth = {
    size1: 1,
    root1: hex(ROOTS[0]!),
    size2: 2,
    root2: hex(ROOTS[1]!),
    proof: [leafHash(LEAVES[1]!)],
  };
  const reasonOf = (outcome: { ok: boolean; reason?: string }) => outcome.reason;

  it('says why an inclusion is not accepted', () => {
    const why = (change: object) => reasonOf(verifyInclusion({ ...claim, ...change }));
    expect(why({ leafIndex: 1 })).toBe('indexOutOfRange');
    expect(why({ treeSize: 0 })).toBe('indexOutOfRange');
    expect(why({ leafIndex: -1 })).toBe('sizeInvalid');
    expect(why({ treeSize: 2n ** 63n })).toBe('sizeInvalid');
    expect(why({ leafIndex: 2n ** 64n - 1n })).toBe('sizeInvalid');
    expect(why({ treeSize: 2 })).toBe('proofLengthWrong');
    expect(why({ proof: new Array(1e6) })).toBe('proofLengthWrong');
    expect(why({ proof: [new Uint8Array(31)], treeSize: 2 })).toBe('hashLengthInvalid');
    expect(why({ leafHash: new Uint8Array(0) })).toBe('hashLengthInvalid');
    expect(why({ root: new Uint8Array(0) })).toBe('hashLengthInvalid');
    expect(why({ root: hex(ROOTS[1]!) })).toBe('rootMismatch');
    expect(why({ hash: 'md5' })).toBe('hashUnknown');
  });

  it('says why two trees are not consistent', () => {
    const why = (change: object) => reasonOf(verifyConsistency({ ...growth, ...change }));
    expect(why({})).toBeUndefined();
    expect(why({ size1: 0, root1: emptyRoot(), proof: [] })).toBe('sizeZero');
    expect(why({ size1: 3 })).toBe('sizesReversed');
    expect(why({ size1: 2 })).toBe('proofNotEmpty');
    expect(why({ size1: 2, proof: [] })).toBe('rootMismatch');
    expect(why({ size1: 2, root1: growth.root2, proof: [] })).toBeUndefined();
    expect(why({ size1: 0, size2: 0, root1: emptyRoot(), root2: emptyRoot(), proof: [] })).toBe(
      undefined,
    );
    expect(why({ proof: [] })).toBe('proofLengthWrong');
    expect(why({ root1: new Uint8Array(5) })).toBe('hashLengthInvalid');
    expect(why({ root2: hex(ROOTS[2]!) })).toBe('rootMismatch');
  });

  it('verifies in a tree of 2^62 leaves', () => {
    const proof = Array.from({ length: 62 }, (_, at) => leafHash(Uint8Array.of(at)));
    const found = rootFromInclusion({ ...claim, leafIndex: 2n ** 61n, treeSize: 2n ** 62n, proof });
    expect(found.ok).toBe(true);
  });

  it('never throws, whatever it is given, and every reason is a listed one', () => {
    const anything = fc.oneof(
      fc.anything(),
      fc.constantFrom(NaN, -1, Infinity, -0, 2 ** 53, -1n, 2n ** 70n, null, undefined, '1'),
      fc.array(fc.oneof(fc.uint8Array({ minLength: 31, maxLength: 33 }), fc.anything())),
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
    );
    const hostile = (base: object) =>
      fc.record(Object.fromEntries([...Object.keys(base), 'hash'].map((key) => [key, anything])), {
        requiredKeys: [],
      });
    const holds = (outcome: { ok: boolean; reason?: string }) =>
      outcome.ok || Object.hasOwn(reasons, outcome.reason!);
    fc.assert(
      fc.property(hostile(claim), hostile(growth), (one, two) => {
        expect(holds(verifyInclusion({ ...claim, ...one } as InclusionClaim))).toBe(true);
        expect(holds(verifyConsistency({ ...growth, ...two } as ConsistencyClaim))).toBe(true);
      }),
      { numRuns: 500 },
    );
    const throwing = {
      get proof(): never {
        throw new Error('no');
      },
    };
    for (const input of [undefined, null, 1, 'x', [], throwing] as unknown[]) {
      expect(verifyInclusion(input as InclusionClaim).ok).toBe(false);
      expect(verifyConsistency(input as ConsistencyClaim).ok).toBe(false);
      expect(rootFromInclusion(input as InclusionClaim).ok).toBe(false);
    }
  });
});
