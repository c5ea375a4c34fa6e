import { narrowing } from './read-plan.js';
import {
  candidatesIn,
  everything,
  hitsAmongRows,
  hitsIn,
  type Range,
  type Search,
} from './search-query.js';
import type { Sql, Statements } from './statements.js';

/** FROM and WHERE of all hits of a search, the cheapest way to as many as are counted. */
export const hitsToCount = (
  statements: Statements,
  search: Search,
  limit: number,
  wantsRow: boolean,
): Sql => {
  const range = everything(search.tenant);
  const index = hitsIn(search, 'index', range, wantsRow);
  if (search.match === undefined) return index;
  const amongRows = () => {
    const narrow = narrowing(statements, search);
    return narrow && hitsAmongRows(search, narrow, [range]);
  };
  if (search.wide) {
    const reading = hitsIn(search, 'reading', range, wantsRow);
    if (readingIsShorter(statements, search, range, limit)) return reading;
    return amongRows() ?? index;
  }
  const many = () => {
    const { sql, params } = candidatesIn(search, 'index', range);
    return statements.one(`${sql} LIMIT 1 OFFSET ?`, [...params, search.plan.newest]) !== undefined;
  };
  return (search.others.length > 0 && many() ? amongRows() : undefined) ?? index;
};

/**
 * For a single character the index joins as many entries as there are hits, a share p of N texts;
 * reading until the limit takes limit / p texts. The newest texts tell p.
 */
const readingIsShorter = (
  statements: Statements,
  search: Search,
  range: Range,
  limit: number,
): boolean => {
  const { layout, tenant, plan } = search;
  const texts = Number(
    statements.one(`SELECT sum(given) FROM ${layout.days} WHERE tenant = ? AND day >= 0`, [
      tenant,
    ])?.[0] ?? 0,
  );
  if (texts <= plan.readAll) return true;
  const { sql, params } = candidatesIn(search, 'reading', range);
  const end = statements.one(`${sql} LIMIT 1 OFFSET ?`, [...params, plan.newest])?.[0] as
    number | undefined;
  if (end === undefined) return true;
  const near = hitsIn(search, 'reading', [range[0], BigInt(end)], false);
  const hits = Number(statements.one(`SELECT count(*) ${near.sql}`, near.params)![0]);
  return hits > 0 && (limit * plan.newest) / hits < (hits * texts) / plan.newest;
};
