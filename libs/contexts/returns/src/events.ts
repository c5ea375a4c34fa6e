import { portionFacet } from '@gongkai/figures';
import { Day, event, type EventOf } from '@gongkai/kernel';
import { z } from 'zod';
import { groupOf, Measure, MEASURE_GROUPS, placeInGroup } from './measures.js';

const by = z.string().min(1);
const of = {
  returnId: z.string().min(1),
  agency: z.string().nullable(),
  measure: Measure,
  /** 2025, 2025-Q1, 2025-03. */
  period: z.string(),
  /** The last day of the period: the day the number counts on. */
  on: Day,
  version: z.int().min(1),
};
const number = z.int().nonnegative();
const onDay = { occurredOn: (data: { on: Day }) => data.on };

const attested = {
  ...of,
  number,
  /** Who answers for the number in the agency that reports it. */
  attestedBy: by,
  /** The paper or file it was reported with. */
  proof: z.string().nullable(),
};

export const reportEvents = {
  ReturnReported: event(z.strictObject({ ...attested, reportedBy: by }), onDay),
  ReturnCorrected: event(
    z.strictObject({ ...attested, was: number, reason: z.string(), correctedBy: by }),
    onDay,
  ),
  ReturnVoided: event(z.strictObject({ ...of, number, reason: z.string(), voidedBy: by }), onDay),
};

/**
 * What a report moves in the figures, in round portions (figures/portions): of a flow the number
 * itself, of a stock the difference to the report before.
 */
const portion = z.strictObject({ ...of, number: z.int().positive() });
type Portion = z.infer<typeof portion>;
const portionEvent = event(portion, {
  ...onDay,
  facet: ({ measure, number: part }: Portion) =>
    portionFacet(MEASURE_GROUPS[groupOf(measure)].shape, part, placeInGroup(measure)),
});

export const portionEvents = {
  DecisionsCounted: portionEvent,
  DecisionsUncounted: portionEvent,
  DocumentsCounted: portionEvent,
  DocumentsUncounted: portionEvent,
  MattersCounted: portionEvent,
  MattersUncounted: portionEvent,
  MoneyCounted: portionEvent,
  MoneyUncounted: portionEvent,
};

/** Names of the events that bear a group of measures. */
export const PORTION_EVENTS = {
  decisions: { counted: 'DecisionsCounted', uncounted: 'DecisionsUncounted' },
  documents: { counted: 'DocumentsCounted', uncounted: 'DocumentsUncounted' },
  matters: { counted: 'MattersCounted', uncounted: 'MattersUncounted' },
  money: { counted: 'MoneyCounted', uncounted: 'MoneyUncounted' },
} as const;

export const returnsEvents = { ...reportEvents, ...portionEvents };
export type ReportEvent = EventOf<typeof reportEvents>;
export type ReturnsEvent = EventOf<typeof returnsEvents>;
