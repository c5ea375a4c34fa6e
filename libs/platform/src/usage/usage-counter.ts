import {
  GateError,
  isUnreadable,
  Rejection,
  sha256,
  type Call,
  type Clock,
  type Receipt,
} from '@gongkai/kernel';
import type { Usage, UsedItem, Uses, Viewer } from '@gongkai/nest';
import type { DayUse, UsageBatch, UsageStore } from '@gongkai/sqlite';
import { ITEMS_PER_RECORD, RecordUsageCommand } from '@gongkai/usage';
import { isbot } from 'isbot';

/**
 * A reader who opens the same again within this time has opened it once: the double click of the
 * COUNTER Code of Practice for usage, release 5.1, section 7.2.
 */
const DOUBLE_CLICK_MS = 30_000;
/** Readers and items kept to know double clicks by; beyond it the oldest are forgotten. */
const LATELY_MAX = 100_000;
/** Items counted and not yet in the store; while it cannot be written, more are not counted. */
const WAITING_MAX = 100_000;
const STORE_EVERY_MS = 5_000;
const RECORD_EVERY_MS = 60_000;

export type UsageCounterDeps = { store: UsageStore; clock: Clock };
type Send = (command: object) => Promise<Receipt | Rejection>;

/**
 * Counts what the public reads: in memory for seconds, in the store until the day is over, then one
 * record an agency and day in the log. No reader is kept anywhere, and the hash of one no longer than
 * a double click takes.
 */
export class UsageCounter implements Usage {
  /** By item; almost always of one day and agency. */
  private waiting = new Map<string, DayUse[]>();
  /** When a reader last used an item, the longest ago first; a hash says which reader and item. */
  private readonly lately = new Map<string, number>();
  private timers: NodeJS.Timeout[] = [];
  private recording: Promise<unknown> = Promise.resolve();

  constructor(private readonly deps: UsageCounterDeps) {}

  count(use: keyof Uses, { tenant, agency, id }: UsedItem, viewer: Viewer): void {
    if (viewer.officer || isbot(viewer.said?.agent)) return;
    if (this.isDoubleClick(`${use} ${tenant} ${id}`, viewer)) return;
    const day = this.deps.clock.today();
    const ofItem = this.waiting.get(itemKey(tenant, id)) ?? [];
    const counted = ofItem.find((known) => known.day === day && known.agency === agency);
    if (counted) counted[use] += 1;
    else if (this.waiting.size < WAITING_MAX) {
      const first = { tenant, agency, day, item: id, views: 0, downloads: 0, [use]: 1 };
      this.waiting.set(itemKey(tenant, id), [...ofItem, first]);
    }
  }

  unrecorded(tenant: string, ids: readonly string[]): ReadonlyMap<string, Uses> {
    const stored = this.deps.store.of(tenant, ids);
    return new Map(
      ids.map((id) => {
        const known = stored.get(id);
        const parts = [...(known ? [known] : []), ...(this.waiting.get(itemKey(tenant, id)) ?? [])];
        const sum = (use: keyof Uses) => parts.reduce((all, part) => all + part[use], 0);
        return [id, { views: sum('views'), downloads: sum('downloads') }];
      }),
    );
  }

  /** Puts into the store what was counted since. */
  keep(): void {
    if (this.waiting.size === 0) return;
    this.deps.store.add([...this.waiting.values()].flat());
    this.waiting = new Map();
  }

  /** Records what was counted before today; returns how many records were made. */
  async record(send: Send): Promise<number> {
    const { store, clock } = this.deps;
    this.keep();
    let recorded = 0;
    for (const batch of store.batchesBefore(clock.today(), ITEMS_PER_RECORD))
      if (await isRecorded(batch, send)) {
        store.drop(batch);
        recorded += 1;
      }
    return recorded;
  }

  /** Keeps and records from time to time, until `stop`. */
  start(send: Send, onError: (error: unknown) => void): void {
    const keep = () => {
      try {
        this.keep();
      } catch (error) {
        onError(error);
      }
    };
    const record = () => {
      this.recording = this.recording.then(() => this.record(send)).catch(onError);
    };
    this.timers = [setInterval(keep, STORE_EVERY_MS), setInterval(record, RECORD_EVERY_MS)];
    for (const timer of this.timers) timer.unref();
    record();
  }

  async stop(): Promise<void> {
    for (const timer of this.timers.splice(0)) clearInterval(timer);
    await this.recording;
  }

  /** On a full disk the last counts are lost; the program ends in order all the same. */
  close(): void {
    try {
      this.keep();
    } catch {
      this.waiting.clear();
    }
    this.deps.store.close();
  }

  private isDoubleClick(what: string, { source, said }: Viewer): boolean {
    const { lately } = this;
    const now = this.deps.clock.now().getTime();
    for (const [key, at] of lately) {
      if (at > now - DOUBLE_CLICK_MS && lately.size <= LATELY_MAX) break;
      lately.delete(key);
    }
    const key = sha256(JSON.stringify([what, source, said?.forwardedFor, said?.agent]));
    const again = lately.delete(key);
    lately.set(key, now);
    return again;
  }
}

const itemKey = (tenant: string, id: string): string => `${tenant}/${id}`;

/** False when the log refuses it now: it is sent again under the same command id. */
const isRecorded = async (
  { commandId, tenant, agency, day: on, items }: UsageBatch,
  send: Send,
): Promise<boolean> => {
  const body = { agency, on, items };
  const call: Call = { tenant, caller: { kind: 'process', name: 'usage' }, commandId, body };
  try {
    return !((await send(new RecordUsageCommand(call, body))) instanceof Rejection);
  } catch (error) {
    // What stops one agency stops no other.
    if (isUnreadable(error) || error instanceof GateError) return false;
    throw error;
  }
};
