import { randomUUID } from 'node:crypto';
import {
  freshSecret,
  type PersonKeys,
  type Profile,
  type Secret,
  type ShreddedKey,
} from '@gongkai/vault';

/** The keys of persons in memory, for specs; same suite as every adapter. */
export class MemoryPersonKeys implements PersonKeys {
  private readonly secrets = new Map<string, Secret>();
  private readonly persons = new Map<string, string>();
  private readonly tenants = new Map<string, Secret>();
  private readonly destroyed = new Map<string, ShreddedKey>();

  /** `profile` is that of new keys, and may change at any time. */
  constructor(public profile: Profile = 'aes') {}

  async ofPerson(tenant: string, mac: string | null) {
    const person = mac === null ? null : `${tenant}/${mac}`;
    const known = person === null ? undefined : this.persons.get(person);
    const key = known ?? randomUUID();
    const place = `${tenant}/${key}`;
    const secret = this.secrets.get(place) ?? freshSecret(this.profile);
    this.secrets.set(place, secret);
    if (person !== null) this.persons.set(person, key);
    return { key, secret };
  }

  async byId(tenant: string, keys: readonly string[]) {
    const found = new Map<string, Secret | 'shredded'>();
    for (const key of keys) {
      const place = `${tenant}/${key}`;
      const secret = this.destroyed.has(place) ? 'shredded' : this.secrets.get(place);
      if (secret) found.set(key, secret);
    }
    return found;
  }

  async ofTenant(tenant: string): Promise<Secret> {
    const secret = this.tenants.get(tenant) ?? freshSecret(this.profile);
    this.tenants.set(tenant, secret);
    return secret;
  }

  async retire(tenant: string, key: string): Promise<void> {
    for (const [person, held] of this.persons)
      if (held === key && person.startsWith(`${tenant}/`)) this.persons.delete(person);
  }

  async shred(tenant: string, key: string, shreddedAt: string): Promise<boolean> {
    const place = `${tenant}/${key}`;
    if (this.destroyed.has(place)) return false;
    this.destroyed.set(place, { tenant, key, shreddedAt });
    this.secrets.delete(place);
    await this.retire(tenant, key);
    return true;
  }

  async shredded(): Promise<ShreddedKey[]> {
    return [...this.destroyed.values()];
  }
}
