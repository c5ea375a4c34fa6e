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
  type KeyObject,
} from 'node:crypto';

/**
 * Everything of the vault that is cryptography, in one file: AES-256-GCM, HKDF-SHA-256, HMAC-SHA-256,
 * SHA-256. A secret is a key object, so that no log, error or heap dump by chance prints its bytes.
 */
export type Secret = KeyObject;

const SECRET_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Text bound to a ciphertext without being in it; the parts cannot run into each other. */
export type Binding = readonly string[];
const bytesOf = (binding: Binding): Buffer => Buffer.from(JSON.stringify(binding));

export const freshSecret = (): Secret => createSecretKey(randomBytes(SECRET_BYTES));
export const freshBytes = (length: number): Buffer => randomBytes(length);

/** The secret these bytes are; undefined when they are not as many as a secret has. */
export const secretFrom = (bytes: Uint8Array): Secret | undefined =>
  bytes.length === SECRET_BYTES ? createSecretKey(bytes) : undefined;

/** A secret of its own for one purpose, which says nothing of the one it comes from. */
export const deriveSecret = (secret: Secret, salt: Uint8Array, purpose: Binding): Secret =>
  createSecretKey(Buffer.from(hkdfSync('sha256', secret, salt, bytesOf(purpose), SECRET_BYTES)));

/** An identifier of the parts that only who has the secret can make; base64url. */
export const macOf = (secret: Secret, parts: Binding): string =>
  createHmac('sha256', secret).update(bytesOf(parts)).digest('base64url');

export const runningHash = (): Hash => createHash('sha256');
export const hashOf = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = runningHash();
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
): Buffer => {
  const cipher = createCipheriv('aes-256-gcm', secret, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(bound);
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
};

/** The plain bytes; undefined when these are not the bytes that were encrypted with this binding. */
export const decrypt = (
  secret: Secret,
  nonce: Uint8Array,
  bound: Uint8Array,
  sealed: Uint8Array,
): Buffer | undefined => {
  if (sealed.length < TAG_BYTES || nonce.length !== NONCE_BYTES) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', secret, nonce, { authTagLength: TAG_BYTES });
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

/** A secret under another: nonce ‖ ciphertext ‖ tag. Moved to another place it does not unwrap. */
export const wrapSecret = (under: Secret, place: Binding, secret: Secret): Buffer => {
  const { nonce, ciphertext } = encryptBound(under, place, secret.export());
  return Buffer.concat([nonce, ciphertext]);
};

/** Undefined when the wrapping secret or the place is another, or a byte has changed. */
export const unwrapSecret = (
  under: Secret,
  place: Binding,
  wrapped: Uint8Array,
): Secret | undefined => {
  const plain = decryptBound(under, place, {
    nonce: wrapped.subarray(0, NONCE_BYTES),
    ciphertext: wrapped.subarray(NONCE_BYTES),
  });
  return plain && secretFrom(plain);
};
