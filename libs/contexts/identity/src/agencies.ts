import { agencyAggregate, resolveGovernment, type Tree } from '@gongkai/directory';
import { StateCache, type EventStore } from '@gongkai/kernel';
import type { Agencies } from './ports.js';

const BELOW_DEPARTMENTS: readonly unknown[] = [
  'township',
  'subdistrict',
  'institution',
  'enterprise',
];

/** Answers from the directory: whether an agency exists straight from the log, superiors from the tree. */
export const agenciesOf = (store: EventStore, tree: Tree): Agencies => {
  const states = new StateCache(store, agencyAggregate);
  const nodesAbove = (node: string) => tree.ancestors(node);
  return {
    has: async (tenant, agency) => (await states.get(tenant, agency)).state.exists,
    above: (tenant, upper, lower) => {
      const [above, below] = [upper, lower].map((agency) => tree.nodeOf(tenant, agency));
      if (above === undefined || below === undefined || above === below) return false;
      if (nodesAbove(below).includes(above)) return true;
      // A department is also a superior of the townships and institutions of its government.
      const kind = tree.node(below)?.kind;
      return tree.node(above)?.kind === 'department' && BELOW_DEPARTMENTS.includes(kind);
    },
    tenantOf: (government) => resolveGovernment(tree, government),
  };
};
