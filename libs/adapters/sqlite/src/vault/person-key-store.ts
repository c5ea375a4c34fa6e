import { existsSync } from 'node:fs';
import { systemIds } from '@gongkai/kernel';
import {
  addToShredList,
  freshSecret,
  makeMasterKey,
  markOf,
  MasterKeyError,
  nextKeyPath,
  placeOfPerson,
  placeOfTenant,
  promoteNextKey,
  readMasterKey,
  readShredList,
  shredListPath,
  shredListSize,
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
import Database from 'better-sqlite3';
import type { Db } from '../event-schema.js';
import { shredAgain } from './key-report.js';
import { earlierCopies } from './restore-shreddings.js';
import {
  copyOf,
  hasVaultTables,
  makeVaultTables,
  vaultStatements,
  type VaultStatements,
  type WrappedKey,
} from './person-key-tables.js';

export type PersonKeyStoreOptions = {
  /** keys.db */
  path: string;
  /** The data folder, in which the master key may not lie. */
  folder: string;
  /** The file of the master key. */
  masterKey: string;
  /**
   * `read` makes nothing. `forget` makes keys as `write` does and forgets them with the process, for
   * commands that are only tried.
   */
  access: 'write' | 'read' | 'forget';
};

type Asked = {
  tenant: string;
  mac: string | null;
  resolve: (key: PersonKey) => void;
  reject: (error: unknown) => void;
};

const newIds = systemIds();
/** Up to which byte the list of destroyed keys is in this keys.db. */
const LISTED = 'shreddings';

/** The keys of persons in keys.db. What is asked for in one turn becomes durable in one sync. */
export class PersonKeyStore implements PersonKeys, KeyProfiles {
  private readonly db: Db;
  private readonly sql: VaultStatements | undefined;
  private master: Secret | undefined;
  private asked: Asked[] = [];
  /** Destroyed by the list beside the master key; whoever may write has them in keys.db as well. */
  private listed: ReadonlySet<string> = new Set();

  constructor(private readonly options: PersonKeyStoreOptions) {
    const { path, access } = options;
    this.db =
      access === 'forget' ? copyOf(path) : new Database(path, { readonly: access === 'read' });
    this.db.pragma('busy_timeout = 5000');
    if (access !== 'read') makeVaultTables(this.db);
    this.sql = hasVaultTables(this.db) ? vaultStatements(this.db) : undefined;
  }

  /**
   * Opens the master key, at once rather than at the first seal. A folder that has sealed nothing
   * gets one; a rotation that was cut short after its last record is brought to its end.
   */
  unlock(): MasterKey {
    const opened = this.openMaster();
    const had = Number(this.sql?.named.get(LISTED) ?? 0) > 0;
    const listMissing = had && shredListSize(shredListPath(this.options.masterKey)) === 0;
    this.applyList();
    return listMissing ? { ...opened, listMissing } : opened;
  }

  async profileOf(tenant?: string): Promise<Profile> {
    return this.profile(tenant);
  }

  async setProfile(profile: Profile, tenant?: string): Promise<void> {
    this.writable().setNamed.run(tenant === undefined ? 'profile' : `profile/${tenant}`, profile);
  }

  private profile(tenant?: string): Profile {
    const own = tenant && this.sql?.named.get(`profile/${tenant}`);
    return ((own ?? this.sql?.named.get('profile')) as Profile | undefined) ?? 'aes';
  }

  private openMaster(): MasterKey {
    const { masterKey: path, folder, access } = this.options;
    const wanted = this.sql?.master.get() as string | undefined;
    if (wanted === undefined) return this.firstKey();
    if (access === 'write' && !this.opens(path, wanted) && this.opens(nextKeyPath(path), wanted))
      promoteNextKey(path, folder);
    this.master = this.readKey(wanted);
    return { path, mark: wanted, made: false };
  }

  async ofPerson(tenant: string, mac: string | null): Promise<PersonKey> {
    const known = mac === null ? undefined : this.personOf(tenant, mac);
    if (known) return known;
    return new Promise((resolve, reject) => {
      this.asked.push({ tenant, mac, resolve, reject });
      if (this.asked.length === 1) setImmediate(() => this.makeAsked());
    });
  }

  async byId(tenant: string, keys: readonly string[]): Promise<Map<string, Secret | 'shredded'>> {
    const found = new Map<string, Secret | 'shredded'>();
    if (!this.sql || keys.length === 0) return found;
    // First of all the list: nothing on it is opened, however old this copy of keys.db is.
    if (this.sql.master.get() !== undefined) this.key();
    const ids = JSON.stringify(keys);
    for (const { key, wrapped } of this.sql.byId.all(tenant, ids) as WrappedKey[]) {
      const gone = this.listed.has(`${tenant} ${key}`);
      found.set(key, gone ? 'shredded' : this.unwrap(placeOfPerson(tenant, key), wrapped));
    }
    if (found.size < keys.length)
      for (const key of this.sql.shreddedOf.all(tenant, ids) as string[])
        found.set(key, 'shredded');
    return found;
  }

  async ofTenant(tenant: string): Promise<Secret> {
    const place = placeOfTenant(tenant);
    const known = this.sql?.tenant.get(tenant) as Buffer | undefined;
    if (known) return this.unwrap(place, known);
    this.writable().addTenant.run(
      tenant,
      wrapSecret(this.key(), place, freshSecret(this.profile(tenant))),
    );
    return this.unwrap(place, this.sql!.tenant.get(tenant) as Buffer);
  }

  async retire(tenant: string, key: string): Promise<void> {
    this.writable().retire.run(tenant, key);
  }

  /** On the list first: cut short after that, the next to unlock goes on from there. */
  async shred(tenant: string, key: string, shreddedAt: string): Promise<boolean> {
    const sql = this.writable();
    if (!this.master) this.unlock();
    if (sql.shreddedOf.all(tenant, JSON.stringify([key])).length > 0) return false;
    const { access, folder, masterKey } = this.options;
    const keys = [{ tenant, key, shreddedAt }];
    const end = access === 'write' ? addToShredList(shredListPath(masterKey), keys) : 0;
    this.db
      .transaction(() => {
        sql.dropPerson.run(tenant, key);
        sql.addShredded.run(tenant, key, shreddedAt);
        sql.setNamed.run(LISTED, String(end));
      })
      .immediate();
    if (access === 'write') for (const copy of earlierCopies(folder)) shredAgain(copy, keys);
    return true;
  }

  async shredded(): Promise<ShreddedKey[]> {
    return (this.sql?.shredded.all() ?? []) as ShreddedKey[];
  }

  async close(): Promise<void> {
    this.makeAsked();
    if (this.db.open) this.db.close();
  }

  /**
   * Destroys what the list beside the master key has and this keys.db has not heard of: an older
   * copy of the folder, or a crash in between. A folder from before there were lists gets one.
   */
  private applyList(): void {
    const { access, folder, masterKey } = this.options;
    const path = shredListPath(masterKey);
    if (!this.sql) return;
    const sql = this.sql;
    const done = Number(sql.named.get(LISTED) ?? 0);
    if (done > 0 && shredListSize(path) === done) return;
    const keys = readShredList(path)?.keys ?? [];
    this.listed = new Set(keys.map(({ tenant, key }) => `${tenant} ${key}`));
    if (access !== 'write') return;
    const known = sql.shredded.all() as ShreddedKey[];
    const unlisted = known.filter(({ tenant, key }) => !this.listed.has(`${tenant} ${key}`));
    const end = addToShredList(path, unlisted);
    this.db
      .transaction(() => {
        for (const { tenant, key, shreddedAt } of keys) {
          sql.dropPerson.run(tenant, key);
          sql.addShredded.run(tenant, key, shreddedAt);
        }
        sql.setNamed.run(LISTED, String(end));
      })
      .immediate();
    for (const copy of earlierCopies(folder)) shredAgain(copy, keys);
  }

  private makeAsked(): void {
    const asked = this.asked;
    this.asked = [];
    if (asked.length === 0) return;
    try {
      const made = this.db
        .transaction(() =>
          asked.map(({ tenant, mac }) => {
            const known = mac === null ? undefined : this.personOf(tenant, mac);
            return known ?? this.makePerson(tenant, mac);
          }),
        )
        .immediate();
      asked.forEach(({ resolve }, i) => resolve(made[i]!));
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }

  private makePerson(tenant: string, mac: string | null): PersonKey {
    const made = { key: newIds.id(), secret: freshSecret(this.profile(tenant)) };
    const wrapped = wrapSecret(this.key(), placeOfPerson(tenant, made.key), made.secret);
    this.writable().addPerson.run(tenant, made.key, wrapped, mac);
    return made;
  }

  private personOf(tenant: string, mac: string): PersonKey | undefined {
    if (this.sql?.master.get() !== undefined) this.key();
    const row = this.sql?.byMac.get(tenant, mac) as WrappedKey | undefined;
    if (!row || this.listed.has(`${tenant} ${row.key}`)) return undefined;
    return { key: row.key, secret: this.unwrap(placeOfPerson(tenant, row.key), row.wrapped) };
  }

  private unwrap(place: readonly string[], wrapped: Buffer): Secret {
    const secret = unwrapSecret(this.key(), place, wrapped);
    if (!secret) throw new MasterKeyError('damaged', { record: place.join('/') });
    return secret;
  }

  private key(): Secret {
    if (!this.master) this.unlock();
    return this.master!;
  }

  private writable(): VaultStatements {
    if (!this.sql || this.options.access === 'read')
      throw new Error('keys.db is open for reading: no key can be made or destroyed');
    return this.sql;
  }

  /** A folder that has no master key yet: the file may be there already, put by the operator. */
  private firstKey(): MasterKey {
    const { masterKey: path, folder, access } = this.options;
    const made = !existsSync(path);
    if (access === 'read') throw new MasterKeyError('missing', { path });
    if (made && access === 'forget') this.master = freshSecret();
    else this.master = made ? makeMasterKey(path, folder) : readMasterKey(path, folder);
    const mark = markOf(this.master);
    this.writable().setMaster.run(mark);
    return { path, mark, made };
  }

  private readKey(wanted: string): Secret {
    const { masterKey: path, folder } = this.options;
    const next = nextKeyPath(path);
    if (!this.opens(path, wanted) && this.opens(next, wanted)) return readMasterKey(next, folder);
    const key = readMasterKey(path, folder);
    if (markOf(key) !== wanted)
      throw new MasterKeyError('wrong', { path, found: markOf(key), wanted });
    return key;
  }

  private opens(path: string, wanted: string): boolean {
    try {
      return markOf(readMasterKey(path, this.options.folder)) === wanted;
    } catch (error) {
      if (error instanceof MasterKeyError) return false;
      throw error;
    }
  }
}
