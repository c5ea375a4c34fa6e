import { resolveGovernment, type Tree } from '@gongkai/directory';
import { GateError, Rejection, type Day } from '@gongkai/kernel';

/** The government with this public code; one that has not joined looks like one that does not exist. */
export const governmentOf = (tree: Tree, code: string): string => {
  const tenant = /^\d{6,12}$/.test(code) ? resolveGovernment(tree, code) : undefined;
  if (tenant === undefined || tenant instanceof Rejection) throw new GateError('NOT_FOUND');
  return tenant;
};

/**
 * Where reconsideration is asked for: of an agency its own government, of a government's office the
 * government above (行政复议法第二十四条).
 */
export const superiorNameOf = (
  tree: Tree,
  tenant: string,
  agency: string | null,
  on: Day,
): string => {
  const node = tree.nodeOf(tenant, null);
  if (node === undefined) return '上一级人民政府';
  if (agency !== null) return tree.governmentAt(node)?.name ?? '本级人民政府';
  const [above] = tree.ancestors(node, on);
  const upper = above === undefined ? undefined : tree.node(above);
  if (above === undefined || !upper || upper.kind === 'nation') return '上一级人民政府';
  return tree.governmentAt(above)?.name ?? `${upper.name}人民政府`;
};
