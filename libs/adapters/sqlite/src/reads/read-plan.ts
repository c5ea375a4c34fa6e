import type { PlainCondition } from './read-conditions.js';
import { whereOf } from './read-conditions.js';
import type { Layout } from './read-layout.js';
import type { Search } from './search-query.js';
import type { Sql, Statements } from './statements.js';

/** From how many rows on another way to an answer is tried. */
export type Plan = {
  /** A set value with no more members is read whole; else the order decides what is read. */
  fewMembers: number;
  /** Rows few enough to be read for a search rather than looked up for each text found. */
  fewRows: number;
  /** Newest candidates looked at before another way is tried. */
  newest: number;
  /** A tenant with no more texts is read whole for a single character. */
  readAll: number;
};

export const usualPlan: Plan = {
  fewMembers: 1_000,
  fewRows: 20_000,
  newest: 2_000,
  readAll: 20_000,
};

/** Whether an index shows that the other conditions of a search leave few rows. */
export const fewRows = (statements: Statements, search: Search): boolean => {
  const probe = probeOf(search);
  return probe !== undefined && statements.one(probe.sql, probe.params) === undefined;
};

const probeOf = ({ layout, tenant, others, plan }: Search): Sql | undefined => {
  const indexed = indexedConditions(layout, others);
  if (indexed.length === 0) return undefined;
  const where = whereOf(layout, tenant, indexed);
  return {
    sql: `SELECT 1 FROM ${layout.rows} c WHERE ${where.sql} LIMIT 1 OFFSET ${plan.fewRows}`,
    params: where.params,
  };
};

/** The conditions that one index answers by itself: equalities along it, then one of any kind. */
export const indexedConditions = (
  layout: Layout,
  others: readonly PlainCondition[],
): PlainCondition[] => {
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
  if (longest.length > 0) return longest;
  // The members of a set lie together too.
  return others.filter((other) => 'set' in other).slice(0, 1);
};
