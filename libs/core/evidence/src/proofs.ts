import { isBytes, sameBytes, sizeFrom, type Size } from './bytes.js';
import { HASH_BYTES, isHashName, nodeHash, type HashName } from './hashing.js';
import { fail, guarded, type Failure, type Outcome } from './reasons.js';

/** A leaf is at this place of the tree with this root. */
export type InclusionClaim = {
  leafHash: Uint8Array;
  leafIndex: Size;
  treeSize: Size;
  proof: readonly Uint8Array[];
  root: Uint8Array;
  hash?: HashName;
};

/** The second tree begins with all leaves of the first, in their order. */
export type ConsistencyClaim = {
  size1: Size;
  root1: Uint8Array;
  size2: Size;
  root2: Uint8Array;
  proof: readonly Uint8Array[];
  hash?: HashName;
};

/** No proof in a tree of up to 2^63 leaves is longer. */
const LONGEST = 64;

const isHash = (value: unknown): value is Uint8Array =>
  isBytes(value) && value.length === HASH_BYTES;

/** The proof as an own array, so that no later reading finds something else. */
const hashesFrom = (proof: unknown): Uint8Array[] | Failure => {
  if (!Array.isArray(proof)) return fail('inputInvalid');
  if (proof.length > LONGEST) return fail('proofLengthWrong');
  const hashes: unknown[] = Array.from(proof);
  if (!hashes.every(isBytes)) return fail('inputInvalid');
  return hashes.every(isHash) ? hashes : fail('hashLengthInvalid');
};

const bitLength = (n: bigint): number => (n === 0n ? 0 : n.toString(2).length);
const onesOf = (n: bigint): number => n.toString(2).replaceAll('0', '').length;
const trailingZeros = (n: bigint): number => bitLength(n & -n) - 1;
const bitAt = (n: bigint, at: number): boolean => ((n >> BigInt(at)) & 1n) === 1n;

/** How many siblings are on either side (inner), then only on the left (border), of a path. */
const partsOf = (index: bigint, size: bigint): { inner: number; border: number } => {
  const inner = bitLength(index ^ (size - 1n));
  return { inner, border: onesOf(index >> BigInt(inner)) };
};

const climb = (
  seed: Uint8Array,
  inner: readonly Uint8Array[],
  border: readonly Uint8Array[],
  index: bigint,
  hash: HashName,
): Uint8Array => {
  const below = inner.reduce(
    (node, sibling, level) =>
      bitAt(index, level) ? nodeHash(sibling, node, hash) : nodeHash(node, sibling, hash),
    seed,
  );
  return border.reduce((node, sibling) => nodeHash(sibling, node, hash), below);
};

/** The root a leaf and its path lead to (RFC 9162 §2.1.3.2), to compare with one that is trusted. */
export const rootFromInclusion = (
  claim: Omit<InclusionClaim, 'root'>,
): Outcome<{ root: Uint8Array }> =>
  guarded(() => {
    const { leafHash, leafIndex, treeSize, proof, hash = 'sha256' } = claim;
    if (!isHashName(hash)) return fail('hashUnknown');
    const index = sizeFrom(leafIndex);
    const size = sizeFrom(treeSize);
    if (index === undefined || size === undefined) return fail('sizeInvalid');
    if (index >= size) return fail('indexOutOfRange');
    if (!isBytes(leafHash)) return fail('inputInvalid');
    if (!isHash(leafHash)) return fail('hashLengthInvalid');
    const hashes = hashesFrom(proof);
    if (!Array.isArray(hashes)) return hashes;
    const { inner, border } = partsOf(index, size);
    if (hashes.length !== inner + border) return fail('proofLengthWrong');
    const root = climb(leafHash, hashes.slice(0, inner), hashes.slice(inner), index, hash);
    return { ok: true, root };
  });

/** True of the leaf hash, the index, the size and the root together, or the reason why not. */
export const verifyInclusion = (claim: InclusionClaim): Outcome =>
  guarded(() => {
    const found = rootFromInclusion(claim);
    if (!found.ok) return found;
    const { root } = claim;
    if (!isBytes(root)) return fail('inputInvalid');
    if (!isHash(root)) return fail('hashLengthInvalid');
    return sameBytes(found.root, root) ? { ok: true } : fail('rootMismatch');
  });

const verifyGrowth = (
  size1: bigint,
  root1: Uint8Array,
  size2: bigint,
  root2: Uint8Array,
  hashes: readonly Uint8Array[],
  hash: HashName,
): Outcome => {
  const zeros = trailingZeros(size1);
  const parts = partsOf(size1 - 1n, size2);
  const inner = parts.inner - zeros;
  // A first tree that is a whole subtree is where the path begins, and not told again.
  const isWhole = size1 === 1n << BigInt(zeros);
  const path = isWhole ? hashes : hashes.slice(1);
  const seed = isWhole ? root1 : hashes[0];
  if (!seed || path.length !== inner + parts.border) return fail('proofLengthWrong');
  const index = (size1 - 1n) >> BigInt(zeros);
  const below = path.slice(0, inner);
  const border = path.slice(inner);
  const left = below.filter((_, level) => bitAt(index, level));
  const before = [...left, ...border].reduce(
    (node, sibling) => nodeHash(sibling, node, hash),
    seed,
  );
  if (!sameBytes(before, root1)) return fail('rootMismatch');
  return sameBytes(climb(seed, below, border, index, hash), root2)
    ? { ok: true }
    : fail('rootMismatch');
};

const verifySame = (root1: Uint8Array, root2: Uint8Array, proof: readonly unknown[]): Outcome => {
  if (proof.length > 0) return fail('proofNotEmpty');
  return root1.length > 0 && sameBytes(root1, root2) ? { ok: true } : fail('rootMismatch');
};

/**
 * RFC 9162 §2.1.4.2. Of two trees of one size no proof is needed: they are the same when the roots
 * are the same bytes (so also two empty ones). From the empty tree to a larger one nothing follows.
 */
export const verifyConsistency = (claim: ConsistencyClaim): Outcome =>
  guarded(() => {
    const { root1, root2, proof, hash = 'sha256' } = claim;
    if (!isHashName(hash)) return fail('hashUnknown');
    const size1 = sizeFrom(claim.size1);
    const size2 = sizeFrom(claim.size2);
    if (size1 === undefined || size2 === undefined) return fail('sizeInvalid');
    if (!isBytes(root1) || !isBytes(root2) || !Array.isArray(proof)) return fail('inputInvalid');
    if (size1 > size2) return fail('sizesReversed');
    if (size1 === size2) return verifySame(root1, root2, proof);
    if (size1 === 0n) return fail('sizeZero');
    if (!isHash(root1) || !isHash(root2)) return fail('hashLengthInvalid');
    const hashes = hashesFrom(proof);
    if (!Array.isArray(hashes)) return hashes;
    return verifyGrowth(size1, root1, size2, root2, hashes, hash);
  });
