import type { Indicator } from '@gongkai/figures';
import type { ContextManifest } from '@gongkai/kernel';
import { returnsErrors } from './errors.js';
import { returnsEvents } from './events.js';
import { returnsPolicy } from './policy.js';
import returnsSdl from './returns.graphql';
import { returnsIndicators } from './returns.indicators.js';
import { returnRows } from './returns.projection.js';

export { ReturnCommand } from './commands.js';
export { periodOf } from './decider.js';
export { isMoney, Measure, measureNames } from './measures.js';
export { returnsEvents } from './events.js';

export const returnsContext: ContextManifest & { indicators: readonly Indicator[] } = {
  name: 'returns',
  events: returnsEvents,
  projections: [returnRows],
  processes: [],
  policy: returnsPolicy,
  errors: returnsErrors,
  sdl: returnsSdl,
  module: () => import('./returns.module.js').then((m) => m.ReturnsModule),
  indicators: returnsIndicators,
};
