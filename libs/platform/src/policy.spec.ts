import { joinPolicies, policyFaults } from '@gongkai/identity';
import { policyConformance } from '@gongkai/testing';
import { contexts } from './contexts.js';

const table = joinPolicies(...contexts.map(({ policy }) => policy));

policyConformance('the whole platform', table);

describe('the joined policy', () => {
  it('has every operation of every context once, each with a role that exists', () => {
    const operations = contexts.flatMap(({ policy }) => Object.keys(policy));
    expect(Object.keys(table).sort()).toEqual([...new Set(operations)].sort());
    expect(policyFaults(table)).toEqual([]);
  });
});
