import { existsSync } from 'node:fs';
import {
  MemoryEvidenceStore,
  SqliteEvidenceStore,
  SqliteLogKeys,
  type EvidenceStore,
  type LogKeys,
} from '@gongkai/evidence-store';
import { PLATFORM, type Clock, type Position } from '@gongkai/kernel';
import type { Tree } from '@gongkai/directory';
import type { SqliteEventStore } from '@gongkai/sqlite';
import type { PersonKeys } from '@gongkai/vault';
import { workerFile } from '../worker-file.js';
import type { EvidenceKeeping, EvidenceWork } from './keeping/keeping.js';
import type { KeeperStatus } from './keeping/log-keeper.js';
import type { LogReader } from './log-reader.js';
import { EvidenceOperations } from './operate.js';
import { verifyEvidence, type EvidenceProblem, type EvidenceReport } from './verify-evidence.js';
import { StoreLogReader } from './store-log-reader.js';

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
  /** False for who only reads: nothing is hashed or signed. */
  keep: boolean;
  /** Worker threads may be used. */
  threads: boolean;
};

/** What is wrong with the events, not with the trees. */
const CONTRADICTS: ReadonlySet<EvidenceProblem['problem']> = new Set(['forked', 'eventsMissing']);

/** The name an installation has until it is given one; no such host can exist. */
export const UNNAMED = 'gongkai.invalid';
const INSTALLATION = 'installation';
/** A start is for who waits for it; old events and the first checkpoints come right after. */
const START_AFTER_MS = 2_000;

/** The evidence log of an open data folder. */
export class EvidencePart {
  readonly reader: LogReader;
  private keeping: (EvidenceKeeping & { notice(head: unknown): void }) | undefined;
  private opening: Promise<EvidenceKeeping> | undefined;
  private readonly timer: NodeJS.Timeout | undefined;
  private known = -1;
  private failure: string | null = null;
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
      keeping: options.keep
        ? { ensure: (...of) => this.begun().then((it) => it.ensure(...of)) }
        : undefined,
    });
    if (options.keep)
      this.timer = setTimeout(() => void this.begun().catch(this.failed), START_AFTER_MS).unref();
  }

  static async open(options: EvidenceOptions): Promise<EvidencePart> {
    const { evidence, keys } = options.paths;
    const readonly = !options.keep;
    const store =
      readonly && !existsSync(evidence)
        ? new MemoryEvidenceStore()
        : new SqliteEvidenceStore(evidence, { readonly });
    const named = (await store.settings('')).get(INSTALLATION);
    const installation = named ?? options.installation ?? UNNAMED;
    // The first line of every checkpoint: what a log is called may not change under its readers.
    if (named === undefined && options.keep) await store.set('', INSTALLATION, installation);
    return new EvidencePart(options, store, new SqliteLogKeys(keys, undefined), installation);
  }

  /** How it stands, for health and metrics; undefined for who keeps nothing. */
  async status(head: Position | undefined): Promise<EvidenceStatus | undefined> {
    if (!this.options.keep) return undefined;
    const troubles = (await this.store.troubles()).length;
    const status = this.keeping?.status;
    const position = status?.position ?? (await this.store.cursor());
    const lag = head === undefined ? 0 : Math.max(0, Number(head - (position ?? 0n)));
    return { position, lag, lagMs: status?.lagMs ?? 0, troubles, failure: this.failure };
  }

  /** Every event up to the position is hashed, or its log stands still. */
  async waitFor(position: Position): Promise<void> {
    if (this.options.keep) await (await this.begun()).waitFor(position);
  }

  /** What an operator does with the logs; only who holds the folder for writing. */
  operations(personKeys: Pick<PersonKeys, 'ofTenant'>): EvidenceOperations {
    const { store, reader, installation } = this;
    const { clock, paths } = this.options;
    return new EvidenceOperations({
      store,
      reader,
      keysPath: paths.keys,
      personKeys,
      installation,
      clock,
    });
  }

  /**
   * Hashes everything anew, unless the events contradict what was signed: then the hashes there are
   * show what stood there before, and are left as they are.
   */
  async rebuild(progress?: (done: number, total: number) => void): Promise<EvidenceReport> {
    const before = await verifyEvidence(this.options.paths, progress);
    if (!this.options.keep || before.problems.some(({ problem }) => CONTRADICTS.has(problem)))
      return before;
    await this.ended();
    this.opening = undefined;
    await this.store.dropTrees();
    const head = await this.options.log.head();
    if (head !== undefined) await this.waitFor(head);
    return verifyEvidence(this.options.paths);
  }

  async rotate(tenant: string): Promise<void> {
    await (await this.begun()).rotate(tenant);
  }

  /** Hashes and signs what is left, within a few seconds, and closes. */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    const { log, keep } = this.options;
    if (keep) {
      const head = (await log.head()) ?? 0n;
      if (!this.opening && ((await this.store.cursor()) ?? 0n) < head) await this.begun(false);
      if (this.opening) await this.ended();
    }
    await this.keys.close();
    await this.store.close();
  }

  private async ended(): Promise<void> {
    const { log } = this.options;
    try {
      const keeping = await this.opening;
      if (!keeping) return;
      log.commitsSeen.off('head', this.notice);
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
      const { KeeperHere } = await import('./keeping/keeper-here.js');
      this.keeping = new KeeperHere(work, this.failed, clock).start();
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
  };

  private superiors(): Record<string, string> {
    const { tree } = this.options;
    this.known = tree.revision;
    const of: Record<string, string> = {};
    for (const tenant of tree.tenants()) {
      const above = superiorOf(tree, tenant);
      if (above !== undefined) of[tenant] = above;
    }
    return of;
  }
}

export type EvidenceStatus = KeeperStatus & {
  /** Events not hashed yet. */
  lag: number;
  failure: string | null;
};

/** The tenant of the next government above that has one. */
export const superiorOf = (tree: Tree, tenant: string): string | undefined => {
  const node = tree.governmentNode(tenant);
  if (node === undefined || tenant === PLATFORM) return undefined;
  for (const above of tree.ancestors(node)) {
    const other = tree.tenantOf(above);
    if (other !== undefined && other !== null && other !== tenant && other !== PLATFORM)
      return other;
  }
  return undefined;
};
