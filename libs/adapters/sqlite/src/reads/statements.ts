import type Database from 'better-sqlite3';
import { plannedOnce } from '../planned-once.js';

export type SqlValue = string | number | bigint | null;
/** A piece of SQL with the values of its question marks. */
export type Sql = { sql: string; params: readonly SqlValue[] };

const KEPT_MAX = 400;

/** Prepared statements of one connection. */
export class Statements {
  private readonly kept = new Map<string, Database.Statement<SqlValue[], unknown[]>>();
  private readonly keptExact = new Map<string, Database.Statement<SqlValue[], unknown[]>>();

  constructor(private readonly db: Database.Database) {}

  /** Rows as arrays of column values. */
  all(sql: string, params: readonly SqlValue[]): unknown[][] {
    return this.prepare(sql).all(...params);
  }

  /** One row after the other, for as long as they are wanted. */
  each(sql: string, params: readonly SqlValue[]): IterableIterator<unknown[]> {
    return this.prepare(sql).iterate(...params);
  }

  one(sql: string, params: readonly SqlValue[]): unknown[] | undefined {
    return this.prepare(sql).get(...params);
  }

  /** The same with integers as bigint, for positions and documents. */
  exact(sql: string, params: readonly SqlValue[]): unknown[] | undefined {
    return this.prepare(sql, this.keptExact, true).get(...params);
  }

  run(sql: string, params: readonly SqlValue[]): Database.RunResult {
    return this.prepare(sql).run(...params);
  }

  private prepare(
    sql: string,
    kept = this.kept,
    exact = false,
  ): Database.Statement<SqlValue[], unknown[]> {
    const known = kept.get(sql);
    if (known) return known;
    const statement = this.db.prepare<SqlValue[], unknown[]>(plannedOnce(sql));
    if (statement.reader) statement.raw(true);
    if (exact) statement.safeIntegers(true);
    if (kept.size >= KEPT_MAX) kept.clear();
    kept.set(sql, statement);
    return statement;
  }
}
