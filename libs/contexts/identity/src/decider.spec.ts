import { fold, Rejection } from '@gongkai/kernel';
import { specFor } from '@gongkai/testing';
import fc from 'fast-check';
import {
  accountDecider,
  grantsOn,
  type AccountDecision,
  type AccountFacts,
  type AccountState,
} from './decider.js';
import type { AccountEvent } from './events.js';

const A = 'A1';
const facts: AccountFacts = {
  today: '2026-03-02',
  now: '2026-03-02T01:00:00.000Z',
  actor: { kind: 'officer', id: 'ADMIN' },
  account: A,
  platform: false,
  unknownAgency: null,
  oldPasswordWrong: false,
  principalGrants: [],
  lenderAbove: false,
};
const { given } = specFor(accountDecider, facts);
const itself = { actor: { kind: 'officer', id: A } } as const;

const opened: AccountEvent = {
  type: 'AccountOpened',
  data: { account: A, name: 'hengnan.clerk', post: '信息员', agency: 'G1' },
};
const suspended: AccountEvent = {
  type: 'AccountSuspended',
  data: { account: A, reason: '借调' },
};
const closed: AccountEvent = { type: 'AccountClosed', data: { account: A, reason: '调离' } };
const granted = (
  role: 'signer' | 'auditor' | 'administrator' | 'secrecyReviewer',
  agency: string | null,
): AccountEvent => ({ type: 'RoleGranted', data: { account: A, role, agency } });
const open: AccountDecision = {
  type: 'open',
  name: 'hengnan.clerk',
  post: '信息员',
  agency: 'G1',
  grants: [],
};
const acting = {
  type: 'delegateRole',
  id: 'D1',
  ground: 'acting',
  role: 'signer',
  agency: 'G1',
  principal: 'P1',
  from: '2026-03-02',
  to: '2026-03-13',
  reason: '外出学习',
} as const;
const delegated = (over: Partial<typeof acting | { from: string; to: string }> = {}) => {
  const { type: _, id, ...data } = { ...acting, ...over };
  return { type: 'RoleDelegated', data: { account: A, delegation: id, ...data } } as AccountEvent;
};
const signerOfAll = { principalGrants: [{ role: 'signer', agency: null }] } as const;

describe('opening an account', () => {
  it('records the name and the post, and no name of a person', () =>
    given().when(open).then(opened));

  it('grants roles at once when asked', () =>
    given()
      .when({ ...open, grants: [{ role: 'signer', agency: 'G1' }] })
      .then(opened, granted('signer', 'G1')));

  it('opens nothing when one of the roles is refused', () =>
    given()
      .when({
        ...open,
        grants: [
          { role: 'administrator', agency: null },
          { role: 'auditor', agency: null },
        ],
      })
      .thenRejected('identity.incompatibleRoles', 'role'));

  it('opens once only', () => given(opened).when(open).thenRejected('identity.alreadyOpened'));

  it('needs an agency that exists', () =>
    given().when(open, { unknownAgency: 'G1' }).thenRejected('identity.unknownAgency', 'agency'));

  it('has no agencies in the platform', () =>
    given().when(open, { platform: true }).thenRejected('identity.roleNotInPlatform', 'agency'));
});

describe('a password', () => {
  const set = { type: 'setPassword', credential: 'C2', by: 'holder' } as const;

  it('is recorded by the name of its hash only', () =>
    given(opened)
      .when(set)
      .then({ type: 'PasswordSet', data: { account: A, credential: 'C2', by: 'holder' } }));

  it('is not taken without the old one', () =>
    given(opened)
      .when(set, { oldPasswordWrong: true })
      .thenRejected('identity.oldPasswordWrong', 'oldPassword'));

  it('is not set on an account out of use', () => {
    given(opened, suspended).when(set).thenRejected('identity.notOpen');
    given(opened, closed).when(set).thenRejected('identity.notOpen');
    given().when(set).thenRejected('identity.notOpen');
  });

  it('voids the tokens given before and remembers the hash that can go', () => {
    const first: AccountEvent = {
      type: 'PasswordSet',
      data: { account: A, credential: 'C1', by: 'administrator' },
    };
    const second: AccountEvent = {
      type: 'PasswordSet',
      data: { account: A, credential: 'C2', by: 'holder' },
    };
    const state = fold(accountDecider, [opened, first, second]);
    expect(state).toMatchObject({ credential: 'C2', formerCredential: 'C1', tokensFrom: 3 });
  });
});

describe('roles', () => {
  const grant = { type: 'grantRole', role: 'signer', agency: 'G1' } as const;
  const revoke = { type: 'revokeRole', role: 'signer', agency: 'G1' } as const;

  it('are granted and revoked for an agency', () => {
    given(opened).when(grant).then(granted('signer', 'G1'));
    given(opened, granted('signer', 'G1'))
      .when(revoke)
      .then({ type: 'RoleRevoked', data: { account: A, role: 'signer', agency: 'G1' } });
  });

  it('are granted once', () =>
    given(opened, granted('signer', 'G1')).when(grant).thenRejected('identity.alreadyGranted'));

  it('are revoked only where they are held', () => {
    given(opened).when(revoke).thenRejected('identity.notGranted');
    given(opened, granted('signer', null)).when(revoke).thenRejected('identity.notGranted');
  });

  it('of one’s own account are changed by another', () => {
    given(opened).when(grant, itself).thenRejected('identity.separationOfDuties');
    given(opened, granted('signer', 'G1'))
      .when(revoke, itself)
      .thenRejected('identity.separationOfDuties');
  });

  it('keep administration and audit apart, whichever came first', () => {
    given(opened, granted('auditor', null))
      .when({ ...grant, role: 'administrator' })
      .thenRejected('identity.incompatibleRoles', 'role');
    given(opened, granted('administrator', null))
      .when({ ...grant, role: 'auditor' })
      .thenRejected('identity.incompatibleRoles', 'role');
  });

  it('need an agency that exists and an account in use', () => {
    given(opened)
      .when(grant, { unknownAgency: 'G1' })
      .thenRejected('identity.unknownAgency', 'agency');
    given(opened, suspended).when(grant).thenRejected('identity.notOpen');
  });

  it('of the platform are administrator and auditor of no agency', () => {
    const platform = { platform: true };
    given(opened)
      .when({ ...grant, agency: null }, platform)
      .thenRejected('identity.roleNotInPlatform', 'role');
    given(opened)
      .when({ ...grant, role: 'auditor' }, platform)
      .thenRejected('identity.roleNotInPlatform', 'agency');
    given(opened)
      .when({ ...grant, role: 'auditor', agency: null }, platform)
      .then(granted('auditor', null));
  });
});

describe('an acting deputy', () => {
  it('is recorded for days, with the principal', () =>
    given(opened).when(acting, signerOfAll).then(delegated()));

  it('holds the role from the first to the last day and on no other', () => {
    const state = fold(accountDecider, [opened, delegated()]);
    const on = (day: string) => grantsOn(state, day).length;
    expect(['2026-03-01', '2026-03-02', '2026-03-13', '2026-03-14'].map(on)).toEqual([0, 1, 1, 0]);
  });

  it('acts for somebody who has the role there', () => {
    given(opened)
      .when({ ...acting, principal: null })
      .thenRejected('identity.principalNeeded', 'principal');
    given(opened)
      .when({ ...acting, principal: A }, signerOfAll)
      .thenRejected('identity.delegationToSelf', 'principal');
    given(opened)
      .when(acting, { principalGrants: [{ role: 'signer', agency: 'G2' }] })
      .thenRejected('identity.principalLacksRole', 'principal');
  });

  it('is not named by the deputy', () =>
    given(opened)
      .when(acting, { ...signerOfAll, ...itself })
      .thenRejected('identity.separationOfDuties'));

  it('ends no earlier than it begins', () =>
    given(opened)
      .when({ ...acting, to: '2026-03-01' }, signerOfAll)
      .thenRejected('identity.delegationDaysReversed', 'to'));

  it('may be recorded after the days, which is late and not refused', () =>
    given(opened)
      .when({ ...acting, from: '2026-01-05', to: '2026-01-09' }, signerOfAll)
      .then(delegated({ from: '2026-01-05', to: '2026-01-09' })));

  it('is recorded once for the same days', () => {
    given(opened, delegated()).when(acting, signerOfAll).thenRejected('identity.alreadyDelegated');
    given(opened, delegated())
      .when({ ...acting, from: '2026-03-14', to: '2026-03-20' }, signerOfAll)
      .then(delegated({ from: '2026-03-14', to: '2026-03-20' }));
  });

  it('steps back early when the delegation ends', () => {
    const end = { type: 'endDelegation', delegation: 'D1', reason: '提前返岗' } as const;
    given(opened, delegated())
      .when(end)
      .then({
        type: 'DelegationEnded',
        data: { account: A, delegation: 'D1', reason: '提前返岗' },
      });
    given(opened).when(end).thenRejected('identity.unknownDelegation', 'delegation');
  });
});

describe('a borrowed secrecy reviewer', () => {
  const borrowed = {
    ...acting,
    ground: 'borrowed',
    role: 'secrecyReviewer',
    agency: 'G2',
    principal: null,
  } as const;
  const lender = [opened, granted('secrecyReviewer', 'G1')] as const;

  it('is lent by the agency above', () =>
    given(...lender)
      .when(borrowed, { lenderAbove: true })
      .then(delegated(borrowed as never)));

  it('is not lent sideways or upwards', () =>
    given(...lender)
      .when(borrowed)
      .thenRejected('identity.lenderNotAbove', 'account'));

  it('is a secrecy reviewer at home', () =>
    given(opened)
      .when(borrowed, { lenderAbove: true })
      .thenRejected('identity.lenderLacksRole', 'account'));

  it('is the only role that is lent', () =>
    given(...lender)
      .when({ ...borrowed, role: 'signer' }, { lenderAbove: true })
      .thenRejected('identity.onlySecrecyReviewerBorrowed', 'role'));
});

describe('the standing of an account', () => {
  const reason = '借调';

  it('is suspended, resumed and closed', () => {
    given(opened).when({ type: 'suspend', reason }).then(suspended);
    given(opened, suspended)
      .when({ type: 'resume', reason })
      .then({ type: 'AccountResumed', data: { account: A, reason } });
    given(opened, suspended).when({ type: 'close', reason: '调离' }).then(closed);
  });

  it('does not change twice', () => {
    given(opened, suspended).when({ type: 'suspend', reason }).then();
    given(opened).when({ type: 'resume', reason }).then();
    given(opened, closed).when({ type: 'close', reason }).thenRejected('identity.notOpen');
    given(opened, closed).when({ type: 'resume', reason }).thenRejected('identity.notOpen');
  });

  it('is not changed by its holder', () =>
    given(opened)
      .when({ type: 'close', reason }, itself)
      .thenRejected('identity.separationOfDuties'));
});

describe('tokens', () => {
  const out = (token: string, expiresAt: string) =>
    ({ type: 'signOut', token, expiresAt }) as const;
  const revoked = (token: string, expiresAt: string, revokedAt: string): AccountEvent => ({
    type: 'TokenRevoked',
    data: { account: A, token, expiresAt, revokedAt },
  });
  const at = '2026-03-02T01:30:00.000Z';

  it('are voided one by one, once', () => {
    given(opened)
      .when(out('T1', at))
      .then(revoked('T1', at, facts.now));
    given(opened, revoked('T1', at, facts.now))
      .when(out('T1', at))
      .then();
  });

  it('are forgotten when they would have expired', () => {
    const state = fold(accountDecider, [
      opened,
      revoked('T1', at, facts.now),
      revoked('T2', '2026-03-02T09:00:00.000Z', '2026-03-02T08:30:00.000Z'),
    ]);
    expect(state.revokedTokens.map(({ token }) => token)).toEqual(['T2']);
  });

  it('are voided all at once', () => {
    const all = { type: 'TokensRevoked', data: { account: A, reason: '设备遗失' } } as const;
    given(opened).when({ type: 'revokeTokens', reason: '设备遗失' }).then(all);
    expect(fold(accountDecider, [opened, all]).tokensFrom).toBe(2);
  });
});

const role = fc.constantFrom('signer', 'clerk', 'administrator', 'auditor', 'secrecyReviewer');
const agency = fc.constantFrom('G1', 'G2', null);
const anyDecision = fc.oneof(
  fc.constant(open),
  fc.record({ type: fc.constant('grantRole'), role, agency }),
  fc.record({ type: fc.constant('revokeRole'), role, agency }),
  fc.record({ ...mapConstants(acting), role, agency, id: fc.constantFrom('D1', 'D2', 'D3') }),
  fc.constant({ type: 'endDelegation', delegation: 'D1', reason: 'x' }),
  fc.constant({ type: 'setPassword', credential: 'C1', by: 'operator' }),
  fc.constantFrom('suspend', 'resume', 'close', 'revokeTokens').map((type) => ({
    type,
    reason: 'x',
  })),
) as fc.Arbitrary<AccountDecision>;

function mapConstants<T extends object>(value: T) {
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fc.constant(one)]));
}

it('whatever the order: administration and audit stay apart, the closed stay closed', () =>
  fc.assert(
    fc.property(fc.array(anyDecision, { maxLength: 40 }), (decisions) => {
      let state: AccountState = accountDecider.initial;
      for (const decision of decisions) {
        const before = state;
        const principalGrants = [{ role: 'signer' as const, agency: null }];
        const decided = accountDecider.decide(state, decision, { ...facts, principalGrants });
        if (decided instanceof Rejection) continue;
        state = decided.reduce(accountDecider.evolve, state);
        const roles = [...state.grants, ...state.delegations].map((held) => held.role);
        expect(roles.includes('administrator') && roles.includes('auditor')).toBe(false);
        if (before.status === 'closed') expect(state).toBe(before);
        expect(state.tokensFrom).toBeGreaterThanOrEqual(before.tokensFrom);
        expect(state.version).toBe(before.version + decided.length);
      }
    }),
  ));
