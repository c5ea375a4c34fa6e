import {
  MongoCompatibilityError,
  MongoNetworkError,
  MongoServerError,
  MongoServerSelectionError,
} from 'mongodb';
import { explained, plainly, withoutSecrets } from './refusals.js';

describe('what the driver says', () => {
  it('is told as an operator can understand it', () => {
    const problemOf = (error: Error) => (explained(error) as { problem?: string }).problem;
    const server = (code: number) => new MongoServerError({ message: 'no', code });
    expect(problemOf(server(18))).toBe('credentials');
    expect(problemOf(server(13))).toBe('right');
    expect(problemOf(new MongoCompatibilityError('old'))).toBe('tooOld');
    expect(problemOf(new MongoNetworkError('connect ECONNREFUSED'))).toBe('unreachable');
    const wrapped = new MongoNetworkError('lost', { cause: new Error('self-signed certificate') });
    expect(problemOf(wrapped)).toBe('certificate');
    const refused = new MongoNetworkError('lost', { cause: server(18) });
    expect(problemOf(refused)).toBe('credentials');
    expect([10107, 91, 64].map((code) => problemOf(server(code)))).toEqual([
      'noPrimary',
      'noPrimary',
      'noMajority',
    ]);
    const nobody = (...types: string[]) =>
      new MongoServerSelectionError('timed out', {
        servers: new Map(types.map((type, i) => [`h${i}`, { type }])),
      } as never);
    expect(problemOf(nobody('RSSecondary', 'Unknown'))).toBe('noPrimary');
    expect(problemOf(nobody('Unknown', 'Unknown'))).toBe('unreachable');
  });

  it('stays as it is when it is not for an operator', async () => {
    const other = new MongoServerError({ message: 'no', code: 96 });
    expect(explained(other)).toBe(other);
    const bug = new TypeError('bug');
    await expect(plainly(() => Promise.reject(bug))).rejects.toBe(bug);
  });

  it('never carries a password on', () => {
    expect(withoutSecrets('no mongodb://user:secret@host:1/x')).toBe('no mongodb://…@host:1/x');
  });
});
