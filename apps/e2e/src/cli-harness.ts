import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CatalogueCommand, starterColumns, starterIndexNumber } from '@gongkai/catalogue';
import {
  AgencyCommand,
  divisionId,
  divisionsByCode,
  GovernmentCommand,
  loadDivisions,
} from '@gongkai/directory';
import { AccountCommand, Password } from '@gongkai/identity';
import { PLATFORM, Rejection, type Call } from '@gongkai/kernel';
import { Platform } from '@gongkai/platform';
import { DEMO_PASSWORD } from './graphql.js';

const program = join(import.meta.dirname, '../../../dist/gongkai.js');

export const folder = mkdtempSync(join(tmpdir(), 'gongkai-cli-'));
export const data = join(folder, 'data');

const environment = () => ({ ...process.env, INIT_CWD: folder, NO_COLOR: '1' });

/** Runs the built command line; `json` is the one value it printed. */
export const gongkai = (...args: string[]) => {
  const ran = spawnSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
    env: environment(),
  });
  const { status: code, stdout, stderr } = ran;
  return { code, stdout, stderr, json: args.includes('--json') ? JSON.parse(stdout) : null };
};

/** Runs it for a reader that has seen enough before the first word, as `| head` has. */
export const gongkaiUnread = (
  ...args: string[]
): Promise<{ code: number | null; errors: string }> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...args], { env: environment() });
    child.stdout.destroy();
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.once('close', (code) => resolve({ code, errors }));
  });

/** Starts the command line and kills it once it has worked for a while. */
export const gongkaiKilled = (afterMs: number, ...args: string[]): Promise<string | null> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...args], {
      env: environment(),
      stdio: 'ignore',
    });
    setTimeout(() => child.kill('SIGKILL'), afterMs);
    child.once('exit', (_, signal) => resolve(signal));
  });

export const write = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const TREE = divisionsByCode([
  ['000000', '全国'],
  ['430000', '湖南省'],
  ['430400', '衡阳市'],
  ['431300', '娄底市'],
  ['430422', '衡南县'],
  ['430421', '衡阳县'],
  ['431321', '鼓楼区'],
  ['430423', '鼓楼区'],
]);

/** A small data folder: eight divisions, one government with three agencies, a catalogue and an officer. */
export const prepare = async (): Promise<void> => {
  const platform = await Platform.open({ data, access: 'write' });
  const send = async (command: object) => {
    const outcome = await platform.send(command);
    if (outcome instanceof Rejection) throw new Error(`${outcome.code} ${outcome.field}`);
    return outcome.id;
  };
  const call = (tenant: string, commandId: string, body: unknown): Call => ({
    tenant,
    caller: { kind: 'operator', name: 'spec' },
    commandId,
    body,
    today: '2008-05-01',
  });
  const { events: store, ids, clock } = platform;
  await loadDivisions({ store, ids }, { today: clock.today(), rows: TREE, changes: [] });
  const since = '2008-05-01';
  const join = { type: 'join', division: divisionId('430422'), name: '衡南县人民政府', on: since };
  const tenant = await send(new GovernmentCommand(call(PLATFORM, 'join', join), join));
  for (const [code, name] of [
    ['D001', '教育局'],
    ['D002', '档案局'],
    ['D003', '档案局'],
  ]) {
    const agency = { type: 'register', kind: 'department', code, name };
    await send(new AgencyCommand(call(tenant, `agency${code}`, agency), agency));
  }
  const adopt = { type: 'adopt', columns: starterColumns, indexNumber: starterIndexNumber };
  await send(new CatalogueCommand(call(tenant, 'adopt', adopt), adopt));
  const grants = [{ role: 'disclosureOfficer', agency: null }];
  const open = {
    type: 'open',
    name: 'hengnan.officer',
    post: '公开工作人员',
    agency: null,
    grants,
  };
  const account = await send(new AccountCommand(call(tenant, 'account', open), open));
  const change = { type: 'setPassword', account };
  const secret = { password: new Password(DEMO_PASSWORD), oldPassword: null, source: 'spec' };
  await send(new AccountCommand(call(tenant, 'password', change), change, secret));
  await platform.waitFor((await store.head())!);
  await platform.close();
};
