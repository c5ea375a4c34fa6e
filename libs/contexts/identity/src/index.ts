import type { Indicator } from '@gongkai/figures';
import type { ContextManifest } from '@gongkai/kernel';
import { accountRows } from './accounts.projection.js';
import { auditRows } from './audit.projection.js';
import { identityErrors } from './errors.js';
import { identityEvents } from './events.js';
import sdl from './identity.graphql';
import { identityPolicy } from './policy.js';

export {
  accountName,
  openFirstAdministrator,
  type Accounts,
  type FirstAdministrator,
} from './accounts.js';
export { accounts, type AccountRow } from './accounts.projection.js';
export { audit, type AuditRow } from './audit.projection.js';
export { AccountCommand, Password, type PasswordChange } from './commands.js';
export {
  accountAggregate,
  grantsOn,
  officerOn,
  type AccountState,
  type Delegation,
} from './decider.js';
export { accountEvents, auditEvents, type AccountEvent, type AuditEvent } from './events.js';
export { identityPolicy, joinPolicies, policyFaults, policyMatrix } from './policy.js';
export {
  ACCOUNTS,
  AUDIT,
  IDENTITY_OPTIONS,
  type AuditEntry,
  type AuditLog,
  type IdentityOptions,
} from './ports.js';

export const identityContext: ContextManifest & { indicators: readonly Indicator[] } = {
  name: 'identity',
  events: identityEvents,
  projections: [accountRows, auditRows],
  processes: [],
  policy: identityPolicy,
  errors: identityErrors,
  sdl,
  module: () => import('./identity.module.js').then((m) => m.IdentityModule),
  indicators: [],
};
