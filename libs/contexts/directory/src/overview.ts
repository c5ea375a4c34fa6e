import {
  GateError,
  Rejection,
  rolesFor,
  type Clock,
  type CollectionSpec,
  type Condition,
  type Day,
  type Officer,
  type PolicyTable,
  type ReadStore,
} from '@gongkai/kernel';
import { resolveNode } from './resolve.js';
import type { Tree, TreeNode } from './tree.js';

/** Whose records an overview counts: a whole government's, or those of one agency of it. */
export type Counted = { node: string; name: string; tenant: string; agency: string | 'all' };

/** What an officer may look over: all of the own government, or as a supervisor what is below it. */
type Oversight = { tenant: string; readsAll: boolean; supervises: boolean };

/** Counts the rows of one unit that meet conditions; `by` counts all of them by a key. */
export type RowCounter = {
  (...where: Condition[]): Promise<number>;
  by(key: string): Promise<Map<string, number>>;
};
type Overview<Row, Counts> = {
  collection: CollectionSpec<Row>;
  policy: PolicyTable;
  /** The operations that let an officer see all of the own government, and what is below it. */
  read: string;
  supervise: string;
  counts(count: RowCounter, today: Day): Promise<Counts>;
};

/** 督办: what there is of a unit and of each right below it, in numbers; never a case itself. */
export const overviewOf = async <Row, Counts extends object>(
  { reads, tree, clock }: { reads: ReadStore; tree: Tree; clock: Clock },
  officer: Officer,
  text: string,
  { collection, policy, read, supervise, counts }: Overview<Row, Counts>,
): Promise<(Counts & Pick<Counted, 'node' | 'name'>)[]> => {
  const may = (operation: string) => rolesFor(policy, operation, officer, null).length > 0;
  const who = { tenant: officer.tenant, readsAll: may(read), supervises: may(supervise) };
  const today = clock.today();
  return Promise.all(
    countedUnder(tree, text, who, today).map(async ({ node, name, tenant, agency }) => {
      const of: Condition[] = agency === 'all' ? [] : [{ key: 'agency', eq: agency }];
      const countOf = async (...where: Condition[]) =>
        (await reads.count(collection, tenant, [...of, ...where], null)).get('') ?? 0;
      const by = (key: string) => reads.count(collection, tenant, of, key);
      return { node, name, ...(await counts(Object.assign(countOf, { by }), today)) };
    }),
  );
};

/**
 * 督办: the node a text names and what lies right below it, as far as there is anything to count. A
 * node of the officer's own government or, for supervisors, below it; any other looks like none.
 */
const countedUnder = (tree: Tree, text: string, who: Oversight, today: Day): Counted[] => {
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
