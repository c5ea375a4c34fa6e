import { entryKeys, entryRows, type EntryRow } from '@gongkai/entries';
import type { CollectionSpec, Day, Projection } from '@gongkai/kernel';
import { RULE_LIST, spokespersonNames, workRuleNames } from './decider.js';
import {
  ruleListEvents,
  spokespersonEvents,
  workRuleEvents,
  type RequiredRule,
  type RuleListEvent,
  type RuleStage,
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
