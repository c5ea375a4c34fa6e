import { createSecretKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto';

/**
 * The algorithms of a key, for everything that is done with it:
 * `aes` AES-256-GCM, HKDF-SHA-256, HMAC-SHA-256, SHA-256;
 * `sm` SM4-CTR with HMAC-SM3 over the ciphertext, HKDF-SM3, HMAC-SM3, SM3 (GB/T 32907, GB/T 32905).
 */
export const PROFILES = ['aes', 'sm'] as const;
export type Profile = (typeof PROFILES)[number];

export const SECRET_BYTES = 32;
const NOTHING = Buffer.alloc(0);
const SM4_KEY_BYTES = 16;
const hashes = { aes: 'sha256', sm: 'sm3' } as const;

/** Name of the hash of a profile, as Node knows it. */
export const hashName = (profile: Profile): 'sha256' | 'sm3' => hashes[profile];

type Parts = { cipher: KeyObject; mac: KeyObject };

/** A secret of 32 bytes and its profile; a key object holds it, so that nothing by chance prints it. */
export class Secret {
  private halves: Parts | undefined;

  constructor(
    readonly profile: Profile,
    readonly key: KeyObject,
  ) {}

  export(): Buffer {
    return this.key.export();
  }

  equals(other: Secret): boolean {
    return this.profile === other.profile && this.key.equals(other.key);
  }

  /** The same bytes for work in another profile, e.g. a master key that wraps keys of both. */
  in(profile: Profile): Secret {
    return profile === this.profile ? this : new Secret(profile, this.key);
  }

  /** SM4 has keys of 16 bytes and authenticates nothing: one key to encrypt, another for the tag. */
  parts(): Parts {
    if (!this.halves) {
      const info = 'gongkai.sm4.1';
      const bytes = Buffer.from(hkdfSync('sm3', this.key, NOTHING, info, SM4_KEY_BYTES + 32));
      this.halves = {
        cipher: createSecretKey(bytes.subarray(0, SM4_KEY_BYTES)),
        mac: createSecretKey(bytes.subarray(SM4_KEY_BYTES)),
      };
    }
    return this.halves;
  }
}

export const freshSecret = (profile: Profile = 'aes'): Secret =>
  new Secret(profile, createSecretKey(randomBytes(SECRET_BYTES)));

/** The secret these bytes are; undefined when they are not as many as a secret has. */
export const secretFrom = (bytes: Uint8Array, profile: Profile = 'aes'): Secret | undefined =>
  bytes.length === SECRET_BYTES ? new Secret(profile, createSecretKey(bytes)) : undefined;
