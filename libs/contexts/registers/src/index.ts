import type { Indicator } from '@gongkai/figures';
import type { ContextManifest } from '@gongkai/kernel';
import { registersErrors } from './errors.js';
import { registersEvents } from './events.js';
import { registersPolicy } from './policy.js';
import registersSdl from './registers.graphql';
import { registersIndicators } from './registers.indicators.js';
import {
  ruleHoldings,
  ruleListRows,
  siteRows,
  spokespersonRows,
  workRuleRows,
} from './registers.projection.js';

export { RuleListCommand, SpokespersonCommand, WorkRuleCommand } from './commands.js';
export { spokespersonAggregate, workRuleAggregate } from './decider.js';
export { registersEvents, RuleStage } from './events.js';

export const registersContext: ContextManifest & { indicators: readonly Indicator[] } = {
  name: 'registers',
  events: registersEvents,
  projections: [workRuleRows, spokespersonRows, siteRows, ruleListRows, ruleHoldings],
  processes: [],
  policy: registersPolicy,
  errors: registersErrors,
  sdl: registersSdl,
  module: () => import('./registers.module.js').then((m) => m.RegistersModule),
  indicators: registersIndicators,
};
