import {
  authorise,
  GateError,
  ROLES,
  rolesFor,
  type Officer,
  type PolicyTable,
  type Role,
} from '@gongkai/kernel';

const officer = (grants: Officer['grants']): Officer => ({
  account: 'account',
  tenant: 'tenant',
  agency: 'agency',
  grants,
});

/** A state an account can be in that was given, lent or refused a role. */
export type Standing = {
  name: string;
  /** The officer such an account makes of its holder on the day; null when it makes nobody of them. */
  officer(role: Role, agency: string | null): Officer | null;
  /** Whether the role is theirs to use, or what they are told whatever the operation. */
  expected(role: Role, agency: string | null): 'acts' | 'FORBIDDEN' | 'UNAUTHENTICATED';
};

/**
 * Walks role × operation of a policy table: who holds the role may, everybody else is FORBIDDEN; and
 * role × operation × state where the states of accounts are given.
 */
export const policyConformance = (
  name: string,
  table: PolicyTable,
  standings: readonly Standing[] = [],
): void =>
  describe(`policy: ${name}`, () => {
    const gate = (operation: string, who: Officer | null, agency: string | null) => {
      try {
        const caller = who
          ? ({ kind: 'officer', officer: who } as const)
          : ({ kind: 'public' } as const);
        return authorise(table, operation, caller, agency).roles;
      } catch (error) {
        return (error as GateError).code;
      }
    };

    it.each(Object.entries(table))('%s names roles that exist and words', (operation, entry) => {
      expect(operation).toMatch(/^[a-z][A-Za-z]*\.[a-z][A-Za-z]*$/);
      expect(entry.roles.length).toBeGreaterThan(0);
      for (const role of entry.roles) expect(ROLES).toContain(role);
      expect(entry.zh).not.toBe('');
      expect(entry.en).not.toBe('');
    });

    it.each(Object.entries(table))(
      '%s is open to its roles and to no other',
      (operation, entry) => {
        for (const role of ROLES) {
          const allowed = entry.roles.includes(role);
          const expected = allowed ? [role] : 'FORBIDDEN';
          expect(gate(operation, officer([{ role, agency: null }]), null)).toEqual(expected);
          expect(gate(operation, officer([{ role, agency: 'agency' }]), 'agency')).toEqual(
            expected,
          );
          expect(gate(operation, officer([{ role, agency: null }]), 'agency')).toEqual(expected);
        }
      },
    );

    it.each(Object.entries(table))('%s stops at the border of the agency', (operation) => {
      const here = officer(ROLES.map((role) => ({ role, agency: 'agency' })));
      expect(gate(operation, here, 'other')).toBe('FORBIDDEN');
      expect(gate(operation, here, null)).toBe('FORBIDDEN');
    });

    for (const { name: state, officer: officerFor, expected } of standings)
      it(`says of every role and operation what an account may that is ${state}`, () => {
        const wrong: unknown[] = [];
        for (const role of ROLES)
          for (const agency of ['agency', null]) {
            const who = officerFor(role, agency);
            const standing = expected(role, agency);
            for (const [operation, { roles }] of Object.entries(table)) {
              const may = standing === 'acts' && !roles.includes(role) ? 'FORBIDDEN' : standing;
              const told = gate(operation, who, agency);
              if (String(told) !== (may === 'acts' ? role : may))
                wrong.push({ role, operation, agency, told, may });
            }
          }
        expect(wrong).toEqual([]);
      });

    it('is closed to an officer without roles and to the public', () => {
      for (const operation of Object.keys(table)) {
        expect(rolesFor(table, operation, officer([]), null)).toEqual([]);
        expect(() => authorise(table, operation, { kind: 'public' }, null)).toThrow(GateError);
      }
    });
  });
