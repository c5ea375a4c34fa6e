import { IntegrityError, StoreUnavailable, UndecodableEvent } from '@gongkai/kernel';
import { gateBody, gateOf } from './gate.js';

const named = (name: string, message: string) => Object.assign(new Error(message), { name });

describe('what a caller sees of an error nobody expected', () => {
  it.each([
    'ClusterStoreError',
    'MongoStoreError',
    'MongoNetworkError',
    'MongoServerSelectionError',
  ])('is that the service is busy while a store is away (%s), without where it is', (name) => {
    const gate = gateOf(named(name, 'connect ECONNREFUSED 10.1.2.3:27017'));
    expect(gate.code).toBe('SERVICE_BUSY');
    expect(JSON.stringify(gateBody(gate, 'r1'))).not.toContain('10.1.2.3');
  });

  it('is that the government is being repaired when a stream of it cannot be read', () => {
    const undecodable = new UndecodableEvent('CaseOpened', 'version 99 is newer');
    const damaged = IntegrityError.at(7);
    for (const error of [undecodable, damaged]) {
      const gate = gateOf(error);
      expect([gate.code, gate.status]).toEqual(['TENANT_INCOMPLETE', 503]);
      expect(JSON.stringify(gateBody(gate, 'r1'))).not.toMatch(/CaseOpened|position/);
    }
  });

  it('is the same for a log that takes no events now, and nothing at all of a mistake of ours', () => {
    expect(gateOf(new StoreUnavailable('busy')).code).toBe('SERVICE_BUSY');
    expect(gateOf(named('MongoServerError', 'a mistake of ours')).code).toBe('INTERNAL');
  });
});
