import { ROLES } from '@gongkai/kernel';
import { policyConformance } from '@gongkai/testing';
import { identityPolicy, joinPolicies, policyFaults, policyMatrix } from './policy.js';

policyConformance('identity', identityPolicy);

describe('the table of all contexts', () => {
  const sign = { zh: '签发', en: 'Sign', roles: ['signer'] } as const;

  it('joins the tables of the contexts', () => {
    const joined = joinPolicies(identityPolicy, { 'document.sign': sign });
    expect(joined['document.sign']).toBe(sign);
    expect(joined['account.open']).toBe(identityPolicy['account.open']);
  });

  it('refuses an operation with two homes', () =>
    expect(() => joinPolicies({ 'document.sign': sign }, { 'document.sign': sign })).toThrow(
      'document.sign',
    ));

  it('says what is wrong with a table', () => {
    expect(policyFaults(identityPolicy)).toEqual([]);
    const wrong = {
      sign,
      'a.nobody': { ...sign, roles: [] },
      'a.stranger': { ...sign, roles: ['mayor'] as never },
      'a.silent': { ...sign, zh: '' },
      'a.twice': { ...sign, roles: ['signer', 'signer'] as const },
    };
    expect(policyFaults(wrong)).toEqual([
      'sign: not a.b',
      'a.nobody: nobody may',
      'a.stranger: no role mayor',
      'a.silent: no words',
      'a.twice: a role twice',
    ]);
  });

  it('lists every role with every operation', () => {
    const matrix = policyMatrix({ 'document.sign': sign });
    expect(matrix).toHaveLength(ROLES.length);
    expect(matrix.filter(({ allowed }) => allowed)).toEqual([
      { operation: 'document.sign', role: 'signer', allowed: true },
    ]);
  });
});
