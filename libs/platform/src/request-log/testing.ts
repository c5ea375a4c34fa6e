/** A government on an otherwise empty platform, for the specs of registers kept elsewhere. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AgencyCommand, divisionId, GovernmentCommand, loadDivisions } from '@gongkai/directory';
import { PLATFORM, Rejection, type Call } from '@gongkai/kernel';
import { HENGNAN } from '../demo/spec-divisions.js';
import { Platform } from '../platform.js';
import { importRequests, type RequestImportResult } from './import-requests.js';

export type Office = Awaited<ReturnType<typeof openOffice>>;

export const openOffice = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gongkai-request-log-'));
  const data = join(folder, 'data');
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
  const caughtUp = async () => platform.waitFor((await platform.events.head())!);
  const { events: store, ids, clock } = platform;
  await loadDivisions({ store, ids }, { today: clock.today(), rows: HENGNAN, changes: [] });
  const on = '2008-05-01';
  const join_ = { type: 'join', division: divisionId('430422'), name: '衡南县人民政府', on };
  const tenant = await send(new GovernmentCommand(call(PLATFORM, 'join', join_), join_));
  const agency = { type: 'register', kind: 'department', code: 'D001', name: '教育局' };
  await send(new AgencyCommand(call(tenant, 'agency', agency), agency));
  await caughtUp();

  const write = (name: string, content: string | Uint8Array) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const nodeOf = (name: string) => platform.tree.find(name)[0]!;
  const importLog = async (file: string, mapping: string, node = '衡南县') => {
    const result = await importRequests(platform, {
      file,
      mapping,
      refusalsPath: join(folder, 'refused.csv'),
      node: nodeOf(node),
      caller: { kind: 'operator', name: 'spec' },
    });
    await caughtUp();
    return result;
  };
  return {
    folder,
    data,
    platform,
    tenant,
    write,
    nodeOf,
    importLog,
    accepted: async (...of: Parameters<typeof importLog>): Promise<RequestImportResult> => {
      const result = await importLog(...of);
      if (result instanceof Rejection) throw new Error(`${result.code} ${result.zh}`);
      return result;
    },
    close: async () => {
      await platform.close();
      rmSync(folder, { recursive: true });
    },
  };
};
