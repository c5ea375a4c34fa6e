import { searchText, type KeyValue, type Position, type RowWrite } from '@gongkai/kernel';
import { keyValue, wellFormed } from './read-conditions.js';
import { keyColumn, setColumn, type Layout } from './read-layout.js';
import { SearchWriter } from './search-writer.js';
import type { SqlValue, Statements } from './statements.js';

/** A write as it will be stored, worked out before the store is locked. */
export type EncodedRow = {
  tenant: string;
  id: string;
  position: Position;
  /** Undefined: the row goes. */
  row: string | undefined;
  keys: SqlValue[];
  /** Members of each set, sorted, as a JSON list. */
  sets: string[];
  text: string | null;
  day: KeyValue;
};

export const encodeRow = (layout: Layout, write: RowWrite): EncodedRow => {
  const { tenant, position } = write;
  const id = wellFormed(write.id);
  if (write.row === undefined)
    return { tenant, id, position, row: undefined, keys: [], sets: [], text: null, day: null };
  const { spec } = layout;
  const row = write.row as never;
  const text = spec.text?.(row) ?? null;
  return {
    tenant,
    id,
    position,
    row: JSON.stringify(row),
    keys: layout.keys.map((key) => keyValue(spec.keys[key]!(row))),
    sets: layout.sets.map((set) =>
      JSON.stringify([...new Set(spec.sets![set]!(row).map(wellFormed))].sort()),
    ),
    text: text === null ? null : searchText(text),
    day: spec.textOrder === undefined ? null : spec.keys[spec.textOrder]!(row),
  };
};

type Old = { rid: bigint; pos: bigint; doc: number | null; keys: unknown[]; sets: string[] };

/** Writes the rows of one batch, inside the transaction of that batch. */
export class RowWriter {
  private readonly search: SearchWriter | undefined;
  private readonly select: string;
  private readonly insert: string;

  constructor(
    private readonly statements: Statements,
    private readonly layout: Layout,
  ) {
    const { spec, rows, keys, sets } = layout;
    if (spec.text) this.search = new SearchWriter(statements, layout);
    const columns = [...keys.map(keyColumn), ...sets.map(setColumn)];
    this.select = `SELECT ${['rid', 'pos', spec.text ? 'doc' : 'NULL', ...columns].join(', ')} FROM ${rows} WHERE tenant = ? AND id = ?`;
    const all = ['tenant', 'id', 'pos', 'row', ...columns];
    this.insert = `INSERT INTO ${rows} (${all.join(', ')}) VALUES (${all.map(() => '?').join(', ')})`;
  }

  write(tenant: number, next: EncodedRow): void {
    const old = this.old(tenant, next.id);
    const last = old ? old.pos : this.goneAt(tenant, next.id);
    if (last !== undefined && last >= next.position) return;
    if (next.row === undefined) {
      if (old) this.remove(tenant, old);
      this.statements.run(
        `INSERT INTO ${this.layout.gone} (tenant, id, pos) VALUES (?, ?, ?)
         ON CONFLICT DO UPDATE SET pos = excluded.pos`,
        [tenant, next.id, next.position],
      );
      return;
    }
    const rid = old ? this.update(old, next) : this.add(tenant, next, last !== undefined);
    this.putMembers(tenant, rid, old?.sets, next.sets);
    this.putText(tenant, rid, old?.doc ?? null, next);
  }

  /** To be called once, after the last row. */
  flush(): void {
    this.search?.flush();
  }

  private old(tenant: number, id: string): Old | undefined {
    const row = this.statements.exact(this.select, [tenant, id]);
    if (!row) return undefined;
    const [rid, pos, doc, ...rest] = row;
    const count = this.layout.keys.length;
    return {
      rid: rid as bigint,
      pos: pos as bigint,
      doc: doc === null ? null : Number(doc),
      keys: rest.slice(0, count),
      sets: rest.slice(count) as string[],
    };
  }

  private goneAt(tenant: number, id: string): bigint | undefined {
    const row = this.statements.exact(
      `SELECT pos FROM ${this.layout.gone} WHERE tenant = ? AND id = ?`,
      [tenant, id],
    );
    return row?.[0] as bigint | undefined;
  }

  private add(tenant: number, next: EncodedRow, wasGone: boolean): bigint {
    if (wasGone)
      this.statements.run(`DELETE FROM ${this.layout.gone} WHERE tenant = ? AND id = ?`, [
        tenant,
        next.id,
      ]);
    const { lastInsertRowid } = this.statements.run(this.insert, [
      tenant,
      next.id,
      next.position,
      next.row!,
      ...next.keys,
      ...next.sets,
    ]);
    return BigInt(lastInsertRowid);
  }

  /** Names only the columns that changed: SQLite rewrites every index whose column is named. */
  private update(old: Old, next: EncodedRow): bigint {
    const columns = ['pos = ?', 'row = ?'];
    const params: SqlValue[] = [next.position, next.row!];
    for (const [i, key] of this.layout.keys.entries())
      if (old.keys[i] !== next.keys[i]) {
        columns.push(`${keyColumn(key)} = ?`);
        params.push(next.keys[i]!);
      }
    for (const [i, set] of this.layout.sets.entries())
      if (old.sets[i] !== next.sets[i]) {
        columns.push(`${setColumn(set)} = ?`);
        params.push(next.sets[i]!);
      }
    this.statements.run(`UPDATE ${this.layout.rows} SET ${columns.join(', ')} WHERE rid = ?`, [
      ...params,
      old.rid,
    ]);
    return old.rid;
  }

  private remove(tenant: number, old: Old): void {
    this.putMembers(
      tenant,
      old.rid,
      old.sets,
      old.sets.map(() => '[]'),
    );
    this.search?.put(tenant, old.rid, old.doc, null, null);
    this.statements.run(`DELETE FROM ${this.layout.rows} WHERE rid = ?`, [old.rid]);
  }

  private putMembers(
    tenant: number,
    rid: bigint,
    old: readonly string[] | undefined,
    next: readonly string[],
  ): void {
    for (const [kind, list] of next.entries()) {
      const before = old?.[kind] ?? '[]';
      if (before === list) continue;
      const [was, is] = [JSON.parse(before) as string[], JSON.parse(list) as string[]];
      for (const value of was)
        if (!is.includes(value))
          this.statements.run(
            `DELETE FROM ${this.layout.members} WHERE tenant = ? AND kind = ? AND value = ? AND rid = ?`,
            [tenant, kind, value, rid],
          );
      for (const value of is)
        if (!was.includes(value))
          this.statements.run(
            `INSERT INTO ${this.layout.members} (tenant, kind, value, rid) VALUES (?, ?, ?, ?)`,
            [tenant, kind, value, rid],
          );
    }
  }

  private putText(tenant: number, rid: bigint, doc: number | null, next: EncodedRow): void {
    if (!this.search || (doc === null && next.text === null)) return;
    const given = this.search.put(tenant, rid, doc, next.text, next.day);
    if (given !== doc)
      this.statements.run(`UPDATE ${this.layout.rows} SET doc = ? WHERE rid = ?`, [
        given === null ? null : BigInt(given),
        rid,
      ]);
  }
}
