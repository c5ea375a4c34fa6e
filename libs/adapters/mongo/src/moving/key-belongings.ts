import { INSTALLATION, type Belonging, type Belongings, type Keys } from '@gongkai/kernel';
import { MasterKeyError, type PersonKeys } from '@gongkai/vault';
import type { Collection, Db, Filter } from 'mongodb';
import { binary, bytesOf, durable, type Kept, type Stored } from '../keys/durable.js';
import {
  idOf,
  keyCollections,
  PROFILE,
  type KeyCollections,
  type PersonDocument,
} from '../keys/person-key-documents.js';

export type MongoKeyBelongingsOptions = {
  keys: Pick<Keys, 'secret'>;
  /** Destroys what was destroyed, with all that belongs to that. */
  personKeys: Pick<PersonKeys, 'shred'>;
  masterKey: { path: string; mark: string };
};

type Credential = { tenant: string; account: string; hash: string };

const PAGE = 500;

/**
 * Keys of persons and governments, secrets and password hashes that all processes share, for a move.
 * Wrapped keys are given and taken as they lie there; a secret lies wrapped here and not in a file
 * only its owner may read, so it goes through the store.
 */
export class MongoKeyBelongings implements Belongings {
  readonly kinds = ['profile', 'tenantKey', 'personKey', 'shredded', 'secret', 'credential'];
  private readonly at: KeyCollections;
  private readonly secrets: Collection<Kept<{ secret: Stored }>>;
  private readonly credentials: Collection<Kept<Credential>>;

  constructor(
    db: Db,
    private readonly options: MongoKeyBelongingsOptions,
  ) {
    this.at = keyCollections(db);
    this.secrets = durable(db, 'keys.secrets');
    this.credentials = durable(db, 'keys.credentials');
  }

  async *each(kind: string, tenant: string): AsyncIterable<Belonging> {
    if (kind === 'profile') yield* await this.profile(tenant);
    else if (kind === 'tenantKey') yield* await this.tenantKey(tenant);
    else if (kind === 'personKey')
      for await (const { key, wrapped, mark, mac } of this.ofTenant(this.at.persons, tenant))
        yield valued(key, this.textOf(wrapped, mark), mac ?? null);
    else if (kind === 'shredded')
      for await (const { key, shreddedAt } of this.ofTenant(this.at.shredded, tenant))
        yield valued(key, shreddedAt);
    else if (kind === 'credential')
      for await (const { _id, hash } of this.ofTenant(this.credentials, tenant))
        yield valued(_id.slice(tenant.length + 1), hash);
    else if (tenant === INSTALLATION)
      for await (const { _id } of paging(this.secrets, {}, ''))
        yield valued(_id, base64(await this.options.keys.secret(_id, vanished)));
  }

  async put(kind: string, tenant: string, belongings: readonly Belonging[]): Promise<void> {
    if (kind === 'personKey') return this.putPersons(tenant, belongings);
    for (const { id, value } of belongings)
      await this.putOne(kind, tenant, id, (JSON.parse(value) as [string])[0]);
  }

  async takeAway(kind: string, tenant: string, ids: readonly string[]): Promise<void> {
    for (const id of ids)
      if (kind === 'profile') await this.at.settings.deleteOne({ _id: id });
      else if (kind === 'tenantKey') await this.at.tenants.deleteOne({ _id: tenant, tenant });
      else if (kind === 'secret') await this.secrets.deleteOne({ _id: id });
      else if (kind === 'credential')
        await this.credentials.deleteOne({ _id: idOf(tenant, id), tenant });
      else if (kind === 'personKey') await this.takePerson(tenant, id);
  }

  /** The connection is whoever's opened it. */
  async close(): Promise<void> {
    await Promise.resolve();
  }

  private async profile(tenant: string): Promise<Belonging[]> {
    const _id = tenant === INSTALLATION ? PROFILE : `${PROFILE}/${tenant}`;
    const found = await this.at.settings.findOne({ _id });
    return found ? [valued(_id, String(found.value))] : [];
  }

  private async tenantKey(tenant: string): Promise<Belonging[]> {
    if (tenant === INSTALLATION) return [];
    const found = await this.at.tenants.findOne({ _id: tenant, tenant });
    return found ? [valued(tenant, this.textOf(found.wrapped, found.mark))] : [];
  }

  private ofTenant<T extends { tenant: string }>(collection: Collection<Kept<T>>, tenant: string) {
    const none = tenant === INSTALLATION;
    return paging(collection, { tenant } as Filter<Kept<T>>, idOf(tenant, ''), none);
  }

  private async putOne(kind: string, tenant: string, id: string, text: string): Promise<void> {
    const { keys, personKeys, masterKey } = this.options;
    const upsert = { upsert: true };
    if (kind === 'profile') await this.at.settings.replaceOne({ _id: id }, { value: text }, upsert);
    else if (kind === 'tenantKey') {
      const kept = { tenant, wrapped: wrappedIn(text), mark: masterKey.mark };
      await this.at.tenants.replaceOne({ _id: tenant, tenant }, kept, upsert);
    } else if (kind === 'shredded') await personKeys.shred(tenant, id, text);
    else if (kind === 'secret') {
      await this.secrets.deleteOne({ _id: id });
      await keys.secret(id, () => new Uint8Array(Buffer.from(text, 'base64')));
    } else {
      const account = id.slice(0, id.indexOf(':'));
      const _id = idOf(tenant, id);
      await this.credentials.replaceOne({ _id, tenant }, { tenant, account, hash: text }, upsert);
    }
  }

  /** The keys first: nothing leads to a key that is not there. */
  private async putPersons(tenant: string, belongings: readonly Belonging[]): Promise<void> {
    const persons = belongings.map(({ id: key, value }) => {
      const [wrapped, mac] = JSON.parse(value) as [string, string | null];
      const { mark } = this.options.masterKey;
      const kept = { tenant, key, wrapped: wrappedIn(wrapped), mark, ...(mac ? { mac } : {}) };
      return { _id: idOf(tenant, key), kept };
    });
    await this.forgetMacs(
      tenant,
      persons.map(({ _id }) => _id),
    );
    await this.at.persons.bulkWrite(
      persons.map(({ _id, kept: replacement }) => ({
        replaceOne: { filter: { _id, tenant }, replacement, upsert: true },
      })),
    );
    const macs = persons.flatMap(({ kept: { key, mac } }) =>
      mac === undefined ? [] : [{ _id: idOf(tenant, mac), key }],
    );
    if (macs.length > 0)
      await this.at.macs.bulkWrite(
        macs.map(({ _id, key }) => ({
          replaceOne: { filter: { _id, tenant }, replacement: { tenant, key }, upsert: true },
        })),
      );
  }

  private async takePerson(tenant: string, key: string): Promise<void> {
    const _id = idOf(tenant, key);
    await this.forgetMacs(tenant, [_id]);
    await this.at.persons.deleteOne({ _id, tenant });
  }

  private async forgetMacs(tenant: string, persons: readonly string[]): Promise<void> {
    const filter = { _id: { $in: [...persons] }, tenant };
    const known = (await this.at.persons.find(filter).toArray()) as Kept<PersonDocument>[];
    for (const { key, mac } of known)
      if (mac !== undefined) await this.at.macs.deleteOne({ _id: idOf(tenant, mac), tenant, key });
  }

  /** While a rotation is under way not all lie under one master key: it has to be ended first. */
  private textOf(wrapped: Stored, mark: string): string {
    const { path, mark: wanted } = this.options.masterKey;
    if (mark !== wanted) throw new MasterKeyError('wrong', { path, found: wanted, wanted: mark });
    return base64(bytesOf(wrapped));
  }
}

async function* paging<T extends object>(
  collection: Collection<Kept<T>>,
  filter: Filter<Kept<T>>,
  from: string,
  none = false,
): AsyncGenerator<Kept<T>> {
  for (let after = from; !none;) {
    const page = (await collection
      .find({ ...filter, _id: { $gt: after } } as Filter<Kept<T>>)
      .sort({ _id: 1 })
      .limit(PAGE)
      .toArray()) as unknown as Kept<T>[];
    yield* page;
    if (page.length < PAGE) return;
    after = page.at(-1)!._id;
  }
}

const valued = (id: string, ...values: (string | null)[]): Belonging => ({
  id,
  value: JSON.stringify(values),
});
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const wrappedIn = (text: string): Stored => binary(Buffer.from(text, 'base64'));
const vanished = (): never => {
  throw new Error('a secret was taken away while it was read');
};
