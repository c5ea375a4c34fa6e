import { envelopeOf, type Call } from './call.js';
import { claimEvents, claimId, claimValue, releaseValue, type ClaimEvent } from './claim.js';
import { Rejection, type Facts } from './decider.js';
import { GateError } from './errors.js';
import type { AnyEvent, Catalogue, Day, Recorded } from './event.js';
import {
  loadState,
  rejectCommand,
  type Aggregate,
  type Envelope,
  type Receipt,
} from './execute.js';
import type { HandlerDeps } from './handle.js';
import type { EventStore, Ids } from './ports.js';
import type { Process } from './projection.js';
import { streamName } from './stream.js';

/** A number nobody else of the tenant has. */
export type ClaimedNumber = {
  value: string;
  /** Gives the number back when the command that wanted it is refused. */
  release(reason: string): Promise<void>;
};
/** Whom a number is for: the stream that will carry it, and the command that wants it. */
export type NumberFor = { holder: string; today: Day; envelope: Envelope };

const SERIES_MAX = 10_000;
const TRIES_MAX = 1_000;

/**
 * Numbers of one kind, given or the next of a series, each unique by a claim stream of its own. The
 * last serial of a series is found from the claims themselves, so that no read model has to be right
 * about it.
 */
export class SerialNumbers {
  private readonly serials = new Map<string, number>();

  constructor(
    private readonly deps: { store: EventStore; ids: Ids },
    private readonly kind: string,
  ) {}

  /** The claim of this very number, or undefined when another has it. */
  async take(
    value: string,
    { holder, today, envelope }: NumberFor,
  ): Promise<ClaimedNumber | undefined> {
    const revision = await this.deps.store.revision(this.stream(envelope, value));
    // A refused command may come again under its id: each claim of it is a claim of its own, or the
    // second would be taken for a repeat of the first, which was given back.
    const own = { ...envelope, commandId: `${envelope.commandId}.claim${revision}` };
    const claim = { kind: this.kind, value, holder, today };
    const claimed = await claimValue(this.deps, claim, own);
    if (claimed instanceof Rejection) return undefined;
    // What the holder had before stays with it, whatever becomes of the command.
    const release = async (reason: string) => {
      if (claimed === 'claimed') await releaseValue(this.deps, { ...claim, reason }, own);
    };
    return { value, release };
  }

  /** The next free number; `series` names what its serial runs through within the tenant. */
  async next(
    series: string,
    numberOf: (serial: number) => string,
    wanted: NumberFor,
  ): Promise<ClaimedNumber | Rejection> {
    const key = `${wanted.envelope.tenant}\n${series}`;
    if (!this.serials.has(key)) {
      if (this.serials.size >= SERIES_MAX) this.serials.clear();
      const free = await this.firstFree(wanted.envelope, numberOf);
      this.serials.set(key, Math.max(free, this.serials.get(key) ?? 0));
    }
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const serial = this.serials.get(key) ?? 1;
      this.serials.set(key, serial + 1);
      const claimed = await this.take(numberOf(serial), wanted);
      if (claimed) return claimed;
    }
    return rejectCommand('command.conflict', { actual: TRIES_MAX });
  }

  private async firstFree(of: Envelope, numberOf: (serial: number) => string): Promise<number> {
    const used = async (serial: number) =>
      (await this.deps.store.revision(this.stream(of, numberOf(serial)))) > 0;
    if (!(await used(1))) return 1;
    let low = 1;
    let high = 2;
    for (; await used(high); high *= 2) low = high;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (await used(middle)) low = middle;
      else high = middle;
    }
    return high;
  }

  private stream({ tenant }: Envelope, value: string): string {
    return streamName(tenant, 'claim', claimId(tenant, this.kind, value));
  }
}

/** A number that was claimed, and by which stream. */
export type NumberHeld = { value: string; holder: string };
type UnusedRow = NumberHeld & { due: Day };

/**
 * The process that finds numbers of a kind that were claimed and never came into use, e.g. because
 * the power went in between; `command` carries the order to give one back.
 */
export const unusedNumbers = <E extends AnyEvent>({
  name,
  kind,
  usedBy,
  numberIn,
  isGivenBack = () => false,
  command,
}: {
  name: string;
  kind: string;
  /** The events by which a number comes into use, or is given back, and the number in them. */
  usedBy: Catalogue;
  numberIn(event: Recorded<E>): string | null;
  /** Whether by this event its stream no longer uses the number. */
  isGivenBack?(event: Recorded<E>): boolean;
  command(call: Call, data: NumberHeld): object;
}): Process<UnusedRow, NumberHeld, ClaimEvent | E> => ({
  name,
  version: 1,
  events: { ...claimEvents, ...usedBy },
  collection: { name, version: 1, keys: { due: (row) => row.due }, indexes: [['due']] },
  key(event) {
    if (isClaim(event)) return event.data.kind === kind ? event.meta.aggregateId : undefined;
    const value = numberIn(event as Recorded<E>);
    return value === null ? undefined : claimId(event.meta.tenant, kind, value);
  },
  apply(_, event) {
    const { recordedAt, aggregateId } = event.meta;
    if (isClaim(event)) {
      if (event.type !== 'ValueClaimed') return undefined;
      const { value, holder } = event.data;
      return { value, holder, due: secondDayAfter(recordedAt) };
    }
    const of = event as Recorded<E>;
    const value = numberIn(of);
    if (value === null || !isGivenBack(of)) return undefined;
    return { value, holder: aggregateId, due: recordedAt.slice(0, 10) };
  },
  dueKey: 'due',
  due: ({ value, holder, due }, today) => (today < due ? [] : [{ value, holder }]),
  command,
});

const isClaim = (event: Recorded<AnyEvent>): event is Recorded<ClaimEvent> =>
  Object.hasOwn(claimEvents, event.type);

const DAY_MS = 86_400_000;
/** A command takes seconds; a claim still unused on the second day after is an orphan. */
const secondDayAfter = (instant: string): Day =>
  new Date(Date.parse(instant) + 2 * DAY_MS).toISOString().slice(0, 10);

/** Gives back a number that never came into use; what the order of `unusedNumbers` is handled by. */
export const releaseUnused = async <C, S, E extends AnyEvent, F extends Facts>(
  { store, ids, clock }: HandlerDeps,
  { call, data: { value, holder } }: { call: Call; data: NumberHeld },
  {
    kind,
    aggregate,
    inUse,
    reason,
  }: {
    kind: string;
    aggregate: Aggregate<C, S, E, F>;
    /** Whether the holder has the number, or once had it. */
    inUse(state: S, value: string): boolean;
    reason: string;
  },
): Promise<Receipt> => {
  if (call.caller.kind !== 'process') throw new GateError('FORBIDDEN');
  const envelope = envelopeOf(call, { kind: 'process', id: call.caller.name });
  const today = call.today ?? clock.today();
  const { state } = await loadState(store, aggregate, call.tenant, holder);
  // The row may be behind the log; a number in use stays.
  if (!inUse(state, value))
    await releaseValue({ store, ids }, { kind, value, holder, today, reason }, envelope);
  return { id: holder, revision: 0, position: null };
};
