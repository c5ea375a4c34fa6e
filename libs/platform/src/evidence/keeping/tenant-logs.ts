import { leafHash, parseCheckpoint, streamHeadLeaf } from '@gongkai/evidence';
import type { EvidenceStore, LogGrowth, Node, StreamStand } from '@gongkai/evidence-store';
import type { Position, StoredEvent } from '@gongkai/kernel';
import { Frontier } from './frontier.js';
import type { LogRecord } from './log-record.js';
import { Patience } from './patience.js';

/** Why a tenant's log stands still; texts in errors.ts. */
export type TroubleCode =
  /** A record is not what was written. */
  | 'damaged'
  /** An event of a stream is missing or stands in another place. */
  | 'eventMissing'
  /** The events do not give the root that was signed. */
  | 'forked'
  /** The log of events ends before what was hashed: an earlier state of it was put back. */
  | 'rolledBack';

/** The log of one tenant cannot go on. */
export class LogTrouble extends Error {
  constructor(
    readonly tenant: string,
    readonly code: TroubleCode,
    readonly position: Position,
  ) {
    super(`the evidence log of ${tenant} stopped at ${position}: ${code}`);
    this.name = 'LogTrouble';
  }
}

type Signed = { size: number; root: Uint8Array };
type TenantLog = { frontier: Frontier; position: Position; signed: Signed[] };

/** Logs whose right edge is held ready; about three kilobytes each. */
const KEPT_MAX = 4_096;
const SIGNED_PAGE = 1_000;

/** Reads events by position. */
export type EventsAt = { at(positions: readonly Position[]): Promise<StoredEvent[]> };

/** The right edges of all logs: what turns records into growth, and the root of now. */
export class TenantLogs {
  private readonly logs = new Map<string, TenantLog>();

  constructor(
    private readonly store: EvidenceStore,
    private readonly events: EventsAt,
    private readonly hashOf: (stored: StoredEvent) => Uint8Array,
    private readonly patience = new Patience(0),
  ) {}

  /** Size, position and both roots of a log as it stands. */
  async stand(tenant: string): Promise<{ frontier: Frontier; position: Position }> {
    return this.log(tenant);
  }

  /**
   * What the records of one tenant add to its log. Nothing is changed in the store; after it refused
   * the growth, `forget`. Throws `LogTrouble` when a signed checkpoint says otherwise.
   */
  async growth(tenant: string, records: readonly LogRecord[]): Promise<LogGrowth> {
    const log = await this.log(tenant);
    const { frontier } = log;
    const from = frontier.size;
    const nodes: Node[] = [];
    const last = new Map<string, LogRecord>();
    for (const record of records) {
      nodes.push(...frontier.add(record.sha256, record.sm3));
      last.set(record.stream, record);
      log.position = record.position;
      this.compare(tenant, log);
    }
    return { tenant, from, leaves: records, nodes, streams: [...last.values()].map(standOf) };
  }

  forget(tenant: string): void {
    this.logs.delete(tenant);
  }

  forgetAll(): void {
    this.logs.clear();
  }

  private async log(tenant: string): Promise<TenantLog> {
    const known = this.logs.get(tenant);
    if (known) return known;
    if (this.logs.size >= KEPT_MAX) this.logs.delete(this.logs.keys().next().value!);
    const read = await this.read(tenant);
    this.logs.set(tenant, read);
    return read;
  }

  /** The trees are read back with care: the last event and what was signed must agree with them. */
  private async read(tenant: string): Promise<TenantLog> {
    const head = await this.store.head(tenant);
    const size = head?.size ?? 0;
    const position = head?.position ?? 0n;
    const frontier = await Frontier.read(this.store, tenant, size);
    const log: TenantLog = { frontier, position, signed: await this.signedFrom(tenant, size) };
    if (size > 0) {
      const [last] = await this.patience.until(
        () => this.events.at([position]),
        (found) => found.length > 0,
      );
      const leaf = await this.store.hashes(tenant, 0, size - 1, size, 'sha256');
      if (!last) throw new LogTrouble(tenant, 'rolledBack', position);
      if (!same(this.hashOf(last), leaf)) throw new LogTrouble(tenant, 'forked', position);
    }
    this.compare(tenant, log);
    return log;
  }

  /** Checkpoints at or beyond the tree's size: more than one only while lost trees are made again. */
  private async signedFrom(tenant: string, size: number): Promise<Signed[]> {
    const latest = await this.store.latest(tenant);
    if (!latest || latest.size < size) return [];
    const all = new Map<number, string>();
    for (let after = size - 1; ;) {
      const page = await this.store.checkpoints(tenant, after, SIGNED_PAGE);
      for (const { size: at, body } of page) all.set(at, body);
      if (page.length < SIGNED_PAGE) break;
      after = page.at(-1)!.size;
    }
    all.set(latest.size, latest.body);
    return [...all].map(([at, body]) => ({ size: at, root: rootOf(body) }));
  }

  private compare(tenant: string, { frontier, position, signed }: TenantLog): void {
    const [next] = signed;
    if (!next || next.size > frontier.size) return;
    if (next.size === frontier.size && !same(next.root, frontier.root())) {
      this.forget(tenant);
      throw new LogTrouble(tenant, 'forked', position);
    }
    signed.shift();
  }
}

const standOf = ({ stream, revision: count, sha256: last }: LogRecord): StreamStand => ({
  stream,
  count,
  leaf: leafHash(streamHeadLeaf({ stream, count, last })),
});

const rootOf = (body: string): Uint8Array => {
  const parsed = parseCheckpoint(body);
  return parsed.ok ? parsed.root : new Uint8Array(0);
};

export const same = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);
