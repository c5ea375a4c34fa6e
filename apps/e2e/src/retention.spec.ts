import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { resolveGovernment } from '@gongkai/directory';
import { parseRecord, Rejection, streamName } from '@gongkai/kernel';
import { Platform } from '@gongkai/platform';
import { RequestCommand } from '@gongkai/request';
import { findPlanted, type Planted } from '@gongkai/testing';
import { Shredded, type Sealed } from '@gongkai/vault';
import { data, folder, gongkai, prepare } from './cli-harness.js';

const planted: Planted = {
  name: '欧阳澜沧',
  identityNumber: '43042219870613527X',
  phone: '13973490518',
  email: 'lancang.ouyang@example.org',
};
const NODE = ['--node', '衡南县', '--data', data, '--json'];
const retention = (command: string, ...rest: string[]) =>
  gongkai('retention', command, ...NODE, ...rest);

/** A request of 2014, withdrawn two days later; what the archivist finds twelve years on. */
const requestOf2014 = async () => {
  const platform = await Platform.open({ data, access: 'write' });
  const tenant = resolveGovernment(platform.tree, '衡南县') as string;
  const send = async (body: object) => {
    const caller = { kind: 'operator' as const, name: 'spec' };
    const call = { tenant, caller, commandId: platform.ids.id(), body, today: '2014-03-20' };
    const outcome = await platform.send(new RequestCommand(call, body));
    if (outcome instanceof Rejection) throw new Error(`${outcome.code} ${outcome.en}`);
    return outcome.id;
  };
  const id = await send({
    type: 'receive',
    channel: 'inPerson',
    receivedOn: '2014-03-18',
    applicantKind: 'natural',
    name: planted.name,
    identity: { kind: 'identityCard', number: planted.identityNumber },
    contact: { phone: planted.phone, email: planted.email },
    description: `${planted.name}申请公开2013年财政预算`,
  });
  await send({ type: 'withdraw', requestId: id, on: '2014-03-20' });
  await platform.waitFor((await platform.events.head())!);
  const [first] = await platform.events.read(streamName(tenant, 'request', id));
  const { applicant } = parseRecord(first!.record).data as { applicant: Sealed };
  await platform.close();
  return { tenant, id, applicant };
};

describe('the archivist at the command line', () => {
  let of: Awaited<ReturnType<typeof requestOf2014>>;
  let erasure: string;
  beforeAll(async () => {
    await prepare();
    of = await requestOf2014();
  });

  it('adopts a schedule and finds what has been kept long enough', () => {
    expect(retention('due').json).toEqual([]);
    const adopted = retention(
      'adopt',
      ...['--kind', 'request', '--years', '10'],
      ...['--legal-ground', '文书档案保管期限规定', '--decision', '县档〔2014〕3号'],
    );
    expect(adopted).toMatchObject({ code: 0, json: { kind: 'request' } });
    expect(retention('schedules').json[0]).toMatchObject({
      kind: 'request',
      versions: [{ version: 1, years: 10, counted: 'nextYear' }],
    });
    expect(retention('due').json).toMatchObject([
      { id: of.id, closedOn: '2014-03-20', keptTo: '2024-12-31', persons: [of.applicant.key] },
    ]);
  });

  it('cannot erase what a hold stands on, and lifts it on record', () => {
    const order = ['--reason', '信访复查', '--ordered-by', '县司法局'];
    const { hold } = retention('hold', '--kind', 'request', '--case', of.id, ...order).json;
    const asked = retention(
      'ask',
      ...['--person', of.applicant.key, '--legal-ground', '个人信息保护法第四十七条'],
      ...['--reason', '保管期限届满'],
    );
    expect(asked).toMatchObject({
      code: 1,
      json: { error: { code: 'retention.held', details: { case: of.id, hold } } },
    });
    expect(retention('holds').json).toMatchObject([{ hold, caseId: of.id }]);
    expect(retention('lift', '--hold', hold, ...order).code).toBe(0);
    expect(retention('holds').json).toEqual([]);
  });

  it('erases a person with a second one, and gets the certificate', async () => {
    const reason = ['--reason', '保管期限届满'];
    const law = ['--legal-ground', '个人信息保护法第四十七条'];
    const person = ['--person', of.applicant.key];
    const asked = retention('ask', ...person, ...law, ...reason, '--operator', 'archivist');
    erasure = asked.json.erasure;
    const approve = (operator: string) =>
      retention('approve', '--erasure', erasure, ...reason, '--operator', operator);
    expect(approve('archivist')).toMatchObject({
      code: 1,
      json: { error: { code: 'retention.separationOfDuties' } },
    });
    expect(approve('legal').code).toBe(0);
    expect(gongkai('backup', 'before', '--data', data).code).toBe(0);
    expect(retention('erase', '--erasure', erasure).json).toMatchObject({
      state: 'destroyed',
      person: of.applicant.key,
      fields: 3,
      streams: [streamName(of.tenant, 'request', of.id)],
    });
    expect(retention('erasures').json).toMatchObject([{ id: erasure, state: 'destroyed' }]);
    expect(retention('due').json).toEqual([]);
    expect(await findPlanted(folder, planted)).toEqual([]);
    expect(gongkai('doctor', '--data', data, '--json')).toMatchObject({
      code: 0,
      json: { log: { problems: [] }, keys: { shredded: 1, listed: 1 } },
    });
  });

  it('restores the backup made before, and the person stays erased', async () => {
    const restored = join(folder, 'restored');
    const back = gongkai('restore', 'before', '--data', 'restored', '--json');
    expect(back).toMatchObject({ code: 0, json: { shreddedAgain: 1 } });
    const platform = await Platform.open({
      data: restored,
      access: 'write',
      masterKey: `${data}.key`,
    });
    await expect(platform.vault.open(of.tenant, of.applicant)).rejects.toThrow(Shredded);
    await platform.close();
    expect(await findPlanted(folder, planted)).toEqual([]);
    expect(existsSync(`${restored}.key.shredded`)).toBe(true);
  });

  it('chooses the algorithms of new keys', () => {
    expect(gongkai('key', 'profile', '--data', data, '--json').json.profile).toBe('aes');
    expect(gongkai('key', 'profile', 'sm', '--data', data, '--json').json.profile).toBe('sm');
    expect(gongkai('key', 'profile', '--data', data, '--json').json.profile).toBe('sm');
    expect(gongkai('key', 'profile', 'des', '--data', data, '--json').code).toBe(2);
  });
});
