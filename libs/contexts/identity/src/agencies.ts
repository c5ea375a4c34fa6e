import { agencyAggregate, resolveNode, type Tree } from '@gongkai/directory';
import { Rejection, StateCache, type EventStore } from '@gongkai/kernel';
import type { Agencies } from './ports.js';

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
      // A department of the government is above the townships and institutions of that government.
      const department = tree.node(above)?.kind === 'department';
      return department && tree.node(below)?.kind !== 'department';
    },
    tenantOf: (government) => {
      const node = resolveNode(tree, government);
      if (node instanceof Rejection) return node;
      return tree.governmentAt(node.id)?.tenant ?? null;
    },
  };
};
