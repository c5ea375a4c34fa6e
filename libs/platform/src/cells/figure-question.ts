import {
  formats,
  formCells,
  parsePeriod,
  rejectFigures,
  SCOPES,
  valuesIn,
  type Cells,
  type Layout,
  type NodeCells,
  type Period,
  type ReportFormat,
  type Scope,
} from '@gongkai/figures';
import type { Tree } from '@gongkai/directory';
import { PLATFORM, Rejection } from '@gongkai/kernel';

/** A question for figures, understood: which months, which form, whose events. */
export type Question = { period: Period; format: ReportFormat | undefined; scope: Scope };

/** What is carried into a period is what stood at the end of the month before. */
export const monthBefore = ({ text, from }: Period): Period => ({
  text,
  from: from - 1,
  to: from - 1,
});

/** What the blocks of a node answer. */
export const cellsIn = (
  layout: Layout,
  rows: readonly NodeCells[],
  { period, format, scope }: Question,
): Cells => {
  const values = valuesIn(layout, rows, period, scope);
  if (!format) return Object.fromEntries(values);
  return formCells(format, values, valuesIn(layout, rows, monthBefore(period), scope));
};

export const questionOf = (query: {
  period: string;
  format?: string;
  scope?: string;
}): Question | Rejection => {
  const period = parsePeriod(query.period);
  if (period instanceof Rejection) return period;
  const scope = SCOPES.find((known) => known === (query.scope ?? 'all'));
  if (!scope)
    return rejectFigures('figures.scopeUnknown', { scope: query.scope?.slice(0, 60) }, 'scope');
  const format = formats.find(({ id }) => id === query.format);
  if (query.format !== undefined && !format)
    return rejectFigures('figures.formatUnknown', { format: query.format.slice(0, 60) }, 'format');
  return { period, format, scope };
};

/**
 * Which of these tenants are governments above, at or below a node on a day, by code and name. The
 * tree is the platform's own: where that stands still, the node itself may have been given too little.
 */
export const governmentsAbout = (
  tree: Tree,
  tenants: Iterable<string>,
  node: string,
  day: string,
): string[] => {
  const names = new Set<string>();
  for (const tenant of tenants) {
    const government = tenant === PLATFORM ? node : tree.governmentNode(tenant);
    if (government === undefined) continue;
    const related =
      government === node ||
      tree.ancestors(government, day).includes(node) ||
      tree.ancestors(node, day).includes(government);
    const { code, name } = nodeOn(tree, government, day);
    if (related) names.add(code === null ? name : `${code} ${name}`);
  }
  return [...names].sort();
};

/** What a node is called on a day; before and after its time what it was called nearest to it. */
export const nodeOn = (
  tree: Tree,
  id: string,
  day: string,
): { id: string; code: string | null; name: string } => {
  const node = tree.node(id, day) ?? tree.node(id);
  return { id, code: node?.code ?? null, name: node?.name ?? id };
};
