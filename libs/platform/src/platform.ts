import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import type { Tree } from '@gongkai/directory';
import type { Calendars } from '@gongkai/holiday';
import {
  GateError,
  StoreUnavailable,
  type Blobs,
  type Clock,
  type EventStore,
  type Ids,
  type Keys,
  type Notifier,
  type Position,
  type ReadStore,
  type Receipt,
  type Rejection,
} from '@gongkai/kernel';
import type { PlatformStatus, Progress, StatusSource } from '@gongkai/nest';
import { dataPaths, type MasterKey } from '@gongkai/sqlite';
import type { Vault } from '@gongkai/vault';
import type { INestApplicationContext } from '@nestjs/common';
import type { Application } from './application.js';
import type { MoveCounts } from './deadlines/move-cases.js';
import type { Figures } from './figures.js';
import type { LogReader } from './evidence/log-reader.js';
import { openParts, type Parts, type PlatformOptions } from './parts.js';
import { rebuildBeside, verifyReads, type RebuildReport } from './rebuild.js';
import type { Replay } from './replay/replay.js';
import { unlessStanding } from './keeping/failures.js';
import { merged } from './projectors.js';
import { Rounds } from './rounds.js';

/** How long closing waits for read models to come to the end of the log, milliseconds. */
const CATCH_UP_MS = 1000;

/** An open data folder with everything that stands on it: the one composition root. */
export class Platform implements Progress, StatusSource {
  private application: Application | undefined;
  private readonly rounds: Rounds;
  private writerState: PlatformStatus['writer'];
  private closed: Promise<void> | undefined;

  private constructor(readonly parts: Parts) {
    this.writerState = parts.writable ? 'ok' : 'readOnly';
    this.rounds = new Rounds(parts, (command) => this.send(command));
  }

  static async open(options: PlatformOptions): Promise<Platform> {
    const platform = new Platform(await openParts(options));
    try {
      if (options.access !== 'read') {
        const { openApplication } = await import('./application.js');
        platform.application = await openApplication(platform, options.modules ?? []);
      }
      return platform;
    } catch (error) {
      await platform.close();
      throw error;
    }
  }

  /** The data folder. */
  get folder(): string {
    return this.parts.folder;
  }
  /** False beside another process that holds the folder. */
  get writable(): boolean {
    return this.parts.writable;
  }
  get events(): EventStore {
    return this.parts.events;
  }
  get reads(): ReadStore {
    return this.parts.reads;
  }
  get keys(): Keys {
    return this.parts.keys;
  }
  get vault(): Vault {
    return this.parts.vault;
  }
  /** The master key the folder was opened with; undefined for who only reads. */
  get masterKey(): MasterKey | undefined {
    return this.parts.masterKey;
  }
  get blobs(): Blobs {
    return this.parts.blobs;
  }
  get clock(): Clock {
    return this.parts.clock;
  }
  get ids(): Ids {
    return this.parts.ids;
  }
  get tree(): Tree {
    return this.parts.keeper.tree;
  }
  /** The calendars of working days, kept from the log. */
  get calendars(): Calendars {
    return this.parts.calendars.book;
  }
  get figures(): Figures {
    return this.parts.figures;
  }
  /** Everything as of a day or as known at an instant. */
  get replay(): Replay {
    return this.parts.replay;
  }
  /** What the evidence logs of all tenants hold. */
  get logReader(): LogReader {
    return this.parts.evidence.reader;
  }
  get tokenMinutes(): number {
    return this.parts.tokenMinutes;
  }
  /** The Nest application with every context; there is none for who only reads. */
  get app(): INestApplicationContext {
    return this.running.context;
  }
  /** Demo data is never served beyond loopback. */
  get demo(): boolean {
    return existsSync(dataPaths(this.parts.folder).demo);
  }

  /** Sends a command over the one bus. */
  send = (command: object): Promise<Receipt | Rejection> => this.running.send(command);

  private get running(): Application {
    if (!this.application) throw new StoreUnavailable('readOnly');
    return this.application;
  }

  /** Gives what the day requires, at once and then every minute. */
  watch(onError: (error: unknown) => void): void {
    this.rounds.watch(onError);
  }

  /** Sends messages to offices by mail, at once and then every minute. */
  mail(notifier: Notifier, onError: (error: unknown) => void): void {
    this.rounds.mail(notifier, onError);
  }

  /** Records what the public read, at once and then every minute. */
  countUsage(onError: (error: unknown) => void): void {
    this.parts.usage.start(this.send, onError);
  }

  /** Ends the watch, the mail and the moving of due days. */
  rest(): Promise<void> {
    return this.rounds.rest();
  }

  /** One round of the watch; returns how many commands were given. */
  watchOnce(): Promise<number> {
    return this.rounds.watchOnce();
  }

  /** Brings what changed in the calendars to the open cases, now; returns what became of them. */
  moveDeadlines(): Promise<MoveCounts> {
    return this.rounds.moveDeadlines();
  }

  async waitFor(position: Position, signal?: AbortSignal): Promise<void> {
    const { log, remote, projectors, keeper, calendars } = this.parts;
    // In a cluster another process may have appended what has not come here yet.
    if (!remote && position > ((await log.head()) ?? 0n)) throw new GateError('POSITION_UNKNOWN');
    await Promise.all(
      [projectors, keeper, calendars].map((each) => each.waitFor(position, signal)),
    );
  }

  /** Waits until the read models show all there is; throws `reads.standing` where one stands still. */
  async caughtUp(): Promise<void> {
    const { log, projectors } = this.parts;
    const head = await log.head();
    if (head !== undefined) await unlessStanding(this.waitFor(head), () => projectors.status(head));
  }

  async status(): Promise<PlatformStatus> {
    const { log, events, reads, projectors, keeper, calendars, evidence, folder } = this.parts;
    const [position, parked, stores, disk] = await Promise.all([
      log.head(),
      // Who cannot ask for them says so under `stores`.
      reads.parked().catch(() => []),
      this.parts.problems(),
      statfs(folder).catch(() => undefined),
    ]);
    const followers = [keeper.course('tree'), calendars.course('calendars')];
    const evidenceStatus = await evidence.status(position);
    return {
      writer: this.writerState === 'readOnly' ? 'readOnly' : log.writerState,
      ...(events.queue ? { queue: events.queue } : {}),
      position,
      projections: [...(await projectors.status(position)), ...merged(followers, position)],
      parked,
      stores,
      diskFreeBytes: disk && disk.bavail * disk.bsize,
      ...this.rounds.status(),
      ...(evidenceStatus ? { evidence: evidenceStatus } : {}),
    };
  }

  /**
   * Builds every read model anew beside those in use and compares the two. Unless it is only to
   * verify, the new ones take their place when the platform closes.
   */
  async rebuild({
    verify,
    onProgress,
  }: {
    verify: boolean;
    onProgress?: (events: number, part: number) => void;
  }): Promise<RebuildReport> {
    const { log, reads, cells, clock } = this.parts;
    const path = dataPaths(this.folder).reads;
    const deps = { log, reads, cells, tree: this.tree, clock, path };
    return (verify ? verifyReads : rebuildBeside)({
      ...deps,
      ...(onProgress ? { onProgress } : {}),
    });
  }

  /** Tells a second process more of this one, e.g. the address it listens at. */
  announce(holder: Readonly<Record<string, unknown>>): void {
    this.parts.held?.announce(holder);
  }

  /** Stops intake, writes what is queued, saves checkpoints, lets the folder go. May be called again. */
  close(): Promise<void> {
    return (this.closed ??= this.end());
  }

  private async end(): Promise<void> {
    const { projectors, evidence, keeper, calendars, log } = this.parts;
    await this.rest();
    await this.parts.usage.stop();
    await this.application?.close();
    this.parts.usage.close();
    await log.drained();
    await this.showWhatWasAnswered();
    await Promise.all([projectors.close(), evidence.close()]);
    await keeper.close();
    await calendars.close();
    await this.parts.close();
  }

  /**
   * What was answered is in the read models when the next program opens them, unless they are so far
   * behind that nobody should wait for it.
   */
  private async showWhatWasAnswered(): Promise<void> {
    const { projectors, remote, log, writable } = this.parts;
    const head = await log.head();
    if (!writable || remote || head === undefined) return;
    await projectors.waitFor(head, AbortSignal.timeout(CATCH_UP_MS)).catch(() => undefined);
  }
}
