import type { Indicator } from '@gongkai/figures';
import type { ContextManifest, LiveClock } from '@gongkai/kernel';
import { RequestCommand } from './commands.js';
import { requestErrors } from './errors.js';
import { formErrors } from './errors.form.js';
import { requestEvents } from './events.js';
import { requestSettingEvents } from './events.setting.js';
import { requestPolicy } from './policy.js';
import publicSdl from './public-request.graphql';
import { openNumberClaims } from './request-claims.process.js';
import commandsSdl from './request-commands.graphql';
import sdl from './request.graphql';
import { requestIndicators } from './request.indicators.js';
import { requestParts, requestWatch } from './request.process.js';
import type { RequestRow } from './request-row.projection.js';
import { requestCollection, requestRows } from './requests.projection.js';

export { attestedDefectNames } from './attested-defects.js';
export { AttestRequestCommand, type PlainAttestInput } from './commands.attest.js';
export { RequestCommand, RequestCommands, type RequestCommandInput } from './commands.js';
export { attestedDefects, daysCountedOf, daysStatedOf } from './decider.attest.js';
export { clockOf, dueDayOn } from './decider.clock.js';
export { requestAggregate, requestDecider } from './decider.js';
export type { Clock, Request, RequestFacts } from './decider.state.js';
export { requestErrors } from './errors.js';
export type { AttestedDefect, StatedEntry } from './events.attest.js';
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
export { RequestSettingCommand } from './commands.setting.js';
export {
  PlainAgent,
  PlainContact,
  PlainIdentity,
  PlainParty,
  SealedFile,
  type PlainRequestInput,
} from './commands.plain.js';
export {
  knownAs,
  nobodyKnown,
  openingPurpose,
  personalInClear,
  type KnownPersons,
} from './personal-in-clear.js';
export { REQUEST_STAGES, type RequestRow, type RequestStage } from './request-row.projection.js';
export { requestCollection } from './requests.projection.js';
export { LATER_ROUNDS, requestIndicators } from './request.indicators.js';
export { keyedCall, Sealing, uploadKeyOf, UploadUnknown } from './sealing.js';

/** Open cases whose due day may move with the calendar of working days. */
const replyClock: LiveClock<RequestRow> = {
  name: 'request',
  collection: requestCollection,
  id: (row) => row.requestId,
  fromKey: 'clockFrom',
  dueKey: 'clockDue',
  body: (requestId, { notice, reason }) => ({ type: 'recalculate', requestId, notice, reason }),
  command: (call, body) => new RequestCommand(call, body),
};

export const requestContext: ContextManifest & { indicators: readonly Indicator[] } = {
  name: 'request',
  // The events of consultations and secrecy reviews in its streams are declared by their contexts.
  events: { ...requestEvents, ...requestSettingEvents },
  projections: [requestRows],
  processes: [requestWatch, requestParts, openNumberClaims],
  policy: requestPolicy,
  errors: { ...requestErrors, ...formErrors },
  sdl: `${sdl}\n${commandsSdl}\n${publicSdl}`,
  clocks: [replyClock],
  module: () => import('./request.module.js').then((m) => m.RequestModule),
  indicators: requestIndicators,
};
