import type { KeyValue } from '@gongkai/kernel';
import type { Layout } from './read-layout.js';
import { documentOf, rankOf, rankOfDocument, rankOfNumber } from './search-documents.js';
import { pairsOf } from './search-pairs.js';
import type { Statements } from './statements.js';

/** The row of `days` that holds the highest level a tenant has in use. */
export const LEVEL_ROW = -1;
/** The row that counts the documents of a collection whose results have no order. */
const COUNT_ROW = -2;

type Change = { tenant: number; before: string | null; after: string | null };

/**
 * The texts of one batch on their way into the index. They go in at the end, in rising order of
 * documents, because the index starts a new segment whenever the order breaks.
 */
export class SearchWriter {
  private readonly changes = new Map<number, Change>();

  constructor(
    private readonly statements: Statements,
    private readonly layout: Layout,
  ) {}

  /** Puts, moves or removes the text of a row; gives its document. */
  put(
    tenant: number,
    rid: bigint,
    doc: number | null,
    text: string | null,
    day: KeyValue,
  ): number | null {
    const { texts } = this.layout;
    const before = doc === null ? null : this.textOf(doc);
    const stays = doc !== null && text !== null && this.keepsPlace(doc, day);
    if (stays) {
      if (before !== text) {
        this.change(tenant, doc, before, text);
        this.statements.run(`UPDATE ${texts} SET txt = ? WHERE doc = ?`, [text, BigInt(doc)]);
      }
      return doc;
    }
    if (doc !== null) {
      this.change(tenant, doc, before, null);
      this.statements.run(`DELETE FROM ${texts} WHERE doc = ?`, [BigInt(doc)]);
    }
    if (text === null) return null;
    const next = this.give(tenant, day);
    this.change(tenant, next, null, text);
    this.statements.run(`INSERT INTO ${texts} (doc, rid, txt) VALUES (?, ?, ?)`, [
      BigInt(next),
      rid,
      text,
    ]);
    return next;
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
    const row = this.statements.one(
      `INSERT INTO ${this.layout.days} (tenant, day, given) VALUES (?, ?, 1)
       ON CONFLICT DO UPDATE SET given = given + 1 RETURNING given - 1`,
      [tenant, day],
    );
    return row![0] as number;
  }

  private use(tenant: number, level: number): void {
    this.statements.run(
      `INSERT INTO ${this.layout.days} (tenant, day, given) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET given = excluded.given WHERE excluded.given > given`,
      [tenant, LEVEL_ROW, level],
    );
  }
}
