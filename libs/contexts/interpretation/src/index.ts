import type { Indicator } from '@gongkai/figures';
import type { ContextManifest } from '@gongkai/kernel';
import { interpretationErrors } from './errors.js';
import { interpretationEvents } from './events.js';
import interpretationSdl from './interpretation.graphql';
import { interpretationIndicators } from './interpretation.indicators.js';
import { concernRows, interpretationRows } from './interpretation.projection.js';
import { interpretationPolicy } from './policy.js';

export { ConcernCommand, InterpretationCommand } from './commands.js';
export {
  AnswerChannel,
  ArticleForm,
  ConcernKind,
  interpretationEvents,
  InterpretationKind,
  Part,
} from './events.js';

export const interpretationContext: ContextManifest & { indicators: readonly Indicator[] } = {
  name: 'interpretation',
  events: interpretationEvents,
  projections: [interpretationRows, concernRows],
  processes: [],
  policy: interpretationPolicy,
  errors: interpretationErrors,
  sdl: interpretationSdl,
  module: () => import('./interpretation.module.js').then((m) => m.InterpretationModule),
  indicators: interpretationIndicators,
};
