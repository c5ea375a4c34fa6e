export { RequestCommand, RequestCommands, type RequestCommandInput } from './commands.js';
export { clockOf, dueDayOn } from './decider.clock.js';
export { requestAggregate, requestDecider } from './decider.js';
export type { Clock, Request, RequestFacts } from './decider.state.js';
export { requestErrors } from './errors.js';
export * from './events.facets.js';
export {
  ApplicantKind,
  Channel,
  ClarificationItem,
  Defect,
  IdentityKind,
  Outcome,
  RequestKind,
  SupplyForm,
  SupplyRoute,
} from './events.kinds.js';
export {
  requestEvents,
  requestStreamEvents,
  type OwnRequestEvent,
  type RequestEvent,
} from './events.js';
