import {
  catalogueAggregate,
  CATALOGUE_ID,
  indexNumber,
  indexNumberSeries,
  templateOf,
} from '@gongkai/catalogue';
import { agencyAggregate, type Tree } from '@gongkai/directory';
import {
  Rejection,
  releaseUnused,
  releaseValue,
  SerialNumbers,
  StateCache,
  type ClaimedNumber,
  type Day,
  type EventStore,
  type Ids,
  type NumberFor,
} from '@gongkai/kernel';
import { Handler } from '@gongkai/nest';
import { CommandHandler } from '@nestjs/cqrs';
import { ReleaseIndexNumberCommand } from './commands.js';
import { documentAggregate } from './decider.js';
import { INDEX_NUMBER_CLAIM } from './document.process.js';
import { reject } from './errors.js';

/** What an item is numbered by. */
export type NumberedItem = { agency: string | null; column: string; day: Day };

/** Index numbers (条例第十二条第三款), given or made from the tenant's template. */
export class IndexNumbers {
  private readonly numbers: SerialNumbers;
  private readonly catalogues;
  private readonly agencies;

  constructor(
    private readonly deps: { store: EventStore; ids: Ids },
    private readonly tree: Tree,
  ) {
    this.numbers = new SerialNumbers(deps, INDEX_NUMBER_CLAIM);
    this.catalogues = new StateCache(deps.store, catalogueAggregate);
    this.agencies = new StateCache(deps.store, agencyAggregate);
  }

  /** The number of an item; undefined when none was given and the tenant has no template. */
  async claim(
    { agency, column, day }: NumberedItem,
    given: string | undefined,
    wanted: NumberFor,
  ): Promise<ClaimedNumber | Rejection | undefined> {
    if (given !== undefined) {
      const claimed = await this.numbers.take(given, wanted);
      return claimed ?? reject('publication.indexNumberTaken', { value: given }, 'indexNumber');
    }
    const { tenant } = wanted.envelope;
    const { state: catalogue } = await this.catalogues.get(tenant, CATALOGUE_ID);
    const template = templateOf(catalogue);
    if (!template) return undefined;
    const fields = { agencyCode: await this.codeOf(tenant, agency), column, day };
    const series = indexNumberSeries(template, fields);
    if (series instanceof Rejection) return series;
    const numberOf = (serial: number) => indexNumber(template, { ...fields, serial }) as string;
    return this.numbers.next(series, numberOf, wanted);
  }

  /** Gives back the number of an item that was taken over by mistake. */
  release(value: string, { holder, today, envelope }: NumberFor): Promise<void> {
    const claim = { kind: INDEX_NUMBER_CLAIM, value, holder, today };
    return releaseValue(this.deps, { ...claim, reason: '登记撤销,索引号收回。' }, envelope);
  }

  private async codeOf(tenant: string, agency: string | null): Promise<string | null> {
    if (agency !== null) return (await this.agencies.get(tenant, agency)).state.code;
    const node = this.tree.governmentNode(tenant);
    return (node === undefined ? undefined : this.tree.node(node)?.code) ?? null;
  }
}

@CommandHandler(ReleaseIndexNumberCommand)
export class ReleaseIndexNumberHandler extends Handler {
  execute(sent: ReleaseIndexNumberCommand) {
    return releaseUnused(this.deps, sent, {
      kind: INDEX_NUMBER_CLAIM,
      aggregate: documentAggregate,
      inUse: ({ indexNumber: number }, value) => number === value,
      reason: '公开未成,索引号收回。',
    });
  }
}
