import { join } from 'node:path';
import { command, type Cluster } from './cluster.js';
import { theCluster } from './server.js';

/** What an operator runs beside the services; its own folder holds one more copy of the log. */
describe('the command line on a cluster', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await theCluster();
  });

  const gongkai = (...args: string[]) => {
    const ran = command(cluster.environment, ...args, '--json');
    return { ...ran, json: JSON.parse(ran.stdout) as never };
  };
  const onCluster = (...args: string[]) =>
    gongkai('--cluster', '--data', join(cluster.data, '../desk'), ...args);

  it('takes as many appends at once as it was told', async () => {
    const metrics = await (await fetch(`${cluster.url}/metrics`)).text();
    expect(metrics).toMatch(/^gongkai_log_appends_waiting_max 15000$/m);
  });

  it('reads the figures, after it has copied the log', () => {
    const asked = ['--node', '衡南县', '--period', '2017', '--format', 'cn-2014'];
    const { code, json, stderr } = onCluster('figures', ...asked);
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    expect(json).toMatchObject({ cells: { '1.1': 63, '1.2.2': 28, '1.2.5': 35 } });
  });

  it('asks the watcher to replace signing keys, and checks log and evidence', () => {
    const { code, json } = onCluster('evidence', 'keys', '--node', '衡南县', '--rotate');
    expect(code).toBe(0);
    const retired = (json as { retiredAt: string | null }[]).filter((key) => key.retiredAt);
    expect(retired.length).toBeGreaterThan(0);
    const doctor = onCluster('doctor');
    expect(doctor.json).toMatchObject({
      stores: [],
      log: { problems: [] },
      evidence: { problems: [] },
      keys: { state: 'ok' },
      findings: [],
    });
    expect(doctor.code).toBe(0);
  });

  it('puts every key under a new master key while the services go on', () => {
    const rotated = onCluster('key', 'rotate');
    expect(rotated.code).toBe(0);
    const { keys, from, to } = rotated.json as { keys: number; from: string; to: string };
    expect(keys).toBeGreaterThan(0);
    expect(onCluster('doctor', '--quick').json).toMatchObject({ keys: { mark: to } });
    expect(from).not.toBe(to);
  });

  it('refuses what is done to a folder, and a folder that is none of its own', () => {
    for (const args of [['serve'], ['backup', 'copy'], ['rebuild'], ['init']])
      expect(onCluster(...args)).toMatchObject({ code: 2, json: { error: { code: 'cli.usage' } } });
    expect(gongkai('--cluster', '--data', cluster.data, 'doctor')).toMatchObject({
      code: 3,
      json: { error: { code: 'folder.locked' } },
    });
    expect(gongkai('--data', cluster.data, 'doctor')).toMatchObject({
      code: 3,
      json: { error: { code: 'folder.replica' } },
    });
    expect(gongkai('--data', cluster.embedded, 'serve')).toMatchObject({
      code: 3,
      json: { error: { code: 'folder.moved', details: { to: 'cluster' } } },
    });
  });
});
