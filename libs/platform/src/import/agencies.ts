import type { Tree, TreeNode } from '@gongkai/directory';
import type { Day, Rejection } from '@gongkai/kernel';
import { rejectImport } from './errors.js';

/** The agency a source means by a name or code on the day of a row; null for the government's own office. */
export type AgencyOf = (value: unknown, on: Day | undefined) => string | null | Rejection;

/**
 * Names and codes of the source to agencies of this one government: as they were on the day of the
 * row, since old sources have the names of their time; else as they are now, since an agency may be
 * on record only from a later day.
 */
export const agenciesOf = (tree: Tree, node: TreeNode, tenant: string): AgencyOf => {
  const government = tree.governmentNode(tenant);
  const own = node.id === government ? null : node.id;
  return (value, on) => {
    if (value === undefined || value === null) return own;
    const text = String(value);
    const borne = (day?: Day) => tree.find(text, day).filter((found) => found.tenant === tenant);
    const then = borne(on);
    const found = then.length > 0 ? then : borne();
    const names = { value: text, government: tree.node(government ?? node.id)?.name ?? '' };
    if (found.length > 1) return rejectImport('import.agencyAmbiguous', names, 'agency');
    if (found[0]) return found[0].id === government ? null : found[0].id;
    if (government !== undefined && tree.governmentAt(government)?.name === text) return null;
    const otherwise = bearersOf(tree, text, tenant);
    return otherwise.length === 0
      ? rejectImport('import.agencyUnknown', names, 'agency')
      : rejectImport(
          'import.agencyOtherwise',
          { ...names, on: on ?? '—', otherwise: otherwise.join('、') },
          'agency',
        );
  };
};

/** Who bore the name or code at another time, as they are or were last called. */
const bearersOf = (tree: Tree, text: string, tenant: string): string[] =>
  tree
    .everCalled(text.normalize('NFC').trim())
    .map((id) => tree.node(id)!)
    .filter((node) => node.tenant === tenant)
    .map(({ code, name, until }) => {
      const known = [code, until === null ? null : `–${until}`].filter((part) => part !== null);
      return `${name}(${known.join(' ')})`;
    });
