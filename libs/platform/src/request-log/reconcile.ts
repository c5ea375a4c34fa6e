import type { Tree, TreeNode } from '@gongkai/directory';
import { recordedOf, Rejection, type Day, type EventStore, type Recorded } from '@gongkai/kernel';
import { rejectImport } from '../import/errors.js';
import { rowDisagreements, totalDisagreements, type Disagreement } from './disagreements.js';
import { Ledger, ledgerEvents, type Item, type LedgerEvent } from './ledger.js';
import type { PublishedRule } from './mapping.js';
import { parseDayPeriod } from './period.js';
import { readPublished, ruleOf } from './published.js';
import { explain, totalsOf, type View } from './totals.js';

export type Reconciliation = {
  computed: Record<string, number | null>;
  published: Record<string, number>;
  disagreements: Disagreement[];
};

export type ReconcileOrder = {
  node: TreeNode;
  /** FROM..TO */
  period: string;
  /** The file of published figures. */
  published: string;
  /** What keys count that the program does not know by itself. */
  rules?: Readonly<Record<string, PublishedRule>>;
};

/** Sets what an office published beside what its cases say, and names all that does not agree. */
export const reconcileRequests = async (
  { tree, events }: { tree: Tree; events: EventStore },
  { node, period: text, published: path, rules: mapped }: ReconcileOrder,
): Promise<Reconciliation | Rejection> => {
  if (node.tenant === null) return rejectImport('import.notGoverned', { node: node.name }, 'node');
  const period = parseDayPeriod(text);
  if (period instanceof Rejection) return period;
  const published = await readPublished(path);
  if (published instanceof Rejection) return published;
  const ledger = await readLedger(events, node.tenant);
  const items = ledger.items(agenciesOf(tree, node, period.to));
  return compared(items, { ...period, endsBy: period.to }, published, mapped);
};

/** The pure part: items and printed figures to what does not agree. */
export const compared = (
  items: readonly Item[],
  view: View,
  {
    figures,
    period,
  }: { figures: Readonly<Record<string, number>>; period: { from: Day; to: Day } | null },
  mapped?: Readonly<Record<string, PublishedRule>>,
): Reconciliation => {
  const found = Object.keys(figures).map((key) => [key, ruleOf(key, mapped)] as const);
  const rules = new Map(found.flatMap(([key, rule]) => (rule ? [[key, rule] as const] : [])));
  const totals = totalsOf(items, view, rules);
  const explanation = explain(items, view, rules, figures);
  return {
    computed: Object.fromEntries(found.map(([key]) => [key, totals.get(key) ?? null])),
    published: { ...figures },
    disagreements: [
      ...(period === null ? [] : periodDisagreement(period, view)),
      ...totalDisagreements(items, view, { rules, figures, totals }, explanation),
      ...rowDisagreements(items, view, rules, explanation),
    ],
  };
};

const periodDisagreement = (printed: { from: Day; to: Day }, { from, to }: View): Disagreement[] =>
  printed.from === from && printed.to === to
    ? []
    : [
        {
          kind: 'period',
          id: null,
          field: 'period',
          printed: `${printed.from}..${printed.to}`,
          computed: `${from}..${to}`,
          why: '文件所载期间与所问期间不同。The file is of another period than was asked for.',
        },
      ];

const readLedger = async (events: EventStore, tenant: string): Promise<Ledger> => {
  const ledger = new Ledger();
  const filter = { types: Object.keys(ledgerEvents), tenants: [tenant] };
  const options = { signal: new AbortController().signal, follow: false, batchSize: 1000 };
  for await (const batch of events.feed(undefined, filter, options))
    for (const stored of batch.events)
      ledger.apply(recordedOf(ledgerEvents, stored) as Recorded<LedgerEvent>);
  return ledger;
};

/** An agency with what stands below it; null for the whole government. */
const agenciesOf = (tree: Tree, { id, tenant }: TreeNode, on: Day): Set<string> | null => {
  if (tree.governmentNode(tenant!) === id) return null;
  const below = (node: string): string[] => [node, ...tree.children(node, on).flatMap(below)];
  return new Set(below(id));
};
