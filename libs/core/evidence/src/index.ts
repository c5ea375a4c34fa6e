export { fromBase64, toBase64, type Size } from './bytes.js';
export * from './checkpoint.js';
export {
  HASH_BYTES,
  emptyRoot,
  leafHash,
  nodeHash,
  sha256,
  sm3,
  type HashName,
} from './hashing.js';
export {
  SM2_IDENTIFIER,
  cosignedMessage,
  newKey,
  newVkey,
  parseSkey,
  parseVkey,
  type KeyType,
  type SignerKey,
  type VerifierKey,
} from './keys.js';
export * from './note.js';
export * from './proofs.js';
export { reasons, type Failure, type Outcome, type Reason } from './reasons.js';
export * from './sm2.js';
export * from './streams.js';
export * from './tile-tree.js';
export * from './tiles.js';
export {
  consistencyProof,
  consistencyProofOfHashes,
  inclusionProof,
  inclusionProofOfHashes,
  rootHash,
  rootOfHashes,
} from './tree.js';
export {
  newNonce,
  timestampRequest,
  verifyTimestamp,
  type Timestamp,
  type TimestampClaim,
} from './timestamp.js';
export * from './tlog-proof.js';
export * from './trust-policy.js';
