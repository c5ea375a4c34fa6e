import type { Indicator } from '@gongkai/figures';
import type { ContextManifest } from '@gongkai/kernel';
import { consultationErrors } from './errors.js';
import { consultationEvents } from './events.js';
import sdl from './consultation.graphql';

export {
  CONSULTATION_COMMAND_TYPES,
  consultationCommands,
  type ConsultationCommand,
} from './commands.js';
export {
  answerByOf,
  decideConsultation,
  evolveConsultations,
  pauseOf,
  silenceFrom,
  standingOf,
  type Consultation,
  type ConsultationFacts,
  type ConsultationHost,
  type Consultations,
  type Standing,
} from './decider.js';
export { consultationErrors } from './errors.js';
export {
  ConsultationAnswer,
  consultationEvents,
  ConsultationKind,
  ConsultationRoute,
  ReturnReason,
  SilenceEffect,
  type ConsultationEvent,
} from './events.js';

/** Its events live in the streams of the cases that ask, and so do the operations on them. */
export const consultationContext: ContextManifest & { indicators: readonly Indicator[] } = {
  name: 'consultation',
  events: consultationEvents,
  projections: [],
  processes: [],
  policy: {},
  errors: consultationErrors,
  sdl,
  module: () => import('./consultation.module.js').then((m) => m.ConsultationModule),
  indicators: [],
};
