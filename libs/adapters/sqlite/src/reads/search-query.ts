import { searchText, type KeyValue } from '@gongkai/kernel';
import {
  all,
  fragments,
  whereOf,
  type PlainCondition,
  type TextCondition,
} from './read-conditions.js';
import { keyColumn, type Layout } from './read-layout.js';
import type { Plan } from './read-plan.js';
import { isDay, levelEnd, levelOfDays, levelStart, LEVELS, rankOf } from './search-documents.js';
import { termsOf, type Terms } from './search-pairs.js';
import type { Sql, Statements } from './statements.js';

/** A search of one tenant: what the texts must hold, and the other conditions. */
export type Search = {
  layout: Layout;
  tenant: number;
  queries: readonly string[];
  /** For MATCH; undefined when every text matches. */
  match: string | undefined;
  /** Only single characters are asked for. */
  wide: boolean;
  /** Queries a text found has to be compared with. */
  compare: readonly string[];
  others: readonly PlainCondition[];
  plan: Plan;
};

export type Range = readonly [from: bigint, to: bigint];

export const searchOf = (
  statements: Statements,
  layout: Layout,
  tenant: number,
  texts: readonly TextCondition[],
  others: readonly PlainCondition[],
  plan: Plan,
): Search => {
  if (!layout.spec.text) throw new Error(`${layout.spec.name} has no text`);
  const queries = texts.map(({ text }) => searchText(text)).filter((query) => query !== '');
  const terms = termsOf(tenant, queries);
  const asked = termsAsked(statements, layout, tenant, terms);
  return {
    layout,
    tenant,
    queries,
    match: asked.length === 0 ? undefined : asked.join(' AND '),
    wide: terms.pairs.length === 0,
    compare: terms.compare,
    others,
    plan,
  };
};

/** Pairs asked for at most; the texts found are compared with the whole query anyway. */
const PAIRS_MAX = 3;
const PAIRS_WEIGHED_MAX = 24;
/** Which document of a pair tells how rare it is: the further down, the rarer. */
const SAMPLE = 63;

/** The rarest pairs of long queries: joining a common one costs more than comparing texts. */
const termsAsked = (
  statements: Statements,
  layout: Layout,
  tenant: number,
  { pairs, characters }: Terms,
): readonly string[] => {
  if (pairs.length === 0) return characters;
  // A single character beside pairs is left to the comparison of the texts found.
  if (pairs.length <= PAIRS_MAX) return pairs;
  const step = Math.max(1, pairs.length / PAIRS_WEIGHED_MAX);
  const weighed: { pair: string; depth: number }[] = [];
  for (let i = 0; i < pairs.length; i += step) {
    const pair = pairs[Math.floor(i)]!;
    const found = statements.one(
      `SELECT rowid FROM ${layout.index} WHERE ${layout.index} MATCH ? ORDER BY rowid LIMIT 1 OFFSET ${SAMPLE}`,
      [pair],
    );
    weighed.push({ pair, depth: found ? (found[0] as number) : Infinity });
  }
  weighed.sort((a, b) => b.depth - a.depth);
  const rarest = weighed.slice(0, weighed[0]!.depth === Infinity ? 1 : PAIRS_MAX);
  return rarest.map(({ pair }) => pair);
};

/** Texts as conditions among others, for questions in another order than the search's own. */
export const textFilters = ({ layout, tenant, match, queries }: Search): Sql[] => {
  const filters: Sql[] = [{ sql: 'c.doc IS NOT NULL', params: [] }];
  const [from, to] = everything(tenant);
  if (match !== undefined)
    filters.push({
      sql: `c.doc IN (SELECT f.rowid FROM ${layout.index} f WHERE f.${layout.index} MATCH ? AND f.rowid BETWEEN ? AND ?)`,
      params: [match, from, to],
    });
  for (const query of queries)
    filters.push({
      sql: `instr((SELECT t.txt FROM ${layout.texts} t WHERE t.doc = c.doc), ?) > 0`,
      params: [query],
    });
  return filters;
};

/** All documents of a tenant. */
export const everything = (tenant: number): Range => [
  BigInt(levelStart(tenant, 0)),
  BigInt(levelEnd(tenant, LEVELS - 1)),
];

/** What one level has of the days the other conditions allow. */
export const levelRange = ({ layout, tenant, others }: Search, level: number): Range => {
  const bounds = others.flatMap((condition): [KeyValue, KeyValue][] => {
    if (!('key' in condition) || condition.key !== layout.spec.textOrder) return [];
    if ('eq' in condition) return [[condition.eq, condition.eq]];
    if ('in' in condition || 'prefix' in condition) return [];
    return [[condition.from ?? null, condition.to ?? null]];
  });
  const [first, last] = levelOfDays(
    tenant,
    level,
    Math.max(0, ...bounds.map(([, to]) => (isDay(to) ? rankOf(to) : 0))),
    Math.min(rankOf(null), ...bounds.map(([from]) => (isDay(from) ? rankOf(from) : rankOf(null)))),
  );
  return [BigInt(first), BigInt(last)];
};

/** How texts are found: by their pairs, or by reading one after the other. */
export type By = 'index' | 'reading';

/** The documents of a range that have the pairs, before comparison and other conditions. */
export const candidatesIn = ({ layout, match }: Search, by: By, range: Range): Sql =>
  by === 'index' && match !== undefined
    ? {
        sql: `SELECT f.rowid FROM ${layout.index} f WHERE f.${layout.index} MATCH ? AND f.rowid BETWEEN ? AND ? ORDER BY f.rowid`,
        params: [match, ...range],
      }
    : {
        sql: `SELECT t.doc FROM ${layout.texts} t WHERE t.doc BETWEEN ? AND ? ORDER BY t.doc`,
        params: range,
      };

/**
 * FROM and WHERE of the hits of a range; `c` is the row of the texts table, `doc` the name of the
 * document's number. The texts table is left out when the index alone answers and nothing else of
 * the row is wanted.
 */
export const hitsIn = (
  search: Search,
  by: By,
  range: Range,
  wantsRow: boolean,
): Sql & { doc: string } => {
  const { layout, tenant, match, queries, compare, others } = search;
  const { texts, index } = layout;
  const byIndex = by === 'index' && match !== undefined;
  const doc = byIndex ? 'f.rowid' : 'c.doc';
  // Pairs answer for a query of two characters, and single characters alone for themselves.
  const compared = !byIndex ? queries : search.wide ? compare : queries.filter(isNotPair(search));
  const where = all([
    ...(byIndex ? [{ sql: `f.${index} MATCH ?`, params: [match] }] : []),
    { sql: `${doc} BETWEEN ? AND ?`, params: range },
    ...compared.map((query) => ({ sql: 'instr(c.txt, ?) > 0', params: [query] })),
    ...fragments(layout, tenant, others),
  ]);
  const row = wantsRow || compared.length > 0 || others.length > 0;
  const source = byIndex
    ? `${index} f${row ? ` CROSS JOIN ${texts} c ON c.doc = f.rowid` : ''}`
    : `${texts} c`;
  return { sql: `FROM ${source} WHERE ${where.sql}`, params: where.params, doc };
};

/** Whether a query has to be compared although its pairs may have been asked for. */
const isNotPair =
  ({ queries, compare }: Search) =>
  (query: string): boolean =>
    queries.length > 1 || compare.includes(query);

/**
 * FROM and WHERE of a search whose other conditions leave few rows: the index over their keys gives
 * the documents, the texts table the rest.
 */
export const hitsAmongRows = (
  { layout, tenant, queries, others }: Search,
  narrow: readonly PlainCondition[],
  ranges: readonly Range[],
): Sql => {
  const inner = all([
    whereOf(layout, tenant, narrow),
    {
      sql: `(${ranges.map(() => 'c.doc BETWEEN ? AND ?').join(' OR ')})`,
      params: ranges.flat(),
    },
  ]);
  const rest = others.filter((other) => !narrow.includes(other));
  const where = all([
    ...queries.map((query) => ({ sql: 'instr(c.txt, ?) > 0', params: [query] })),
    ...fragments(layout, tenant, rest),
  ]);
  const { textOrder } = layout.spec;
  const day = textOrder === undefined ? 'NULL' : `c.${keyColumn(textOrder)}`;
  return {
    sql: `FROM (SELECT c.doc AS doc, ${day} AS day FROM ${layout.rows} c WHERE ${inner.sql}) d CROSS JOIN ${layout.texts} c ON c.doc = d.doc${where.sql && ` WHERE ${where.sql}`}`,
    params: [...inner.params, ...where.params],
  };
};
