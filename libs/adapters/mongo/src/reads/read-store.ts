import type {
  CollectionSpec,
  Condition,
  Page,
  Parked,
  Position,
  Query,
  ReadBatch,
  ReadStore,
  RowAt,
} from '@gongkai/kernel';
import type { Db } from 'mongodb';
import { plainly } from '../refusals.js';
import { countRows, findPage } from './asking.js';
import { Checkpoints } from './checkpoints.js';
import { Collections } from './collections.js';
import { documentId, idOf, mustName } from './documents.js';
import { layoutOf, type Layout, type RowDocument } from './layout.js';
import { operationsOf, saveRows } from './saving.js';

const COUNT_MAX = 10_000;
const PAGE_MAX = 100_000;
const LOAD_MAX = 1_000;
const SCAN_BLOCK = 1_000;
/** Marks the one question that is put to no tenant in particular. */
export const SCAN_COMMENT = 'gongkai: every tenant, to rebuild what is held in memory';

/**
 * Rows in MongoDB, one collection each version, shared by all processes. The tenant stands first in
 * every id, index and question. There are no transactions: rows are written where they still are as
 * they were loaded, then parkings, then the checkpoint.
 */
export class MongoReadStore implements ReadStore {
  private readonly collections: Collections;
  private readonly checkpointed: Checkpoints;

  constructor(db: Db) {
    this.collections = new Collections(db);
    this.checkpointed = new Checkpoints(db);
  }

  async get<Row>(
    collection: CollectionSpec<Row>,
    tenant: string,
    id: string,
  ): Promise<Row | undefined> {
    return (await this.getMany(collection, tenant, [id])).get(id);
  }

  async getMany<Row>(
    collection: CollectionSpec<Row>,
    tenant: string,
    ids: readonly string[],
  ): Promise<Map<string, Row>> {
    const found = new Map<string, Row>();
    for (const [id, { row }] of await this.rowsAt(collection, tenant, ids))
      if (row !== undefined) found.set(id, row);
    return found;
  }

  rowsAt<Row>(
    collection: CollectionSpec<Row>,
    tenant: string,
    ids: readonly string[],
  ): Promise<Map<string, RowAt<Row>>> {
    return this.ask(collection, tenant, new Map(), (layout) => this.load<Row>(layout, tenant, ids));
  }

  async find<Row>(
    collection: CollectionSpec<Row>,
    tenant: string,
    query: Query,
  ): Promise<Page<Row>> {
    const { limit } = query;
    if (!Number.isInteger(limit) || limit < 1 || limit > PAGE_MAX)
      throw new RangeError(`a page has 1 to ${PAGE_MAX} rows`);
    return this.ask(collection, tenant, { rows: [], next: null }, (layout) =>
      findPage<Row>(this.collections.rows(layout), layout, tenant, query),
    );
  }

  count<Row>(
    collection: CollectionSpec<Row>,
    tenant: string,
    where: readonly Condition[],
    by: string | null,
    limit = COUNT_MAX,
  ): Promise<Map<string, number>> {
    const nothing = new Map(by === null ? [['', 0]] : []);
    return this.ask(collection, tenant, nothing, (layout) =>
      countRows(this.collections.rows(layout), layout, tenant, where, by, limit),
    );
  }

  async *scan<Row>(
    collection: CollectionSpec<Row>,
  ): AsyncIterable<{ tenant: string; id: string; row: Row }> {
    const layout = layoutOf(collection as CollectionSpec<never>);
    let last = '';
    for (;;) {
      const block = await plainly(async () => {
        if (!(await this.collections.exists(layout))) return [];
        const asked = { live: true, _id: { $gt: last } };
        const options = { projection: { tenant: 1, row: 1 }, comment: SCAN_COMMENT };
        const found = this.collections.rows(layout).find(asked, options);
        return found.sort({ _id: 1 }).limit(SCAN_BLOCK).toArray();
      });
      for (const { _id, tenant, row } of block) {
        last = _id;
        yield { tenant, id: idOf(tenant, _id), row: JSON.parse(row!) as Row };
      }
      if (block.length < SCAN_BLOCK) return;
    }
  }

  async save({ projection, collection, writes, parked, upTo }: ReadBatch): Promise<void> {
    for (const { tenant } of [...writes, ...parked]) mustName(tenant);
    const layout = layoutOf(collection);
    const operations = operationsOf(layout, writes);
    await plainly(async () => {
      await this.collections.make(layout);
      await saveRows(this.collections.rows(layout), operations);
      for (const one of parked) await this.checkpointed.park(one);
      await this.checkpointed.advance(projection, upTo);
    });
  }

  checkpoint(projection: string): Promise<Position | undefined> {
    return plainly(() => this.checkpointed.of(projection));
  }

  checkpoints(): Promise<Map<string, Position>> {
    return plainly(() => this.checkpointed.all());
  }

  parked(): Promise<Parked[]> {
    return plainly(() => this.checkpointed.parked());
  }

  async drop(collection: CollectionSpec<never>, projection: string): Promise<void> {
    await plainly(async () => {
      // The checkpoint first: without it, rows that are still there are only folded into again.
      await this.checkpointed.forget(projection);
      await this.collections.drop(layoutOf(collection));
    });
  }

  /** The connection belongs to whoever opened it. */
  async close(): Promise<void> {}

  private async load<Row>(
    layout: Layout,
    tenant: string,
    ids: readonly string[],
  ): Promise<Map<string, RowAt<Row>>> {
    const asked = new Map(ids.map((id) => [documentId(tenant, id), id]));
    const all = [...asked.keys()];
    const found = new Map<string, RowAt<Row>>();
    for (let from = 0; from < all.length; from += LOAD_MAX) {
      const wanted = { tenant, _id: { $in: all.slice(from, from + LOAD_MAX) } };
      const projection = { pos: 1, row: 1 };
      const rows = this.collections.rows(layout).find(wanted, { projection });
      for (const { _id, pos, row } of await rows.toArray())
        found.set(asked.get(_id)!, { row: parsed<Row>(row), position: pos });
    }
    return found;
  }

  /** One question of one tenant; nothing projected yet answers with nothing. */
  private async ask<Row, T>(
    collection: CollectionSpec<Row>,
    tenant: string,
    nothing: T,
    answer: (layout: Layout) => Promise<T>,
  ): Promise<T> {
    mustName(tenant);
    const layout = layoutOf(collection as CollectionSpec<never>);
    return plainly(async () =>
      (await this.collections.exists(layout)) ? answer(layout) : nothing,
    );
  }
}

const parsed = <Row>(row: RowDocument['row']): Row | undefined =>
  row === undefined ? undefined : (JSON.parse(row) as Row);
