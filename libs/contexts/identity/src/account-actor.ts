import { actorOf, authorise, type Actor, type Call, type Day } from '@gongkai/kernel';
import type { AccountCommandBody } from './commands.js';
import type { AccountState } from './decider.js';
import { reachOf, touchedBy } from './decider.rights.js';
import { authoriseAll, identityPolicy } from './policy.js';

export type Opening = Pick<
  Extract<AccountCommandBody, { type: 'open' }>,
  'name' | 'post' | 'agency' | 'grants'
>;
/** Commands on an account that is there, but for its password and its tokens. */
export type OnAccount = Exclude<
  AccountCommandBody,
  { type: 'open' | 'openAdministrator' | 'setPassword' | 'signOut' }
>;

/** An administrator of the agency, and of every agency where a role is given at once. */
export const actorForOpening = (
  { caller }: Call,
  { agency, grants }: Pick<Opening, 'agency' | 'grants'>,
): Actor => {
  for (const granted of grants)
    authorise(identityPolicy, 'account.grantRole', caller, granted.agency);
  return authorise(identityPolicy, 'account.open', caller, agency);
};

/** An administrator of all that the change touches; for a deputy also the principal. */
export const actorForChange = (
  { caller, today }: Call,
  body: OnAccount,
  state: AccountState,
  now: Day,
): Actor => {
  if (caller.kind === 'officer') {
    const { officer } = caller;
    const own =
      (body.type === 'delegateRole' &&
        body.ground === 'acting' &&
        body.principal === officer.account) ||
      (body.type === 'endDelegation' &&
        state.delegations.some(
          ({ id, principal }) => id === body.delegation && principal === officer.account,
        ));
    if (own) return actorOf(officer, []);
  }
  return authoriseAll(`account.${body.type}`, caller, touchedBy(body, state, today ?? now));
};

export const isHolder = ({ caller }: Call, account: string): boolean =>
  caller.kind === 'officer' && caller.officer.account === account;

/** The holder; else an administrator of all that the account reaches, who could sign in with it. */
export const actorForPassword = (
  call: Call,
  account: string,
  state: AccountState,
  now: Day,
): Actor => {
  const { caller, today = now } = call;
  return caller.kind === 'officer' && isHolder(call, account)
    ? actorOf(caller.officer, [])
    : authoriseAll('account.setPassword', caller, reachOf(state, today));
};
