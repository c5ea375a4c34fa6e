import type { GateError } from '@gongkai/kernel';
import { PLATFORM } from '@gongkai/kernel';
import { countingIds, FakeClock, MemoryEventStore, MemoryKeyStore } from '@gongkai/testing';
import { BackOff, networkOf } from './sign-in.js';
import { office, PASSWORD, SOURCE, type Office } from './testing.js';

let at: Office;
let clock: FakeClock;
let account: string;
beforeEach(async () => {
  clock = new FakeClock();
  const keys = new MemoryKeyStore();
  at = office({ store: new MemoryEventStore(clock), ids: countingIds(), clock, keys });
  account = await at.member('T1', 'clerk.one', [{ role: 'clerk', agency: 'G1' }]);
});

const attempt = (name: string, password: string, source = SOURCE) =>
  at.signIn.signIn(name, password, source).then(
    () => 'in',
    (error: unknown) => (error as GateError).code,
  );
const refusals = async (tenant: string) =>
  (await at.auditOf(tenant))
    .filter(({ meta }) => meta.type === 'SignInRefused')
    .map(({ data }) => data);
const later = (minutes: number) =>
  clock.set(new Date(clock.now().getTime() + minutes * 60_000).toISOString());

describe('sign-in', () => {
  it('gives a token for half an hour and is on record', async () => {
    const { expiresAt, officer } = await at.signIn.signIn('clerk.one', PASSWORD, SOURCE);
    expect(expiresAt).toBe('2026-03-02T01:30:00.000Z');
    expect(officer).toMatchObject({ account, tenant: 'T1' });
    const [entry] = (await at.auditOf('T1')).filter(({ meta }) => meta.type === 'OfficerSignedIn');
    expect(entry!.data).toMatchObject({ account });
    expect(entry!.meta.actor).toEqual({ kind: 'officer', id: account });
    expect(JSON.stringify(entry)).not.toContain(SOURCE);
  });

  it('takes a password typed in full-width characters for the same', async () => {
    await at.setPassword('T1', account, 'Password-１２３４');
    expect(await attempt('clerk.one', 'Password-1234')).toBe('in');
  });

  it('fails the same way whatever was wrong', async () => {
    const failing = await at.send('T1', {
      type: 'open',
      name: 'never.set',
      post: '信息员',
      agency: null,
      grants: [],
    });
    expect('id' in failing).toBe(true);
    await at.member('T1', 'clerk.two');
    const two = (await at.accounts.byName('clerk.two'))!.account;
    await at.send('T1', { type: 'suspend', account: two, reason: '借调' });
    expect(await attempt('clerk.one', 'wrong-wrong', 'a')).toBe('SIGN_IN_FAILED');
    expect(await attempt('nobody.here', PASSWORD, 'b')).toBe('SIGN_IN_FAILED');
    expect(await attempt('无此人', PASSWORD, 'c')).toBe('SIGN_IN_FAILED');
    expect(await attempt('never.set', PASSWORD, 'd')).toBe('SIGN_IN_FAILED');
    expect(await attempt('clerk.two', PASSWORD, 'e')).toBe('SIGN_IN_FAILED');
    const known = (await refusals('T1')).map(({ reason }) => reason);
    expect(known).toEqual(['wrongPassword', 'noPassword', 'notOpen']);
    const unknown = (await refusals(PLATFORM)).map(({ reason, account: who }) => [reason, who]);
    expect(unknown).toEqual([
      ['unknownAccount', null],
      ['unknownAccount', null],
    ]);
  });

  it('spends the same work on an unknown account', async () => {
    const { store, ids, keys } = at.deps;
    at = office({ store, ids, clock, keys }, {});
    await at.setPassword('T1', account, PASSWORD, { commandId: 'atFullCost' });
    const time = async (name: string) => {
      const times: number[] = [];
      for (let i = 0; i < 5; i++) {
        const begun = performance.now();
        await attempt(name, 'wrong-wrong', `${name}${i}`);
        times.push(performance.now() - begun);
        later(20);
      }
      return Math.min(...times);
    };
    const [known, unknown] = [await time('clerk.one'), await time('nobody.here')];
    expect(unknown).toBeGreaterThan(known / 6);
    expect(known).toBeGreaterThan(unknown / 6);
  });

  it('puts no name of an unknown account and no password into the log', async () => {
    await attempt('my-password-by-mistake', 'hunter2-hunter2');
    const text = JSON.stringify(await at.auditOf());
    expect(text).not.toContain('mistake');
    expect(text).not.toContain('hunter2');
  });

  it.each([
    ['BAD_REQUEST', 'clerk.one', 'ab12'.repeat(1024)],
    ['TEXT_CONTROL_CHAR', 'clerk.one', `${PASSWORD}\u0000`],
    ['TEXT_CONTROL_CHAR', 'clerk.one\u0000', PASSWORD],
    ['TEXT_NOT_WELLFORMED', 'clerk.one', `${PASSWORD}\uD800`],
    ['BAD_REQUEST', 'x'.repeat(10_000), PASSWORD],
    ['TYPE_MISMATCH', 'clerk.one', { $ne: null } as never],
  ])('answers %s to what no account can have', async (code, name, password) =>
    expect(await attempt(name, password)).toBe(code),
  );

  it('never cuts a password: the first part of it is another one', async () => {
    const long = 'aB1-'.repeat(256);
    await at.setPassword('T1', account, long);
    expect(await attempt('clerk.one', long.slice(0, -1), 'a')).toBe('SIGN_IN_FAILED');
    expect(await attempt('clerk.one', long, 'a')).toBe('in');
  });
});

describe('back-off', () => {
  const fail = async (times: number, name: string, source: (i: number) => string) => {
    for (let i = 0; i < times; i++)
      expect(await attempt(name, 'wrong-wrong', source(i))).toBe('SIGN_IN_FAILED');
  };

  it('pauses an account after five failures, from wherever they come', async () => {
    await fail(5, 'clerk.one', (i) => `s${i}`);
    expect(await attempt('clerk.one', PASSWORD, 'other')).toBe('TOO_MANY_ATTEMPTS');
    later(0.51);
    expect(await attempt('clerk.one', PASSWORD, 'other')).toBe('in');
  });

  it('pauses an unknown account the same way', async () => {
    await fail(5, 'nobody.here', (i) => `s${i}`);
    expect(await attempt('nobody.here', PASSWORD, 'other')).toBe('TOO_MANY_ATTEMPTS');
  });

  it('pauses a source that tries one password on many accounts', async () => {
    for (let i = 0; i < 5; i++)
      expect(await attempt(`name.${i}`, PASSWORD, 'spray')).toBe('SIGN_IN_FAILED');
    expect(await attempt('clerk.one', PASSWORD, 'spray')).toBe('TOO_MANY_ATTEMPTS');
    expect(await attempt('clerk.one', PASSWORD, 'elsewhere')).toBe('in');
  });

  it('says how long to wait, and doubles it', async () => {
    const waits: unknown[] = [];
    await fail(4, 'clerk.one', (i) => `s${i}`);
    for (let i = 0; i < 7; i++) {
      await attempt('clerk.one', 'wrong-wrong', `t${i}`);
      const refused = await at.signIn
        .signIn('clerk.one', PASSWORD, 'u')
        .catch((error: unknown) => error);
      waits.push((refused as GateError).details['retryAfterSeconds']);
      clock.set(new Date(clock.now().getTime() + Number(waits.at(-1)) * 1000).toISOString());
    }
    expect(waits).toEqual([30, 60, 120, 240, 480, 900, 900]);
  });

  it('lets a hundred attempts at once try five times', async () => {
    const all = await Promise.all(
      Array.from({ length: 100 }, (_, i) => attempt('clerk.one', `wrong-wrong-${i}`, `s${i}`)),
    );
    expect(all.filter((code) => code === 'SIGN_IN_FAILED')).toHaveLength(5);
    expect(all.filter((code) => code === 'TOO_MANY_ATTEMPTS')).toHaveLength(95);
  });

  it('forgets failures of an account that signs in, not those of its source', async () => {
    await fail(4, 'clerk.one', () => 'here');
    expect(await attempt('clerk.one', PASSWORD, 'here')).toBe('in');
    expect(await attempt('clerk.one', 'wrong-wrong', 'here')).toBe('SIGN_IN_FAILED');
    expect(await attempt('clerk.one', PASSWORD, 'here')).toBe('TOO_MANY_ATTEMPTS');
    expect(await attempt('clerk.one', PASSWORD, 'there')).toBe('in');
  });

  it('counts the old password of a change as well', async () => {
    const caller = await at.officerOf('clerk.one');
    for (let i = 0; i < 5; i++)
      await at.setPassword('T1', account, `new-Password-${i}`, { old: 'x', caller });
    await expect(
      at.setPassword('T1', account, 'new-Password-9', { old: PASSWORD, caller }),
    ).rejects.toThrow('TOO_MANY_ATTEMPTS');
  });

  it('is counted in the audit stream per minute and source', async () => {
    await fail(5, 'clerk.one', () => 'one');
    for (let i = 0; i < 20; i++) await attempt('clerk.one', PASSWORD, 'one');
    const lines = (await refusals('T1')).map(({ reason, count }) => [reason, count]);
    expect(lines).toEqual([
      ['wrongPassword', 1],
      ['tooManyAttempts', 1],
      ['wrongPassword', 4],
      ['tooManyAttempts', 19],
    ]);
  });

  it('keeps no more than it can hold', () => {
    const backOff = new BackOff(clock);
    for (let i = 0; i < 30_000; i++) backOff.begin([`account ${i}`]);
    for (let i = 0; i < 5; i++) expect(backOff.begin(['account last'])).toBe(0);
    expect(backOff.begin(['account last'])).toBe(30);
  });
});

it('takes an IPv6 network for one source', () => {
  expect(networkOf('2001:db8:1:2:3:4:5:6')).toBe(networkOf('2001:db8:1:2::9'));
  expect(networkOf('2001:db8:1:2::9')).not.toBe(networkOf('2001:db8:1:3::9'));
  expect(networkOf('::1')).toBe('0:0:0:0');
  expect(networkOf('fe80::1%eth0')).toBe('fe80:0:0:0');
  expect(networkOf('::ffff:192.0.2.7')).toBe('192.0.2.7');
  expect(networkOf('192.0.2.7')).toBe('192.0.2.7');
});
