import { canonicalJson } from '@gongkai/kernel';
import { hashOf, sameBytes } from './cipher.js';
import { PROFILES, type Profile } from './secret.js';

/** What was in a sealed field, with the salt that lets anybody check it against the commitment. */
export type Opening<T = unknown> = { plain: T; salt: string };

export const commitmentOf = (profile: Profile, salt: Uint8Array, canonical: Uint8Array): Buffer =>
  hashOf(profile, salt, canonical);

/**
 * True when the commitment in an event is to this opening: SHA-256 or, under a key of the profile
 * `sm`, SM3 of salt and text. The salt is known only to who could open the field: once the key is
 * destroyed, no guess at the text can be tested against the commitment.
 */
export const commitmentHolds = (commitment: string, { plain, salt }: Opening): boolean =>
  PROFILES.some((profile) =>
    sameBytes(
      Buffer.from(commitment, 'base64url'),
      commitmentOf(profile, Buffer.from(salt, 'base64url'), Buffer.from(canonicalJson(plain))),
    ),
  );
