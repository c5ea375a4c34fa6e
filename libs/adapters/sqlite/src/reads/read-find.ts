import type { KeyValue, Page, Query } from '@gongkai/kernel';
import {
  all,
  columnOf,
  fragments,
  isText,
  keyValue,
  kindOf,
  wellFormed,
  whereOf,
  type PlainCondition,
} from './read-conditions.js';
import type { Layout } from './read-layout.js';
import type { Plan } from './read-plan.js';
import { searchOf, textFilters } from './search-query.js';
import type { Sql, SqlValue, Statements } from './statements.js';

/** Id, row as JSON, sort value. */
export type Found = readonly [id: string, row: string, value: KeyValue];

/** A page plus one row, sorted by a key or by id. Texts are conditions like any other here. */
export const findRows = (
  statements: Statements,
  layout: Layout,
  tenant: number,
  query: Query,
  plan: Plan,
): Found[] => {
  const where = query.where ?? [];
  const plain = where.filter((condition): condition is PlainCondition => !isText(condition));
  const asked = where.filter(isText);
  const texts =
    asked.length === 0 ? [] : textFilters(searchOf(statements, layout, tenant, asked, plain, plan));
  const source = sourceOf(statements, layout, tenant, plain, plan);
  const filter = all([source.where, ...texts]);
  const found: Found[] = [];
  for (const part of partsOf(layout, query)) {
    const missing = query.limit + 1 - found.length;
    if (missing <= 0) break;
    const sql = `SELECT c.id, c.row, ${part.value} ${source.from} WHERE ${filter.sql}${part.where && ` AND ${part.where}`} ORDER BY ${part.order} LIMIT ?`;
    const params = [...filter.params, ...part.params, missing];
    found.push(...(statements.all(sql, params) as unknown as Found[]));
  }
  return found;
};

/** Drives from a rare set value when there is one. */
const sourceOf = (
  statements: Statements,
  layout: Layout,
  tenant: number,
  conditions: readonly PlainCondition[],
  plan: Plan,
): { from: string; where: Sql } => {
  for (const condition of conditions) {
    if (!('set' in condition)) continue;
    const member: SqlValue[] = [tenant, kindOf(layout, condition.set), wellFormed(condition.has)];
    const few = statements.one(
      `SELECT 1 FROM ${layout.members} WHERE tenant = ? AND kind = ? AND value = ? LIMIT 1 OFFSET ${plan.fewMembers}`,
      member,
    );
    if (few) continue;
    const others = conditions.filter((other) => other !== condition);
    return {
      from: `FROM ${layout.members} m CROSS JOIN ${layout.rows} c ON c.rid = m.rid`,
      where: all([
        { sql: 'm.tenant = ? AND m.kind = ? AND m.value = ?', params: member },
        ...fragments(layout, tenant, others),
      ]),
    };
  }
  return { from: `FROM ${layout.rows} c`, where: whereOf(layout, tenant, conditions) };
};

type Part = { value: string; where: string; params: readonly SqlValue[]; order: string };

/**
 * The stretches of the sort order that follow the last row seen, in order. Rows without a sort
 * value come first ascending and last descending; they are a stretch of their own because a
 * comparison with null is never true.
 */
const partsOf = (layout: Layout, { sort, after }: Query): Part[] => {
  if (!sort)
    return [
      after
        ? { value: 'NULL', where: 'c.id > ?', params: [wellFormed(after.id)], order: 'c.id' }
        : { value: 'NULL', where: '', params: [], order: 'c.id' },
    ];
  const value = columnOf(layout, sort.key);
  const direction = sort.descending ? ' DESC' : '';
  const order = `${value}${direction}, c.id${direction}`;
  if (!after) return [{ value, where: '', params: [], order }];
  const beyond = sort.descending ? '<' : '>';
  const [last, id] = [keyValue(after.value), wellFormed(after.id)];
  const nulls = { value, order: `c.id${direction}` };
  if (last === null) {
    const rest = { ...nulls, where: `${value} IS NULL AND c.id ${beyond} ?`, params: [id] };
    if (sort.descending) return [rest];
    return [rest, { value, where: `${value} IS NOT NULL`, params: [], order }];
  }
  const rest = { value, where: `(${value}, c.id) ${beyond} (?, ?)`, params: [last, id], order };
  if (!sort.descending) return [rest];
  return [rest, { ...nulls, where: `${value} IS NULL`, params: [] }];
};

/** The rows found as a page; one more than asked for tells that there is another. */
export const pageOf = <Row>(found: readonly Found[], limit: number): Page<Row> => {
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return {
    rows: rows.map(([, row]) => JSON.parse(row) as Row),
    next: found.length > limit && last ? { value: last[2], id: last[0] } : null,
  };
};
