import { TREE } from '@gongkai/directory';
import {
  CLOCK,
  EVENT_STORE,
  IDS,
  KEYS,
  type Clock,
  type EventStore,
  type Ids,
  type Keys,
} from '@gongkai/kernel';
import { AUTHENTICATOR } from '@gongkai/nest';
import { Global, Module } from '@nestjs/common';
import { AccountHandler } from './account.handler.js';
import { Accounts } from './accounts.js';
import { agenciesOf } from './agencies.js';
import { AuditService } from './audit-log.js';
import { TokenAuthenticator } from './authenticator.js';
import { IdentityResolver } from './identity.resolver.js';
import { Passwords } from './passwords.js';
import {
  ACCOUNTS,
  AGENCIES,
  AUDIT,
  IDENTITY_OPTIONS,
  PASSWORDS,
  SIGN_IN,
  type AuditLog,
  type IdentityOptions,
} from './ports.js';
import { SignIn } from './sign-in.js';

const TOKEN_MINUTES = 30;

/** Global, because every other context asks who may, and reports to the audit stream. */
@Global()
@Module({
  providers: [
    AccountHandler,
    IdentityResolver,
    {
      provide: ACCOUNTS,
      useFactory: (store: EventStore, ids: Ids, clock: Clock) =>
        new Accounts({ store, ids, clock }),
      inject: [EVENT_STORE, IDS, CLOCK],
    },
    { provide: AGENCIES, useFactory: agenciesOf, inject: [EVENT_STORE, TREE] },
    { provide: PASSWORDS, useFactory: () => new Passwords() },
    {
      provide: AUDIT,
      useFactory: (store: EventStore, ids: Ids, clock: Clock, keys: Keys) =>
        new AuditService({ store, ids, clock, keys }),
      inject: [EVENT_STORE, IDS, CLOCK, KEYS],
    },
    {
      provide: AUTHENTICATOR,
      useFactory: (
        clock: Clock,
        ids: Ids,
        keys: Keys,
        accounts: Accounts,
        audit: AuditLog,
        options?: IdentityOptions,
      ) =>
        new TokenAuthenticator({
          clock,
          ids,
          keys,
          accounts,
          audit,
          tokenMinutes: options?.tokenMinutes ?? TOKEN_MINUTES,
        }),
      inject: [CLOCK, IDS, KEYS, ACCOUNTS, AUDIT, { token: IDENTITY_OPTIONS, optional: true }],
    },
    {
      provide: SIGN_IN,
      useFactory: (
        clock: Clock,
        keys: Keys,
        accounts: Accounts,
        passwords: Passwords,
        tokens: TokenAuthenticator,
        audit: AuditLog,
      ) => new SignIn({ clock, keys, accounts, passwords, tokens, audit }),
      inject: [CLOCK, KEYS, ACCOUNTS, PASSWORDS, AUTHENTICATOR, AUDIT],
    },
  ],
  exports: [AUTHENTICATOR, AUDIT, ACCOUNTS],
})
export class IdentityModule {}
