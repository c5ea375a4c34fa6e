import type { Tree } from '@gongkai/directory';
import type { Day } from '@gongkai/kernel';
import type { Body, BodyKind, LawEdition } from './events.kinds.js';
import { bodiesByLaw } from './rules.js';

/** What an agency is in the tree; null is the government's own office, hence the government. */
export const respondentKind = (
  tree: Tree,
  tenant: string,
  agency: string | null,
  on: Day,
): string | undefined => {
  const id = tree.nodeOf(tenant, agency);
  return id === undefined ? undefined : tree.node(id, on)?.kind;
};

/** The node that decides by a kind of body; undefined where the tree does not hold it. */
const nodeFor = (
  tree: Tree,
  { tenant, agency, on }: { tenant: string; agency: string | null; on: Day },
  kind: BodyKind,
): string | undefined => {
  const government = tree.governmentNode(tenant);
  switch (kind) {
    case 'localGovernment':
      return government;
    case 'superiorGovernment':
      return government === undefined ? undefined : tree.ancestors(government, on)[0];
    case 'itself':
      return tree.nodeOf(tenant, agency);
    default:
      return undefined;
  }
};

/** The bodies the law names for an act of an agency, with names where the tree knows them. */
export const proposedBodies = (
  tree: Tree,
  of: { tenant: string; agency: string | null; edition: LawEdition; vertical: boolean; on: Day },
): { article: string; verified: boolean; bodies: Body[] } => {
  const { tenant, agency, edition, vertical, on } = of;
  const kind = respondentKind(tree, tenant, agency, on) ?? '';
  const { bodies, article, verified } = bodiesByLaw(edition, kind, vertical);
  return {
    article,
    verified,
    bodies: bodies.map((each) => {
      const id = nodeFor(tree, of, each);
      const node = id === undefined ? undefined : tree.node(id, on);
      const name = (id === undefined ? undefined : tree.governmentAt(id)?.name) ?? node?.name;
      return { kind: each, name: name ?? '', tenant: node?.tenant ?? null };
    }),
  };
};
