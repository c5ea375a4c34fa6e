import { systemIds } from '@gongkai/kernel';
import {
  freshSecret,
  MasterKeyError,
  placeOfPerson,
  placeOfTenant,
  shredListPath,
  unwrapSecret,
  wrapSecret,
  type KeyProfiles,
  type MasterKey,
  type PersonKey,
  type PersonKeys,
  type Profile,
  type Secret,
  type ShreddedKey,
} from '@gongkai/vault';
import type { Db } from 'mongodb';
import { binary, bytesOf, claim, paged, plain, written, type Stored } from './durable.js';
import { MasterKeys, type MasterKeyPlace } from './master-keys.js';
import {
  idOf,
  keyCollections,
  MASTER,
  PROFILE,
  SHREDDINGS,
  type KeyCollections,
} from './person-key-documents.js';
import { ShredLists } from './shred-lists.js';

export type MongoPersonKeysOptions = MasterKeyPlace & {
  /** A folder all processes share, for the lists of destroyed keys; beside the master key if absent. */
  shreddings?: string;
  /** `read` makes and destroys nothing. */
  access: 'write' | 'read';
};

const newIds = systemIds();
const TRIES = 20;

/**
 * The keys of persons, shared by all processes. Nothing here takes a transaction: a key is there
 * before anything leads to it, and is gone for everybody with the one document that says so.
 */
export class MongoPersonKeys implements PersonKeys, KeyProfiles {
  private readonly at: KeyCollections;
  private readonly masters: MasterKeys;
  private readonly lists: ShredLists;
  /** They never change. */
  private readonly tenants = new Map<string, Secret>();
  private readonly asked = new Map<string, Promise<PersonKey>>();
  /** On the lists and perhaps not yet gone from here, for who may not destroy it. */
  private listed: ReadonlySet<string> = new Set();
  private opened: Promise<MasterKey> | undefined;

  constructor(
    db: Db,
    private readonly options: MongoPersonKeysOptions,
  ) {
    const { masterKey, shreddings = `${masterKey}.shreddings` } = options;
    this.at = keyCollections(db);
    this.masters = new MasterKeys(options);
    this.lists = new ShredLists(shreddings, shredListPath(masterKey));
    return plain(this);
  }

  /** Opens the master key, at once rather than at the first seal, and destroys what is listed. */
  unlock(): Promise<MasterKey> {
    const opening = (this.opened ??= this.open());
    opening.catch(() => (this.opened = undefined));
    return opening;
  }

  async profileOf(tenant?: string): Promise<Profile> {
    return (await this.newKeysOf(tenant)).profile;
  }

  async setProfile(profile: Profile, tenant?: string): Promise<void> {
    this.mustWrite();
    const _id = tenant === undefined ? PROFILE : `${PROFILE}/${tenant}`;
    await this.at.settings.updateOne({ _id }, { $set: { value: profile } }, { upsert: true });
  }

  async ofPerson(tenant: string, mac: string | null): Promise<PersonKey> {
    await this.unlock();
    if (mac === null) return this.makePerson(tenant, null);
    const place = idOf(tenant, mac);
    const asked = this.asked.get(place) ?? this.personOf(tenant, mac);
    this.asked.set(place, asked);
    return asked.finally(() => this.asked.delete(place));
  }

  async byId(tenant: string, keys: readonly string[]): Promise<Map<string, Secret | 'shredded'>> {
    const found = new Map<string, Secret | 'shredded'>();
    const ids = keys.map((key) => idOf(tenant, key));
    for (const page of paged(ids)) {
      const filter = { _id: { $in: page }, tenant };
      for (const { key, wrapped, mark } of await this.at.persons.find(filter).toArray()) {
        // First of all the list: nothing on it is opened, however old this database is.
        await this.unlock();
        const gone = this.listed.has(idOf(tenant, key));
        found.set(key, gone ? 'shredded' : this.unwrap(placeOfPerson(tenant, key), wrapped, mark));
      }
      // After the keys: a key that is destroyed in between is gone from the first or in the second.
      for (const { key } of await this.at.shredded.find(filter).toArray())
        found.set(key, 'shredded');
    }
    return found;
  }

  async ofTenant(tenant: string): Promise<Secret> {
    const known = this.tenants.get(tenant);
    if (known) return known;
    await this.unlock();
    let kept = await this.at.tenants.findOne({ _id: tenant, tenant });
    if (!kept) {
      const { mark, secret } = await this.freshFor(tenant);
      const wrapped = this.wrap(placeOfTenant(tenant), secret, mark);
      await claim(this.at.tenants, { _id: tenant, tenant, wrapped, mark });
      kept = await written(() => this.at.tenants.findOne({ _id: tenant, tenant }));
    }
    const secret = this.unwrap(placeOfTenant(tenant), kept.wrapped, kept.mark);
    this.tenants.set(tenant, secret);
    return secret;
  }

  async retire(tenant: string, key: string): Promise<void> {
    this.mustWrite();
    const _id = idOf(tenant, key);
    await this.forgetMac(tenant, key);
    await this.at.persons.updateOne({ _id, tenant }, { $unset: { mac: '' } });
  }

  /** On the list first: cut short after that, the next to unlock goes on from there. */
  async shred(tenant: string, key: string, shreddedAt: string): Promise<boolean> {
    this.mustWrite();
    await this.unlock();
    const known = await this.at.shredded.findOne({ _id: idOf(tenant, key), tenant });
    if (known?.done) return false;
    if (!known) this.lists.add([{ tenant, key, shreddedAt }]);
    return this.destroy({ tenant, key, shreddedAt });
  }

  async shredded(): Promise<ShreddedKey[]> {
    const all = await this.at.shredded.find().toArray();
    return all.map(shreddedOf).sort((a, b) => compare(orderOf(a), orderOf(b)));
  }

  /** The connection is whoever's opened it. */
  async close(): Promise<void> {}

  private async open(): Promise<MasterKey> {
    const { access, masterKey: path } = this.options;
    let mark = await this.masterMark();
    let made = false;
    if (mark === undefined) {
      const first = this.masters.first(access === 'write');
      mark = access === 'write' ? await this.claimMaster(first.mark) : first.mark;
      made = first.made && mark === first.mark;
      // Another machine was first: its key is to be put here, and nothing lies under this one.
      if (first.made && !made) this.masters.unmake();
    }
    this.masters.under(mark);
    const listMissing = await this.applyLists();
    return { path, mark, made, ...(listMissing ? { listMissing } : {}) };
  }

  private async claimMaster(mark: string): Promise<string> {
    await claim(this.at.settings, { _id: MASTER, value: mark });
    return written(() => this.masterMark());
  }

  private async masterMark(): Promise<string | undefined> {
    return (await this.at.settings.findOne({ _id: MASTER }))?.value as string | undefined;
  }

  /** What a new key lies under, and its algorithms. */
  private async newKeysOf(
    tenant?: string,
  ): Promise<{ mark: string | undefined; profile: Profile }> {
    const own = `${PROFILE}/${tenant}`;
    const ids = [MASTER, PROFILE, ...(tenant === undefined ? [] : [own])];
    const found = await this.at.settings.find({ _id: { $in: ids } }).toArray();
    const named = new Map(found.map(({ _id, value }) => [_id, value as string]));
    const profile = (named.get(own) ?? named.get(PROFILE) ?? 'aes') as Profile;
    return { mark: named.get(MASTER), profile };
  }

  private async freshFor(tenant: string): Promise<{ mark: string; secret: Secret }> {
    this.mustWrite();
    const opened = await this.unlock();
    const { mark = opened.mark, profile } = await this.newKeysOf(tenant);
    return { mark, secret: freshSecret(profile) };
  }

  private async personOf(tenant: string, mac: string): Promise<PersonKey> {
    const _id = idOf(tenant, mac);
    for (let tries = 0; tries < TRIES; tries++) {
      const claimed = await this.at.macs.findOne({ _id, tenant });
      if (claimed) {
        const { key } = claimed;
        const secret = (await this.byId(tenant, [key])).get(key);
        if (secret && secret !== 'shredded') return { key, secret };
        // It leads to nothing: whoever destroyed the key was cut short before this.
        await this.at.macs.deleteOne({ _id, tenant, key });
      }
      const made = await this.makePerson(tenant, mac);
      const { key } = made;
      if (await claim(this.at.macs, { _id, tenant, key })) return made;
      const winner = await this.at.macs.findOne({ _id, tenant });
      if (winner?.key === key) return made;
      await this.at.persons.deleteOne({ _id: idOf(tenant, key), tenant });
    }
    throw new Error('the key of a person could not be claimed');
  }

  private async makePerson(tenant: string, mac: string | null): Promise<PersonKey> {
    const { mark, secret } = await this.freshFor(tenant);
    const key = newIds.id();
    const wrapped = this.wrap(placeOfPerson(tenant, key), secret, mark);
    const _id = idOf(tenant, key);
    await claim(this.at.persons, { _id, tenant, key, wrapped, mark, ...(mac ? { mac } : {}) });
    return { key, secret };
  }

  private async forgetMac(tenant: string, key: string): Promise<void> {
    const person = await this.at.persons.findOne({ _id: idOf(tenant, key), tenant });
    if (person?.mac !== undefined)
      await this.at.macs.deleteOne({ _id: idOf(tenant, person.mac), tenant, key });
  }

  /** From the first write on the key is gone for everybody; what follows takes away what is left. */
  private async destroy({ tenant, key, shreddedAt }: ShreddedKey): Promise<boolean> {
    const _id = idOf(tenant, key);
    const by = newIds.id();
    const first = await claim(this.at.shredded, { _id, tenant, key, shreddedAt, done: false, by });
    const now = first ? undefined : await this.at.shredded.findOne({ _id, tenant });
    await this.forgetMac(tenant, key);
    await this.at.persons.deleteOne({ _id, tenant });
    await this.at.shredded.updateOne({ _id, tenant }, { $set: { done: true } });
    return first || now?.by === by;
  }

  /**
   * Destroys what the lists have and is still here: an older copy of the database, or a crash in
   * between. True when the database knew of lists and there are none; they are made anew.
   */
  private async applyLists(): Promise<boolean> {
    const before = await this.at.settings.findOne({ _id: SHREDDINGS });
    const size = this.lists.size();
    const listed = this.lists.read();
    this.listed = new Set(listed.map(({ tenant, key }) => idOf(tenant, key)));
    if (this.options.access === 'read') return false;
    const done = new Set<string>();
    const all = new Map(listed.map((each) => [idOf(each.tenant, each.key), each]));
    const known = await this.at.shredded.find().toArray();
    for (const each of known) {
      if (each.done) done.add(each._id);
      all.set(each._id, each);
    }
    for (const page of paged([...all.keys()])) {
      for (const { _id } of await this.at.persons.find({ _id: { $in: page } }).toArray())
        done.delete(_id);
      for (const _id of page) if (!done.has(_id)) await this.destroy(all.get(_id)!);
    }
    this.lists.add(known.filter(({ _id }) => !this.listed.has(_id)).map(shreddedOf));
    const value = this.lists.size();
    if (value !== (before?.value ?? 0))
      await this.at.settings.updateOne({ _id: SHREDDINGS }, { $set: { value } }, { upsert: true });
    return Number(before?.value ?? 0) > 0 && size === 0;
  }

  private wrap(place: readonly string[], secret: Secret, mark: string): Stored {
    return binary(wrapSecret(this.masters.under(mark), place, secret));
  }

  private unwrap(place: readonly string[], wrapped: Stored, mark: string): Secret {
    const secret = unwrapSecret(this.masters.under(mark), place, bytesOf(wrapped));
    if (!secret) throw new MasterKeyError('damaged', { record: place.join('/') });
    return secret;
  }

  private mustWrite(): void {
    if (this.options.access === 'read')
      throw new Error('the keys are open for reading: none can be made or destroyed');
  }
}

const shreddedOf = ({ tenant, key, shreddedAt }: ShreddedKey): ShreddedKey => ({
  tenant,
  key,
  shreddedAt,
});
const orderOf = ({ shreddedAt, tenant, key }: ShreddedKey) => `${shreddedAt} ${tenant} ${key}`;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
