import type Database from 'better-sqlite3';
import {
  type CollectionSpec,
  type Condition,
  type Page,
  type Parked,
  type Position,
  type Query,
  type ReadBatch,
  type ReadStore,
  type RowAt,
} from '@gongkai/kernel';
import {
  advance,
  checkpointOf,
  checkpointsIn,
  forget,
  park,
  parkedIn,
} from './read-checkpoints.js';
import { isText, wellFormed, type PlainCondition } from './read-conditions.js';
import { countRows } from './read-count.js';
import { findRows, pageOf, type Found } from './read-find.js';
import { collectionShape, layoutOf, type Layout } from './read-layout.js';
import { usualPlan, type Plan } from './read-plan.js';
import { encodeRow, loadRows, RowWriter } from './read-rows.js';
import {
  collectionExists,
  openToRead,
  openToWrite,
  patiently,
  ReadStoreError,
} from './read-schema.js';
import { findByText } from './search-page.js';
import { searchOf } from './search-query.js';
import { Statements } from './statements.js';

const COUNT_MAX = 10_000;
const SCAN_BLOCK = 1_000;
const PAGE_MAX = 100_000;

export type SqliteReadStoreOptions = {
  path: string;
  /** `read` works beside the process that writes; it sees each batch as a whole. */
  access?: 'write' | 'read';
  /** From how many rows on another way to an answer is tried; the answers are the same. */
  plan?: Plan;
};

/**
 * Rows in reads.db: one table per collection version, declared keys beside the row as JSON, full
 * text in an index over pairs of characters. Any number of connections and threads may be open;
 * readers never wait, writers wait for each other. The file follows from the log and may be lost.
 */
export class SqliteReadStore implements ReadStore {
  private readonly db: Database.Database;
  private readonly statements: Statements;
  private readonly plan: Plan;
  private readonly writable: boolean;
  private readonly present = new Set<Layout>();
  private readonly tenants = new Map<string, number>();

  constructor({ path, access = 'write', plan = usualPlan }: SqliteReadStoreOptions) {
    this.plan = plan;
    this.writable = access === 'write';
    this.db = this.writable ? openToWrite(path) : openToRead(path);
    this.statements = new Statements(this.db);
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
    return this.ask(collection, tenant, new Map<string, Row>(), ({ rows }, no) => {
      const found = new Map<string, Row>();
      const sql = `SELECT row FROM ${rows} WHERE tenant = ? AND id = ?`;
      for (const id of ids) {
        const row = this.statements.one(sql, [no, wellFormed(id)]);
        if (row) found.set(id, JSON.parse(row[0] as string) as Row);
      }
      return found;
    });
  }

  async rowsAt<Row>(
    collection: CollectionSpec<Row>,
    tenant: string,
    ids: readonly string[],
  ): Promise<Map<string, RowAt<Row>>> {
    return this.ask(collection, tenant, new Map<string, RowAt<Row>>(), (layout, no) =>
      loadRows<Row>(this.statements, layout, no, ids),
    );
  }

  async find<Row>(
    collection: CollectionSpec<Row>,
    tenant: string,
    query: Query,
  ): Promise<Page<Row>> {
    const { limit } = query;
    if (!Number.isInteger(limit) || limit < 1 || limit > PAGE_MAX)
      throw new RangeError(`a page has 1 to ${PAGE_MAX} rows`);
    return this.ask(collection, tenant, { rows: [], next: null }, (layout, no) =>
      pageOf<Row>(this.found(layout, no, query), limit),
    );
  }

  async count<Row>(
    collection: CollectionSpec<Row>,
    tenant: string,
    where: readonly Condition[],
    by: string | null,
    limit = COUNT_MAX,
  ): Promise<Map<string, number>> {
    const nothing = new Map(by === null ? [['', 0]] : []);
    return this.ask(collection, tenant, nothing, (layout, no) =>
      countRows(this.statements, layout, no, where, by, limit, this.plan),
    );
  }

  async *scan<Row>(
    collection: CollectionSpec<Row>,
  ): AsyncIterable<{ tenant: string; id: string; row: Row }> {
    const layout = layoutOf(collection as CollectionSpec<never>);
    let last = 0;
    for (;;) {
      const block = this.reading(layout, [], () =>
        this.statements.all(
          `SELECT c.rid, n.name, c.id, c.row FROM ${layout.rows} c JOIN tenants n ON n.no = c.tenant WHERE c.rid > ? ORDER BY c.rid LIMIT ${SCAN_BLOCK}`,
          [last],
        ),
      ) as [number, string, string, string][];
      for (const [rid, tenant, id, row] of block) {
        last = rid;
        yield { tenant, id, row: JSON.parse(row) as Row };
      }
      if (block.length < SCAN_BLOCK) return;
    }
  }

  async save(batch: ReadBatch): Promise<void> {
    this.mustWrite();
    for (const { tenant } of [...batch.writes, ...batch.parked]) mustName(tenant);
    const layout = layoutOf(batch.collection);
    const encoded = batch.writes.map((write) => encodeRow(layout, write));
    const numbered = new Map<string, number>();
    this.writing(() => {
      numbered.clear();
      this.make(layout);
      const writer = new RowWriter(this.statements, layout);
      for (const row of encoded) writer.write(this.numberFor(row.tenant, numbered), row);
      writer.flush();
      for (const parked of batch.parked) park(this.statements, parked);
      advance(this.statements, batch.projection, batch.upTo);
    });
    this.present.add(layout);
    for (const [tenant, no] of numbered) this.tenants.set(tenant, no);
  }

  async checkpoint(projection: string): Promise<Position | undefined> {
    return checkpointOf(this.statements, projection);
  }

  async checkpoints(): Promise<Map<string, Position>> {
    return checkpointsIn(this.statements);
  }

  async parked(): Promise<Parked[]> {
    return parkedIn(this.statements);
  }

  async drop(collection: CollectionSpec<never>, projection: string): Promise<void> {
    this.mustWrite();
    const layout = layoutOf(collection);
    this.writing(() => {
      this.db.exec(layout.drop);
      this.statements.run('DELETE FROM collections WHERE name = ?', [layout.table]);
      forget(this.statements, projection);
    });
    this.present.clear();
  }

  /** Joins the segments of a search index, e.g. after a rebuild; writers wait meanwhile. */
  optimise<Row>(collection: CollectionSpec<Row>): void {
    this.mustWrite();
    const layout = layoutOf(collection as CollectionSpec<never>);
    if (layout.spec.text && collectionExists(this.db, layout.table, layout.spec))
      patiently(() =>
        this.statements.run(
          `INSERT INTO ${layout.index} (${layout.index}) VALUES ('optimize')`,
          [],
        ),
      );
  }

  async close(): Promise<void> {
    this.db.close();
  }

  private found(layout: Layout, tenant: number, query: Query): Found[] {
    const where = query.where ?? [];
    const texts = where.filter(isText);
    const order = layout.spec.textOrder;
    const newestFirst = !query.sort || (query.sort.key === order && query.sort.descending === true);
    if (texts.length === 0 || order === undefined || !newestFirst)
      return findRows(this.statements, layout, tenant, query, this.plan);
    const others = where.filter((condition): condition is PlainCondition => !isText(condition));
    const search = searchOf(this.statements, layout, tenant, texts, others, this.plan);
    return findByText(this.statements, search, query.after, query.limit);
  }

  /** One question of one tenant; nothing projected yet answers with nothing. */
  private ask<Row, T>(
    collection: CollectionSpec<Row>,
    tenant: string,
    nothing: T,
    answer: (layout: Layout, tenant: number) => T,
  ): T {
    mustName(tenant);
    const layout = layoutOf(collection as CollectionSpec<never>);
    return this.reading(layout, nothing, () => {
      const no = this.tenantNumber(tenant);
      return no === undefined ? nothing : answer(layout, no);
    });
  }

  private reading<T>(layout: Layout, nothing: T, read: () => T): T {
    if (!this.present.has(layout)) {
      if (!collectionExists(this.db, layout.table, layout.spec)) return nothing;
      this.present.add(layout);
    }
    try {
      return read();
    } catch (error) {
      // Another connection dropped this version since.
      const { message } = error as { message?: unknown };
      if (!/^no such table: [cdfnst]_/.test(String(message))) throw error;
      this.present.clear();
      return nothing;
    }
  }

  private make(layout: Layout): void {
    if (collectionExists(this.db, layout.table, layout.spec)) return;
    this.db.exec(layout.create);
    this.statements.run('INSERT INTO collections (name, shape) VALUES (?, ?)', [
      layout.table,
      collectionShape(layout.spec),
    ]);
  }

  private tenantNumber(tenant: string): number | undefined {
    const known = this.tenants.get(tenant);
    if (known !== undefined) return known;
    const row = this.statements.one('SELECT no FROM tenants WHERE name = ?', [tenant]);
    if (row) this.tenants.set(tenant, row[0] as number);
    return row?.[0] as number | undefined;
  }

  private numberFor(tenant: string, numbered: Map<string, number>): number {
    const known = numbered.get(tenant) ?? this.tenantNumber(tenant);
    if (known !== undefined) return known;
    const { lastInsertRowid } = this.statements.run('INSERT INTO tenants (name) VALUES (?)', [
      tenant,
    ]);
    numbered.set(tenant, Number(lastInsertRowid));
    return Number(lastInsertRowid);
  }

  /** One transaction, begun when no other writer is at work. */
  private writing(work: () => void): void {
    const transaction = this.db.transaction(work);
    patiently(() => transaction.immediate());
  }

  private mustWrite(): void {
    if (!this.writable) throw new ReadStoreError('readOnly');
  }
}

/** There is no question without a tenant. */
const mustName = (tenant: unknown): void => {
  if (typeof tenant !== 'string' || tenant === '') throw new TypeError('a tenant must be named');
};
