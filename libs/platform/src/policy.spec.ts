import { joinPolicies, policyFaults } from '@gongkai/identity';
import { policyConformance } from '@gongkai/testing';
import { allPolicies } from './contexts.js';

const table = joinPolicies(...allPolicies);

policyConformance('the whole platform', table);

describe('the joined policy', () => {
  it('has every operation once, each with a role that exists', () => {
    const operations = allPolicies.flatMap((policy) => Object.keys(policy));
    expect(Object.keys(table).sort()).toEqual([...new Set(operations)].sort());
    expect(policyFaults(table)).toEqual([]);
  });
});
