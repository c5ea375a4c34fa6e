import type { Actor, Origin, Rejection } from '@gongkai/kernel';
import type { AuditEvent, SIGN_IN_REFUSALS, TOKEN_REFUSALS } from './events.js';

type DataOf<T extends AuditEvent['type']> = Extract<AuditEvent, { type: T }>['data'];

/**
 * What is reported to the audit stream. `source` is the address of the connection; the log gets a
 * keyed digest of it. Refusals are counted per minute and source.
 */
export type AuditEntry =
  | { type: 'OfficerSignedIn' | 'OfficerSignedOut'; account: string; token: string; source: string }
  | {
      type: 'SignInRefused';
      reason: (typeof SIGN_IN_REFUSALS)[number];
      account: string | null;
      source: string;
    }
  | {
      type: 'TokenRefused';
      reason: (typeof TOKEN_REFUSALS)[number];
      account: string | null;
      source: string;
    }
  | {
      type: 'AccessRefused';
      code: DataOf<'AccessRefused'>['code'];
      operation: string;
      account: string | null;
      source: string;
    }
  | ({ type: 'SealedFieldsOpened' } & DataOf<'SealedFieldsOpened'>)
  | ({ type: 'RecordsExported' } & DataOf<'RecordsExported'>)
  | ({ type: 'ConfigurationChanged' } & DataOf<'ConfigurationChanged'>)
  | ({ type: 'RightsChanged' } & DataOf<'RightsChanged'>);

/** The audit stream of each tenant. */
export interface AuditLog {
  /**
   * Records an entry. A refusal is counted and resolves at once, it never fails its caller; anything
   * else resolves when it is durable, so that what must be on record can wait for it. The actor is
   * the officer of the entry unless named; what demo or simulated commands bring carries their origin.
   */
  record(tenant: string, entry: AuditEntry, actor?: Actor, origin?: Origin): Promise<void>;
  /** Writes the counts kept so far. */
  flush(): Promise<void>;
  /** Writes the counts and stops counting. */
  close(): Promise<void>;
}
/** Nest token of the audit log. */
export const AUDIT = Symbol('Audit');

/** What identity asks of the directory. */
export interface Agencies {
  /** The government has this agency today. */
  has(tenant: string, agency: string): Promise<boolean>;
  /** `upper` is a superior of `lower`; null is the government's own office. */
  above(tenant: string, upper: string | null, lower: string | null): boolean;
  /** The tenant of the one government that goes by this code or name and has joined. */
  tenantOf(government: string): string | Rejection;
}
/** Nest token of the agencies as identity asks about them. */
export const AGENCIES = Symbol('Agencies');

export type IdentityOptions = { tokenMinutes: number };
/** Nest token of the options; absent: tokens of 30 minutes. */
export const IDENTITY_OPTIONS = Symbol('IdentityOptions');

/** Nest tokens of the services of this context. */
export const SIGN_IN = Symbol('SignIn');
export const PASSWORDS = Symbol('Passwords');
export const ACCOUNTS = Symbol('Accounts');
