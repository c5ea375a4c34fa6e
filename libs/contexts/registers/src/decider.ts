import { entryAggregate, whyImpossible, type EntryFacts, type EntryReject } from '@gongkai/entries';
import type { Aggregate, Facts, Rejection } from '@gongkai/kernel';
import type { RuleListCommandData } from './commands.js';
import { reject } from './errors.js';
import {
  ruleListEvents,
  spokespersonEvents,
  workRuleEvents,
  type RequiredRule,
  type RuleListEvent,
  type Spokesperson,
  type SpokespersonEvent,
  type WorkRule,
  type WorkRuleEvent,
} from './events.js';
import { STARTER_RULES } from './rule-list.js';

export type WorkRuleFacts = EntryFacts & {
  /** Kinds on the list of the government. */
  listed: readonly string[];
};

export const entryReject: EntryReject = (reason, details, field) =>
  reject(`registers.${reason}`, details, field);

const ruleRefused = (
  { kind, publishedOn }: WorkRule,
  { today, listed }: WorkRuleFacts,
): Rejection | undefined => {
  if (kind !== null && !listed.includes(kind))
    return reject('registers.ruleNotListed', { kind }, 'kind');
  if (publishedOn !== null && whyImpossible(publishedOn, today))
    return reject('registers.publishedOnImpossible', { on: publishedOn }, 'publishedOn');
  return undefined;
};

export const workRuleNames = {
  entered: 'WorkRuleEntered',
  withdrawn: 'WorkRuleWithdrawn',
  ended: 'WorkRuleEnded',
  resumed: 'WorkRuleEndUndone',
};

/** One edition of a rule; the next edition is an entry of its own. */
export const workRuleAggregate = entryAggregate<WorkRule, WorkRuleEvent, WorkRuleFacts>({
  name: 'workRule',
  events: workRuleEvents,
  names: workRuleNames,
  on: ({ inForceFrom }) => inForceFrom,
  dayField: 'inForceFrom',
  refuse: ruleRefused,
  reject: entryReject,
});

export const spokespersonNames = {
  entered: 'SpokespersonAppointed',
  withdrawn: 'SpokespersonWithdrawn',
  ended: 'SpokespersonReleased',
  resumed: 'SpokespersonReleaseUndone',
};

export const spokespersonAggregate = entryAggregate<Spokesperson, SpokespersonEvent, EntryFacts>({
  name: 'spokesperson',
  events: spokespersonEvents,
  names: spokespersonNames,
  on: ({ since }) => since,
  dayField: 'since',
  reject: entryReject,
});

/** The rules every agency of a government should have; one list a government. */
export type RuleList = { entries: readonly RequiredRule[]; adopted: boolean };
export const RULE_LIST = 'main';

export const ruleListAggregate: Aggregate<RuleListCommandData, RuleList, RuleListEvent, Facts> = {
  name: 'ruleList',
  events: ruleListEvents,
  decider: {
    initial: { entries: STARTER_RULES, adopted: false },
    decide({ entries: before, adopted }, { entries, adoptedOn, basis }, { today, actor }) {
      const twice = entries.find(({ kind }, i) => entries.findIndex((of) => of.kind === kind) < i);
      if (twice) return reject('registers.kindTwice', { kind: twice.kind }, 'entries');
      const on = adoptedOn ?? today;
      const day = whyImpossible(on, today);
      if (day) return reject('registers.dayImpossible', day, 'adoptedOn');
      if (adopted && JSON.stringify(before) === JSON.stringify(entries)) return [];
      const data = { entries, adoptedOn: on, basis, adoptedBy: actor.id };
      return [{ type: 'RuleListAdopted', data }];
    },
    evolve: (_, { data }) => ({ entries: data.entries, adopted: true }),
  },
  agencyOf: () => null,
};
