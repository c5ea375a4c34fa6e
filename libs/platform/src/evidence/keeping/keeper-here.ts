import { SqliteEvidenceStore, SqliteLogKeys } from '@gongkai/evidence-store';
import { systemClock, type Clock } from '@gongkai/kernel';
import { PersonKeyStore, SqliteEventStore } from '@gongkai/sqlite';
import { Checkpointer } from './checkpointer.js';
import type { EvidenceKeeping, EvidenceWork } from './keeping.js';
import { LogKeeper } from './log-keeper.js';
import { logRecord } from './log-record.js';
import { TenantLogs } from './tenant-logs.js';
import { Timestamper } from './timestamper.js';
import { Witness } from './witness.js';

/** Everything a keeper needs, opened and running in this thread. */
export class KeeperHere implements EvidenceKeeping {
  private of: Readonly<Record<string, string>>;
  private readonly log: SqliteEventStore;
  private readonly store: SqliteEvidenceStore;
  private readonly personKeys: PersonKeyStore;
  private readonly keys: SqliteLogKeys;
  private readonly keeper: LogKeeper;
  private readonly timestamper: Timestamper | undefined;

  constructor(
    { events, evidence, keys, folder, masterKey, ...work }: EvidenceWork,
    private readonly onError: (error: unknown) => void,
    clock: Clock = systemClock(),
  ) {
    const { installation, timestampUrl } = work;
    this.of = work.superiors;
    this.log = new SqliteEventStore({ path: events, writer: 'none' });
    this.store = new SqliteEvidenceStore(evidence);
    this.personKeys = new PersonKeyStore({ path: keys, folder, masterKey, access: 'write' });
    this.keys = new SqliteLogKeys(keys, this.personKeys);
    const originOf = (tenant: string) => `${installation}/${tenant}`;
    this.keeper = new LogKeeper({
      log: this.log,
      store: this.store,
      logs: new TenantLogs(this.store, this.log, (stored) => logRecord(stored).sha256),
      checkpointer: new Checkpointer(this.store, this.keys, originOf, clock),
      witness: new Witness(this.store, this.keys, installation, clock),
      clock,
      originOf,
      superiorOf: (tenant) => this.of[tenant],
      onError,
    });
    this.timestamper =
      timestampUrl === null ? undefined : new Timestamper(this.store, timestampUrl, clock);
  }

  start(): this {
    this.keeper.start();
    this.timestamper?.start(this.onError);
    return this;
  }

  ensure: EvidenceKeeping['ensure'] = (tenant, position) => this.keeper.ensure(tenant, position);
  rotate: EvidenceKeeping['rotate'] = (tenant) => this.keeper.rotate(tenant);
  waitFor: EvidenceKeeping['waitFor'] = (position) => this.keeper.waitFor(position);

  get status() {
    return this.keeper.status;
  }

  superiors(of: Readonly<Record<string, string>>): void {
    this.of = of;
  }

  /** There are events up to here. */
  notice(head: unknown): void {
    this.log.commitsSeen.emit('head', head);
  }

  async close(): Promise<void> {
    await this.timestamper?.stop();
    await this.keeper.close();
    await this.keys.close();
    await this.personKeys.close();
    await this.store.close();
    await this.log.close();
  }
}
