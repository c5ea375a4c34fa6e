import {
  RowsMoved,
  searchText,
  type KeyValue,
  type Position,
  type RowAt,
  type RowWrite,
} from '@gongkai/kernel';
import { keyValue, wellFormed } from './read-conditions.js';
import { columnsOf, type Layout } from './read-layout.js';
import { SearchWriter, type Searched } from './search-writer.js';
import type { SqlValue, Statements } from './statements.js';

/** A write as it will be stored, worked out before the store is locked. */
export type EncodedRow = {
  tenant: string;
  id: string;
  position: Position;
  before: Position | null;
  /** Undefined: the row goes. */
  row: string | undefined;
  keys: SqlValue[];
  /** Members of each set, sorted, as a JSON list. */
  sets: string[];
  text: string | null;
  day: KeyValue;
};

export const encodeRow = (layout: Layout, write: RowWrite): EncodedRow => {
  const { tenant, position, before } = write;
  const place = { tenant, id: wellFormed(write.id), position, before };
  if (write.row === undefined)
    return { ...place, row: undefined, keys: [], sets: [], text: null, day: null };
  const { spec } = layout;
  const row = write.row as never;
  const text = spec.text?.(row) ?? null;
  return {
    ...place,
    row: JSON.stringify(row),
    keys: layout.keys.map((key) => keyValue(spec.keys[key]!(row))),
    sets: layout.sets.map((set) => listOf(spec.sets![set]!(row))),
    text: text === null ? null : searchText(text),
    day: spec.textOrder === undefined ? null : spec.keys[spec.textOrder]!(row),
  };
};

const listOf = (members: readonly string[]): string =>
  members.length === 0 ? '[]' : JSON.stringify([...new Set(members.map(wellFormed))].sort());

const NO_TEXT: Searched = { text: null, day: null, keys: [], sets: [], changed: [] };

/** Rows that were deleted. From most collections none ever was, which is asked before any of them. */
class Deleted {
  private any: boolean | undefined;

  constructor(
    private readonly statements: Statements,
    private readonly gone: string,
  ) {}

  /** Where the row was deleted; undefined when it never was, or is there again. */
  at(tenant: number, id: string): Position | undefined {
    const { statements, gone } = this;
    this.any ??= statements.one(`SELECT 1 FROM ${gone} LIMIT 1`, []) !== undefined;
    if (!this.any) return undefined;
    const sql = `SELECT pos FROM ${gone} WHERE tenant = ? AND id = ?`;
    return statements.exact(sql, [tenant, id])?.[0] as Position | undefined;
  }

  put(tenant: number, id: string, position: Position): void {
    this.any = true;
    this.statements.run(
      `INSERT INTO ${this.gone} (tenant, id, pos) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET pos = excluded.pos`,
      [tenant, id, position],
    );
  }

  takeBack(tenant: number, id: string): void {
    this.statements.run(`DELETE FROM ${this.gone} WHERE tenant = ? AND id = ?`, [tenant, id]);
  }
}

/** Rows for folding: with positions, deleted ones too. */
export const loadRows = <Row>(
  statements: Statements,
  { rows, gone }: Layout,
  tenant: number,
  ids: readonly string[],
): Map<string, RowAt<Row>> => {
  const found = new Map<string, RowAt<Row>>();
  const held = `SELECT pos, row FROM ${rows} WHERE tenant = ? AND id = ?`;
  const deleted = new Deleted(statements, gone);
  for (const id of ids) {
    const stored = wellFormed(id);
    const row = statements.exact(held, [tenant, stored]) as [Position, string] | undefined;
    const position = row?.[0] ?? deleted.at(tenant, stored);
    if (position === undefined) continue;
    found.set(id, { row: row && (JSON.parse(row[1]) as Row), position });
  }
  return found;
};

type Old = { rid: bigint; pos: bigint; doc: number | null; keys: unknown[]; sets: string[] };

/** Writes the rows of one batch, inside the transaction of that batch. */
export class RowWriter {
  private readonly search: SearchWriter | undefined;
  private readonly deleted: Deleted;
  private readonly select: string;
  private readonly insert: string;
  private readonly addMember: string;
  private readonly removeMember: string;
  private readonly columns: readonly string[];

  constructor(
    private readonly statements: Statements,
    private readonly layout: Layout,
  ) {
    const { spec, rows } = layout;
    if (spec.text) this.search = new SearchWriter(statements, layout);
    const columns = columnsOf(layout);
    this.columns = columns;
    this.deleted = new Deleted(statements, layout.gone);
    this.addMember = `INSERT INTO ${layout.members} (tenant, kind, value, rid) VALUES (?, ?, ?, ?)`;
    this.removeMember = `DELETE FROM ${layout.members} WHERE tenant = ? AND kind = ? AND value = ? AND rid = ?`;
    this.select = `SELECT ${['rid', 'pos', spec.text ? 'doc' : 'NULL', ...columns].join(', ')} FROM ${rows} WHERE tenant = ? AND id = ?`;
    const all = ['tenant', 'id', 'pos', 'row', ...(spec.text ? ['doc'] : []), ...columns];
    this.insert = `INSERT INTO ${rows} (${all.join(', ')}) VALUES (${all.map(() => '?').join(', ')})`;
  }

  write(tenant: number, next: EncodedRow): void {
    const old = this.old(tenant, next.id);
    const last = old ? old.pos : this.deleted.at(tenant, next.id);
    if ((last ?? null) !== next.before) throw new RowsMoved(this.layout.table);
    if (next.row === undefined) {
      if (old) this.remove(tenant, old);
      this.deleted.put(tenant, next.id, next.position);
      return;
    }
    const searched = { ...next, changed: old ? this.changed(old, next) : [] };
    const doc = this.search?.place(tenant, old?.doc ?? null, searched) ?? null;
    const rid = old
      ? this.update(old, next, doc, searched.changed)
      : this.add(tenant, next, doc, last !== undefined);
    this.putMembers(tenant, rid, old?.sets, next.sets);
    this.search?.put(tenant, rid, old?.doc ?? null, doc, searched);
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

  private add(tenant: number, next: EncodedRow, doc: number | null, wasGone: boolean): bigint {
    if (wasGone) this.deleted.takeBack(tenant, next.id);
    const { lastInsertRowid } = this.statements.run(this.insert, [
      tenant,
      next.id,
      next.position,
      next.row!,
      ...(this.search ? [doc === null ? null : BigInt(doc)] : []),
      ...next.keys,
      ...next.sets,
    ]);
    return BigInt(lastInsertRowid);
  }

  private changed(old: Old, next: EncodedRow): [column: string, value: SqlValue][] {
    const before = [...old.keys, ...old.sets];
    return [...next.keys, ...next.sets].flatMap((value, i) =>
      value === before[i] ? [] : [[this.columns[i]!, value] as [string, SqlValue]],
    );
  }

  /** Names only the columns that changed: SQLite rewrites every index whose column is named. */
  private update(
    old: Old,
    next: EncodedRow,
    doc: number | null,
    changed: readonly [string, SqlValue][],
  ): bigint {
    const moved: [string, SqlValue][] =
      doc === old.doc ? [] : [['doc', doc === null ? null : BigInt(doc)]];
    const named = [...moved, ...changed];
    const columns = ['pos', 'row', ...named.map(([column]) => column)];
    this.statements.run(
      `UPDATE ${this.layout.rows} SET ${columns.map((column) => `${column} = ?`).join(', ')} WHERE rid = ?`,
      [next.position, next.row!, ...named.map(([, value]) => value), old.rid],
    );
    return old.rid;
  }

  private remove(tenant: number, old: Old): void {
    this.putMembers(
      tenant,
      old.rid,
      old.sets,
      old.sets.map(() => '[]'),
    );
    this.search?.put(tenant, old.rid, old.doc, null, NO_TEXT);
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
        if (!is.includes(value)) this.statements.run(this.removeMember, [tenant, kind, value, rid]);
      for (const value of is)
        if (!was.includes(value)) this.statements.run(this.addMember, [tenant, kind, value, rid]);
    }
  }
}
