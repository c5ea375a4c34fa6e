import { EvidenceStoreError, type EvidenceStore } from '@gongkai/evidence-store';
import type { Clock, Position, StoredEvent } from '@gongkai/kernel';
import { isLegalStep } from '../legal-steps.js';
import { logRecord, type LogRecord } from './log-record.js';
import { LogTrouble, type TenantLogs } from './tenant-logs.js';
import type { Unsigned } from './unsigned.js';

/** The trees of all tenants as they grow; a log that cannot go on stands still and the others go on. */
export class GrowingLogs {
  private readonly troubled = new Set<string>();

  constructor(
    private readonly parts: { store: EvidenceStore; logs: TenantLogs; clock: Clock },
    /** Told of every log that has grown. */
    private readonly unsigned: Unsigned,
  ) {}

  /** Logs that stand still. */
  get troubles(): number {
    return this.troubled.size;
  }

  standsStill(tenant: string): boolean {
    return this.troubled.has(tenant);
  }

  /** Everything is read from the store again, what stood still too. */
  forgetAll(): void {
    this.troubled.clear();
    this.parts.logs.forgetAll();
  }

  /** The log as it stands; undefined when it cannot go on. */
  async stand(tenant: string) {
    try {
      return { tenant, ...(await this.parts.logs.stand(tenant)) };
    } catch (error) {
      if (!(error instanceof LogTrouble)) throw error;
      await this.trouble(error);
      return undefined;
    }
  }

  /** Hashes events, in the order of the log, and remembers that everything up to there is hashed. */
  async take(events: readonly StoredEvent[], upTo: Position): Promise<void> {
    const ofTenants = new Map<string, LogRecord[]>();
    for (const stored of events) {
      const record = await this.read(stored);
      if (!record || this.troubled.has(record.tenant)) continue;
      const others = ofTenants.get(record.tenant);
      if (others) others.push(record);
      else ofTenants.set(record.tenant, [record]);
    }
    await this.grow(ofTenants, upTo);
    for (const [tenant, records] of ofTenants)
      this.unsigned.mark(
        tenant,
        records[0]!.recordedAt,
        records.some(({ type }) => isLegalStep(type)),
      );
  }

  async trouble({ tenant, code, position }: LogTrouble): Promise<void> {
    this.troubled.add(tenant);
    this.unsigned.drop(tenant);
    this.parts.logs.forget(tenant);
    const foundAt = this.parts.clock.now().toISOString();
    await this.parts.store.addTrouble({ tenant, code, position, foundAt });
  }

  /** Whose a damaged record was is told by the columns beside it; it is no leaf. */
  private async read(stored: StoredEvent): Promise<LogRecord | undefined> {
    if (!stored.damaged) return logRecord(stored);
    await this.trouble(new LogTrouble(stored.damaged.tenant, 'damaged', stored.position));
    return undefined;
  }

  /** All or nothing, without the logs that cannot go on. */
  private async grow(ofTenants: Map<string, LogRecord[]>, upTo: Position): Promise<void> {
    const { store, logs } = this.parts;
    for (;;) {
      try {
        const growths = [];
        for (const [tenant, records] of ofTenants) growths.push(await logs.growth(tenant, records));
        return await store.append(upTo, growths);
      } catch (error) {
        for (const tenant of ofTenants.keys()) logs.forget(tenant);
        const trouble = troubleOf(error, ofTenants);
        await this.trouble(trouble);
        ofTenants.delete(trouble.tenant);
      }
    }
  }
}

const troubleOf = (error: unknown, ofTenants: Map<string, LogRecord[]>): LogTrouble => {
  if (error instanceof LogTrouble) return error;
  if (!(error instanceof EvidenceStoreError)) throw error;
  const { tenant } = error;
  return new LogTrouble(tenant, 'eventMissing', ofTenants.get(tenant)?.[0]?.position ?? 0n);
};
