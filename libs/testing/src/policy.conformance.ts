import {
  authorise,
  GateError,
  ROLES,
  rolesFor,
  type Officer,
  type PolicyTable,
} from '@gongkai/kernel';

const officer = (grants: Officer['grants']): Officer => ({
  account: 'account',
  tenant: 'tenant',
  agency: 'agency',
  grants,
});

/** Walks role × operation of a policy table: who holds the role may, everybody else is FORBIDDEN. */
export const policyConformance = (name: string, table: PolicyTable): void =>
  describe(`policy: ${name}`, () => {
    const gate = (operation: string, who: Officer, agency: string | null) => {
      try {
        return authorise(table, operation, { kind: 'officer', officer: who }, agency).roles;
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

    it('is closed to an officer without roles and to the public', () => {
      for (const operation of Object.keys(table)) {
        expect(rolesFor(table, operation, officer([]), null)).toEqual([]);
        expect(() => authorise(table, operation, { kind: 'public' }, null)).toThrow(GateError);
      }
    });
  });
