import { entryKeys, entryRows, type EntryRow } from '@gongkai/entries';
import type { CollectionSpec, Day, Projection } from '@gongkai/kernel';
import { RULE_LIST, spokespersonNames, workRuleNames } from './decider.js';
import { byDay, siteNames } from './decider.site.js';
import {
  ruleListEvents,
  siteEvents,
  spokespersonEvents,
  workRuleEvents,
  type RequiredRule,
  type RuleListEvent,
  type LinkFinding,
  type RuleStage,
  type Site,
  type SiteEvent,
  type Spokesperson,
  type SpokespersonEvent,
  type WorkRule,
  type WorkRuleEvent,
} from './events.js';

export type WorkRuleRow = EntryRow<WorkRule>;

export const workRuleCollection: CollectionSpec<WorkRuleRow> = {
  name: 'workRules',
  version: 1,
  keys: {
    ...entryKeys,
    kind: (row) => row.kind,
    stage: (row) => row.stage,
    published: (row) => Number(row.publishedOn !== null),
    inForceFrom: (row) => row.inForceFrom,
  },
  indexes: [['inForceFrom'], ['agency', 'inForceFrom'], ['kind', 'inForceFrom']],
};
export const workRuleRows = entryRows<WorkRule, WorkRuleEvent>(
  workRuleCollection,
  workRuleEvents,
  workRuleNames,
);

export type SpokespersonRow = EntryRow<Spokesperson>;

export const spokespersonCollection: CollectionSpec<SpokespersonRow> = {
  name: 'spokespersons',
  version: 1,
  keys: { ...entryKeys, since: (row) => row.since },
  indexes: [['since'], ['agency', 'since']],
};
export const spokespersonRows = entryRows<Spokesperson, SpokespersonEvent>(
  spokespersonCollection,
  spokespersonEvents,
  spokespersonNames,
);

export type LinkCheckRow = { check: number; on: Day; finding: LinkFinding; remark: string | null };
export type SiteRow = EntryRow<Site> & {
  /** Checks of the link that stand, the last first. */
  checks: LinkCheckRow[];
};

/** What the last check says of the link; of the openness site, which it leads to, nothing is asked. */
export const linkOf = ({ kind, checks }: SiteRow) =>
  kind === 'opennessSite' ? 'notRequired' : (checks[0]?.finding ?? 'unchecked');

export const siteCollection: CollectionSpec<SiteRow> = {
  name: 'sites',
  version: 1,
  keys: {
    ...entryKeys,
    kind: (row) => row.kind,
    link: linkOf,
    openedOn: (row) => row.openedOn,
    // What was never checked comes first, what need not be last.
    checkedOn: (row) => (row.kind === 'opennessSite' ? '9999-12-31' : (row.checks[0]?.on ?? '')),
  },
  indexes: [['checkedOn'], ['agency', 'checkedOn'], ['link', 'checkedOn'], ['lasting', 'openedOn']],
};

type SiteShown = Exclude<SiteEvent, { type: 'LinklessSiteCounted' | 'LinklessSiteUncounted' }>;
const { LinklessSiteCounted: _, LinklessSiteUncounted: __, ...siteShown } = siteEvents;
const siteEntryRows = entryRows<Site, SiteEvent>(siteCollection, siteEvents, siteNames);

/** Sites with what was seen of their link. */
export const siteRows: Projection<SiteRow, SiteShown> = {
  name: 'sites',
  version: 1,
  events: siteShown,
  collection: siteCollection,
  key: ({ data }) => data.id,
  apply(row, event, id) {
    if (event.type === 'LinkChecked') {
      const { check, on, finding, remark } = event.data;
      const checks = [...(row?.checks ?? []), { check, on, finding, remark }].sort(byDay);
      return row && { ...row, checks: checks.reverse() };
    }
    if (event.type === 'LinkCheckWithdrawn') {
      const { check } = event.data;
      return row && { ...row, checks: row.checks.filter((of) => of.check !== check) };
    }
    const entry = siteEntryRows.apply(row, event, id);
    return entry && { ...entry, checks: row?.checks ?? [] };
  },
};

export type RuleListRow = { entries: RequiredRule[]; adoptedOn: Day; basis: string | null };

export const ruleListCollection: CollectionSpec<RuleListRow> = {
  name: 'ruleLists',
  version: 1,
  keys: {},
};
export const ruleListRows: Projection<RuleListRow, RuleListEvent> = {
  name: 'ruleLists',
  version: 1,
  events: ruleListEvents,
  collection: ruleListCollection,
  key: () => RULE_LIST,
  apply: (_, { data: { entries, adoptedOn, basis } }) => ({ entries, adoptedOn, basis }),
};

/** The rules of an agency that are in force, by their id: what of the list it has, and what not. */
export type RuleHolding = {
  kind: string | null;
  title: string;
  stage: RuleStage;
  published: boolean;
};
export type RuleHoldingRow = { agency: string | null; rules: Record<string, RuleHolding> };

export const ruleHoldingCollection: CollectionSpec<RuleHoldingRow> = {
  name: 'ruleHoldings',
  version: 1,
  keys: {},
};

/** The government's own office among the agencies. */
export const OWN = 'own';

export const ruleHoldings: Projection<RuleHoldingRow, WorkRuleEvent> = {
  name: 'ruleHoldings',
  version: 1,
  events: workRuleEvents,
  collection: ruleHoldingCollection,
  key: ({ data }) => data.entry.agency ?? OWN,
  apply(row, { type, data: { id, entry } }) {
    const { agency, kind, title, stage, publishedOn } = entry;
    const { [id]: _, ...others } = row?.rules ?? {};
    if (type === 'WorkRuleWithdrawn' || type === 'WorkRuleEnded') return { agency, rules: others };
    const held = { kind, title, stage, published: publishedOn !== null };
    return { agency, rules: { ...others, [id]: held } };
  },
};
