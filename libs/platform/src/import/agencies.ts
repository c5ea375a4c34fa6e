import type { Tree, TreeNode } from '@gongkai/directory';
import type { Rejection } from '@gongkai/kernel';
import { rejectImport } from './errors.js';

/** Names and codes of the source to agencies of this one government; each is looked up once. */
export const agenciesOf = (tree: Tree, node: TreeNode, tenant: string) => {
  const government = tree.governmentNode(tenant);
  const own = node.id === government ? null : node.id;
  const known = new Map<string, string | null | Rejection>();
  const lookUp = (value: string): string | null | Rejection => {
    const found = tree.find(value).filter((candidate) => candidate.tenant === tenant);
    const names = { value, government: tree.node(government ?? node.id)?.name ?? '' };
    if (found.length > 1) return rejectImport('import.agencyAmbiguous', names, 'agency');
    if (found[0]) return found[0].id === government ? null : found[0].id;
    if (government !== undefined && tree.governmentAt(government)?.name === value) return null;
    return rejectImport('import.agencyUnknown', names, 'agency');
  };
  return (value: unknown): string | null | Rejection => {
    if (value === undefined || value === null) return own;
    const text = String(value);
    if (!known.has(text)) known.set(text, lookUp(text));
    return known.get(text)!;
  };
};
