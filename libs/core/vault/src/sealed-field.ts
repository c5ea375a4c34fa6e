import { canonicalJson } from '@gongkai/kernel';
import { decryptBound, encryptBound, freshBytes, sameBytes } from './cipher.js';
import { commitmentOf, type Opening } from './commitment.js';
import { SealBroken } from './errors.js';
import type { Sealed } from './sealed.js';
import type { Secret } from './secret.js';

const SALT_BYTES = 32;
const HEAD_BYTES = SALT_BYTES + 4;
/** Short texts of different length look alike: a name of two characters and one of three. */
const PADDED_TO = 32;

const binding = (tenant: string, key: string) => ['gongkai.sealed.1', tenant, key];

/** Plain bytes: salt (32) ‖ length (4, big-endian) ‖ canonical JSON ‖ zeros to a multiple of 32. */
export const sealField = (secret: Secret, tenant: string, key: string, plain: unknown): Sealed => {
  const canonical = Buffer.from(canonicalJson(plain));
  const size = Math.ceil((HEAD_BYTES + canonical.length) / PADDED_TO) * PADDED_TO;
  const bytes = Buffer.alloc(size);
  const salt = freshBytes(SALT_BYTES);
  salt.copy(bytes);
  bytes.writeUInt32BE(canonical.length, SALT_BYTES);
  canonical.copy(bytes, HEAD_BYTES);
  const { nonce, ciphertext } = encryptBound(secret, binding(tenant, key), bytes);
  return {
    key,
    nonce: nonce.toString('base64url'),
    ciphertext: ciphertext.toString('base64url'),
    commitment: commitmentOf(secret.profile, salt, canonical).toString('base64url'),
  };
};

export const openField = <T>(secret: Secret, tenant: string, sealed: Sealed): Opening<T> => {
  const { key } = sealed;
  const bytes = decryptBound(secret, binding(tenant, key), {
    nonce: Buffer.from(sealed.nonce, 'base64url'),
    ciphertext: Buffer.from(sealed.ciphertext, 'base64url'),
  });
  if (!bytes || bytes.length < HEAD_BYTES) throw new SealBroken('bytes', tenant, key);
  const salt = bytes.subarray(0, SALT_BYTES);
  const canonical = bytes.subarray(HEAD_BYTES, HEAD_BYTES + bytes.readUInt32BE(SALT_BYTES));
  const committed = Buffer.from(sealed.commitment, 'base64url');
  if (!sameBytes(committed, commitmentOf(secret.profile, salt, canonical)))
    throw new SealBroken('commitment', tenant, key);
  return { plain: JSON.parse(canonical.toString()) as T, salt: salt.toString('base64url') };
};
