import type { Profile, Secret } from './secret.js';

/** One person's data key: `key` is its opaque id, which events name. */
export type PersonKey = { key: string; secret: Secret };

/** A key that was destroyed; kept so that a restored backup can destroy it again. */
export type ShreddedKey = { tenant: string; key: string; shreddedAt: string };

/** Where the keys of persons lie: wrapped, apart from the events, each durable before it is used. */
export interface PersonKeys {
  /** The key of the person this mac belongs to, made at first; without a mac a key of its own. */
  ofPerson(tenant: string, mac: string | null): Promise<PersonKey>;
  /** Keys by id. `shredded`: destroyed on purpose; absent: never was here. */
  byId(tenant: string, keys: readonly string[]): Promise<Map<string, Secret | 'shredded'>>;
  /** The secret under which a tenant's macs are made; made at first, the same ever after. */
  ofTenant(tenant: string): Promise<Secret>;
  /** Whoever comes again with the mac of this key gets a new one; what it sealed still opens. */
  retire(tenant: string, key: string): Promise<void>;
  /** Destroys a key for ever, even one that is not here; false when it was destroyed before. */
  shred(tenant: string, key: string, shreddedAt: string): Promise<boolean>;
  /** Every destroyed key, in order of destruction. */
  shredded(): Promise<ShreddedKey[]>;
}

/** Which algorithms new keys have. */
export interface KeyProfiles {
  /** Of this government when it has its own, else of the installation. */
  profileOf(tenant?: string): Promise<Profile>;
  /** Keys made from now on have this profile; what was sealed before opens as it did. */
  setProfile(profile: Profile, tenant?: string): Promise<void>;
}
