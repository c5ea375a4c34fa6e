import type { Tree } from '@gongkai/directory';
import { PLATFORM } from '@gongkai/kernel';

/** The tenant of the next government above that has one. */
export const superiorOf = (tree: Tree, tenant: string): string | undefined => {
  const node = tree.governmentNode(tenant);
  if (node === undefined || tenant === PLATFORM) return undefined;
  for (const above of tree.ancestors(node)) {
    const other = tree.tenantOf(above);
    if (other !== undefined && other !== null && other !== tenant && other !== PLATFORM)
      return other;
  }
  return undefined;
};

/** Superiors of all tenants that have one: each witnesses the logs below it. */
export const superiorsIn = (tree: Tree): Record<string, string> => {
  const of: Record<string, string> = {};
  for (const tenant of tree.tenants()) {
    const above = superiorOf(tree, tenant);
    if (above !== undefined) of[tenant] = above;
  }
  return of;
};
