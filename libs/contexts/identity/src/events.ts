import { Day, event, ROLES, type EventOf } from '@gongkai/kernel';
import { z } from 'zod';

const Role = z.enum(ROLES);
const id = z.string().min(1);
/** Null: the whole government. */
const agency = id.nullable();

/**
 * What can happen to an account. No event holds a password, a hash of one or a person's own name:
 * an account is known by its name and its post.
 */
export const accountEvents = {
  AccountOpened: event(z.strictObject({ account: id, name: id, post: z.string(), agency })),
  /** `credential` names the hash in keys.db; `by` says whether the holder chose the password. */
  PasswordSet: event(
    z.strictObject({
      account: id,
      credential: id,
      by: z.enum(['holder', 'administrator', 'operator']),
    }),
  ),
  RoleGranted: event(z.strictObject({ account: id, role: Role, agency })),
  RoleRevoked: event(z.strictObject({ account: id, role: Role, agency })),
  /** 代理: an acting deputy for a principal; 借用: an office of one borrows a secrecy reviewer. */
  RoleDelegated: event(
    z.strictObject({
      account: id,
      delegation: id,
      ground: z.enum(['acting', 'borrowed']),
      role: Role,
      agency,
      principal: id.nullable(),
      from: Day,
      to: Day,
      reason: z.string(),
    }),
  ),
  DelegationEnded: event(z.strictObject({ account: id, delegation: id, reason: z.string() })),
  AccountSuspended: event(z.strictObject({ account: id, reason: z.string() })),
  AccountResumed: event(z.strictObject({ account: id, reason: z.string() })),
  AccountClosed: event(z.strictObject({ account: id, reason: z.string() })),
  /** One token by its id; kept until it would have expired anyway. */
  TokenRevoked: event(
    z.strictObject({
      account: id,
      token: id,
      expiresAt: z.iso.datetime(),
      revokedAt: z.iso.datetime(),
    }),
  ),
  /** Every token given before this event. */
  TokensRevoked: event(z.strictObject({ account: id, reason: z.string() })),
};
export type AccountEvent = EventOf<typeof accountEvents>;

/**
 * Where a call came from: a keyed digest of the address, so that the log holds no address of a
 * person and the operator can still test one; `others` when too many addresses came in one minute.
 */
const source = z.string().min(1);
const Minute = z.iso.datetime();
const count = z.int().positive();

export const SIGN_IN_REFUSALS = [
  'unknownAccount',
  'wrongPassword',
  'noPassword',
  'notOpen',
  'tooManyAttempts',
] as const;
export const TOKEN_REFUSALS = [
  'malformed',
  'badSignature',
  'badHeader',
  'badClaims',
  'expired',
  'notYetValid',
  'revoked',
  'notOpen',
] as const;

/** What the audit stream of a tenant records: who signed in, was refused, opened, took out, changed. */
export const auditEvents = {
  OfficerSignedIn: event(z.strictObject({ account: id, token: id, source })),
  OfficerSignedOut: event(z.strictObject({ account: id, token: id, source })),
  /** Counted per minute and source; `account` only when there is one. */
  SignInRefused: event(
    z.strictObject({
      reason: z.enum(SIGN_IN_REFUSALS),
      account: id.nullable(),
      source,
      minute: Minute,
      count,
    }),
  ),
  TokenRefused: event(
    z.strictObject({
      reason: z.enum(TOKEN_REFUSALS),
      account: id.nullable(),
      source,
      minute: Minute,
      count,
    }),
  ),
  /** A signed-in officer asked for what the role or the tenant does not include. */
  AccessRefused: event(
    z.strictObject({
      code: z.enum(['FORBIDDEN', 'NOT_FOUND', 'SEPARATION_OF_DUTIES', 'CURSOR_INVALID']),
      operation: z.string(),
      account: id.nullable(),
      source,
      minute: Minute,
      count,
    }),
  ),
  SealedFieldsOpened: event(
    z.strictObject({ account: id, subject: id, fields: z.array(id), purpose: z.string() }),
  ),
  RecordsExported: event(
    z.strictObject({
      account: id,
      collection: id,
      rows: z.int().nonnegative(),
      digest: z.string().nullable(),
    }),
  ),
  ConfigurationChanged: event(z.strictObject({ account: id, setting: id })),
  RightsChanged: event(
    z.strictObject({
      account: id,
      change: z.enum([
        'opened',
        'granted',
        'revoked',
        'delegated',
        'delegationEnded',
        'passwordSet',
        'suspended',
        'resumed',
        'closed',
        'tokensRevoked',
      ]),
      subject: id,
    }),
  ),
};
export type AuditEvent = EventOf<typeof auditEvents>;

export const identityEvents = { ...accountEvents, ...auditEvents };
