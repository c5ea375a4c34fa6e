import type { Clock } from '@gongkai/kernel';
import { macOf } from './cipher.js';
import type { Opening } from './commitment.js';
import { SealBroken, Shredded } from './errors.js';
import type { PersonKeys } from './person-keys.js';
import type { Sealed } from './sealed.js';
import type { Secret } from './secret.js';
import { openAt, openStream, sealStream, type BytesAt } from './sealed-bytes.js';
import { openField, sealField } from './sealed-field.js';
import type { Identity, Person, Vault } from './vault.js';

/** The number as it identifies: full-width digits, a small x, spaces and hyphens make no other person. */
const numberOf = ({ number }: Identity): string =>
  number
    .normalize('NFKC')
    .replace(/[\s\p{Dash_Punctuation}]/gu, '')
    .toUpperCase();

/** The vault over wherever the keys lie. */
export class SealingVault implements Vault {
  constructor(
    private readonly keys: PersonKeys,
    private readonly clock: Pick<Clock, 'now'>,
  ) {}

  async person(tenant: string, identity: Identity | null): Promise<Person> {
    const mac =
      identity && (await this.mac(tenant, `identity.${identity.kind}`, numberOf(identity)));
    const { key } = await this.keys.ofPerson(tenant, mac);
    return { key, mac };
  }

  async seal(tenant: string, key: string, plain: unknown): Promise<Sealed> {
    return sealField(await this.secretOf(tenant, key), tenant, key, plain);
  }

  async open<T>(tenant: string, sealed: Sealed): Promise<T> {
    return (await this.opening<T>(tenant, sealed)).plain;
  }

  async openAll<T>(tenant: string, sealed: readonly Sealed[]): Promise<(T | Shredded)[]> {
    const secrets = await this.keys.byId(tenant, [...new Set(sealed.map(({ key }) => key))]);
    return sealed.map((field) => {
      const secret = secrets.get(field.key);
      if (secret === 'shredded') return new Shredded(tenant, field.key);
      if (!secret) throw new SealBroken('noKey', tenant, field.key);
      return openField<T>(secret, tenant, field).plain;
    });
  }

  async opening<T>(tenant: string, sealed: Sealed): Promise<Opening<T>> {
    return openField<T>(await this.secretOf(tenant, sealed.key), tenant, sealed);
  }

  async *sealBytes(tenant: string, key: string, bytes: AsyncIterable<Uint8Array>) {
    yield* sealStream(await this.secretOf(tenant, key), [tenant, key], bytes);
  }

  async *openBytes(tenant: string, key: string, bytes: AsyncIterable<Uint8Array>) {
    const secret = await this.secretOf(tenant, key);
    try {
      yield* openStream(secret, [tenant, key], bytes);
    } catch (error) {
      throw brokenSeal(error, tenant, key);
    }
  }

  async openAt(tenant: string, key: string, sealed: BytesAt): Promise<BytesAt> {
    const secret = await this.secretOf(tenant, key);
    const orBroken = async <T>(work: Promise<T>): Promise<T> => {
      try {
        return await work;
      } catch (error) {
        throw brokenSeal(error, tenant, key);
      }
    };
    const { size, read } = await orBroken(openAt(secret, [tenant, key], sealed));
    return { size, read: (offset, length) => orBroken(read(offset, length)) };
  }

  async mac(tenant: string, purpose: string, value: string): Promise<string> {
    return macOf(await this.keys.ofTenant(tenant), ['gongkai.mac.1', tenant, purpose, value]);
  }

  retire(tenant: string, key: string): Promise<void> {
    return this.keys.retire(tenant, key);
  }

  async has(tenant: string, key: string): Promise<'held' | 'shredded' | 'unknown'> {
    const secret = (await this.keys.byId(tenant, [key])).get(key);
    return secret === undefined ? 'unknown' : secret === 'shredded' ? 'shredded' : 'held';
  }

  shred(tenant: string, key: string): Promise<boolean> {
    return this.keys.shred(tenant, key, this.clock.now().toISOString());
  }

  private async secretOf(tenant: string, key: string): Promise<Secret> {
    const secret = (await this.keys.byId(tenant, [key])).get(key);
    if (secret === 'shredded') throw new Shredded(tenant, key);
    if (!secret) throw new SealBroken('noKey', tenant, key);
    return secret;
  }
}

/** What the bytes say of themselves, as an error that names no more than the key. */
const brokenSeal = (error: unknown, tenant: string, key: string): unknown =>
  error instanceof RangeError ? new SealBroken('bytes', tenant, key) : error;
