import type { Indicator } from '@gongkai/figures';
import type { ContextManifest } from '@gongkai/kernel';
import capacitySdl from './capacity.graphql';
import { capacityIndicators } from './capacity.indicators.js';
import { activityRows, fundsRows, leadingBodyRows, resourceRows } from './capacity.projection.js';
import { capacityErrors } from './errors.js';
import { capacityEvents } from './events.js';
import { capacityPolicy } from './policy.js';

export { ActivityCommand, FundsCommand, LeadingBodyCommand, ResourceCommand } from './commands.js';
export {
  ActivityKind,
  ActivityNumber,
  capacityEvents,
  LeadingBodyKind,
  MemberRole,
  ResourceKind,
} from './events.js';

export const capacityContext: ContextManifest & { indicators: readonly Indicator[] } = {
  name: 'capacity',
  events: capacityEvents,
  projections: [resourceRows, fundsRows, activityRows, leadingBodyRows],
  processes: [],
  policy: capacityPolicy,
  errors: capacityErrors,
  sdl: capacitySdl,
  module: () => import('./capacity.module.js').then((m) => m.CapacityModule),
  indicators: capacityIndicators,
};
