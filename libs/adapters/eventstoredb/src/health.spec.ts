import type { Member, Server } from './connection.js';
import { checkServer, clusterHealth } from './health.js';

const METHODS = new Set(['event_store.client.streams.streams/batchappend']);
const member = (port: number, state: string, alive = true): Member => ({
  address: '10.0.0.1',
  port,
  state,
  alive,
});

const asked = (server: Server | Error, members: Member[] | Error = [member(2113, 'LEADER')]) => {
  const answer = <T>(given: T | Error) =>
    given instanceof Error ? Promise.reject(given) : Promise.resolve(given);
  return { server: () => answer(server), members: () => answer(members) };
};
const PATIENCE = { answerMs: 200, giveUpMs: 100 };
const server = (version: string, methods: ReadonlySet<string> = METHODS): Server => ({
  version,
  methods,
});
const rpcError = (code: number, details: string) =>
  Object.assign(new Error(details), { code, details });

describe('whether the event store can be used', () => {
  it.each(['23.10.0', '24.10.4', '25.1.0.3-nightly', '100.0'])(
    'takes version %s',
    async (version) => {
      await checkServer(asked(server(version)), PATIENCE);
    },
  );

  it.each([
    server('22.10.5'),
    server('23.6.0'),
    server('unknown'),
    server('24.10.0', new Set(['event_store.client.streams.streams/append'])),
    rpcError(12, 'unimplemented'),
  ])('refuses a server that is too old: %j', async (old) => {
    await expect(checkServer(asked(old), PATIENCE)).rejects.toMatchObject({ reason: 'tooOld' });
  });

  it('says that it is away, that the certificate is wrong, or who is not let in', async () => {
    const away = rpcError(14, 'No connection established. Last error: connect ECONNREFUSED');
    await expect(checkServer(asked(away), PATIENCE)).rejects.toMatchObject({
      name: 'StoreUnavailable',
    });
    const untrusted = rpcError(
      14,
      'No connection established. Last error: Error: self-signed certificate. Resolution note: ',
    );
    await expect(checkServer(asked(untrusted), PATIENCE)).rejects.toMatchObject({
      reason: 'certificate',
      en: expect.stringContaining('self-signed certificate') as string,
    });
    await expect(checkServer(asked(rpcError(16, 'no')), PATIENCE)).rejects.toMatchObject({
      reason: 'credentials',
    });
    await expect(checkServer(asked(rpcError(7, 'no')), PATIENCE)).rejects.toMatchObject({
      reason: 'right',
    });
  });
});

describe('the health of a cluster', () => {
  it('names the leader and counts who is alive', async () => {
    const members = [member(1, 'FOLLOWER'), member(2, 'LEADER'), member(3, 'FOLLOWER', false)];
    expect(await clusterHealth(asked(server('24.10.0'), members), 200)).toEqual({
      ok: true,
      version: '24.10.0',
      leader: { address: '10.0.0.1', port: 2 },
      members,
      alive: 2,
      problem: undefined,
    });
  });

  it('says when there is no leader, also when the one there was is dead', async () => {
    for (const members of [
      [member(1, 'FOLLOWER'), member(2, 'UNKNOWN')],
      [member(1, 'FOLLOWER'), member(2, 'LEADER', false)],
    ])
      expect(await clusterHealth(asked(server('24.10.0'), members), 200)).toMatchObject({
        ok: false,
        leader: undefined,
        problem: { reason: 'noLeader' },
      });
  });

  it('says in one sentence why it cannot tell', async () => {
    const away = rpcError(14, 'No connection established. Last error: connect ECONNREFUSED');
    const health = await clusterHealth(asked(away), 200);
    expect(health).toMatchObject({ ok: false, alive: 0, problem: { reason: 'unreachable' } });
    expect(health.problem?.en).toContain('ECONNREFUSED');
    const old = await clusterHealth(asked(server('22.10.0')), 200);
    expect(old.problem).toMatchObject({ reason: 'tooOld' });
    const silent = {
      server: () => new Promise<never>(() => undefined),
      members: asked(away).members,
    };
    expect(await clusterHealth(silent, 20)).toMatchObject({ problem: { reason: 'unreachable' } });
  });
});
