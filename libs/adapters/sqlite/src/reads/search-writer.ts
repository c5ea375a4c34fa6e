import type { KeyValue } from '@gongkai/kernel';
import { columnsOf, type Layout } from './read-layout.js';
import { documentOf, rankOf, rankOfDocument, rankOfNumber } from './search-documents.js';
import { pairsOf } from './search-pairs.js';
import type { SqlValue, Statements } from './statements.js';

/** The row of `days` that holds the highest level a tenant has in use. */
export const LEVEL_ROW = -1;
/** The row that counts the documents of a collection whose results have no order. */
const COUNT_ROW = -2;

/** What a search may look at in a row. */
export type Searched = {
  text: string | null;
  day: KeyValue;
  keys: readonly SqlValue[];
  sets: readonly string[];
  /** Columns of keys and sets that are other than before. */
  changed: readonly (readonly [column: string, value: SqlValue])[];
};

type Change = { tenant: number; before: string | null; after: string | null };

/**
 * The texts of one batch on their way into the index. They go in at the end, in rising order of
 * documents, because the index starts a new segment whenever the order breaks.
 */
export class SearchWriter {
  private readonly changes = new Map<number, Change>();

  private readonly given = new Map<string, { tenant: number; day: number; given: number }>();
  private readonly insert: string;

  constructor(
    private readonly statements: Statements,
    private readonly layout: Layout,
  ) {
    const columns = ['doc', 'rid', 'txt', ...columnsOf(layout)];
    this.insert = `INSERT INTO ${layout.texts} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
  }

  /** The document of a row from now on: the one it has when the day is the same, or another. */
  place(tenant: number, doc: number | null, { text, day }: Searched): number | null {
    if (text === null) return null;
    return doc !== null && this.keepsPlace(doc, day) ? doc : this.give(tenant, day);
  }

  /** Puts, moves or removes the text of a row, its keys and sets beside it. */
  put(tenant: number, rid: bigint, old: number | null, doc: number | null, next: Searched): void {
    const before = old === null ? null : this.textOf(old);
    if (old !== null && old === doc) {
      this.change(tenant, old, before, next.text);
      const text = before === next.text ? [] : [['txt', next.text] as const];
      this.set(old, [...text, ...next.changed]);
      return;
    }
    if (old !== null) {
      this.change(tenant, old, before, null);
      this.statements.run(`DELETE FROM ${this.layout.texts} WHERE doc = ?`, [BigInt(old)]);
    }
    if (doc === null) return;
    this.change(tenant, doc, null, next.text);
    this.statements.run(this.insert, [BigInt(doc), rid, next.text, ...next.keys, ...next.sets]);
  }

  flush(): void {
    const { index } = this.layout;
    const remove = `INSERT INTO ${index} (${index}, rowid, pairs) VALUES ('delete', ?, ?)`;
    const insert = `INSERT INTO ${index} (rowid, pairs) VALUES (?, ?)`;
    for (const [doc, { tenant, before, after }] of [...this.changes].sort(([a], [b]) => a - b)) {
      if (before === after) continue;
      if (before !== null) this.statements.run(remove, [BigInt(doc), pairsOf(tenant, before)]);
      if (after !== null) this.statements.run(insert, [BigInt(doc), pairsOf(tenant, after)]);
    }
    this.changes.clear();
    for (const { tenant, day, given } of this.given.values())
      this.statements.run(
        `INSERT INTO ${this.layout.days} (tenant, day, given) VALUES (?, ?, ?)
         ON CONFLICT DO UPDATE SET given = max(given, excluded.given)`,
        [tenant, day, given],
      );
    this.given.clear();
  }

  private set(doc: number, values: readonly (readonly [string, SqlValue])[]): void {
    if (values.length === 0) return;
    const columns = values.map(([column]) => `${column} = ?`).join(', ');
    this.statements.run(`UPDATE ${this.layout.texts} SET ${columns} WHERE doc = ?`, [
      ...values.map(([, value]) => value),
      BigInt(doc),
    ]);
  }

  private keepsPlace(doc: number, day: KeyValue): boolean {
    return this.layout.spec.textOrder === undefined || rankOfDocument(doc) === rankOf(day);
  }

  private textOf(doc: number): string {
    const row = this.statements.one(`SELECT txt FROM ${this.layout.texts} WHERE doc = ?`, [
      BigInt(doc),
    ]);
    return row![0] as string;
  }

  private change(tenant: number, doc: number, before: string | null, after: string | null): void {
    const known = this.changes.get(doc);
    if (known) known.after = after;
    else this.changes.set(doc, { tenant, before, after });
  }

  private give(tenant: number, day: KeyValue): number {
    if (this.layout.spec.textOrder === undefined) {
      const rank = rankOfNumber(this.take(tenant, COUNT_ROW));
      return documentOf(tenant, rank, this.take(tenant, rank)).doc;
    }
    const rank = rankOf(day);
    const { doc, level } = documentOf(tenant, rank, this.take(tenant, rank));
    if (level > 0) this.use(tenant, level);
    return doc;
  }

  /** How many a day had been given before this one. */
  private take(tenant: number, day: number): number {
    const name = `${tenant} ${day}`;
    const known = this.given.get(name);
    const given =
      known?.given ??
      Number(
        this.statements.one(`SELECT given FROM ${this.layout.days} WHERE tenant = ? AND day = ?`, [
          tenant,
          day,
        ])?.[0] ?? 0,
      );
    this.given.set(name, { tenant, day, given: given + 1 });
    return given;
  }

  private use(tenant: number, level: number): void {
    const name = `${tenant} ${LEVEL_ROW}`;
    const known = this.given.get(name)?.given ?? 0;
    if (level > known) this.given.set(name, { tenant, day: LEVEL_ROW, given: level });
  }
}
