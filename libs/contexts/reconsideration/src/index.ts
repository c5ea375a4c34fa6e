import type { Indicator } from '@gongkai/figures';
import type { ContextManifest, LiveClock } from '@gongkai/kernel';
import { ReconsiderationCommand } from './commands.js';
import type { PeriodName } from './decider.state.js';
import { reconsiderationErrors } from './errors.js';
import { reconsiderationEvents } from './events.js';
import { reconsiderationPolicy } from './policy.js';
import commandsSdl from './reconsideration-commands.graphql';
import sdl from './reconsideration.graphql';
import { reconsiderationIndicators } from './reconsideration.indicators.js';
import { reconsiderationMessages } from './reconsideration-messages.process.js';
import { answerAnew, reconsiderationWatch } from './reconsideration.process.js';
import { reconsiderationRows } from './reconsideration-row.projection.js';
import { reconsiderationCollection, type ReconsiderationRow } from './reconsideration-row.js';

export { readAppeal, sealedOf, type AppealCase, type AppealEvent } from './appeal-case.js';
export { ReconsiderationCommand, type ReconsiderationCommandInput } from './commands.js';
export type { PlainReconsiderationInput } from './commands.plain.js';
export { periodNames, periodOf } from './decider.clock.js';
export { reconsiderationAggregate, reconsiderationDecider } from './decider.js';
export type { Appeal, ReconsiderationFacts } from './decider.state.js';
export { packAppeal, unpackAppeal, type AppealFacet } from './events.facets.js';
export * from './events.kinds.js';
export { reconsiderationEvents, type EventNamed, type ReconsiderationEvent } from './events.js';
export { challengeNames } from './names.js';
export {
  APPEAL_STAGES,
  reconsiderationCollection,
  type AppealStage,
  type ReconsiderationRow,
} from './reconsideration-row.js';
export { reconsiderationErrors, reconsiderationIndicators };

/** Due days of open cases that may move with the calendar of working days. */
const clockOf = (period: PeriodName): LiveClock<ReconsiderationRow> => ({
  name: `reconsideration.${period}`,
  collection: reconsiderationCollection,
  id: (row) => row.reconsiderationId,
  fromKey: `${period}From`,
  dueKey: `${period}Due`,
  body: (reconsiderationId, { notice, reason }) => ({
    type: 'recalculate',
    reconsiderationId,
    notice,
    reason,
  }),
  command: (call, body) => new ReconsiderationCommand(call, body),
});

export const reconsiderationContext: ContextManifest & { indicators: readonly Indicator[] } = {
  name: 'reconsideration',
  events: reconsiderationEvents,
  projections: [reconsiderationRows],
  processes: [reconsiderationWatch, answerAnew, reconsiderationMessages],
  policy: reconsiderationPolicy,
  errors: reconsiderationErrors,
  sdl: `${sdl}\n${commandsSdl}`,
  clocks: [clockOf('examination'), clockOf('answer'), clockOf('decision')],
  module: () => import('./reconsideration.module.js').then((m) => m.ReconsiderationModule),
  indicators: reconsiderationIndicators,
};
