import { HASH_BYTES, emptyRoot, leafHash, nodeHash, type HashName } from './hashing.js';
import { sizeFrom, type Size } from './bytes.js';

/** Root of the subtree over the leaves from `start` up to, not including, `end`. */
export type RangeRoot = (start: number, end: number) => Uint8Array;

/** Largest power of two below n (n > 1). */
export const splitOf = (n: number): number => {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
};

const subtree = (
  hashes: readonly Uint8Array[],
  start: number,
  end: number,
  hash: HashName,
): Uint8Array => {
  if (end - start === 1) return hashes[start]!;
  const middle = start + splitOf(end - start);
  return nodeHash(subtree(hashes, start, middle, hash), subtree(hashes, middle, end, hash), hash);
};

/** MTH of RFC 6962 §2.1 where the leaf hashes are known already. */
export const rootOfHashes = (
  leafHashes: readonly Uint8Array[],
  hash: HashName = 'sha256',
): Uint8Array => {
  if (leafHashes.some((one) => one.length !== HASH_BYTES))
    throw new RangeError('a leaf hash is 32 bytes');
  return leafHashes.length === 0
    ? emptyRoot(hash)
    : subtree(leafHashes, 0, leafHashes.length, hash);
};

const hashesOf = (leaves: readonly Uint8Array[], hash: HashName): Uint8Array[] =>
  leaves.map((leaf) => leafHash(leaf, hash));

/** MTH of RFC 6962 §2.1 over the leaves themselves (not their hashes). */
export const rootHash = (leaves: readonly Uint8Array[], hash: HashName = 'sha256'): Uint8Array =>
  rootOfHashes(hashesOf(leaves, hash), hash);

/** PATH of RFC 6962 §2.1.1 in the tree of the first `size` leaves, over whatever knows its subtrees. */
export const inclusionPath = (range: RangeRoot, index: number, size: number): Uint8Array[] => {
  const path: Uint8Array[] = [];
  let start = 0;
  for (let end = size; end - start > 1;) {
    const middle = start + splitOf(end - start);
    if (index < middle) {
      path.push(range(middle, end));
      end = middle;
    } else {
      path.push(range(start, middle));
      start = middle;
    }
  }
  return path.reverse();
};

/** PROOF of RFC 6962 §2.1.2 from the tree of the first `size1` leaves to that of `size2`. */
export const consistencyPath = (range: RangeRoot, size1: number, size2: number): Uint8Array[] => {
  const path: Uint8Array[] = [];
  let start = 0;
  let end = size2;
  while (end !== size1) {
    const middle = start + splitOf(end - start);
    if (size1 <= middle) {
      path.push(range(middle, end));
      end = middle;
    } else {
      path.push(range(start, middle));
      start = middle;
    }
  }
  // The first tree is known by its root when it is a whole subtree from the left edge.
  if (start > 0) path.push(range(start, end));
  return path.reverse();
};

/** The size as a number; RangeError when it is more than `most`. */
export const within = (value: Size, most: number, what: string): number => {
  const size = sizeFrom(value);
  if (size === undefined || size > BigInt(most)) throw new RangeError(`${what} is not in the tree`);
  return Number(size);
};

/** RangeError unless there is a proof from one size to the other. */
export const growthWithin = (size1: Size, size2: Size, most: number): [number, number] => {
  const second = within(size2, most, 'the second size');
  const first = within(size1, second, 'the first size');
  if (first === 0) throw new RangeError('there is no proof from the empty tree');
  return [first, second];
};

/**
 * PATH of RFC 6962 §2.1.1: from the sibling of the leaf up to the child of the root. `treeSize` is
 * how many of the hashes make the tree, all unless said. RangeError when the leaf is not in it.
 */
export const inclusionProofOfHashes = (
  leafHashes: readonly Uint8Array[],
  leafIndex: Size,
  treeSize: Size = leafHashes.length,
  hash: HashName = 'sha256',
): Uint8Array[] => {
  const size = within(treeSize, leafHashes.length, 'the size');
  const index = within(leafIndex, size - 1, 'the leaf');
  return inclusionPath((start, end) => subtree(leafHashes, start, end, hash), index, size);
};

/** As {@link inclusionProofOfHashes}, over the leaves themselves. */
export const inclusionProof = (
  leaves: readonly Uint8Array[],
  leafIndex: Size,
  treeSize: Size = leaves.length,
  hash: HashName = 'sha256',
): Uint8Array[] => inclusionProofOfHashes(hashesOf(leaves, hash), leafIndex, treeSize, hash);

/**
 * PROOF of RFC 6962 §2.1.2 that the tree of `size2` (all unless said) begins with the tree of
 * `size1`. Empty when the sizes are the same. RangeError from size 0, of which there is no proof.
 */
export const consistencyProofOfHashes = (
  leafHashes: readonly Uint8Array[],
  size1: Size,
  size2: Size = leafHashes.length,
  hash: HashName = 'sha256',
): Uint8Array[] => {
  const [first, second] = growthWithin(size1, size2, leafHashes.length);
  return consistencyPath((start, end) => subtree(leafHashes, start, end, hash), first, second);
};

/** As {@link consistencyProofOfHashes}, over the leaves themselves. */
export const consistencyProof = (
  leaves: readonly Uint8Array[],
  size1: Size,
  size2: Size = leaves.length,
  hash: HashName = 'sha256',
): Uint8Array[] => consistencyProofOfHashes(hashesOf(leaves, hash), size1, size2, hash);
