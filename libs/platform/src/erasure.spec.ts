import { copyFileSync, cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GovernmentCommand, loadDivisions } from '@gongkai/directory';
import { parseRecord, PLATFORM, Rejection, streamName, type Receipt } from '@gongkai/kernel';
import { RequestCommand } from '@gongkai/request';
import { ErasureCommand, RetentionCommand } from '@gongkai/retention';
import { backupFolder, restoreFolder, shredListPath, verifyLog } from '@gongkai/sqlite';
import { FakeClock, findPlanted, type Planted } from '@gongkai/testing';
import { OPENER, Restricted, Shredded, type Opener, type Sealed } from '@gongkai/vault';
import { HENGNAN } from './demo/spec-divisions.js';
import { Platform } from './platform.js';

const planted: Planted = {
  name: '欧阳澜沧',
  identityNumber: '43042219870613527X',
  phone: '13973490518',
  email: 'lancang.ouyang@example.org',
  others: ['茶市镇怡海村三组十七号'],
};
const other: Planted = {
  name: '司徒明远',
  identityNumber: '430422197901180418',
  phone: '13875712240',
  email: 'mingyuan@example.org',
};

/** From a request of 2014 to the certificate, in a real folder with everything that stands on it. */
describe('the erasure of a person', () => {
  let root: string;
  let data: string;
  let platform: Platform;
  let tenant: string;
  let requestId: string;
  let otherId: string;
  let person: string;
  const clock = new FakeClock(new Date('2014-03-20T01:00:00Z'));
  const open = (folder = data) => Platform.open({ data: folder, access: 'write', clock });
  const give = async (
    Kind: new (call: never, data: unknown) => object,
    body: Record<string, unknown>,
    name = 'archivist',
    of = tenant,
  ): Promise<Receipt | Rejection> => {
    const caller = { kind: 'operator' as const, name };
    const call = { tenant: of, caller, commandId: platform.ids.id(), body };
    const outcome = await platform.send(new Kind(call as never, body));
    const { position = null } = outcome as Receipt;
    if (position !== null) await platform.waitFor(position);
    return outcome;
  };
  const done = async (...given: Parameters<typeof give>): Promise<Receipt> => {
    const outcome = await give(...given);
    if (outcome instanceof Rejection) throw new Error(`${outcome.code} ${outcome.en}`);
    return outcome;
  };
  const receive = ({ name, identityNumber, phone, email, others = [] }: Planted) => ({
    type: 'receive',
    channel: 'inPerson',
    receivedOn: '2014-03-18',
    applicantKind: 'natural',
    name,
    identity: { kind: 'identityCard', number: identityNumber },
    contact: { phone, email, address: others[0] ?? null },
    description: `${name}申请公开2013年财政预算,请寄${others[0] ?? '来'}`,
  });
  const applicantOf = async (id: string, of = platform) => {
    const [first] = await of.events.read(streamName(tenant, 'request', id));
    return parseRecord(first!.record).data as { person: string; applicant: Sealed };
  };
  const recordsIn = async (of = platform) => {
    const records: string[] = [];
    const options = { signal: new AbortController().signal, follow: false };
    for await (const { events } of of.events.feed(undefined, {}, options))
      records.push(...events.map(({ record }) => Buffer.from(record).toString('base64')));
    return records;
  };
  const events = async (aggregate: string, id: string) =>
    (await platform.events.read(streamName(tenant, aggregate, id))).map(
      ({ record }) => parseRecord(record).meta.type,
    );
  let erasure: string;
  const liftAll = async () => {
    const holds = new Set<string>();
    for (const { record } of await platform.events.read(streamName(tenant, 'retention', 'main'))) {
      const { meta, data: of } = parseRecord(record);
      const { hold } = of as { hold: string };
      if (meta.type === 'HoldPlaced') holds.add(hold);
      if (meta.type === 'HoldLifted') holds.delete(hold);
    }
    const words = { reason: '终结', orderedBy: '县司法局' };
    for (const hold of holds) await done(RetentionCommand, { type: 'liftHold', hold, ...words });
  };
  const opensOnlyTheOther = async (of: Platform) => {
    const { applicant } = await applicantOf(requestId, of);
    await expect(of.vault.open(tenant, applicant)).rejects.toThrow(Shredded);
    const kept = (await applicantOf(otherId, of)).applicant;
    expect(await of.vault.open(tenant, kept)).toMatchObject({ name: other.name });
  };
  const ask = {
    type: 'ask',
    ground: 'retentionOver',
    legalGround: '个人信息保护法第四十七条',
    reason: '保管期限届满',
  };

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'gongkai-erasure-'));
    data = join(root, 'data');
    platform = await open();
    const deps = { store: platform.events, ids: platform.ids };
    await loadDivisions(deps, { today: clock.today(), rows: HENGNAN, changes: [] });
    await platform.waitFor((await platform.events.head())!);
    const division = platform.tree.find('衡南县')[0]!.id;
    const joined = { type: 'join', division, name: '衡南县人民政府', on: '2008-05-01' };
    tenant = (await done(GovernmentCommand, joined, 'root', PLATFORM)).id;
    requestId = (await done(RequestCommand, receive(planted))).id;
    otherId = (await done(RequestCommand, receive(other))).id;
    for (const id of [requestId, otherId])
      await done(RequestCommand, { type: 'withdraw', requestId: id, on: '2014-03-20' });
    ({ person } = await applicantOf(requestId));
  }, 60_000);
  afterAll(async () => {
    await platform.close();
    rmSync(root, { recursive: true });
  });

  it('has to wait for a schedule, then for the last day of its period', async () => {
    expect(await give(ErasureCommand, { ...ask, person })).toMatchObject({
      code: 'retention.noSchedule',
      details: { case: requestId },
    });
    const schedule = { kind: 'request', years: 10, legalGround: '保管期限规定', decision: '1号' };
    await done(RetentionCommand, { type: 'adoptSchedule', ...schedule });
    expect(await give(ErasureCommand, { ...ask, person })).toMatchObject({
      code: 'retention.periodRunning',
      details: { case: requestId, until: '2024-12-31' },
    });
    expect(await give(ErasureCommand, { ...ask, person: 'nobody' })).toMatchObject({
      code: 'retention.personUnknown',
    });
  });

  it('lets the data only be kept until then, but for the court and for the person', async () => {
    const restrict = { type: 'restrict', person, reason: '本人申请删除' };
    await done(RetentionCommand, restrict);
    const opener = platform.app.get<Opener>(OPENER, { strict: false });
    const by = { tenant, caller: { kind: 'operator' as const, name: 'spec' } };
    const { applicant } = await applicantOf(requestId);
    const opened = (basis?: 'court' | 'applicantsRight') =>
      opener.openFor(by, requestId, { applicant }, '核对', basis);
    expect((await opened()).applicant).toBeInstanceOf(Restricted);
    expect(await opened('court')).toMatchObject({ applicant: { name: planted.name } });
    expect(await opened('applicantsRight')).toMatchObject({ applicant: { name: planted.name } });
    const audit = await platform.events.read(streamName(tenant, 'audit', 'main'));
    const purposes = audit.map(
      ({ record }) => (parseRecord(record).data as { purpose?: string }).purpose,
    );
    expect(purposes.filter(Boolean)).toEqual([
      '复议诉讼 court: 核对',
      '本人查阅 applicantsRight: 核对',
    ]);
    const fields = { applicant: (await applicantOf(otherId)).applicant };
    expect(await opener.openFor(by, otherId, fields, '核对')).toMatchObject({
      applicant: { name: other.name },
    });
    await done(RetentionCommand, { type: 'endRestriction', person, reason: '本人撤回' });
  });

  it('is told of once, when the period is over', async () => {
    clock.set('2025-01-01T01:00:00Z');
    await platform.watchOnce();
    await platform.watchOnce();
    const types = await events('retention', 'main');
    expect(types.filter((type) => type === 'RetentionDueNoted')).toHaveLength(1);
  });

  it('is held up by a hold, also where law orders it', async () => {
    const words = { reason: '信访复查', orderedBy: '县司法局' };
    const place = { type: 'placeHold', caseKind: 'request', caseId: requestId, ...words };
    expect(await give(RetentionCommand, { ...place, caseId: 'none' })).toMatchObject({
      code: 'retention.caseUnknown',
    });
    await done(RetentionCommand, place);
    expect(await give(ErasureCommand, { ...ask, person, ground: 'lawOrders' })).toMatchObject({
      code: 'retention.held',
      details: { case: requestId, since: '2025-01-01' },
    });
    expect(await give(RetentionCommand, { type: 'restrict', person, reason: 'x' })).toMatchObject({
      code: 'retention.held',
    });
    await liftAll();
  });

  it('is asked by one and approved by another', async () => {
    erasure = (await done(ErasureCommand, { ...ask, person }, 'archivist')).id;
    expect(await give(ErasureCommand, { ...ask, person }, 'other')).toMatchObject({
      code: 'retention.askedAlready',
      details: { erasure },
    });
    const approve = { type: 'approve', erasure, reason: '同意' };
    expect(await give(ErasureCommand, approve, 'archivist')).toMatchObject({
      code: 'retention.separationOfDuties',
    });
    await done(ErasureCommand, approve, 'legalOfficer');
    const again = { kind: 'identityCard', number: planted.identityNumber };
    expect((await platform.vault.person(tenant, again)).key).not.toBe(person);
  });

  it('waits while a hold came in between, and leaves no key gone without its record', async () => {
    const words = { reason: '诉讼', orderedBy: '县人民法院' };
    const place = { type: 'placeHold', caseKind: 'request', caseId: requestId, ...words };
    await done(RetentionCommand, place);
    await platform.watchOnce();
    expect(await give(ErasureCommand, { type: 'carryOut', erasure })).toMatchObject({
      code: 'retention.held',
    });
    expect(await events('retention', 'main')).not.toContain('PersonErased');
    await liftAll();
    const { shred } = platform.vault;
    platform.vault.shred = () => Promise.reject(new Error('power cut'));
    await expect(platform.watchOnce()).rejects.toThrow('power cut');
    platform.vault.shred = shred;
    expect((await events('retention', 'main')).at(-1)).toBe('PersonErased');
    expect(await events('erasure', erasure)).not.toContain('PersonKeysDestroyed');
    expect(await platform.vault.has(tenant, person)).toBe('held');
  });

  it('is finished by the watch after a crash, with every stored byte as it was', async () => {
    await backupFolder(data, join(root, 'backup'), clock.now());
    await platform.close();
    cpSync(data, join(root, 'copy'), { recursive: true });
    platform = await open();
    const before = await recordsIn();
    await platform.watchOnce();
    await platform.watchOnce();
    expect(await events('erasure', erasure)).toEqual([
      'PersonErasureAsked',
      'PersonErasureApproved',
      'PersonKeysDestroyed',
    ]);
    const main = await platform.events.read(streamName(tenant, 'retention', 'main'));
    const certificates = main
      .map(({ record }) => parseRecord(record))
      .filter(({ meta }) => meta.type === 'PersonErased');
    expect(certificates.map(({ data: certificate }) => certificate)).toMatchObject([
      {
        keys: [person],
        streams: [{ prefix: expect.stringContaining('/request-'), ids: [requestId] }],
        fields: 3,
        files: 0,
        keptTo: '2024-12-31',
        askedBy: 'archivist',
        approvedBy: 'legalOfficer',
      },
    ]);
    expect((await recordsIn()).slice(0, before.length)).toEqual(before);
    await opensOnlyTheOther(platform);
    expect(await give(ErasureCommand, { ...ask, person })).toMatchObject({
      code: 'retention.erasedAlready',
    });
  });

  it('leaves nothing of the person in any file, and the log checks out', async () => {
    await platform.close();
    expect(verifyLog(join(data, 'events.db')).problems).toEqual([]);
    expect(await findPlanted(root, planted)).toEqual([]);
    expect(await findPlanted(root, other)).toEqual([]);
    platform = await open();
  });

  it('stays done in an older backup and in an older copy of the folder', async () => {
    const restored = join(root, 'restored');
    expect(await restoreFolder(join(root, 'backup'), restored)).toMatchObject({ shreddedAgain: 1 });
    copyFileSync(`${data}.key`, `${restored}.key`);
    for (const folder of [restored, join(root, 'copy')]) {
      // An older copy put back in its place finds the list beside the key.
      if (!existsSync(`${folder}.key`)) {
        copyFileSync(`${data}.key`, `${folder}.key`);
        copyFileSync(shredListPath(`${data}.key`), shredListPath(`${folder}.key`));
      }
      const again = await open(folder);
      await opensOnlyTheOther(again);
      await again.watchOnce();
      await again.close();
    }
    expect(await findPlanted(root, planted)).toEqual([]);
  });
});
