/** Between two checkpoints of one log: an event waits for this and a look at the log at most. */
const SIGN_MS = 400;
/** The same while old events are worked off, where nobody waits. */
const SIGN_BEHIND_MS = 5_000;
/** Of what was recorded this recently somebody may be waiting for the checkpoint. */
const FRESH_MS = 60_000;

type Waiting = { since: number; recordedAt: string; legalStep: boolean };

/** Which logs have grown since they were last signed. */
export class Unsigned {
  private readonly logs = new Map<string, Waiting>();

  get size(): number {
    return this.logs.size;
  }

  /** The log has grown; `recordedAt` is of the first event since it was signed. */
  mark(tenant: string, recordedAt: string, legalStep: boolean): void {
    const known = this.logs.get(tenant);
    if (known) known.legalStep ||= legalStep;
    else this.logs.set(tenant, { since: performance.now(), recordedAt, legalStep });
  }

  drop(tenant: string): void {
    this.logs.delete(tenant);
  }

  all(): { tenant: string; legalStep: boolean }[] {
    return [...this.logs].map(([tenant, { legalStep }]) => ({ tenant, legalStep }));
  }

  /** Those that have waited long enough. */
  due(live: boolean, now: Date): { tenant: string; legalStep: boolean }[] {
    const fresh = new Date(now.getTime() - FRESH_MS).toISOString();
    const at = performance.now();
    return this.all().filter(({ tenant }) => {
      const { since, recordedAt } = this.logs.get(tenant)!;
      return since + (live || recordedAt > fresh ? SIGN_MS : SIGN_BEHIND_MS) <= at;
    });
  }

  /** It was signed; a legal step goes on waiting for a checkpoint that is kept. Gives the lag. */
  signed(tenant: string, kept: boolean, now: Date): number {
    const { recordedAt = '', legalStep = false } = this.logs.get(tenant) ?? {};
    this.logs.delete(tenant);
    if (legalStep && !kept) this.mark(tenant, '', true);
    return recordedAt === '' ? 0 : now.getTime() - Date.parse(recordedAt);
  }
}
