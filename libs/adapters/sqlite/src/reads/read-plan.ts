import type { PlainCondition } from './read-conditions.js';
import { all, fragments, kindOf, wellFormed } from './read-conditions.js';
import type { Layout } from './read-layout.js';
import type { Search } from './search-find.js';
import type { Sql, Statements } from './statements.js';

/** Rows few enough to be read for a search rather than looked up one by one for each text found. */
const FEW_ROWS = 5_000;

/** Whether an index shows that the other conditions of a search leave few rows. */
export const fewRows = (statements: Statements, search: Search): boolean => {
  const probe = probeOf(search);
  return probe !== undefined && statements.one(probe.sql, probe.params) === undefined;
};

const probeOf = ({ layout, tenant, others }: Search): Sql | undefined => {
  for (const condition of others)
    if ('set' in condition)
      return {
        sql: `SELECT 1 FROM ${layout.members} WHERE tenant = ? AND kind = ? AND value = ? LIMIT 1 OFFSET ${FEW_ROWS}`,
        params: [tenant, kindOf(layout, condition.set), wellFormed(condition.has)],
      };
  const indexed = longestPrefix(layout, others);
  if (indexed.length === 0) return undefined;
  const where = all([
    { sql: 'c.tenant = ?', params: [tenant] },
    ...fragments(layout, tenant, indexed),
  ]);
  return {
    sql: `SELECT 1 FROM ${layout.rows} c WHERE ${where.sql} LIMIT 1 OFFSET ${FEW_ROWS}`,
    params: where.params,
  };
};

/** The conditions that one index answers by itself: equalities along it, then one of any kind. */
const longestPrefix = (layout: Layout, others: readonly PlainCondition[]): PlainCondition[] => {
  let longest: PlainCondition[] = [];
  for (const index of layout.spec.indexes ?? []) {
    const covered: PlainCondition[] = [];
    for (const key of index) {
      const condition = others.find((other) => 'key' in other && other.key === key);
      if (!condition) break;
      covered.push(condition);
      if (!('eq' in condition)) break;
    }
    if (covered.length > longest.length) longest = covered;
  }
  return longest;
};
