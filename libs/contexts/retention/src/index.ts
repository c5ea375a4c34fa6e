import type { Indicator } from '@gongkai/figures';
import { mergeCatalogues, type Catalogue, type ContextManifest } from '@gongkai/kernel';
import { heldCases } from './cases.projection.js';
import { retentionErrors } from './errors.js';
import { legalHolds } from './erasures.projection.js';
import { erasureEvents, retentionEvents } from './events.js';
import { retentionPolicy } from './policy.js';
import { retentionMessages } from './retention-messages.process.js';
import retentionSdl from './retention.graphql';
import { appealHolds, dueWatch, erasureWatch } from './retention.process.js';

export { caseKinds, type CaseKind } from './case-kinds.js';
export { heldCaseCollection, type HeldCaseRow } from './cases.projection.js';
export {
  ErasureCommand,
  RetentionCommand,
  RetentionNoteCommand,
  type ErasureInput,
  type RetentionInput,
} from './commands.js';
export { RETENTION_ID, retentionAggregate } from './decider.js';
export {
  holdOn,
  keptCase,
  periodOf,
  scheduleOn,
  type Hold,
  type Restriction,
  type Retention,
} from './decider.state.js';
export { erasureCollection, holdCollection, type ErasureRow } from './erasures.projection.js';
export { erasureEvents, retentionEvents } from './events.js';
export { restrictionGuard } from './guard.js';
export { closedUpTo } from './periods.js';
export { heldCaseOf } from './person-cases.js';

/**
 * The context over the events of all others: it finds by the shape of an event whether it can hold
 * data of persons, so that no event added later is forgotten.
 */
export const retentionOver = (
  others: readonly { events: Catalogue }[],
): ContextManifest & { indicators: readonly Indicator[] } => {
  const catalogue = mergeCatalogues(...others.map(({ events }) => events));
  return {
    name: 'retention',
    events: { ...retentionEvents, ...erasureEvents },
    projections: [heldCases(catalogue), legalHolds],
    processes: [
      erasureWatch,
      appealHolds(catalogue),
      dueWatch,
      retentionMessages,
    ] as ContextManifest['processes'],
    policy: retentionPolicy,
    errors: retentionErrors,
    sdl: retentionSdl,
    module: () => import('./retention.module.js').then((m) => m.RetentionModule),
    indicators: [],
  };
};
