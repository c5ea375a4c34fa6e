import type { Grant, Rejection, Role } from '@gongkai/kernel';
import type { AccountDecision, AccountFacts, AccountState } from './decider.js';
import { reject } from './errors.js';
import type { AccountEvent } from './events.js';

type Of<T extends AccountDecision['type']> = Extract<AccountDecision, { type: T }>;
type Outcome = AccountEvent[] | Rejection;

/** Nobody changes the rights or the standing of their own account: another administrator does. */
export const mayChangeRights = ({ actor, account }: AccountFacts): Rejection | undefined =>
  actor.kind === 'officer' && actor.id === account
    ? reject('identity.separationOfDuties')
    : undefined;

export const grant = (
  state: AccountState,
  { role, agency }: Of<'grantRole'>,
  facts: AccountFacts,
): Outcome => {
  const refused = mayChangeRights(facts) ?? mayHold(state, { role, agency }, facts);
  if (refused) return refused;
  if (holds(state.grants, { role, agency })) return reject('identity.alreadyGranted');
  return [{ type: 'RoleGranted', data: { account: facts.account, role, agency } }];
};

export const revoke = (
  state: AccountState,
  { role, agency }: Of<'revokeRole'>,
  facts: AccountFacts,
): Outcome => {
  const refused = mayChangeRights(facts);
  if (refused) return refused;
  if (!holds(state.grants, { role, agency })) return reject('identity.notGranted');
  return [{ type: 'RoleRevoked', data: { account: facts.account, role, agency } }];
};

export const delegate = (
  state: AccountState,
  command: Of<'delegateRole'>,
  facts: AccountFacts,
): Outcome => {
  const { id: delegation, ground, role, agency, principal, from, to, reason } = command;
  if (to < from) return reject('identity.delegationDaysReversed', { from, to }, 'to');
  const refused =
    mayChangeRights(facts) ??
    mayHold(state, { role, agency }, facts) ??
    (ground === 'acting' ? mayAct(command, facts) : mayBorrow(state, command, facts));
  if (refused) return refused;
  const overlaps = state.delegations.some(
    (known) =>
      known.role === role && known.agency === agency && known.from <= to && from <= known.to,
  );
  if (overlaps) return reject('identity.alreadyDelegated');
  const { account } = facts;
  const data = { account, delegation, ground, role, agency, principal, from, to, reason };
  return [{ type: 'RoleDelegated', data }];
};

export const endDelegation = (
  state: AccountState,
  { delegation, reason }: Of<'endDelegation'>,
  { account }: AccountFacts,
): Outcome =>
  state.delegations.some(({ id }) => id === delegation)
    ? [{ type: 'DelegationEnded', data: { account, delegation, reason } }]
    : reject('identity.unknownDelegation', {}, 'delegation');

/** An agency, and others beside it; null is the whole government. */
export type Reach = readonly [string | null, ...(string | null)[]];

/** Where an account belongs, and wherever else it may act on that day or a later one. */
export const reachOf = ({ agency, grants, delegations }: AccountState, day: string): Reach => {
  const held = [...grants, ...delegations.filter(({ to }) => day <= to)];
  return [agency, ...new Set(held.map((one) => one.agency))];
};

/** A change of one right touches the agency it is held in; a change of the standing, all of them. */
export const touchedBy = (
  { agency, delegation }: { type: string; agency?: string | null; delegation?: string },
  state: AccountState,
  day: string,
): Reach => {
  if (agency !== undefined) return [state.agency, agency];
  if (delegation === undefined) return reachOf(state, day);
  const ended = state.delegations.filter(({ id }) => id === delegation);
  return [state.agency, ...ended.map((one) => one.agency)];
};

const holds = (grants: readonly Grant[], { role, agency }: Grant) =>
  grants.some((held) => held.role === role && held.agency === agency);

/** Whether grants hold a role for an agency; one for the whole government holds it for each. */
export const covers = (grants: readonly Grant[], { role, agency }: Grant) =>
  grants.some((held) => held.role === role && (held.agency === null || held.agency === agency));

/** Who administers and who audits are two people, as the graded protection of systems asks. */
const APART: readonly Role[] = ['administrator', 'auditor'];

const mayHold = (
  state: AccountState,
  { role, agency }: Grant,
  { platform, unknownAgency }: AccountFacts,
): Rejection | undefined => {
  if (state.status !== 'open') return reject('identity.notOpen');
  if (platform && (agency !== null || !APART.includes(role)))
    return reject('identity.roleNotInPlatform', { role }, agency === null ? 'role' : 'agency');
  if (unknownAgency !== null)
    return reject('identity.unknownAgency', { agency: unknownAgency }, 'agency');
  const held = [...state.grants, ...state.delegations].map((one) => one.role);
  if (APART.includes(role) && APART.some((other) => other !== role && held.includes(other)))
    return reject('identity.incompatibleRoles', { role }, 'role');
  return undefined;
};

const mayAct = (
  { role, agency, principal }: Of<'delegateRole'>,
  { account, principalGrants }: AccountFacts,
): Rejection | undefined => {
  if (principal === null) return reject('identity.principalNeeded', {}, 'principal');
  if (principal === account) return reject('identity.delegationToSelf', {}, 'principal');
  if (!covers(principalGrants, { role, agency }))
    return reject('identity.principalLacksRole', { role }, 'principal');
  return undefined;
};

/** An office with one person borrows a secrecy reviewer from above: two people, 条例第十七条. */
const mayBorrow = (
  state: AccountState,
  { role }: Of<'delegateRole'>,
  { lenderAbove }: AccountFacts,
): Rejection | undefined => {
  if (role !== 'secrecyReviewer')
    return reject('identity.onlySecrecyReviewerBorrowed', { role }, 'role');
  if (!covers(state.grants, { role, agency: state.agency }))
    return reject('identity.lenderLacksRole', {}, 'account');
  if (!lenderAbove) return reject('identity.lenderNotAbove', {}, 'account');
  return undefined;
};
