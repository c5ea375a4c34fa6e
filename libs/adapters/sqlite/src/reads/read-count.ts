import type { Condition } from '@gongkai/kernel';
import { isText, keyValue, whereOf, columnOf, type PlainCondition } from './read-conditions.js';
import { setColumn, type Layout } from './read-layout.js';
import { fewRows } from './read-plan.js';
import { everything, hitsAmongRows, hitsIn, searchOf, type Search } from './search-find.js';
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
): Counts => {
  const plain = where.filter((condition): condition is PlainCondition => !isText(condition));
  const texts = where.filter(isText);
  if (texts.length > 0)
    return countHits(statements, searchOf(layout, tenant, texts, plain), by, limit);
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

/** Texts read before the index is asked how often a single character occurs. */
const READ_FIRST = 20_000;

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
  const count = (hits: Sql): Counts => {
    const params: SqlValue[] = [...hits.params, limit + 1];
    if (by === null)
      return total(statements.one(`SELECT count(*) FROM (SELECT 1 ${hits.sql} LIMIT ?)`, params));
    return grouped(statements, search.layout, { ...hits, params }, by, limit, ' LIMIT ?');
  };
  if (fewRows(statements, search)) return count(hitsAmongRows(search));
  const [from, to] = everything(search.tenant);
  const withRows = by !== null;
  if (search.match.wide) {
    const end = statements.one(
      `SELECT doc FROM ${search.layout.texts} WHERE doc BETWEEN ? AND ? ORDER BY doc LIMIT 1 OFFSET ${READ_FIRST + 2 * limit}`,
      [from, to],
    )?.[0] as number | undefined;
    const near = hitsIn(search, 'reading', [from, end === undefined ? to : BigInt(end)], withRows);
    if (end === undefined) return count(near);
    const beyond = statements.one(`SELECT count(*) FROM (SELECT 1 ${near.sql} LIMIT ?)`, [
      ...near.params,
      limit + 1,
    ]);
    if (Number(beyond![0]) > limit) return count(near);
  }
  return count(hitsIn(search, 'index', [from, to], withRows));
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
  const rows = layout.sets.includes(by)
    ? statements.all(
        `SELECT j.value, count(*) FROM (SELECT c.${setColumn(by)} AS list ${source.sql}${cut}) h, json_each(h.list) j GROUP BY j.value`,
        source.params,
      )
    : statements.all(
        `SELECT value, count(*) FROM (SELECT ${columnOf(layout, by)} AS value ${source.sql}${cut}) GROUP BY value`,
        source.params,
      );
  const counts: Counts = new Map();
  for (const [value, count] of rows) add(counts, value, Number(count), limit);
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
