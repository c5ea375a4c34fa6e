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
import { Global, Module, type FactoryProvider } from '@nestjs/common';
import { AccountHandler } from './account.handler.js';
import { agenciesOf } from './agencies.js';
import { IdentityResolver } from './identity.resolver.js';
import {
  ACCOUNTS,
  AGENCIES,
  AUDIT,
  IDENTITY_OPTIONS,
  PASSWORDS,
  SIGN_IN,
  type IdentityOptions,
} from './ports.js';
import { servicesOf, type Services } from './services.js';

const SERVICES = Symbol('IdentityServices');

const service = <K extends keyof Services>(token: symbol, name: K): FactoryProvider => ({
  provide: token,
  useFactory: (services: Services) => services[name],
  inject: [SERVICES],
});

/** Global, because every other context asks who may, and reports to the audit stream. */
@Global()
@Module({
  providers: [
    AccountHandler,
    IdentityResolver,
    {
      provide: SERVICES,
      useFactory: (
        store: EventStore,
        ids: Ids,
        clock: Clock,
        keys: Keys,
        options?: IdentityOptions,
      ) => servicesOf({ store, ids, clock, keys }, { tokenMinutes: options?.tokenMinutes }),
      inject: [EVENT_STORE, IDS, CLOCK, KEYS, { token: IDENTITY_OPTIONS, optional: true }],
    },
    { provide: AGENCIES, useFactory: agenciesOf, inject: [EVENT_STORE, TREE] },
    service(ACCOUNTS, 'accounts'),
    service(PASSWORDS, 'passwords'),
    service(AUDIT, 'audit'),
    service(AUTHENTICATOR, 'tokens'),
    service(SIGN_IN, 'signIn'),
  ],
  exports: [AUTHENTICATOR, AUDIT, ACCOUNTS],
})
export class IdentityModule {}
