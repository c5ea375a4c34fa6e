import { GateError, Rejection, type Day } from '@gongkai/kernel';
import { resolveNode } from './resolve.js';
import type { Tree, TreeNode } from './tree.js';

/** Whose records an overview counts: a whole government's, or those of one agency of it. */
export type Counted = { node: string; name: string; tenant: string; agency: string | 'all' };

/** What an officer may look over: all of the own government, or as a supervisor what is below it. */
export type Oversight = { tenant: string; readsAll: boolean; supervises: boolean };

/**
 * 督办: the node a text names and what lies right below it, as far as there is anything to count. A
 * node of the officer's own government or, for supervisors, below it; any other looks like none.
 */
export const countedUnder = (tree: Tree, text: string, who: Oversight, today: Day): Counted[] => {
  const found = resolveNode(tree, text);
  const nodes = found instanceof Rejection ? tree.find(text) : [found];
  const seen = nodes.filter(({ id }) => mayLook(tree, id, who, today));
  const [node] = seen;
  if (!node || seen.length > 1) throw new GateError('NOT_FOUND');
  return [node.id, ...tree.children(node.id, today)].flatMap((id) => countedAt(tree, id) ?? []);
};

const countedAt = (tree: Tree, id: string): Counted | undefined => {
  const node: TreeNode | undefined = tree.node(id);
  if (!node) return undefined;
  const government = tree.governmentAt(id);
  if (government)
    return { node: id, name: government.name, tenant: government.tenant, agency: 'all' };
  const tenant = tree.tenantOf(id);
  // A division whose government has not joined has nothing to count.
  return tenant && node.tenant ? { node: id, name: node.name, tenant, agency: id } : undefined;
};

const mayLook = (
  tree: Tree,
  id: string,
  { tenant, readsAll, supervises }: Oversight,
  today: Day,
): boolean => {
  if (tree.tenantOf(id) === tenant) return supervises || readsAll;
  const own = tree.governmentNode(tenant);
  return supervises && own !== undefined && tree.ancestors(id, today).includes(own);
};
