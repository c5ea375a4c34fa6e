import type { PlainCondition } from './read-conditions.js';
import { whereOf } from './read-conditions.js';
import type { Layout } from './read-layout.js';
import type { Search } from './search-query.js';
import type { Statements } from './statements.js';

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
  fewRows: 64_000,
  newest: 4_000,
  readAll: 20_000,
};

/**
 * The other conditions of a search that one index shows to leave few rows; undefined when none does.
 * Asked with rising bounds, so that the narrowest of several is taken and asking costs little.
 */
export const narrowing = (
  statements: Statements,
  { layout, tenant, others, plan }: Search,
): readonly PlainCondition[] | undefined => {
  const choices = indexedConditions(layout, others);
  for (const rows of [plan.fewRows / 32, plan.fewRows / 4, plan.fewRows])
    for (const conditions of choices) {
      const { sql, params } = whereOf(layout, tenant, conditions);
      const probe = `SELECT 1 FROM ${layout.rows} c WHERE ${sql} LIMIT 1 OFFSET ?`;
      if (!statements.one(probe, [...params, Math.floor(rows)])) return conditions;
    }
  return undefined;
};

/** What each index answers by itself: equalities along it, then one condition of any kind. */
const indexedConditions = (
  layout: Layout,
  others: readonly PlainCondition[],
): PlainCondition[][] => {
  const choices = (layout.spec.indexes ?? []).map((index) => {
    const covered: PlainCondition[] = [];
    for (const key of index) {
      const condition = others.find((other) => 'key' in other && other.key === key);
      if (condition) covered.push(condition);
      if (!condition || !('eq' in condition)) break;
    }
    return covered;
  });
  // The members of a set lie together too.
  const members = others.filter((other) => 'set' in other).map((other) => [other]);
  return [...choices, ...members].filter((covered) => covered.length > 0);
};
