import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
  type Hash,
} from 'node:crypto';
import { hashName, Secret, SECRET_BYTES, secretFrom, type Profile } from './secret.js';

/** Everything the vault does with a secret, in the profile of that secret. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** The blocks of one ciphertext are counted from zero behind its nonce, up to 64 GiB. */
const FIRST_BLOCK = Buffer.alloc(4);

/** Text bound to a ciphertext without being in it; the parts cannot run into each other. */
export type Binding = readonly string[];
const bytesOf = (binding: Binding): Buffer => Buffer.from(JSON.stringify(binding));

export const freshBytes = (length: number): Buffer => randomBytes(length);

/** A secret of its own for one purpose, which says nothing of the one it comes from. */
export const deriveSecret = (secret: Secret, salt: Uint8Array, purpose: Binding): Secret => {
  const { profile, key } = secret;
  const bytes = hkdfSync(hashName(profile), key, salt, bytesOf(purpose), SECRET_BYTES);
  return new Secret(profile, createSecretKey(Buffer.from(bytes)));
};

/** An identifier of the parts that only who has the secret can make; base64url. */
export const macOf = ({ profile, key }: Secret, parts: Binding): string =>
  createHmac(hashName(profile), key).update(bytesOf(parts)).digest('base64url');

/** SHA-256 whatever the profile: digests of files are told to everybody. */
export const runningHash = (): Hash => createHash('sha256');
export const hashOf = (profile: Profile, ...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash(hashName(profile));
  for (const part of parts) hash.update(part);
  return hash.digest();
};

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && timingSafeEqual(a, b);

/** Ciphertext with its tag behind it. A nonce is used once with a secret, ever. */
export const encrypt = (
  secret: Secret,
  nonce: Uint8Array,
  bound: Uint8Array,
  plain: Uint8Array,
): Buffer => (secret.profile === 'sm' ? encryptSm4 : encryptAes)(secret, nonce, bound, plain);

/** The plain bytes; undefined when these are not the bytes that were encrypted with this binding. */
export const decrypt = (
  secret: Secret,
  nonce: Uint8Array,
  bound: Uint8Array,
  sealed: Uint8Array,
): Buffer | undefined => {
  if (sealed.length < TAG_BYTES || nonce.length !== NONCE_BYTES) return undefined;
  return (secret.profile === 'sm' ? decryptSm4 : decryptAes)(secret, nonce, bound, sealed);
};

const encryptAes: typeof encrypt = ({ key }, nonce, bound, plain) => {
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(bound);
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
};

const decryptAes: typeof decrypt = ({ key }, nonce, bound, sealed) => {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(bound);
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  const plain = decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES));
  try {
    decipher.final();
    return plain;
  } catch {
    return undefined;
  }
};

const encryptSm4: typeof encrypt = (secret, nonce, bound, plain) => {
  const cipher = createCipheriv('sm4-ctr', secret.parts().cipher, blockOf(nonce));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([body, tagOf(secret, nonce, bound, body)]);
};

/** Nothing is decrypted unless the tag is right. */
const decryptSm4: typeof decrypt = (secret, nonce, bound, sealed) => {
  const body = sealed.subarray(0, sealed.length - TAG_BYTES);
  const tag = sealed.subarray(sealed.length - TAG_BYTES);
  if (!sameBytes(tag, tagOf(secret, nonce, bound, body))) return undefined;
  const decipher = createDecipheriv('sm4-ctr', secret.parts().cipher, blockOf(nonce));
  return Buffer.concat([decipher.update(body), decipher.final()]);
};

const blockOf = (nonce: Uint8Array): Buffer => Buffer.concat([nonce, FIRST_BLOCK]);

/** HMAC-SM3, its first 16 bytes, over: length of the binding (8) ‖ binding ‖ nonce (12) ‖ ciphertext. */
const tagOf = (secret: Secret, nonce: Uint8Array, bound: Uint8Array, body: Uint8Array): Buffer => {
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(bound.length));
  const mac = createHmac('sm3', secret.parts().mac);
  for (const part of [length, bound, nonce, body]) mac.update(part);
  return mac.digest().subarray(0, TAG_BYTES);
};

export const encryptBound = (
  secret: Secret,
  binding: Binding,
  plain: Uint8Array,
): { nonce: Buffer; ciphertext: Buffer } => {
  const nonce = randomBytes(NONCE_BYTES);
  return { nonce, ciphertext: encrypt(secret, nonce, bytesOf(binding), plain) };
};

export const decryptBound = (
  secret: Secret,
  binding: Binding,
  { nonce, ciphertext }: { nonce: Uint8Array; ciphertext: Uint8Array },
): Buffer | undefined => decrypt(secret, nonce, bytesOf(binding), ciphertext);

/** Bytes of any number under a secret: nonce ‖ ciphertext ‖ tag. Moved to another place they do not unwrap. */
export const wrapBytes = (under: Secret, place: Binding, bytes: Uint8Array): Buffer => {
  const { nonce, ciphertext } = encryptBound(under, place, bytes);
  return Buffer.concat([nonce, ciphertext]);
};

/** Undefined when the wrapping secret or the place is another, or a byte has changed. */
export const unwrapBytes = (
  under: Secret,
  place: Binding,
  wrapped: Uint8Array,
): Buffer | undefined =>
  decryptBound(under, place, {
    nonce: wrapped.subarray(0, NONCE_BYTES),
    ciphertext: wrapped.subarray(NONCE_BYTES),
  });

/** What the wrapped bytes of the profile `sm` begin with; those of `aes` have no such byte. */
const WRAPPED_SM = 2;
const WRAPPED_SM_BYTES = 1 + NONCE_BYTES + SECRET_BYTES + TAG_BYTES;

/**
 * A secret under another, in the profile of the wrapped one: nonce ‖ ciphertext ‖ tag, before them
 * one byte 2 in the profile `sm`. Moved to another place it does not unwrap.
 */
export const wrapSecret = (under: Secret, place: Binding, secret: Secret): Buffer => {
  const { profile } = secret;
  const { nonce, ciphertext } = encryptBound(under.in(profile), place, secret.export());
  return Buffer.concat([Buffer.of(...(profile === 'sm' ? [WRAPPED_SM] : [])), nonce, ciphertext]);
};

/** Undefined when the wrapping secret or the place is another, or a byte has changed. */
export const unwrapSecret = (
  under: Secret,
  place: Binding,
  wrapped: Uint8Array,
): Secret | undefined => {
  const isSm = wrapped.length === WRAPPED_SM_BYTES && wrapped[0] === WRAPPED_SM;
  const profile: Profile = isSm ? 'sm' : 'aes';
  const bytes = isSm ? wrapped.subarray(1) : wrapped;
  const plain = decryptBound(under.in(profile), place, {
    nonce: bytes.subarray(0, NONCE_BYTES),
    ciphertext: bytes.subarray(NONCE_BYTES),
  });
  return plain && secretFrom(plain, profile);
};
