import type { Indicator } from '@gongkai/figures';
import type { ContextManifest, LiveClock } from '@gongkai/kernel';
import { SuitCommand } from './commands.js';
import { litigationErrors } from './errors.js';
import { litigationEvents } from './events.js';
import { litigationPolicy } from './policy.js';
import litigationSdl from './suit.graphql';
import { suitMessages } from './suit-messages.process.js';
import { litigationIndicators } from './suit.indicators.js';
import { courtOrders, suitEvidenceWatch } from './suit.process.js';
import { suitCollection, suitRows, type SuitRow } from './suit.projection.js';

export { SuitCommand, SuitCommands, type SuitCommandData } from './commands.js';
export { suitAggregate, suitDecider } from './decider.js';
export type { Suit, SuitFacts } from './decider.state.js';
export { packSuit, unpackSuit, type SuitFacet } from './events.facets.js';
export * from './events.kinds.js';
export { litigationEvents, type SuitEvent, type SuitEventNamed } from './events.js';
export { limitEditions, limitOf } from './limits.js';
export { outcomes as suitOutcomes } from './outcomes.js';
export { litigationIndicators } from './suit.indicators.js';
export { challengeKey, suitCollection, type SuitRow } from './suit.projection.js';

/** Suits whose last day to answer may move with the calendar of working days. */
const answerClock: LiveClock<SuitRow> = {
  name: 'suit',
  collection: suitCollection,
  id: (row) => row.suitId,
  fromKey: 'clockFrom',
  dueKey: 'answerBy',
  body: (suitId, { notice, reason }) => ({ type: 'recalculate', suitId, notice, reason }),
  command: (call, body) => new SuitCommand(call, body),
};

export const litigationContext: ContextManifest & { indicators: readonly Indicator[] } = {
  name: 'litigation',
  events: litigationEvents,
  projections: [suitRows],
  processes: [suitEvidenceWatch, courtOrders, suitMessages] as ContextManifest['processes'],
  policy: litigationPolicy,
  errors: litigationErrors,
  sdl: litigationSdl,
  clocks: [answerClock],
  module: () => import('./litigation.module.js').then((m) => m.LitigationModule),
  indicators: litigationIndicators,
};
