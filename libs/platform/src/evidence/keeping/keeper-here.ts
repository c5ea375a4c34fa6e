import {
  SqliteEvidenceStore,
  SqliteLogKeys,
  type EvidenceStore,
  type LogKeys,
} from '@gongkai/evidence-store';
import { systemClock, type Clock } from '@gongkai/kernel';
import { PersonKeyStore, SqliteEventStore } from '@gongkai/sqlite';
import { Checkpointer } from './checkpointer.js';
import type { EvidenceKeeping, EvidenceWork } from './keeping.js';
import { LogKeeper } from './log-keeper.js';
import { logRecord } from './log-record.js';
import { Patience } from './patience.js';
import { TenantLogs } from './tenant-logs.js';
import { Timestamper } from './timestamper.js';
import { Witness } from './witness.js';

/** What a keeper works on. */
export type KeeperPlaces = {
  /** A connection of its own: what is new is told to it by `notice`. */
  log: SqliteEventStore;
  store: EvidenceStore;
  keys: LogKeys;
  /** How long the log here may be behind what other processes have hashed. */
  behindMs?: number;
  close(): Promise<void>;
};

/** Those of a data folder. */
export const placesIn = ({
  events,
  evidence,
  keys: path,
  folder,
  masterKey,
}: EvidenceWork): KeeperPlaces => {
  const log = new SqliteEventStore({ path: events, writer: 'none' });
  const store = new SqliteEvidenceStore(evidence);
  const personKeys = new PersonKeyStore({ path, folder, masterKey, access: 'write' });
  const keys = new SqliteLogKeys(path, personKeys);
  const close = async () => {
    await keys.close();
    await personKeys.close();
    await store.close();
    await log.close();
  };
  return { log, store, keys, close };
};

/** The evidence log kept in this thread. */
export class KeeperHere implements EvidenceKeeping {
  private of: Readonly<Record<string, string>>;
  private readonly keeper: LogKeeper;
  private readonly timestamper: Timestamper | undefined;

  constructor(
    private readonly places: KeeperPlaces,
    work: Pick<EvidenceWork, 'installation' | 'superiors' | 'timestampUrl'>,
    private readonly onError: (error: unknown) => void,
    clock: Clock = systemClock(),
  ) {
    const { log, store, keys, behindMs = 0 } = places;
    const patience = new Patience(behindMs);
    const { installation, timestampUrl } = work;
    this.of = work.superiors;
    const originOf = (tenant: string) => `${installation}/${tenant}`;
    this.keeper = new LogKeeper({
      log,
      store,
      logs: new TenantLogs(store, log, (stored) => logRecord(stored).sha256, patience),
      checkpointer: new Checkpointer(store, keys, originOf, clock),
      witness: new Witness(store, keys, installation, clock),
      patience,
      clock,
      originOf,
      superiorOf: (tenant) => this.of[tenant],
      onError,
    });
    this.timestamper =
      timestampUrl === null ? undefined : new Timestamper(store, timestampUrl, clock);
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
    this.places.log.commitsSeen.emit('head', head);
  }

  async close(): Promise<void> {
    await this.timestamper?.stop();
    await this.keeper.close();
    await this.places.close();
  }
}
