import { accountAggregate, joinPolicies, officerOn, policyFaults } from '@gongkai/identity';
import { fold, Rejection, type Role } from '@gongkai/kernel';
import { policyConformance, type Standing } from '@gongkai/testing';
import { allPolicies } from './contexts.js';

const table = joinPolicies(...allPolicies);
const { decider } = accountAggregate;
type Command = Parameters<typeof decider.decide>[1];
type Held = { role: Role; agency: string | null };

const [yesterday, today, tomorrow] = ['2026-03-01', '2026-03-02', '2026-03-03'];
const [account, tenant, reason] = ['A1', 'T1', 'x'];

/** The officer of an account after these commands; what the decider refuses leaves it as it was. */
const after = ({ role, agency }: Held, commands: readonly Command[]) => {
  const events = commands.reduce<Parameters<typeof decider.evolve>[1][]>((before, command) => {
    const outcome = decider.decide(fold(decider, before), command, {
      today,
      now: `${today}T00:00:00.000Z`,
      actor: { kind: 'officer', id: 'administrator' },
      account,
      platform: false,
      unknownAgency: null,
      oldPasswordWrong: false,
      principalGrants: [{ role, agency }],
      lenderAbove: agency !== null,
    });
    return outcome instanceof Rejection ? before : [...before, ...outcome];
  }, []);
  return officerOn(fold(decider, events), { tenant, account, day: today });
};

const open: Command = { type: 'open', name: 'a.b', post: '信息员', agency: 'lender', grants: [] };
const suspend: Command = { type: 'suspend', reason };
const resume: Command = { type: 'resume', reason };
const granted = (held: Held): Command[] => [open, { type: 'grantRole', ...held }];
const acting = (held: Held, from: string, to: string): Command[] => [
  open,
  { type: 'delegateRole', ground: 'acting', id: 'D1', principal: 'P1', reason, from, to, ...held },
];
const borrowed = (held: Held): Command[] => [
  ...granted({ role: 'secrecyReviewer', agency: 'lender' }),
  {
    ...{ type: 'delegateRole', ground: 'borrowed', id: 'D1', principal: null, reason },
    ...{ from: today, to: today, ...held },
  },
];

const standing = (
  name: string,
  expected: ReturnType<Standing['expected']> | Standing['expected'],
  commands: (held: Held) => readonly Command[],
): Standing => ({
  name,
  officer: (role, agency) => after({ role, agency }, commands({ role, agency })),
  expected: typeof expected === 'string' ? () => expected : expected,
});

policyConformance('the whole platform', table, [
  standing('not opened', 'UNAUTHENTICATED', () => []),
  standing('open without a role', 'FORBIDDEN', () => [open]),
  standing('granted the role', 'acts', granted),
  standing('no longer granted it', 'FORBIDDEN', (held) => [
    ...granted(held),
    { type: 'revokeRole', ...held },
  ]),
  standing('suspended', 'UNAUTHENTICATED', (held) => [...granted(held), suspend]),
  standing('resumed', 'acts', (held) => [...granted(held), suspend, resume]),
  standing('closed', 'UNAUTHENTICATED', (held) => [...granted(held), { type: 'close', reason }]),
  standing('closed and resumed', 'UNAUTHENTICATED', (held) => [
    ...granted(held),
    { type: 'close', reason },
    resume,
  ]),
  standing('acting for somebody from tomorrow', 'FORBIDDEN', (held) =>
    acting(held, tomorrow, tomorrow),
  ),
  standing('acting today', 'acts', (held) => acting(held, today, today)),
  standing('acting until yesterday', 'FORBIDDEN', (held) => acting(held, yesterday, yesterday)),
  standing('acting, and suspended', 'UNAUTHENTICATED', (held) => [
    ...acting(held, yesterday, tomorrow),
    suspend,
  ]),
  standing('acting no longer', 'FORBIDDEN', (held) => [
    ...acting(held, yesterday, tomorrow),
    { type: 'endDelegation', delegation: 'D1', reason },
  ]),
  standing(
    'lent from an agency above',
    (role, agency) => (role === 'secrecyReviewer' && agency !== null ? 'acts' : 'FORBIDDEN'),
    borrowed,
  ),
]);

describe('the joined policy', () => {
  it('has every operation once, each with a role that exists', () => {
    const operations = allPolicies.flatMap((policy) => Object.keys(policy));
    expect(Object.keys(table).sort()).toEqual([...new Set(operations)].sort());
    expect(policyFaults(table)).toEqual([]);
  });
});
