import type { Opening } from './commitment.js';
import type { Shredded } from './errors.js';
import type { Sealed } from './sealed.js';
import type { BytesAt } from './sealed-bytes.js';

/** What somebody is identified by: the kind of paper and the number on it. */
export type Identity = { kind: string; number: string };

/** A person as the vault knows them: the key that seals, and a mac that finds them again. */
export type Person = { key: string; mac: string | null };

type Bytes = AsyncIterable<Uint8Array>;

/**
 * Seals what a person tells about themselves before it becomes an event, under a key of that person
 * alone. Who opens for an officer goes through `Opener`, which puts it on record.
 */
export interface Vault {
  /** The same number of the same kind gives the same key and mac within a tenant; null, a new key. */
  person(tenant: string, identity: Identity | null): Promise<Person>;
  /** Any JSON; each call gives another ciphertext. */
  seal(tenant: string, key: string, plain: unknown): Promise<Sealed>;
  /** Throws `Shredded` when the key was destroyed, `SealBroken` when it cannot be opened. */
  open<T>(tenant: string, sealed: Sealed): Promise<T>;
  /** Many at once, in order; a field whose key was destroyed gives the error as a value. */
  openAll<T>(tenant: string, sealed: readonly Sealed[]): Promise<(T | Shredded)[]>;
  /** With the salt, so that a third party can check the text against the commitment in the log. */
  opening<T>(tenant: string, sealed: Sealed): Promise<Opening<T>>;
  /** The bytes of a file as they may be kept; streamed, a chunk at a time. */
  sealBytes(tenant: string, key: string, bytes: Bytes): Bytes;
  /** The plain bytes; throws before it has given a chunk that is not what was sealed. */
  openBytes(tenant: string, key: string, bytes: Bytes): Bytes;
  /** The plain bytes of a sealed file at any place, for who looks into it without reading it all. */
  openAt(tenant: string, key: string, sealed: BytesAt): Promise<BytesAt>;
  /** An identifier of a value that only this tenant's key gives; `purpose` keeps uses apart. */
  mac(tenant: string, purpose: string, value: string): Promise<string>;
  /** Whether the key can still open, was destroyed, or never was of this government. */
  has(tenant: string, key: string): Promise<'held' | 'shredded' | 'unknown'>;
  /** Whoever comes again gets a new key: nothing more is sealed under one about to be destroyed. */
  retire(tenant: string, key: string): Promise<void>;
  /** Destroys a person's key: whatever it sealed is gone for ever. False when it was already. */
  shred(tenant: string, key: string): Promise<boolean>;
}

/** Nest token of the vault. */
export const VAULT = Symbol('Vault');
