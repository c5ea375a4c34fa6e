import type { KeyValue } from '@gongkai/kernel';
import type { PlainCondition } from './read-conditions.js';
import type { Found } from './read-find.js';
import { keyColumn, type Layout } from './read-layout.js';
import { narrowing } from './read-plan.js';
import { inResultOrder, levelAfter, OLDEST, rankOfDocument } from './search-documents.js';
import {
  candidatesIn,
  hitsAmongRows,
  hitsIn,
  levelRange,
  type By,
  type Range,
  type Search,
} from './search-query.js';
import { LEVEL_ROW } from './search-writer.js';
import type { SqlValue, Statements } from './statements.js';

/**
 * A page plus one hit, newest first, after a document (the id in `after` is its number). Each way
 * is tried up to a bound before the next: the newest candidates, the rows other conditions leave,
 * all candidates.
 */
export const findByText = (
  statements: Statements,
  search: Search,
  after: { id: string } | undefined,
  limit: number,
): Found[] => {
  const last = after === undefined ? undefined : Number(after.id);
  if (last !== undefined && !Number.isSafeInteger(last)) return [];
  const docs = docsOf(statements, search, last, limit).slice(0, limit + 1);
  return docs.map((doc) => foundAt(statements, search.layout, doc));
};

const docsOf = (
  statements: Statements,
  search: Search,
  last: number | undefined,
  limit: number,
): number[] => {
  const ranges = rangesAfter(statements, search, last);
  // The pairs that begin with a common character are many and the index joins them all before it
  // gives the first; such a character is soon met by reading the newest texts instead.
  const first = search.wide ? 'reading' : search.others.length > 0 ? 'index' : undefined;
  const near = first && amongNewest(statements, search, first, ranges, limit);
  if (near) return near;
  const narrow = narrowing(statements, search);
  if (narrow) return amongRows(statements, search, narrow, ranges, limit);
  return ranges
    .flatMap((range) => pageIn(statements, search, 'index', range, limit))
    .sort(inResultOrder);
};

/** The document number of a hit is what a page's `next` names it by. */
const foundAt = (statements: Statements, layout: Layout, doc: number): Found => {
  const key = layout.spec.textOrder;
  const [row, value] = statements.one(
    `SELECT c.row, ${key === undefined ? 'NULL' : `c.${keyColumn(key)}`} FROM ${layout.texts} t CROSS JOIN ${layout.rows} c ON c.rid = t.rid WHERE t.doc = ?`,
    [BigInt(doc)],
  ) as [string, KeyValue];
  return [String(doc), row, value];
};

const numbers = (rows: readonly unknown[][]): number[] => rows.map(([doc]) => doc as number);

/**
 * The rows of an index, newest day first where the index has the days; a day met in full after the
 * page is full ends it.
 */
const amongRows = (
  statements: Statements,
  search: Search,
  narrow: readonly PlainCondition[],
  ranges: readonly Range[],
  limit: number,
): number[] => {
  const { sql, params } = hitsAmongRows(search, narrow, ranges);
  const docs: number[] = [];
  let full: number | undefined;
  for (const [doc] of statements.each(`SELECT c.doc ${sql} ORDER BY d.day DESC`, params)) {
    const rank = rankOfDocument(doc as number);
    if (full !== undefined && rank > full) break;
    docs.push(doc as number);
    // What is no day comes last, wherever its text would sort.
    if (docs.length > limit && full === undefined && rank < OLDEST) full = rank;
  }
  return docs.sort(inResultOrder);
};

/** What is left of each level the tenant has in use. */
const rangesAfter = (
  statements: Statements,
  search: Search,
  last: number | undefined,
): readonly Range[] => {
  const { layout, tenant } = search;
  const highest = statements.one(`SELECT given FROM ${layout.days} WHERE tenant = ? AND day = ?`, [
    tenant,
    LEVEL_ROW,
  ]);
  const levels = Array.from({ length: Number(highest?.[0] ?? 0) + 1 }, (_, level) => level);
  return levels.map((level) => {
    const [from, to] = levelRange(search, level);
    const next = last === undefined ? from : BigInt(levelAfter(tenant, level, last));
    return [next > from ? next : from, to];
  });
};

const pageIn = (
  statements: Statements,
  search: Search,
  by: By,
  range: Range,
  limit: number,
): number[] => {
  const { sql, params, doc } = hitsIn(search, by, range, false);
  const values: SqlValue[] = [...params, limit + 1];
  return numbers(statements.all(`SELECT ${doc} ${sql} ORDER BY ${doc} LIMIT ?`, values));
};

/** A page from the newest candidates; undefined when they do not fill it and there are more. */
const amongNewest = (
  statements: Statements,
  search: Search,
  by: By,
  ranges: readonly Range[],
  limit: number,
): number[] | undefined => {
  let horizon: number | undefined;
  const hits: number[] = [];
  for (const [from, to] of ranges) {
    const { sql, params } = candidatesIn(search, by, [from, to]);
    const end = statements.one(`${sql} LIMIT 1 OFFSET ?`, [...params, search.plan.newest])?.[0] as
      number | undefined;
    if (end !== undefined && (horizon === undefined || inResultOrder(end, horizon) < 0))
      horizon = end;
    const near: Range = [from, end === undefined ? to : BigInt(end)];
    hits.push(...pageIn(statements, search, by, near, limit));
  }
  const known = hits
    .filter((doc) => horizon === undefined || inResultOrder(doc, horizon) <= 0)
    .sort(inResultOrder);
  return horizon === undefined || known.length > limit ? known : undefined;
};
