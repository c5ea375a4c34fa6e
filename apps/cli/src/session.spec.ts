import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GovernmentCommand, loadDivisions } from '@gongkai/directory';
import { PLATFORM, Rejection } from '@gongkai/kernel';
import { Platform } from '@gongkai/platform';
import { failureOf } from './failure.js';
import { run } from './program.js';
import { nodeNamed } from './session.js';

const folder = mkdtempSync(join(tmpdir(), 'gongkai-session-'));
const [data, published] = [join(folder, 'data'), join(folder, 'published.json')];
const on = '2018-07-02';
const change = { code: '371626', name: '邹平县', toCode: '371681', toName: '邹平市', on };

beforeAll(async () => {
  const platform = await Platform.open({ data, access: 'write' });
  const { events: store, ids, clock } = platform;
  const row = (kind: 'nation' | 'county', code: string, name: string, parent: string | null) => {
    return { kind, code, name, parent, grouping: false };
  };
  const rows = [row('nation', '000000', '全国', null), row('county', '371681', '邹平市', '000000')];
  const changes = [{ kind: 'recoded' as const, ground: null, ...change }];
  await loadDivisions({ store, ids }, { today: clock.today(), rows, changes });
  await platform.waitFor((await store.head())!);
  const [division] = platform.tree.find('邹平市');
  const body = { type: 'join', division: division!.id, name: '邹平市人民政府', on: '2008-05-01' };
  const caller = { kind: 'operator' as const, name: 'spec' };
  const call = { tenant: PLATFORM, caller, commandId: 'join', body, today: '2008-05-01' };
  expect(await platform.send(new GovernmentCommand(call, body))).not.toBeInstanceOf(Rejection);
  await platform.waitFor((await store.head())!);
  await platform.close();
  writeFileSync(published, '{"published": {"received": 0}}');
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

const exit = (...argv: string[]) => run([...argv, '--data', data, '--json']);

describe('the unit a command names', () => {
  it('is the one called so in the period or on the day asked about, by every command', async () => {
    for (const node of [change.name, change.code, change.toName]) {
      const of = ['--node', node];
      const out = ['--as', 'json', '--out', join(folder, 'out.json')];
      expect([
        await exit('figures', ...of, '--period', '2017'),
        await exit('report', 'build', ...of, '--year', '2017'),
        await exit('report', 'export', ...of, '--year', '2017', ...out),
        await exit('replay', ...of, '--as-of', '2017-12-31'),
        await exit('replay', ...of, '--period', '2017', '--against', '2017-12-31'),
        await exit('replay', ...of, '--as-of', '2017-12-31', '--rows', 'documents'),
        await exit('requests', 'reconcile', ...of, '--period', '2017', '--published', published),
        await exit(
          ...['requests', 'reconcile', ...of, '--published', published],
          ...['--period', '2017-01-01..2017-12-31'],
        ),
      ]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    }
  }, 120_000);

  it('is said to be called otherwise now where nothing is asked of another time', async () => {
    const platform = await Platform.open({ data, access: 'read' });
    try {
      const refused = (text: string, period?: string) =>
        nodeNamed(platform, text, period).then(
          () => null,
          (error: unknown) => failureOf(error),
        );
      for (const failure of [await refused('邹平县'), await refused('邹平县', '2019')]) {
        expect(failure).toMatchObject({ exitCode: 1, code: 'directory.unknown' });
        expect(failure!.zh).toMatch(/曾用此名称或代码的单位现为:.*邹平市 371681。$/);
        expect(failure!.en).toMatch(/are now: .*邹平市 371681\.$/);
      }
      expect((await refused('无此县'))!.zh).not.toContain('现为');
    } finally {
      await platform.close();
    }
  });
});
