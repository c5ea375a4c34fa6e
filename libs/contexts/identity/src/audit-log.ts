import { createHmac, randomBytes } from 'node:crypto';
import {
  ConflictError,
  digestOf,
  streamName,
  type Actor,
  type Clock,
  type EventStore,
  type Ids,
  type NewEvent,
  type Origin,
  type Secrets,
} from '@gongkai/kernel';
import { auditEvents, type AuditEvent } from './events.js';
import type { AuditEntry, AuditLog } from './ports.js';

type Pending = {
  event: AuditEvent;
  actor: Actor;
  origin: Origin;
  done: () => void;
  failed: (error: unknown) => void;
};
type Refusal = Extract<AuditEntry, { type: 'SignInRefused' | 'TokenRefused' | 'AccessRefused' }>;
type Counted = { tenant: string; refusal: Refusal; source: string; minute: string; more: number };

const BATCH_MAX = 500;
const RETRIES_MAX = 16;
/** Addresses told apart in one minute; the rest is counted together, so that a flood stays small. */
const SOURCES_MAX = 1_000;
const ANONYMOUS: Actor = { kind: 'public', id: 'anonymous' };

/**
 * Appends to stream `audit` of each tenant without ever reading it: what queues up while one append
 * is under way goes into the next. The first refusal of a minute is written at once, the others of
 * the same kind and source as one count when the minute is over.
 */
export class AuditService implements AuditLog {
  private readonly queues = new Map<string, Pending[]>();
  private readonly drains = new Map<string, Promise<void>>();
  private readonly counts = new Map<string, Counted>();
  private timer: NodeJS.Timeout | undefined;
  private tagKey: Promise<Uint8Array> | undefined;
  private closed = false;

  constructor(
    private readonly deps: { store: EventStore; ids: Ids; clock: Clock; keys: Secrets },
  ) {}

  async record(
    tenant: string,
    entry: AuditEntry,
    actor?: Actor,
    origin: Origin = 'live',
  ): Promise<void> {
    switch (entry.type) {
      case 'SignInRefused':
      case 'TokenRefused':
      case 'AccessRefused':
        return this.count(tenant, entry);
      case 'OfficerSignedIn':
      case 'OfficerSignedOut': {
        const { type, ...data } = entry;
        const source = await this.tag(entry.source);
        return this.append(tenant, { type, data: { ...data, source } }, actor);
      }
      default: {
        const { type, ...data } = entry;
        return this.append(tenant, { type, data } as AuditEvent, actor, origin);
      }
    }
  }

  async flush(): Promise<void> {
    await Promise.all(this.drains.values());
    await this.writeCounts(() => true);
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.flush();
  }

  /** Nest calls this before the log is closed. */
  onModuleDestroy(): Promise<void> {
    return this.close();
  }

  private async count(tenant: string, refusal: Refusal): Promise<void> {
    try {
      await this.countUnder(tenant, refusal, await this.tag(refusal.source));
    } catch {
      // A refusal is answered the same whether or not it could be counted.
    }
  }

  private async countUnder(tenant: string, refusal: Refusal, tag: string): Promise<void> {
    const minute = `${this.deps.clock.now().toISOString().slice(0, 16)}:00.000Z`;
    await this.writeCounts((counted) => counted.minute < minute);
    const source = this.counts.size < SOURCES_MAX ? tag : 'others';
    const { source: _, ...kind } = refusal;
    const key = digestOf([tenant, kind, tag, minute]);
    const known = this.counts.get(key) ?? this.counts.get(digestOf([tenant, kind, source, minute]));
    if (known) {
      known.more++;
      return;
    }
    const counted = { tenant, refusal, source, minute, more: 0 };
    this.counts.set(digestOf([tenant, kind, source, minute]), counted);
    this.wakeLater();
    this.append(tenant, eventOf(counted, 1), actorOfRefusal(refusal)).catch(() => counted.more++);
  }

  /** Takes the counts that are ripe; what cannot be written now is counted again. */
  private async writeCounts(ripe: (counted: Counted) => boolean): Promise<void> {
    const writes: Promise<void>[] = [];
    for (const [key, counted] of this.counts) {
      if (!ripe(counted)) continue;
      this.counts.delete(key);
      const { more } = counted;
      if (more === 0) continue;
      const written = this.append(
        counted.tenant,
        eventOf(counted, more),
        actorOfRefusal(counted.refusal),
      );
      writes.push(
        written.catch(() => {
          this.counts.set(key, counted);
        }),
      );
    }
    await Promise.all(writes);
  }

  private wakeLater(): void {
    if (this.timer || this.closed) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      const minute = this.deps.clock.now().toISOString().slice(0, 16);
      void this.writeCounts((counted) => counted.minute < minute).then(() => {
        if (this.counts.size > 0) this.wakeLater();
      });
    }, 60_000);
    this.timer.unref();
  }

  private append(
    tenant: string,
    event: AuditEvent,
    actor = officerOf(event),
    origin: Origin = 'live',
  ): Promise<void> {
    return new Promise((done, failed) => {
      const pending = { event, actor, origin, done, failed };
      const queue = this.queues.get(tenant);
      if (queue) {
        queue.push(pending);
        return;
      }
      this.queues.set(tenant, [pending]);
      this.drains.set(tenant, this.drain(tenant));
    });
  }

  private async drain(tenant: string): Promise<void> {
    const queue = this.queues.get(tenant)!;
    while (queue.length > 0) {
      const batch = queue.splice(0, BATCH_MAX);
      try {
        await this.write(tenant, batch);
        for (const { done } of batch) done();
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
    this.queues.delete(tenant);
    this.drains.delete(tenant);
  }

  private async write(tenant: string, batch: readonly Pending[]): Promise<void> {
    const stream = streamName(tenant, 'audit', 'main');
    let revision = await this.deps.store.revision(stream);
    for (let attempt = 0; ; attempt++) {
      try {
        const events = batch.map((pending, i) => this.stamp(tenant, revision + i + 1, pending));
        await this.deps.store.append(stream, revision, events);
        return;
      } catch (error) {
        if (!(error instanceof ConflictError) || attempt >= RETRIES_MAX) throw error;
        revision = error.actual;
      }
    }
  }

  private stamp(tenant: string, revision: number, { event, actor, origin }: Pending): NewEvent {
    const spec = auditEvents[event.type];
    const data: unknown = spec.current.parse(event.data);
    const id = this.deps.ids.id();
    return {
      meta: {
        id,
        type: event.type,
        schema: spec.version,
        tenant,
        agency: null,
        aggregate: 'audit',
        aggregateId: 'main',
        revision,
        actor,
        command: { id, digest: digestOf(data) },
        causation: null,
        correlation: id,
        occurredOn: this.deps.clock.today(),
        origin,
      },
      data: JSON.stringify(data),
      facet: 0,
    };
  }

  /** The log keeps no address; who has the key can test whether an address is the one. */
  private async tag(source: string): Promise<string> {
    this.tagKey ??= this.deps.keys.secret('audit.source', () => randomBytes(32));
    const key = await this.tagKey;
    return createHmac('sha256', key).update(source).digest('hex').slice(0, 16);
  }
}

const eventOf = ({ refusal, source, minute }: Counted, count: number): AuditEvent => {
  switch (refusal.type) {
    case 'SignInRefused':
    case 'TokenRefused': {
      const { type, reason, account } = refusal;
      return { type, data: { reason, account, source, minute, count } } as AuditEvent;
    }
    case 'AccessRefused': {
      const { type, code, account } = refusal;
      const operation = refusal.operation.slice(0, 100);
      return { type, data: { code, operation, account, source, minute, count } };
    }
  }
};

const actorOfRefusal = ({ account }: Refusal): Actor =>
  account === null ? ANONYMOUS : { kind: 'officer', id: account };

const officerOf = ({ data }: AuditEvent): Actor =>
  data.account === null ? ANONYMOUS : { kind: 'officer', id: data.account };
