import { request } from 'node:http';
import { judge } from './health.js';
import { startHarness } from './harness.js';

const json = async (response: Response) => (await response.json()) as Record<string, unknown>;

describe('health', () => {
  const status = {
    writer: 'ok' as const,
    position: 1n,
    projections: [],
    parked: [],
    diskFreeBytes: 1e12,
  };
  it('goes on serving with a full disk or a parked tenant, and says so', () => {
    const parked = [{ projection: 'p@1', tenant: 'T', position: 1n, reason: 'r' }];
    const low = { ...status, writer: 'full' as const, diskFreeBytes: 0, parked };
    expect(judge(low, false)).toEqual({
      ready: true,
      alarms: ['writer.full', 'disk.low', 'projections.parked'],
    });
  });
  it('says that the daily watch was refused, or met what it could not read', () => {
    const watch = { refused: 1, unreadable: 0 };
    expect(judge({ ...status, watch }, false)).toEqual({ ready: true, alarms: ['watch.refused'] });
    expect(judge({ ...status, watch: { refused: 0, unreadable: 2 } }, false)).toEqual({
      ready: true,
      alarms: ['watch.unreadable'],
    });
  });
  it('says which store of a cluster is away, and serves nothing from a replica that differs', () => {
    expect(judge({ ...status, stores: ['log.noLeader', 'rows.unreachable'] }, false)).toEqual({
      ready: true,
      alarms: ['log.noLeader', 'rows.unreachable'],
    });
    expect(judge({ ...status, stores: ['replica.differs'] }, false).ready).toBe(false);
  });
  it('takes a failed writer and a draining server out of service', () => {
    expect(judge({ ...status, writer: 'failed' }, false).ready).toBe(false);
    expect(judge(status, true).ready).toBe(false);
    expect(
      judge({ ...status, projections: [{ name: 'p', position: 1n, lag: 1e6 }] }, false),
    ).toEqual({ ready: true, alarms: ['projections.late'] });
  });
  it('is not ready while read models are being made, and says when one stands still', () => {
    const rows = { name: 'p@1', position: undefined, lag: 1 };
    expect(judge({ ...status, projections: [{ ...rows, building: true }] }, false)).toEqual({
      ready: false,
      alarms: ['projections.building'],
    });
    const failure = '/var/secret: disk I/O error';
    expect(judge({ ...status, projections: [{ ...rows, failure }] }, false)).toEqual({
      ready: true,
      alarms: ['projections.failed'],
    });
  });
  it('answers over HTTP', async () => {
    const harness = await startHarness();
    expect(await json(await fetch(`${harness.url}/health/live`))).toEqual({ status: 'live' });
    const ready = await fetch(`${harness.url}/health/ready`);
    expect(ready.status).toBe(200);
    expect(await json(ready)).toEqual({
      status: 'ready',
      alarms: [],
      writer: 'ok',
      position: '12',
      deadlines: null,
      watch: null,
      evidence: null,
      diskFreeBytes: 1e12,
      projections: [{ name: 'leaves@1', position: '10', lag: 2 }],
      parked: 0,
    });
    const [leaves] = harness.status.projections;
    harness.status.projections = [{ ...leaves!, failure: '/var/secret: disk I/O error' }];
    for (const path of ['/health/ready', '/metrics']) {
      const text = await (await fetch(`${harness.url}${path}`)).text();
      expect(text).toContain('projections.failed');
      expect(text).not.toContain('secret');
    }
    harness.status.writer = 'failed';
    expect((await fetch(`${harness.url}/health/ready`)).status).toBe(503);
    await harness.close();
  });
});

describe('metrics', () => {
  it('counts requests, commands, refusals and public reads by names of ours', async () => {
    const harness = await startHarness();
    const send = (query: string, token?: string) =>
      fetch(`${harness.url}/graphql`, {
        method: 'POST',
        body: JSON.stringify({ query }),
        headers: {
          'content-type': 'application/json',
          ...(token ? { authorization: `Bearer ${token}` } : {}),
        },
      });
    const paint = (name: string) =>
      send(`mutation { paint(input: {commandId: "c", name: "${name}"}) { __typename } }`, 'good');
    await send('query mine { version }');
    await paint('n');
    await paint('refused');
    await paint('alone');
    await fetch(`${harness.url}/secret-path`);
    harness.status.queue = { waiting: 3, max: 20_000 };
    const parked = { position: 1n, reason: '/var/secret: no such shape' };
    harness.status.parked = [
      { ...parked, projection: 'leaves@1', tenant: 'T1' },
      { ...parked, projection: 'leaves@1', tenant: 'T2' },
    ];
    const text = await (await fetch(`${harness.url}/metrics`)).text();
    for (const line of [
      'gongkai_http_requests_total{method="POST",route="/graphql",status="200"} 3',
      'gongkai_http_requests_total{method="POST",route="/graphql",status="403"} 1',
      'gongkai_http_requests_total{method="GET",route="unknown",status="404"} 1',
      'gongkai_commands_total{command="paint",outcome="accepted"} 1',
      'gongkai_commands_total{command="paint",outcome="rejected"} 1',
      'gongkai_commands_total{command="paint",outcome="failed"} 1',
      'gongkai_rejections_total{code="paint.refused"} 1',
      'gongkai_public_reads_total{field="version"} 1',
      'gongkai_log_position 12',
      'gongkai_projection_lag_events{projection="leaves@1"} 2',
      'gongkai_log_writer_state{state="ok"} 1',
      'gongkai_log_appends_waiting 3',
      'gongkai_log_appends_waiting_max 20000',
      'gongkai_projection_parked{projection="leaves@1"} 2',
    ])
      expect(text).toContain(line);
    expect(text).toContain('gongkai_event_loop_lag_p99_seconds');
    expect(text).not.toContain('secret');
    await harness.close();
  });
});

describe('shutdown', () => {
  it('finishes what is under way, refuses what is new, and ends', async () => {
    const harness = await startHarness({ limits: { waitMs: 1000, drainMs: 20_000 } });
    const { port } = new URL(harness.url);
    const body = JSON.stringify({ query: '{ leaf(position: 11) { name } }' });
    const answered = new Promise<string>((resolve, reject) => {
      const sent = request(
        {
          port,
          method: 'POST',
          path: '/graphql',
          headers: { 'content-type': 'application/json', 'content-length': body.length },
        },
        (response) => {
          let text = '';
          response.on('data', (chunk: Buffer) => (text += chunk.toString()));
          response.on('end', () => resolve(`${response.statusCode} ${text}`));
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
    await new Promise((next) => setTimeout(next, 300));
    const began = performance.now();
    const closed = harness.close();
    await expect(fetch(`${harness.url}/health/live`)).rejects.toThrow();
    expect(await answered).toMatch(/^503 .*SERVICE_BUSY/);
    await closed;
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

describe('refusals', () => {
  it('of a signed-in officer are put on record, those of anybody else are not', async () => {
    const harness = await startHarness();
    const send = (query: string, token?: string) =>
      fetch(`${harness.url}/graphql`, {
        method: 'POST',
        body: JSON.stringify({ query }),
        headers: {
          'content-type': 'application/json',
          ...(token ? { authorization: `Bearer ${token}` } : {}),
        },
      });
    await send('{ fails(how: "notFound") }');
    await send('{ fails(how: "bug") }', 'good');
    expect(harness.refused).toEqual([]);
    await send('{ fails(how: "notFound") }', 'good');
    await send(
      'mutation { paint(input: { commandId: "c", name: "alone" }) { __typename } }',
      'good',
    );
    expect(harness.refused).toMatchObject([
      { operation: 'fails', code: 'NOT_FOUND', officer: { account: 'A1' } },
      { operation: 'paint', code: 'SEPARATION_OF_DUTIES' },
    ]);
    await harness.close();
  });
});
