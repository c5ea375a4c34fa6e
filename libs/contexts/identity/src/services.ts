import type { Clock, EventStore, Ids, Keys } from '@gongkai/kernel';
import { Accounts } from './accounts.js';
import { AuditService } from './audit-log.js';
import { TokenAuthenticator } from './authenticator.js';
import { Passwords, type PasswordCost } from './passwords.js';
import { SignIn } from './sign-in.js';

const TOKEN_MINUTES = 30;

export type ServiceDeps = { store: EventStore; ids: Ids; clock: Clock; keys: Keys };

export type ServiceOptions = { tokenMinutes?: number | undefined; cost?: PasswordCost };

/** The services of this context over their ports, the same in the server and in the specs. */
export const servicesOf = (
  deps: ServiceDeps,
  { tokenMinutes = TOKEN_MINUTES, cost }: ServiceOptions = {},
) => {
  const accounts = new Accounts(deps);
  const passwords = new Passwords(cost);
  const audit = new AuditService(deps);
  const tokens = new TokenAuthenticator({ ...deps, accounts, audit, tokenMinutes });
  const signIn = new SignIn({ ...deps, accounts, passwords, tokens, audit });
  return { accounts, passwords, audit, tokens, signIn };
};
export type Services = ReturnType<typeof servicesOf>;
