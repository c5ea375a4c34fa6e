import { whyImpossible } from '@gongkai/entries';
import type { Aggregate, Facts } from '@gongkai/kernel';
import type { ComplaintRuleCommandData } from './commands.js';
import { reject } from './errors.js';
import { complaintRuleEvents, type ComplaintRuleEvent } from './events.js';
import { STARTER_RULES, type ComplaintRules } from './rules.js';

/** One list of periods a government. */
export const COMPLAINT_RULES = 'main';
export type AdoptedRules = { periods: ComplaintRules; adopted: boolean };

export const complaintRuleAggregate: Aggregate<
  ComplaintRuleCommandData,
  AdoptedRules,
  ComplaintRuleEvent,
  Facts
> = {
  name: 'complaintRule',
  events: complaintRuleEvents,
  decider: {
    initial: { periods: STARTER_RULES, adopted: false },
    decide({ periods: before, adopted }, { periods: given, basis, adoptedOn }, { today, actor }) {
      const on = adoptedOn ?? today;
      const why = whyImpossible(on, today, on);
      if (why) return reject('complaint.dayImpossible', why, 'adoptedOn');
      // Kinds that are not named keep their period.
      const periods = { ...before, ...given };
      if (adopted && JSON.stringify(periods) === JSON.stringify(before)) return [];
      const data = { periods, basis, adoptedOn: on, adoptedBy: actor.id };
      return [{ type: 'ComplaintRulesAdopted', data }];
    },
    evolve: (_, { data }) => ({ periods: data.periods, adopted: true }),
  },
  agencyOf: () => null,
};
