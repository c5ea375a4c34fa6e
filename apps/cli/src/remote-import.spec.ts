import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server as HttpServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AgencyCommand, divisionId, GovernmentCommand, loadDivisions } from '@gongkai/directory';
import { AccountCommand, Password } from '@gongkai/identity';
import { PLATFORM, readConfig, Rejection, type Call } from '@gongkai/kernel';
import { importReturns, Platform, startServer, type Server } from '@gongkai/platform';
import { failureOf } from './failure.js';
import { run } from './program.js';
import { importRemotely, type RemoteImport } from './remote-import.js';
import type { Settings } from './settings.js';
import { Terminal } from './terminal.js';

const PASSWORD = 'gongkai-demo-2026';
const MAPPING = {
  attestation: { by: '县政府办' },
  agency: '机关',
  period: '年度',
  measures: [{ measure: 'licences', column: '许可' }],
};
const ROWS = 1_500;
const sheet = [
  '机关,年度,许可',
  ...Array.from({ length: ROWS }, (_, i) => (i === 7 ? '教育局,2015,7' : `无此局${i},2015,7`)),
].join('\n');

const root = mkdtempSync(join(tmpdir(), 'gongkai-remote-'));
const write = (name: string, text: string): string => {
  const path = join(root, name);
  writeFileSync(path, text);
  return path;
};
const terminal = new Terminal(true);
const settingsFor = (url: string, token: string | null): Settings => ({
  data: join(root, 'none'),
  cluster: false,
  masterKey: undefined,
  url,
  token,
  operator: 'spec',
  config: readConfig({}),
  terminal,
});
const order = (): RemoteImport => ({
  kind: 'returns',
  file: write('s.csv', sheet),
  mapping: write('m.json', JSON.stringify(MAPPING)),
  node: '衡南县',
  dryRun: true,
  refusalsPath: join(root, 'remote.refused.csv'),
});
const endOf = async (work: Promise<unknown>) => {
  const failure = failureOf(await work.catch((error: unknown) => error));
  return [failure.exitCode, failure.code];
};

/** A government with one agency and two officers, in a folder that is served. */
const found = async (data: string): Promise<void> => {
  const platform = await Platform.open({ data, access: 'write' });
  const call = (tenant: string, commandId: string, body: unknown): Call => ({
    tenant,
    caller: { kind: 'operator', name: 'spec' },
    commandId,
    body,
  });
  const send = async (command: object) => {
    const outcome = await platform.send(command);
    if (outcome instanceof Rejection) throw new Error(`${outcome.code} ${outcome.field}`);
    return outcome.id;
  };
  const { events: store, ids, clock } = platform;
  const row = (
    kind: 'nation' | 'province' | 'prefecture' | 'county',
    code: string,
    name: string,
    parent: string | null,
  ) => ({ kind, code, name, parent, grouping: false });
  const rows = [
    row('nation', '000000', '全国', null),
    row('province', '430000', '湖南省', '000000'),
    row('prefecture', '430400', '衡阳市', '430000'),
    row('county', '430422', '衡南县', '430400'),
  ];
  await loadDivisions({ store, ids }, { today: clock.today(), rows, changes: [] });
  const join_ = {
    type: 'join',
    division: divisionId('430422'),
    name: '衡南县人民政府',
    on: '2008-05-01',
  };
  const tenant = await send(new GovernmentCommand(call(PLATFORM, 'join', join_), join_));
  const agency = { type: 'register', kind: 'department', code: 'D001', name: '教育局' };
  await send(new AgencyCommand(call(tenant, 'agency', agency), agency));
  for (const name of ['one', 'two']) {
    const grants = [{ role: 'disclosureOfficer', agency: null }];
    const open = { type: 'open', name, post: '公开工作人员', agency: null, grants };
    const account = await send(new AccountCommand(call(tenant, `open-${name}`, open), open));
    const change = { type: 'setPassword', account };
    const secret = { password: new Password(PASSWORD), oldPassword: null, source: 'spec' };
    await send(new AccountCommand(call(tenant, `pass-${name}`, change), change, secret));
  }
  await platform.waitFor((await store.head())!);
  await platform.close();
};

describe('an import through a server', () => {
  const data = join(root, 'data');
  let server: Server;
  let tokens: Record<'one' | 'two', string>;
  const post = async (body: object, token?: string) => {
    const answer = await fetch(new URL('/graphql', server.url), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
    return (await answer.json()) as { data: Record<string, Record<string, string>> };
  };
  const signIn = async (account: string) => {
    const query = 'mutation In($input: SignInInput!) { signIn(input: $input) { token } }';
    const answer = await post({ query, variables: { input: { account, password: PASSWORD } } });
    return answer.data['signIn']!['token']!;
  };
  beforeAll(async () => {
    await found(data);
    server = await startServer({
      data,
      host: '127.0.0.1',
      port: 0,
      demo: false,
      config: readConfig({ GONGKAI_LOG_LEVEL: 'silent', GONGKAI_TOKEN_MINUTES: '120' }),
    });
    tokens = { one: await signIn('one'), two: await signIn('two') };
  }, 120_000);
  afterAll(async () => {
    await server?.close();
    rmSync(root, { recursive: true });
  });

  it('brings back every refused row as it stood, like the local command', async () => {
    const asked = order();
    const result = await importRemotely(settingsFor(server.url, tokens.one), asked);
    expect(result).toMatchObject({
      read: ROWS,
      accepted: 1,
      refused: ROWS - 1,
      refusals: asked.refusalsPath,
    });
    const { platform } = server;
    const local = join(root, 'local.refused.csv');
    await importReturns(
      {
        tree: platform.tree,
        send: () => Promise.resolve({ id: 'x', revision: 1, position: null }),
      },
      {
        ...asked,
        refusalsPath: local,
        node: platform.tree.find('衡南县')[0]!,
        caller: { kind: 'operator', name: 'spec' },
      },
    );
    const linesOf = (path: string) => readFileSync(path, 'utf8').split('\r\n').sort();
    expect(linesOf(asked.refusalsPath)).toEqual(linesOf(local));
    expect(linesOf(local)).toHaveLength(ROWS + 1);
  }, 60_000);

  it('gives the refused rows to the officer who imported, with the ticket, and to nobody else', async () => {
    const { digest } = (await (
      await fetch(new URL('/files', server.url), {
        method: 'POST',
        headers: {
          authorization: `Bearer ${tokens.one}`,
          'content-type': 'application/octet-stream',
          'content-disposition': 'attachment; filename="s.csv"',
        },
        body: Buffer.from(sheet),
      })
    ).json()) as { digest: string };
    const query =
      'mutation ($input: ImportReturnsInput!) { importReturns(input: $input) { ... on ImportReport { refusedFile } } }';
    const input = {
      commandId: 'c',
      source: digest,
      mapping: JSON.stringify(MAPPING),
      dryRun: true,
    };
    const answer = await post({ query, variables: { input } }, tokens.one);
    const path = answer.data['importReturns']!['refusedFile']!;
    const statusOf = async (of: string, token?: string) =>
      (
        await fetch(new URL(of, server.url), {
          headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
        })
      ).status;
    expect(await statusOf(path, tokens.one)).toBe(200);
    expect(await statusOf(path, tokens.two)).toBe(404);
    expect(await statusOf(path)).toBe(404);
    expect(await statusOf(path.split('?')[0]!, tokens.one)).toBe(404);
    expect(await statusOf(`${path}x`, tokens.one)).toBe(404);
    const { clock } = server.platform;
    const { now } = clock;
    clock.now = () => new Date(now().getTime() + 61 * 60_000);
    expect(await statusOf(path, tokens.one)).toBe(404);
    clock.now = now;
    expect(await statusOf(path, tokens.one)).toBe(200);
  }, 60_000);

  it('is 1 where the server refuses, 3 where it cannot, and names the file that is not there', async () => {
    expect(await endOf(importRemotely(settingsFor(server.url, null), order()))).toEqual([
      1,
      'UNAUTHENTICATED',
    ]);
    const wrong = { ...order(), node: '无此县' };
    expect(await endOf(importRemotely(settingsFor(server.url, tokens.one), wrong))).toEqual([
      1,
      'import.agencyUnknown',
    ]);
    const missing = { ...order(), file: join(root, 'missing.csv') };
    expect(await endOf(importRemotely(settingsFor(server.url, tokens.one), missing))).toEqual([
      3,
      'cli.ENOENT',
    ]);
    expect(await endOf(importRemotely(settingsFor('ftp://x', null), order()))).toEqual([
      2,
      'cli.usage',
    ]);
  });

  it('is 3 for whatever fails on the way', async () => {
    const answers: [number, string][] = [
      [503, '{"code":"SERVICE_BUSY","zh":"忙","en":"busy"}'],
      [507, '{"code":"STORAGE_FULL","zh":"满","en":"full"}'],
      [502, '<html>Bad Gateway</html>'],
      [201, '<html>welcome</html>'],
    ];
    let answer = answers[0]!;
    const other: HttpServer = createServer((request, response) => {
      request.resume();
      request.once('end', () => response.writeHead(answer[0]).end(answer[1]));
    });
    await new Promise<void>((up) => other.listen(0, '127.0.0.1', up));
    const { port } = other.address() as { port: number };
    const ends: unknown[] = [];
    for (answer of answers)
      ends.push(await endOf(importRemotely(settingsFor(`http://127.0.0.1:${port}`, 't'), order())));
    await new Promise((down) => other.close(down));
    expect(ends).toEqual([
      [3, 'SERVICE_BUSY'],
      [3, 'STORAGE_FULL'],
      [3, 'cli.serverFailed'],
      [3, 'cli.serverFailed'],
    ]);
    expect(
      await endOf(importRemotely(settingsFor(`http://127.0.0.1:${port}`, 't'), order())),
    ).toEqual([3, 'cli.serverUnreachable']);
  });
});

describe('naming a server', () => {
  it('is wrong usage for every command that works on the folder itself', async () => {
    const written: string[] = [];
    const out = process.stdout.write.bind(process.stdout);
    process.stdout.write = ((text: string) =>
      written.push(text) > 0) as typeof process.stdout.write;
    try {
      const url = ['--url', 'http://127.0.0.1:1', '--json', '--data', join(root, 'none')];
      expect(await run(['figures', '--node', '1', '--period', '2020', ...url])).toBe(2);
      expect(await run([...url, 'report', 'check', 'a.json'])).toBe(2);
    } finally {
      process.stdout.write = out;
    }
    expect(written.map((text) => (JSON.parse(text) as { error: object }).error)).toEqual([
      expect.objectContaining({ code: 'cli.usage', details: { option: '--url' } }),
      expect.objectContaining({ code: 'cli.usage', details: { option: '--url' } }),
    ]);
  });
});
