import type { Condition } from '@gongkai/kernel';
import { isText, keyValue, whereOf, columnOf, type PlainCondition } from './read-conditions.js';
import { setColumn, type Layout } from './read-layout.js';
import type { Plan } from './read-plan.js';
import { hitsToCount } from './search-count.js';
import { searchOf, type Search } from './search-query.js';
import type { Sql, SqlValue, Statements } from './statements.js';

type Counts = Map<string, number>;

/** Rows by value of a key or set; `null`: all under ''. Exact up to the limit, limit + 1 beyond. */
export const countRows = (
  statements: Statements,
  layout: Layout,
  tenant: number,
  where: readonly Condition[],
  by: string | null,
  limit: number,
  plan: Plan,
): Counts => {
  const plain = where.filter((condition): condition is PlainCondition => !isText(condition));
  const texts = where.filter(isText);
  if (texts.length > 0)
    return countHits(
      statements,
      searchOf(statements, layout, tenant, texts, plain, plan),
      by,
      limit,
    );
  const rows = whereOf(layout, tenant, plain);
  if (by === null) {
    const sql = `SELECT count(*) FROM (SELECT 1 FROM ${layout.rows} c WHERE ${rows.sql} LIMIT ?)`;
    return total(statements.one(sql, [...rows.params, limit + 1]));
  }
  if (!layout.sets.includes(by) && hasIndex(layout, plain, by))
    return countAlongIndex(statements, layout, rows, by, limit);
  const source = { sql: `FROM ${layout.rows} c WHERE ${rows.sql}`, params: rows.params };
  return grouped(statements, layout, source, by, limit);
};

/**
 * Of a search with more hits than the limit only that many are looked at: its counts by value add
 * up to limit + 1 and are lower bounds.
 */
const countHits = (
  statements: Statements,
  search: Search,
  by: string | null,
  limit: number,
): Counts => {
  const hits = hitsToCount(statements, search, limit, by !== null);
  const params: SqlValue[] = [...hits.params, limit + 1];
  if (by === null)
    return total(statements.one(`SELECT count(*) FROM (SELECT 1 ${hits.sql} LIMIT ?)`, params));
  return grouped(statements, search.layout, { sql: hits.sql, params }, by, limit, ' LIMIT ?');
};

const total = (row: unknown[] | undefined): Counts => new Map([['', Number(row?.[0] ?? 0)]]);

const grouped = (
  statements: Statements,
  layout: Layout,
  source: Sql,
  by: string,
  limit: number,
  cut = '',
): Counts => {
  const isSet = layout.sets.includes(by);
  const column = isSet ? `c.${setColumn(by)}` : columnOf(layout, by);
  const rows = statements.all(
    `SELECT value, count(*) FROM (SELECT ${column} AS value ${source.sql}${cut}) GROUP BY value`,
    source.params,
  );
  const counts: Counts = new Map();
  for (const [value, count] of rows)
    for (const one of isSet ? (JSON.parse(value as string) as string[]) : [value])
      add(counts, one, Number(count), limit);
  return counts;
};

/** Values that read the same (null and '', 5 and '5') are one to the reader. */
const add = (counts: Counts, value: unknown, count: number, limit: number): void => {
  const name = String(value ?? '');
  counts.set(name, Math.min((counts.get(name) ?? 0) + count, limit + 1));
};

/** Whether an index has the keys of all conditions, each an equality, and then the counted key. */
const hasIndex = (layout: Layout, where: readonly PlainCondition[], by: string): boolean => {
  const equal = where.flatMap((condition) =>
    'eq' in condition && condition.key !== by ? [condition.key] : [],
  );
  if (equal.length < where.length) return false;
  return (layout.spec.indexes ?? []).some(
    (index) =>
      index[equal.length] === by &&
      equal.every((key) => index.slice(0, equal.length).includes(key)),
  );
};

/** Values met by skipping before the rest is simply counted. */
const SKIPS_MAX = 500;

/** From value to value along the index, counting each up to the limit: cost follows the answer. */
const countAlongIndex = (
  statements: Statements,
  layout: Layout,
  where: Sql,
  by: string,
  limit: number,
): Counts => {
  const counts: Counts = new Map();
  const column = columnOf(layout, by);
  const from = `FROM ${layout.rows} c WHERE ${where.sql} AND`;
  const countOf = (condition: string, params: readonly SqlValue[]) =>
    Number(
      statements.one(`SELECT count(*) FROM (SELECT 1 ${from} ${condition} LIMIT ?)`, [
        ...where.params,
        ...params,
        limit + 1,
      ])![0],
    );
  const nulls = countOf(`${column} IS NULL`, []);
  if (nulls > 0) add(counts, null, nulls, limit);
  let last: SqlValue | undefined;
  for (let skips = 0; ; skips++) {
    const beyond = last === undefined ? `${column} IS NOT NULL` : `${column} > ?`;
    const params = [...where.params, ...(last === undefined ? [] : [last])];
    if (skips === SKIPS_MAX) {
      const rest = { sql: `${from} ${beyond}`, params };
      for (const [value, count] of grouped(statements, layout, rest, by, limit))
        add(counts, value, count, limit);
      return counts;
    }
    const row = statements.one(
      `SELECT ${column} ${from} ${beyond} ORDER BY ${column} LIMIT 1`,
      params,
    );
    if (!row) return counts;
    last = keyValue(row[0] as string | number);
    add(counts, row[0], countOf(`${column} = ?`, [last]), limit);
  }
};
