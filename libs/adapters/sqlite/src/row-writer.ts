import type BetterSqlite3 from 'better-sqlite3';
import type { Db } from './event-schema.js';

type Value = string | number | Uint8Array;

/**
 * Rows in one statement: sixteen together cost two thirds of one by one. A row that cannot be put ends
 * the whole transaction, which spares SQLite copies of pages to take the one statement back.
 */
const TOGETHER = 16;

/** Rows on their way into one table; they are in it after `flush`. */
export class RowWriter {
  private readonly one: BetterSqlite3.Statement;
  private readonly many: BetterSqlite3.Statement;
  private values: Value[] = [];
  private missing = 0;

  /** `columns` as in `events (position, key)`; `rest` ends the statement. */
  constructor(
    db: Db,
    columns: string,
    private readonly width: number,
    rest = '',
  ) {
    const row = `(${Array(width).fill('?').join(', ')})`;
    const insert = (rows: number) =>
      db.prepare(
        `INSERT OR ROLLBACK INTO ${columns} VALUES ${Array(rows).fill(row).join(', ')} ${rest}`,
      );
    this.one = insert(1);
    this.many = insert(TOGETHER);
  }

  add(...row: Value[]): void {
    this.values.push(...row);
    if (this.values.length < TOGETHER * this.width) return;
    this.missing += TOGETHER - this.many.run(this.values).changes;
    this.values = [];
  }

  /** Writes what waits; how many of the rows since the last flush the table did not take. */
  flush(): number {
    for (let i = 0; i < this.values.length; i += this.width)
      this.missing += 1 - this.one.run(this.values.slice(i, i + this.width)).changes;
    const { missing } = this;
    this.forget();
    return missing;
  }

  /** Drops what waits, after a transaction that was rolled back. */
  forget(): void {
    this.values = [];
    this.missing = 0;
  }
}
