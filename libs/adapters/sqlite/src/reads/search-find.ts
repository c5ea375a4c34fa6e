import { searchText, type KeyValue } from '@gongkai/kernel';
import {
  all,
  fragments,
  whereOf,
  type PlainCondition,
  type TextCondition,
} from './read-conditions.js';
import { keyColumn, type Layout } from './read-layout.js';
import type { Found } from './read-find.js';
import { fewRows } from './read-plan.js';
import { inResultOrder, levelAfter, levelEnd, levelStart, LEVELS } from './search-documents.js';
import { matchOf, type Match } from './search-pairs.js';
import { LEVEL_ROW } from './search-writer.js';
import type { Sql, SqlValue, Statements } from './statements.js';

/** A search of one tenant: the texts asked for in search form, and the other conditions. */
export type Search = {
  layout: Layout;
  tenant: number;
  queries: readonly string[];
  match: Match;
  others: readonly PlainCondition[];
};

export const searchOf = (
  layout: Layout,
  tenant: number,
  texts: readonly TextCondition[],
  others: readonly PlainCondition[],
): Search => {
  if (!layout.spec.text) throw new Error(`${layout.spec.name} has no text`);
  const queries = texts.map(({ text }) => searchText(text)).filter((query) => query !== '');
  return { layout, tenant, queries, match: matchOf(tenant, queries), others };
};

/** Texts as conditions among others, for questions in another order than the search's own. */
export const textFilters = (
  layout: Layout,
  tenant: number,
  texts: readonly TextCondition[],
): Sql[] => {
  if (texts.length === 0) return [];
  const { queries, match } = searchOf(layout, tenant, texts, []);
  const filters: Sql[] = [{ sql: 'c.doc IS NOT NULL', params: [] }];
  if (match.expression !== undefined)
    filters.push({
      sql: `c.doc IN (SELECT f.rowid FROM ${layout.index} f WHERE f.${layout.index} MATCH ? AND f.rowid BETWEEN ? AND ?)`,
      params: [match.expression, ...everything(tenant)],
    });
  for (const query of queries)
    filters.push({
      sql: `instr((SELECT t.txt FROM ${layout.texts} t WHERE t.doc = c.doc), ?) > 0`,
      params: [query],
    });
  return filters;
};

/** All documents of a tenant. */
export const everything = (tenant: number): [bigint, bigint] => [
  BigInt(levelStart(tenant, 0)),
  BigInt(levelEnd(tenant, LEVELS - 1)),
];

/** FROM and WHERE of the documents of a search in a range, found by the index or by reading. */
export const hitsIn = (
  { layout, tenant, queries, match, others }: Search,
  by: 'index' | 'reading',
  range: readonly [bigint, bigint],
  withRows: boolean,
): Sql => {
  const { texts, index, rows } = layout;
  const byIndex = by === 'index' && match.expression !== undefined;
  const doc = byIndex ? 'f.rowid' : 't.doc';
  const source = byIndex ? `${index} f CROSS JOIN ${texts} t ON t.doc = f.rowid` : texts + ' t';
  const join = withRows || others.length > 0 ? ` CROSS JOIN ${rows} c ON c.rid = t.rid` : '';
  const where = all([
    ...(byIndex ? [{ sql: `f.${index} MATCH ?`, params: [match.expression!] }] : []),
    { sql: `${doc} BETWEEN ? AND ?`, params: range },
    ...queries.map((query) => ({ sql: 'instr(t.txt, ?) > 0', params: [query] })),
    ...fragments(layout, tenant, others),
  ]);
  return { sql: `FROM ${source}${join} WHERE ${where.sql}`, params: where.params };
};

/** FROM and WHERE of a search whose other conditions leave few rows: those are read. */
export const hitsAmongRows = ({ layout, tenant, queries, others }: Search): Sql => {
  const where = all([
    whereOf(layout, tenant, others),
    ...queries.map((query) => ({ sql: 'instr(t.txt, ?) > 0', params: [query] })),
  ]);
  return {
    sql: `FROM ${layout.rows} c CROSS JOIN ${layout.texts} t ON t.doc = c.doc WHERE ${where.sql}`,
    params: where.params,
  };
};

/** Texts read per level before the index is asked for a single character. */
const READ_FIRST = 2_000;

/** A page plus one hit, newest first, after a document (the id in `after` is its number). */
export const findByText = (
  statements: Statements,
  search: Search,
  after: { id: string } | undefined,
  limit: number,
): Found[] => {
  const last = after === undefined ? undefined : Number(after.id);
  if (last !== undefined && !Number.isSafeInteger(last)) return [];
  const docs = (fewRows(statements, search) ? amongRows(statements, search, last) : newest()).slice(
    0,
    limit + 1,
  );
  return docs.map((doc) => foundAt(statements, search.layout, doc));

  function newest(): number[] {
    const ranges = rangesAfter(statements, search, last);
    const read = search.match.wide ? byReading(statements, search, ranges, limit) : undefined;
    return read ?? byIndex(statements, search, ranges, limit);
  }
};

/** The document number of a hit, as a page's `next` names it. */
export const foundAt = (statements: Statements, layout: Layout, doc: number): Found => {
  const key = layout.spec.textOrder;
  const [row, value] = statements.one(
    `SELECT c.row, ${key === undefined ? 'NULL' : `c.${keyColumn(key)}`} FROM ${layout.texts} t CROSS JOIN ${layout.rows} c ON c.rid = t.rid WHERE t.doc = ?`,
    [BigInt(doc)],
  ) as [string, KeyValue];
  return [String(doc), row, value];
};

const docsOf = (rows: readonly unknown[][]): number[] => rows.map(([doc]) => doc as number);

const amongRows = (statements: Statements, search: Search, last: number | undefined): number[] => {
  const { sql, params } = hitsAmongRows(search);
  return docsOf(statements.all(`SELECT t.doc ${sql}`, params))
    .filter((doc) => last === undefined || inResultOrder(doc, last) > 0)
    .sort(inResultOrder);
};

type Ranges = readonly (readonly [bigint, bigint])[];

/** What is left of each level the tenant has in use. */
const rangesAfter = (
  statements: Statements,
  { layout, tenant }: Search,
  last: number | undefined,
): Ranges => {
  const highest = statements.one(`SELECT given FROM ${layout.days} WHERE tenant = ? AND day = ?`, [
    tenant,
    LEVEL_ROW,
  ]);
  const levels = Array.from({ length: Number(highest?.[0] ?? 0) + 1 }, (_, level) => level);
  return levels.map((level) => [
    BigInt(last === undefined ? levelStart(tenant, level) : levelAfter(tenant, level, last)),
    BigInt(levelEnd(tenant, level)),
  ]);
};

const pageIn = (
  statements: Statements,
  search: Search,
  by: 'index' | 'reading',
  range: readonly [bigint, bigint],
  limit: number,
): number[] => {
  const { sql, params } = hitsIn(search, by, range, false);
  const doc = by === 'index' && search.match.expression !== undefined ? 'f.rowid' : 't.doc';
  const values: SqlValue[] = [...params, limit + 1];
  return docsOf(statements.all(`SELECT ${doc} ${sql} ORDER BY ${doc} LIMIT ?`, values));
};

const byIndex = (statements: Statements, search: Search, ranges: Ranges, limit: number) =>
  ranges.flatMap((range) => pageIn(statements, search, 'index', range, limit)).sort(inResultOrder);

/**
 * The pairs that begin with a common character are many and the index joins them all before it
 * gives the first; such a character is soon met by reading the newest texts instead. Undefined when
 * it was not met often enough among them.
 */
const byReading = (
  statements: Statements,
  search: Search,
  ranges: Ranges,
  limit: number,
): number[] | undefined => {
  let horizon: number | undefined;
  const hits: number[] = [];
  for (const [from, to] of ranges) {
    const end = statements.one(
      `SELECT doc FROM ${search.layout.texts} WHERE doc BETWEEN ? AND ? ORDER BY doc LIMIT 1 OFFSET ${READ_FIRST}`,
      [from, to],
    )?.[0] as number | undefined;
    if (end !== undefined && (horizon === undefined || inResultOrder(end, horizon) < 0))
      horizon = end;
    const range = [from, end === undefined ? to : BigInt(end)] as const;
    hits.push(...pageIn(statements, search, 'reading', range, limit));
  }
  const known = hits
    .filter((doc) => horizon === undefined || inResultOrder(doc, horizon) <= 0)
    .sort(inResultOrder);
  return horizon === undefined || known.length > limit ? known : undefined;
};
