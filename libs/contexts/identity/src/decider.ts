import {
  fold,
  Rejection,
  type Aggregate,
  type Decider,
  type Facts,
  type Grant,
  type Instant,
  type Officer,
  type Role,
} from '@gongkai/kernel';
import { delegate, endDelegation, grant, mayChangeRights, revoke } from './decider.rights.js';
import { reject } from './errors.js';
import { accountEvents, type AccountEvent } from './events.js';

export type Delegation = {
  id: string;
  ground: 'acting' | 'borrowed';
  role: Role;
  agency: string | null;
  principal: string | null;
  from: string;
  to: string;
};

export type AccountState = {
  status: 'none' | 'open' | 'suspended' | 'closed';
  name: string;
  post: string;
  agency: string | null;
  grants: readonly Grant[];
  delegations: readonly Delegation[];
  /** Names the password hash that counts; null before the first password. */
  credential: string | null;
  /** The one before, whose hash can go. */
  formerCredential: string | null;
  /** Events so far; a token names the version it was given at. */
  version: number;
  /** Tokens given at an earlier version are void. */
  tokensFrom: number;
  revokedTokens: readonly { token: string; expiresAt: Instant }[];
};

export type AccountDecision =
  | {
      type: 'open';
      name: string;
      post: string;
      agency: string | null;
      grants: readonly Grant[];
    }
  | { type: 'setPassword'; credential: string; by: 'holder' | 'administrator' | 'operator' }
  | { type: 'grantRole'; role: Role; agency: string | null }
  | { type: 'revokeRole'; role: Role; agency: string | null }
  | ({ type: 'delegateRole'; reason: string } & Delegation)
  | { type: 'endDelegation'; delegation: string; reason: string }
  | { type: 'suspend'; reason: string }
  | { type: 'resume'; reason: string }
  | { type: 'close'; reason: string }
  | { type: 'revokeTokens'; reason: string }
  | { type: 'signOut'; token: string; expiresAt: Instant };

export type AccountFacts = Facts & {
  account: string;
  now: Instant;
  /** The account belongs to the reserved tenant. */
  platform: boolean;
  /** An agency the command names that this government does not have. */
  unknownAgency: string | null;
  /** The holder changes the password and gave the old one wrong. */
  oldPasswordWrong: boolean;
  /** What the principal of a delegation holds that day; empty when there is no such account. */
  principalGrants: readonly Grant[];
  /** The account's agency lies above the agency that borrows. */
  lenderAbove: boolean;
};

export const accountDecider: Decider<AccountDecision, AccountState, AccountEvent, AccountFacts> = {
  initial: {
    status: 'none',
    name: '',
    post: '',
    agency: null,
    grants: [],
    delegations: [],
    credential: null,
    formerCredential: null,
    version: 0,
    tokensFrom: 0,
    revokedTokens: [],
  },
  decide(state, command, facts) {
    if (command.type === 'open') return open(state, command, facts);
    if (state.status === 'none' || state.status === 'closed') return reject('identity.notOpen');
    switch (command.type) {
      case 'setPassword':
        return setPassword(state, command, facts);
      case 'grantRole':
        return grant(state, command, facts);
      case 'revokeRole':
        return revoke(state, command, facts);
      case 'delegateRole':
        return delegate(state, command, facts);
      case 'endDelegation':
        return endDelegation(state, command, facts);
      case 'suspend':
      case 'resume':
      case 'close':
        return changeStanding(state, command, facts);
      case 'revokeTokens':
        return [
          { type: 'TokensRevoked', data: { account: facts.account, reason: command.reason } },
        ];
      case 'signOut':
        return signOut(state, command, facts);
    }
  },
  evolve(state, event) {
    return { ...evolveWith(state, event), version: state.version + 1 };
  },
};

export const accountAggregate: Aggregate<
  AccountDecision,
  AccountState,
  AccountEvent,
  AccountFacts
> = {
  name: 'account',
  events: accountEvents,
  decider: accountDecider,
  agencyOf: (state) => state.agency,
};

/** The grants an account acts under that day: its own and those delegated to it for the day. */
export const grantsOn = (
  state: Pick<AccountState, 'grants' | 'delegations'>,
  day: string,
): Grant[] => [
  ...state.grants,
  ...state.delegations
    .filter((delegation) => delegation.from <= day && day <= delegation.to)
    .map(({ role, agency }) => ({ role, agency })),
];

export const officerOfState = (
  state: AccountState,
  { tenant, account, day }: { tenant: string; account: string; day: string },
): Officer => ({ account, tenant, agency: state.agency, grants: grantsOn(state, day) });

/** The same for somebody who comes with a token: nobody unless the account is open. */
export const officerOn = (
  state: AccountState,
  at: { tenant: string; account: string; day: string },
): Officer | null => (state.status === 'open' ? officerOfState(state, at) : null);

type Of<T extends AccountDecision['type']> = Extract<AccountDecision, { type: T }>;

const open = (
  state: AccountState,
  { name, post, agency, grants }: Of<'open'>,
  facts: AccountFacts,
): AccountEvent[] | Rejection => {
  const { account, unknownAgency, platform } = facts;
  if (state.status !== 'none') return reject('identity.alreadyOpened');
  if (platform && agency !== null) return reject('identity.roleNotInPlatform', {}, 'agency');
  if (unknownAgency !== null)
    return reject('identity.unknownAgency', { agency: unknownAgency }, 'agency');
  const events: AccountEvent[] = [{ type: 'AccountOpened', data: { account, name, post, agency } }];
  let opened = fold(accountDecider, events);
  for (const { role, agency: where } of grants) {
    const granted = grant(opened, { type: 'grantRole', role, agency: where }, facts);
    if (granted instanceof Rejection) return granted;
    events.push(...granted);
    opened = granted.reduce(accountDecider.evolve, opened);
  }
  return events;
};

const setPassword = (
  state: AccountState,
  { credential, by }: Of<'setPassword'>,
  { account, oldPasswordWrong }: AccountFacts,
): AccountEvent[] | Rejection => {
  if (state.status !== 'open') return reject('identity.notOpen');
  if (oldPasswordWrong) return reject('identity.oldPasswordWrong', {}, 'oldPassword');
  return [{ type: 'PasswordSet', data: { account, credential, by } }];
};

const changeStanding = (
  state: AccountState,
  { type, reason }: Of<'suspend' | 'resume' | 'close'>,
  facts: AccountFacts,
): AccountEvent[] | Rejection => {
  const refused = mayChangeRights(facts);
  if (refused) return refused;
  const data = { account: facts.account, reason };
  switch (type) {
    case 'suspend':
      return state.status === 'suspended' ? [] : [{ type: 'AccountSuspended', data }];
    case 'resume':
      return state.status === 'open' ? [] : [{ type: 'AccountResumed', data }];
    case 'close':
      return [{ type: 'AccountClosed', data }];
  }
};

const signOut = (
  state: AccountState,
  { token, expiresAt }: Of<'signOut'>,
  { account, now }: AccountFacts,
): AccountEvent[] =>
  state.revokedTokens.some((revoked) => revoked.token === token)
    ? []
    : [{ type: 'TokenRevoked', data: { account, token, expiresAt, revokedAt: now } }];

/** A new password and a suspension void every token given so far. */
const voidTokens = (state: AccountState) => ({ tokensFrom: state.version + 1, revokedTokens: [] });

const evolveWith = (state: AccountState, event: AccountEvent): AccountState => {
  switch (event.type) {
    case 'AccountOpened': {
      const { name, post, agency } = event.data;
      return { ...state, status: 'open', name, post, agency };
    }
    case 'PasswordSet':
      return {
        ...state,
        ...voidTokens(state),
        credential: event.data.credential,
        formerCredential: state.credential,
      };
    case 'RoleGranted': {
      const { role, agency } = event.data;
      return { ...state, grants: [...state.grants, { role, agency }] };
    }
    case 'RoleRevoked': {
      const { role, agency } = event.data;
      const grants = state.grants.filter((held) => held.role !== role || held.agency !== agency);
      return { ...state, grants };
    }
    case 'RoleDelegated': {
      const { delegation, ground, role, agency, principal, from, to } = event.data;
      const added = { id: delegation, ground, role, agency, principal, from, to };
      return { ...state, delegations: [...state.delegations, added] };
    }
    case 'DelegationEnded': {
      const delegations = state.delegations.filter(({ id }) => id !== event.data.delegation);
      return { ...state, delegations };
    }
    case 'AccountSuspended':
      return { ...state, ...voidTokens(state), status: 'suspended' };
    case 'AccountResumed':
      return { ...state, status: 'open' };
    case 'AccountClosed':
      return { ...state, ...voidTokens(state), status: 'closed' };
    case 'TokenRevoked': {
      const { token, expiresAt, revokedAt } = event.data;
      const alive = state.revokedTokens.filter((revoked) => revoked.expiresAt > revokedAt);
      return { ...state, revokedTokens: [...alive, { token, expiresAt }] };
    }
    case 'TokensRevoked':
      return { ...state, ...voidTokens(state) };
  }
};
