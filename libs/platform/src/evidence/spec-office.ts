import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { SqliteEvidenceStore, SqliteLogKeys } from '@gongkai/evidence-store';
import { streamName, systemClock, type Clock, type NewEvent } from '@gongkai/kernel';
import { PersonKeyStore, SqliteEventStore } from '@gongkai/sqlite';
import Database from 'better-sqlite3';
import { KeeperHere, placesIn } from './keeping/keeper-here.js';
import { StoreLogReader } from './store-log-reader.js';

/** A data folder with a log of events and whatever keeps evidence of it; for specs. */
export class SpecOffice {
  private readonly root = mkdtempSync(join(tmpdir(), 'gongkai-evidence-'));
  readonly folder = join(this.root, 'data');
  readonly paths = {
    events: join(this.folder, 'events.db'),
    evidence: join(this.folder, 'evidence.db'),
    keys: join(this.folder, 'keys.db'),
  };
  readonly masterKey = join(this.root, 'data.key');
  readonly errors: unknown[] = [];
  superiors: Record<string, string> = {};
  log: SqliteEventStore;
  private readonly revisions = new Map<string, number>();
  private readonly closers: (() => Promise<void> | void)[] = [];

  constructor(readonly clock: Clock = systemClock()) {
    mkdirSync(this.folder);
    this.log = this.openLog();
    const keys = new PersonKeyStore({ ...this.work(), path: this.paths.keys, access: 'write' });
    keys.unlock();
    void keys.close();
  }

  /** Appends events to one stream; gives the position of the last. */
  async append(
    tenant: string,
    id: string,
    count = 1,
    more: { type?: string; data?: unknown } = {},
  ): Promise<bigint> {
    const stream = streamName(tenant, 'thing', id);
    const before = this.revisions.get(stream) ?? 0;
    const events = Array.from({ length: count }, (_, i) =>
      eventOf(tenant, id, before + i + 1, { data: { n: before + i }, ...more }),
    );
    const { position } = await this.log.append(stream, before, events);
    this.revisions.set(stream, before + count);
    return position;
  }

  /** A keeper at work, until `close` of it or of the office. */
  keeper(): KeeperHere {
    const work = this.work();
    const onError = (error: unknown) => this.errors.push(error);
    const keeper = new KeeperHere(placesIn(work), work, onError, this.clock);
    let closed: Promise<void> | undefined;
    const close = keeper.close.bind(keeper);
    keeper.close = () => (closed ??= close());
    this.closers.push(keeper.close);
    return keeper.start();
  }

  reader(keeping?: KeeperHere): StoreLogReader {
    const store = this.store();
    const keys = new SqliteLogKeys(this.paths.keys, undefined);
    this.closers.push(() => keys.close());
    const superiorOf = (tenant: string) => this.superiors[tenant];
    return new StoreLogReader({ store, keys, installation: 'office.example', superiorOf, keeping });
  }

  store(): SqliteEvidenceStore {
    const store = new SqliteEvidenceStore(this.paths.evidence);
    this.closers.push(() => store.close());
    return store;
  }

  /** The stored bytes of a tenant's events, in order. */
  records(tenant: string): Uint8Array[] {
    const db = new Database(this.paths.events, { readonly: true });
    const rows = db.prepare('SELECT record FROM events ORDER BY position').pluck().all();
    db.close();
    return (rows as Buffer[])
      .filter((record) => record.includes(`"tenant":"${tenant}"`))
      .map((record) => new Uint8Array(record));
  }

  /** Somebody with the disk in hand rewrites a record, its checksum too. */
  async rewrite(position: number, from: string, to: string): Promise<void> {
    await this.log.close();
    const db = new Database(this.paths.events);
    const record = db.prepare('SELECT record FROM events WHERE position = ?').pluck().get(position);
    const changed = Buffer.from((record as Buffer).toString().replace(from, to));
    db.prepare('UPDATE events SET record = ?, crc = ? WHERE position = ?').run(
      changed,
      crc32(changed),
      position,
    );
    db.close();
    this.log = this.openLog();
  }

  /** What opens and closes everything again. */
  async restart(): Promise<void> {
    await this.log.close();
    this.log = this.openLog();
  }

  async close(): Promise<void> {
    for (const close of this.closers.reverse()) await close();
    await this.log.close();
    rmSync(this.root, { recursive: true });
  }

  private openLog(): SqliteEventStore {
    const { now } = this.clock;
    return new SqliteEventStore({ path: this.paths.events, writer: 'here', now });
  }

  private work() {
    const { paths, folder, masterKey, superiors } = this;
    const installation = 'office.example';
    return { ...paths, folder, masterKey, installation, superiors, timestampUrl: null };
  }
}

const eventOf = (
  tenant: string,
  aggregateId: string,
  revision: number,
  { type = 'ThingHappened', data = {} as unknown } = {},
): NewEvent => ({
  meta: {
    id: `E${tenant}${aggregateId}${revision}`,
    type,
    schema: 1,
    tenant,
    agency: null,
    aggregate: 'thing',
    aggregateId,
    revision,
    actor: { kind: 'process', id: 'spec' },
    command: { id: `c${revision}`, digest: 'd' },
    causation: null,
    correlation: 'c',
    occurredOn: '2026-03-02',
    origin: 'live',
  },
  data: JSON.stringify(data),
  facet: 0,
});
