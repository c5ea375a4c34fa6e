import type { Indicator } from '@gongkai/figures';
import type { ContextManifest } from '@gongkai/kernel';
import { secrecyErrors } from './errors.js';
import { secrecyEvents } from './events.js';
import sdl from './secrecy.graphql';

export { SECRECY_COMMAND_TYPES, secrecyCommands, type SecrecyCommand } from './commands.js';
export {
  decideSecrecy,
  evolveSecrecy,
  noSecrecy,
  secrecyPassedFor,
  voidSecrecy,
  type Secrecy,
  type SecrecyFacts,
  type SecrecySubject,
} from './decider.js';
export {
  articleOf,
  editionOn,
  GroundCode,
  grounds,
  PassGroundCode,
  passGrounds,
} from './decider.grounds.js';
export { rejectSecrecy, secrecyErrors } from './errors.js';
export {
  Edition,
  GuidanceDepartment,
  GuidanceOutcome,
  secrecyEvents,
  type SecrecyEvent,
} from './events.js';
export { secrecyPolicyFor } from './policy.js';

/** Its events live in the streams of what is reviewed, and so do the operations on them. */
export const secrecyContext: ContextManifest & { indicators: readonly Indicator[] } = {
  name: 'secrecy',
  events: secrecyEvents,
  projections: [],
  processes: [],
  policy: {},
  errors: secrecyErrors,
  sdl,
  module: () => import('./secrecy.module.js').then((m) => m.SecrecyModule),
  indicators: [],
};
