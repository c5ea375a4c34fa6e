import { existsSync } from 'node:fs';
import {
  MemoryEvidenceStore,
  SqliteEvidenceStore,
  SqliteLogKeys,
  type EvidenceStore,
  type LogKeys,
} from '@gongkai/evidence-store';
import type { Clock, Position } from '@gongkai/kernel';
import type { Tree } from '@gongkai/directory';
import type { SqliteEventStore } from '@gongkai/sqlite';
import type { PersonKeys } from '@gongkai/vault';
import { servedUpTo } from '../cluster/service-away.js';
import { Opened } from '../opened.js';
import { workerFile } from '../worker-file.js';
import { AskedOfKeeper, askForCheckpoint, askForRotation } from './keeping/asked-of-keeper.js';
import type { EvidenceKeeping, EvidenceWork } from './keeping/keeping.js';
import type { KeeperStatus } from './keeping/log-keeper.js';
import type { LogReader } from './log-reader.js';
import { EvidenceOperations } from './operate.js';
import { StoreLogReader } from './store-log-reader.js';
import { superiorOf, superiorsIn } from './superiors.js';
import { verifyEvidence, type EvidenceProblem, type EvidenceReport } from './verify-evidence.js';

export type EvidenceOptions = {
  paths: { events: string; evidence: string; keys: string };
  folder: string;
  masterKey: string;
  log: SqliteEventStore;
  tree: Tree;
  clock: Clock;
  /** Undefined when the configuration names none. */
  installation: string | undefined;
  timestampUrl: string | undefined;
  /**
   * `here` from the beginning on; `byTurns` among several processes on shared stores, when this one is
   * told to; `never` for who only reads.
   */
  keep: 'here' | 'byTurns' | 'never';
  /** Worker threads may be used. */
  threads: boolean;
  /** What several processes share; without it everything is in the data folder. */
  shared?: SharedEvidence;
};

/** Trees, checkpoints and signing keys outside the data folder, closed by who opened them. */
export type SharedEvidence = {
  store: EvidenceStore;
  keys: LogKeys;
  /** A store for the keeper alone: what it remembers of the trees is then nobody else's doing. */
  storeToKeep(): EvidenceStore;
};

/** What is wrong with the events, not with the trees. */
const CONTRADICTS: ReadonlySet<EvidenceProblem['problem']> = new Set(['forked', 'eventsMissing']);

/** The name an installation has until it is given one; no such host can exist. */
export const UNNAMED = 'gongkai.invalid';
const INSTALLATION = 'installation';
/** A start is for who waits for it; old events and the first checkpoints come right after. */
const START_AFTER_MS = 2_000;
/** A process may have hashed what has not come to this one yet. */
const BEHIND_MS = 30_000;

/** The evidence log of an open data folder. */
export class EvidencePart {
  readonly reader: LogReader;
  private keeping: (EvidenceKeeping & { notice(head: unknown): void }) | undefined;
  private opening: Promise<EvidenceKeeping> | undefined;
  private readonly timer: NodeJS.Timeout | undefined;
  private known = -1;
  private failure: string | null = null;
  private failedAt: Position = 0n;
  private closed = false;

  private constructor(
    private readonly options: EvidenceOptions,
    readonly store: EvidenceStore,
    private readonly keys: LogKeys,
    readonly installation: string,
  ) {
    this.reader = new StoreLogReader({
      store,
      keys,
      installation,
      superiorOf: (tenant) => superiorOf(options.tree, tenant),
      keeping: options.keep === 'never' ? undefined : { ensure: (...of) => this.ensure(...of) },
    });
    if (options.keep === 'here')
      this.timer = setTimeout(() => void this.begun().catch(this.failed), START_AFTER_MS).unref();
  }

  static async open(options: EvidenceOptions): Promise<EvidencePart> {
    if (options.shared) return EvidencePart.openOver(options.shared, options);
    const opened = new Opened();
    try {
      return await EvidencePart.openOver(placesToRead(options, opened), options);
    } catch (error) {
      return opened.fail(error);
    }
  }

  private static async openOver(
    { store, keys }: Pick<SharedEvidence, 'store' | 'keys'>,
    options: EvidenceOptions,
  ): Promise<EvidencePart> {
    const named = (await store.settings('')).get(INSTALLATION);
    const installation = named ?? options.installation ?? UNNAMED;
    // The first line of every checkpoint: what a log is called may not change under its readers.
    if (named === undefined && options.keep !== 'never')
      await store.set('', INSTALLATION, installation);
    return new EvidencePart(options, store, keys, installation);
  }

  /** How it stands, for health and metrics; undefined for who keeps nothing. */
  async status(head: Position | undefined): Promise<EvidenceStatus | undefined> {
    if (this.options.keep === 'never' || this.keptElsewhere) return undefined;
    const troubles = (await this.store.troubles()).length;
    const status = this.keeping?.status;
    const position = status?.position ?? (await this.store.cursor());
    // It has gone on since.
    if (position !== undefined && position > this.failedAt) this.failure = null;
    const lag = head === undefined ? 0 : Math.max(0, Number(head - (position ?? 0n)));
    return { position, lag, lagMs: status?.lagMs ?? 0, troubles, failure: this.failure };
  }

  /** Every event up to the position is hashed, or its log stands still. */
  async waitFor(position: Position): Promise<void> {
    if (this.keptElsewhere)
      await servedUpTo(() => this.store.cursor(), position, 'evidence.keeperAway');
    else if (this.options.keep !== 'never') await (await this.begun()).waitFor(position);
  }

  /** What an operator does with the logs; only who holds the folder for writing. */
  operations(personKeys: Pick<PersonKeys, 'ofTenant'>): EvidenceOperations {
    const { store, reader, installation } = this;
    const { clock } = this.options;
    const signingKeys = () => this.signingKeys(personKeys);
    return new EvidenceOperations({ store, reader, signingKeys, installation, clock });
  }

  /** Compares what was hashed and signed with the events; changes nothing. */
  verify(progress?: (done: number, total: number) => void): Promise<EvidenceReport> {
    const { store, keys } = this;
    return verifyEvidence({ log: this.options.log, store, keys }, progress);
  }

  /**
   * Hashes everything anew, unless the events contradict what was signed: then the hashes there are
   * show what stood there before, and are left as they are.
   */
  async rebuild(progress?: (done: number, total: number) => void): Promise<EvidenceReport> {
    const before = await this.verify(progress);
    if (
      this.options.keep !== 'here' ||
      before.problems.some(({ problem }) => CONTRADICTS.has(problem))
    )
      return before;
    await this.ended();
    await this.store.dropTrees();
    const head = await this.options.log.head();
    if (head !== undefined) await this.waitFor(head);
    return this.verify();
  }

  /** New signing keys for a tenant, by whoever keeps its log. */
  async rotate(tenant: string): Promise<void> {
    if (this.keptElsewhere) await askForRotation(this.store, tenant);
    else await (await this.begun()).rotate(tenant);
  }

  /** Hashes and signs what is left, within a few seconds, and closes. */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    const { log, keep, shared } = this.options;
    if (keep === 'byTurns') await this.ended();
    if (keep === 'here') {
      const head = (await log.head()) ?? 0n;
      if (!this.opening && ((await this.store.cursor()) ?? 0n) < head) await this.begun(false);
      if (this.opening) await this.ended();
    }
    if (shared) return;
    await this.keys.close();
    await this.store.close();
  }

  /** Keeps the logs from now on, until what it returns is called: only one of several processes at a time. */
  async keepByTurn(): Promise<() => Promise<void>> {
    const keeping = await this.begun(false);
    const asked = new AskedOfKeeper(this.store, keeping, this.failed);
    return async () => {
      await asked.close();
      await this.ended();
    };
  }

  /** Keys that sign, to be closed by who asked for them. */
  signingKeys(personKeys: Pick<PersonKeys, 'ofTenant'>): LogKeys {
    return this.options.shared?.keys ?? new SqliteLogKeys(this.options.paths.keys, personKeys);
  }

  /** By another process, or by none at the moment. */
  private get keptElsewhere(): boolean {
    return this.options.keep === 'byTurns' && !this.opening;
  }

  private async ensure(tenant: string, position: Position): Promise<number | undefined> {
    if (this.keptElsewhere) return askForCheckpoint(this.store, tenant, position);
    return (await this.begun()).ensure(tenant, position);
  }

  private async ended(): Promise<void> {
    const { log } = this.options;
    try {
      const keeping = await this.opening;
      if (!keeping) return;
      log.commitsSeen.off('head', this.notice);
      this.opening = this.keeping = undefined;
      await keeping.close();
    } catch (error) {
      this.failed(error);
    }
  }

  private begun(inThread = this.options.threads): Promise<EvidenceKeeping> {
    return (this.opening ??= this.begin(inThread));
  }

  private async begin(inThread: boolean): Promise<EvidenceKeeping> {
    const { paths, folder, masterKey, clock, timestampUrl = null, log } = this.options;
    const { installation } = this;
    const superiors = this.superiors();
    const work: EvidenceWork = {
      ...paths,
      folder,
      masterKey,
      installation,
      superiors,
      timestampUrl,
    };
    const file = inThread ? workerFile('projector') : undefined;
    if (file && !this.closed) {
      const { KeeperInThread } = await import('./keeping/keeper-in-thread.js');
      this.keeping = new KeeperInThread(file, work, this.failed);
    } else {
      const { KeeperHere, placesIn } = await import('./keeping/keeper-here.js');
      const { shared } = this.options;
      const places = shared ? await sharedPlaces(shared, paths.events) : placesIn(work);
      this.keeping = new KeeperHere(places, work, this.failed, clock).start();
    }
    log.commitsSeen.on('head', this.notice);
    return this.keeping;
  }

  private readonly notice = (head: unknown): void => {
    const { tree } = this.options;
    if (tree.revision !== this.known) this.keeping?.superiors(this.superiors());
    this.keeping?.notice(head);
  };

  private readonly failed = (error: unknown): void => {
    this.failure = (error as Error).message;
    this.failedAt = this.keeping?.status.position ?? 0n;
  };

  private superiors(): Record<string, string> {
    const { tree } = this.options;
    this.known = tree.revision;
    return superiorsIn(tree);
  }
}

const placesToRead = (
  { paths, keep }: EvidenceOptions,
  opened: Opened,
): Pick<SharedEvidence, 'store' | 'keys'> => {
  const readonly = keep !== 'here';
  const store =
    readonly && !existsSync(paths.evidence)
      ? new MemoryEvidenceStore()
      : new SqliteEvidenceStore(paths.evidence, { readonly });
  opened.add(store);
  return { store, keys: opened.add(new SqliteLogKeys(paths.keys, undefined)) };
};

/** With a connection of its own to the replica; the rest is closed by who opened it. */
const sharedPlaces = async (shared: SharedEvidence, events: string) => {
  const { SqliteEventStore } = await import('@gongkai/sqlite');
  const log = new SqliteEventStore({ path: events, writer: 'none' });
  const store = shared.storeToKeep();
  return { store, keys: shared.keys, log, behindMs: BEHIND_MS, close: () => log.close() };
};

export type EvidenceStatus = KeeperStatus & {
  /** Events not hashed yet. */
  lag: number;
  failure: string | null;
};
