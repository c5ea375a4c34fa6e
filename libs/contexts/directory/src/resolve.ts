import { lastDayOf, parsePeriod } from '@gongkai/figures';
import { Rejection, type Day } from '@gongkai/kernel';
import { rejectDirectory } from './errors.js';
import { LAST_KNOWN } from './history.js';
import type { Tree, TreeNode } from './tree.js';

export type Candidate = {
  code: string | null;
  path: string;
  since: Day | null;
  until: Day | null;
};

const candidateOf = (tree: Tree, { id, code, since, until }: TreeNode, on?: Day): Candidate => ({
  code,
  path: tree.path(id, on),
  since,
  until,
});

/**
 * The one node a person means by a code, a name or `衡阳市/衡南县` on a day (without one: as last
 * known). Two of a name are an ambiguity with both candidates, never a guess; a name of another
 * time is unknown, with who bore it.
 */
export const resolveNode = (tree: Tree, text: string, on?: Day): TreeNode | Rejection => {
  const found = tree.find(text, on);
  if (found.length === 1) return found[0]!;
  if (found.length > 1)
    return rejectDirectory('directory.ambiguous', {
      text,
      candidates: found
        .map((node) => candidateOf(tree, node, on))
        .sort((a, b) => ((a.code ?? '') < (b.code ?? '') ? -1 : 1)),
    });
  const otherwise = tree
    .everCalled(text.normalize('NFC').trim())
    .map((id) => tree.node(id)!)
    .map((node) => candidateOf(tree, node));
  return rejectDirectory('directory.unknown', { text, on: on ?? null, otherwise });
};

/**
 * The first of the days on which anybody was called so; none: what is asked is asked of the last known
 * state. So a unit that has ended is still named in a question about its time.
 */
export const dayNaming = (
  tree: Tree,
  text: string,
  days: readonly Day[],
  isMeant: (node: TreeNode) => boolean = () => true,
): Day | undefined => days.find((day) => tree.find(text, day).some(isMeant));

/** Ten years: of a longer period the earlier months name nobody, lest a question look at thousands of days. */
const MONTHS_NAMING = 120;

/** A day stands for its month. */
const DAY = /\b(\d{4}-\d\d)-\d\d\b/g;

/**
 * The days on which a unit may be named in a question about a period, also one from day to day: its
 * end, today as well as anybody knows, then the ends and beginnings of its last months, the latest first.
 */
export const daysNaming = (text: string): Day[] => {
  const period = parsePeriod(text.replace(DAY, '$1'));
  if (period instanceof Rejection) return [];
  const days = [lastDayOf(period.to), LAST_KNOWN];
  const first = Math.max(period.from, period.to - MONTHS_NAMING + 1);
  for (let month = period.to; month >= first; month--) {
    const end = lastDayOf(month);
    days.push(end, `${end.slice(0, -2)}01`);
  }
  return days;
};

/** The tenant of the government the public names by this code; undefined when none has joined under it. */
export const tenantByCode = (tree: Tree, code: string): string | undefined => {
  const node = tree.find(code).find((found) => found.code === code);
  return node && tree.governmentAt(node.id)?.tenant;
};

/** The tenant of the government a person means; `directory.notJoined` when it is not on the platform. */
export const resolveGovernment = (tree: Tree, text: string, on?: Day): string | Rejection => {
  const node = resolveNode(tree, text, on);
  if (!('id' in node)) return node;
  return tree.governmentAt(node.id)?.tenant ?? rejectDirectory('directory.notJoined', { text });
};

/** What an agency is called; null is the government's own office. */
export const agencyNameIn = (tree: Tree, tenant: string, agency: string | null): string | null => {
  const node = tree.nodeOf(tenant, agency);
  if (node === undefined) return null;
  return agency === null
    ? (tree.governmentAt(node)?.name ?? null)
    : (tree.node(node)?.name ?? null);
};
