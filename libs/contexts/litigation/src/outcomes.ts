import { z } from 'zod';
import { Instance, SuitOutcome, TableOutcome } from './events.kinds.js';
import table from './outcomes.data.json' with { type: 'json' };

const Rule = z.strictObject({
  zh: z.string(),
  en: z.string(),
  /** How it counts in table 4; null: as what stood before it, or nothing yet. */
  table: TableOutcome.nullable(),
  /** 裁定, not 判决: ten days to appeal. */
  ruling: z.boolean(),
  /** No appeal lies against it. */
  final: z.boolean(),
  instances: z.array(Instance),
  /** May order the agency to answer anew. */
  order: z.boolean(),
  article: z.string(),
  /** Days of judgment between which courts end suits so. */
  from: z.iso.date().nullable(),
  to: z.iso.date().nullable(),
});
export type OutcomeRule = z.infer<typeof Rule>;

/** How an instance can end, as data. */
export const outcomes: Readonly<Record<SuitOutcome, OutcomeRule>> = z
  .record(SuitOutcome, Rule)
  .parse(table);

/** Whether a court could end this instance so on that day. */
export const fits = (outcome: SuitOutcome, instance: Instance, on: string): boolean => {
  const { instances, from, to } = outcomes[outcome];
  return instances.includes(instance) && (from === null || from <= on) && (to === null || on <= to);
};

/** What an appeal is settled by without another outcome: the first instance stands. */
export const leavesStanding = (outcome: SuitOutcome): boolean =>
  outcome === 'appealDismissed' || outcome === 'appealWithdrawn';
