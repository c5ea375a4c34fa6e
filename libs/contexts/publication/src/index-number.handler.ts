import {
  catalogueAggregate,
  CATALOGUE_ID,
  indexNumber,
  indexNumberSeries,
  templateOf,
} from '@gongkai/catalogue';
import { agencyAggregate, type Tree } from '@gongkai/directory';
import {
  claimId,
  claimValue,
  CLOCK,
  envelopeOf,
  EVENT_STORE,
  GateError,
  IDS,
  loadState,
  rejectCommand,
  Rejection,
  releaseValue,
  StateCache,
  streamName,
  type Clock,
  type Day,
  type Envelope,
  type EventStore,
  type Ids,
} from '@gongkai/kernel';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ReleaseIndexNumberCommand } from './commands.js';
import { documentAggregate } from './decider.js';
import { INDEX_NUMBER_CLAIM } from './document.process.js';
import { reject } from './errors.js';

/** What an item is numbered by. */
export type NumberedItem = { id: string; agency: string | null; column: string; day: Day };
export type NumberClaim = {
  value: string | null;
  /** Gives the number back when the command that wanted it is refused. */
  release(reason: string): Promise<void>;
};

const SERIES_MAX = 10_000;
const TRIES_MAX = 1_000;
const noNumber: NumberClaim = { value: null, release: () => Promise.resolve() };

/**
 * Index numbers (条例第十二条第三款), given or made from the tenant's template, and unique by a claim
 * stream per number. The last serial of a series is found from the claims themselves, so that no
 * read model has to be right about it.
 */
export class IndexNumbers {
  private readonly next = new Map<string, number>();
  private readonly catalogues;
  private readonly agencies;

  constructor(
    private readonly deps: { store: EventStore; ids: Ids },
    private readonly tree: Tree,
  ) {
    this.catalogues = new StateCache(deps.store, catalogueAggregate);
    this.agencies = new StateCache(deps.store, agencyAggregate);
  }

  async claim(
    item: NumberedItem,
    given: string | undefined,
    today: Day,
    envelope: Envelope,
  ): Promise<NumberClaim | Rejection> {
    if (given !== undefined) {
      const claimed = await this.take(given, item.id, today, envelope);
      return claimed ?? reject('publication.indexNumberTaken', { value: given }, 'indexNumber');
    }
    const { tenant } = envelope;
    const { state: catalogue } = await this.catalogues.get(tenant, CATALOGUE_ID);
    const template = templateOf(catalogue);
    if (!template) return noNumber;
    const { column, day } = item;
    const fields = { agencyCode: await this.codeOf(tenant, item.agency), column, day };
    const series = indexNumberSeries(template, fields);
    if (series instanceof Rejection) return series;
    const key = `${tenant}\n${series}`;
    const numberOf = (serial: number) => indexNumber(template, { ...fields, serial }) as string;
    if (!this.next.has(key)) {
      if (this.next.size >= SERIES_MAX) this.next.clear();
      const free = await this.firstFree(tenant, numberOf);
      this.next.set(key, Math.max(free, this.next.get(key) ?? 0));
    }
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const serial = this.next.get(key) ?? 1;
      this.next.set(key, serial + 1);
      const claimed = await this.take(numberOf(serial), item.id, today, envelope);
      if (claimed) return claimed;
    }
    return rejectCommand('command.conflict', { actual: TRIES_MAX });
  }

  private async codeOf(tenant: string, agency: string | null): Promise<string | null> {
    if (agency !== null) return (await this.agencies.get(tenant, agency)).state.code;
    const node = this.tree.governmentNode(tenant);
    return (node === undefined ? undefined : this.tree.node(node)?.code) ?? null;
  }

  /** The claim, or undefined when another document has the number. */
  private async take(
    value: string,
    holder: string,
    today: Day,
    envelope: Envelope,
  ): Promise<NumberClaim | undefined> {
    const { tenant } = envelope;
    const revision = await this.deps.store.revision(claimStream(tenant, value));
    // A refused command may come again under its id: each claim of it is a claim of its own, or the
    // second would be taken for a repeat of the first, which was given back.
    const own = { ...envelope, commandId: `${envelope.commandId}.claim${revision}` };
    const claim = { kind: INDEX_NUMBER_CLAIM, value, holder, today };
    const refused = await claimValue(this.deps, claim, own);
    if (refused) return undefined;
    return {
      value,
      release: (reason) => releaseValue(this.deps, { ...claim, reason }, own),
    };
  }

  private async firstFree(tenant: string, numberOf: (serial: number) => string): Promise<number> {
    const used = async (serial: number) =>
      (await this.deps.store.revision(claimStream(tenant, numberOf(serial)))) > 0;
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
}

const claimStream = (tenant: string, value: string) =>
  streamName(tenant, 'claim', claimId(tenant, INDEX_NUMBER_CLAIM, value));

/** Gives back what a command claimed that never came to its end, e.g. because the power went. */
@CommandHandler(ReleaseIndexNumberCommand)
export class ReleaseIndexNumberHandler implements ICommandHandler<ReleaseIndexNumberCommand> {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(IDS) private readonly ids: Ids,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ call, data: { value, holder } }: ReleaseIndexNumberCommand) {
    if (call.caller.kind !== 'process') throw new GateError('FORBIDDEN');
    const envelope = envelopeOf(call, { kind: 'process', id: call.caller.name });
    const today = call.today ?? this.clock.today();
    const reason = '公开未成,索引号收回。';
    const claim = { kind: INDEX_NUMBER_CLAIM, value, holder, today, reason };
    const deps = { store: this.store, ids: this.ids };
    const { state } = await loadState(this.store, documentAggregate, call.tenant, holder);
    // The row may be behind the log; a number in use stays.
    if (state.indexNumber !== value) await releaseValue(deps, claim, envelope);
    return { id: holder, revision: 0, position: null };
  }
}
