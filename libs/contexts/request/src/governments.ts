import { resolveGovernment, type Tree } from '@gongkai/directory';
import { GateError, Rejection } from '@gongkai/kernel';

/** The government with this public code; one that has not joined looks like one that does not exist. */
export const governmentOf = (tree: Tree, code: string): string => {
  const tenant = /^\d{6,12}$/.test(code) ? resolveGovernment(tree, code) : undefined;
  if (tenant === undefined || tenant instanceof Rejection) throw new GateError('NOT_FOUND');
  return tenant;
};

/** What an agency is called; null is the government's own office. */
export const agencyNameIn = (tree: Tree, tenant: string, agency: string | null): string | null => {
  const node = tree.nodeOf(tenant, agency);
  if (node === undefined) return null;
  return agency === null
    ? (tree.governmentAt(node)?.name ?? null)
    : (tree.node(node)?.name ?? null);
};
