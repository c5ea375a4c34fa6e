import type { Indicator } from '@gongkai/figures';
import type { ContextManifest } from '@gongkai/kernel';
import { usageEvents } from './events.js';
import usageSdl from './usage.graphql';
import { usageIndicators } from './usage.indicators.js';
import { itemUsage } from './usage.projection.js';

export { ITEMS_PER_RECORD, RecordUsageCommand, type UsageRecord } from './commands.js';
export { usageAggregate } from './decider.js';
export { usageEvents, type ItemUse } from './events.js';

export const usageContext: ContextManifest & { indicators: readonly Indicator[] } = {
  name: 'usage',
  events: usageEvents,
  projections: [itemUsage],
  processes: [],
  // No officer records what the public read, and nothing that was counted is refused.
  policy: {},
  errors: {},
  sdl: usageSdl,
  module: () => import('./usage.module.js').then((m) => m.UsageModule),
  indicators: usageIndicators,
};
