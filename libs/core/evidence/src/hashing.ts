import * as nodeCrypto from 'node:crypto';
import { isBytes, plainBytes } from './bytes.js';
import { smCrypto } from './sm-crypto.js';

/** SHA-256 for everybody, SM3 (GB/T 32905) beside it for domestic tools. Both give 32 bytes. */
export type HashName = 'sha256' | 'sm3';
export const HASH_BYTES = 32;

const LEAF = 0;
const NODE = 1;
/** Up to here bytes are copied behind their prefix and hashed at once, which is faster. */
const COPIED = 65_536;
const scratch = new Uint8Array(COPIED + 1);
const pair = new Uint8Array(2 * HASH_BYTES + 1);
pair[0] = NODE;

const native = new Set(nodeCrypto.getHashes());
const isNative = { sha256: true, sm3: native.has('sm3') };

/** One-shot hashing came with Node 20.12. A letter for a byte: it gives out a buffer three times as slowly. */
const atOnce = nodeCrypto.hash as typeof nodeCrypto.hash | undefined;
const digest = (hash: HashName, bytes: Uint8Array): Uint8Array => {
  if (!isNative[hash]) return plainBytes(Buffer.from(smCrypto().sm3(bytes), 'hex'));
  return plainBytes(
    atOnce
      ? Buffer.from(atOnce(hash, bytes, 'binary'), 'binary')
      : nodeCrypto.createHash(hash).update(bytes).digest(),
  );
};

export const isHashName = (value: unknown): value is HashName =>
  value === 'sha256' || value === 'sm3';

const checkBytes = (...all: readonly unknown[]): void => {
  for (const bytes of all) if (!isBytes(bytes)) throw new TypeError('bytes are a Uint8Array');
};

export const sha256 = (bytes: Uint8Array): Uint8Array => digest('sha256', bytes);
/** GB/T 32905-2016. */
export const sm3 = (bytes: Uint8Array): Uint8Array => digest('sm3', bytes);

/** Hash of one leaf, RFC 6962 §2.1: H(0x00 ‖ bytes). Throws TypeError on anything but bytes. */
export const leafHash = (bytes: Uint8Array, hash: HashName = 'sha256'): Uint8Array => {
  checkBytes(bytes);
  if (bytes.length > COPIED) {
    const whole = new Uint8Array(bytes.length + 1);
    whole.set(bytes, 1);
    return digest(hash, whole);
  }
  scratch[0] = LEAF;
  scratch.set(bytes, 1);
  return digest(hash, scratch.subarray(0, bytes.length + 1));
};

/** Hash of an inner node, RFC 6962 §2.1: H(0x01 ‖ left ‖ right). */
export const nodeHash = (
  left: Uint8Array,
  right: Uint8Array,
  hash: HashName = 'sha256',
): Uint8Array => {
  checkBytes(left, right);
  if (left.length !== HASH_BYTES || right.length !== HASH_BYTES)
    throw new RangeError('a hash is 32 bytes');
  pair.set(left, 1);
  pair.set(right, 1 + HASH_BYTES);
  return digest(hash, pair);
};

/** Root of the tree without leaves: the hash of nothing. */
export const emptyRoot = (hash: HashName = 'sha256'): Uint8Array => digest(hash, new Uint8Array(0));
