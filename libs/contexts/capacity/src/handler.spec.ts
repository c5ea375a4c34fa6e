import type { Receipt } from '@gongkai/kernel';
import { Cursors } from '@gongkai/nest';
import { deskFor, gateOf, officerWith, policyConformance } from '@gongkai/testing';
import {
  ActivityHandler,
  FundsHandler,
  LeadingBodyHandler,
  ResourceHandler,
} from './capacity.handler.js';
import { CapacityResolver } from './capacity.resolver.js';
import { ActivityCommand, FundsCommand, LeadingBodyCommand, ResourceCommand } from './commands.js';
import { capacityContext } from './index.js';
import { capacityPolicy } from './policy.js';

policyConformance('capacity', capacityPolicy);

const clerk = officerWith('clerk', 'agency1');
const head = officerWith('disclosureHead');

const platform = async () => {
  const desk = await deskFor([capacityContext], ({ store, ids, clock }) => [
    [ResourceCommand, new ResourceHandler(store, ids, clock)],
    [FundsCommand, new FundsHandler(store, ids, clock)],
    [ActivityCommand, new ActivityHandler(store, ids, clock)],
    [LeadingBodyCommand, new LeadingBodyHandler(store, ids, clock)],
  ]);
  const cursors = new Cursors(new Uint8Array(32));
  const resolver = new CapacityResolver(desk.bus as never, desk.reads, cursors);
  let next = 0;
  type Asked = 'bus' | 'reads' | 'cursors' | 'resources' | 'funds' | 'activities' | 'leadingBodies';
  const send = (
    mutation: Exclude<keyof CapacityResolver, Asked>,
    who: typeof clerk,
    input: object,
  ) =>
    resolver[mutation](who, { commandId: `c${++next}`, ...input } as never) as Promise<
      Partial<Receipt> & { code?: string }
    >;
  return { ...desk, resolver, send };
};
const staff = {
  agency: 'agency1',
  kind: 'fullTime',
  number: 3,
  name: '公开科',
  since: '2017-01-01',
};

describe('the desk of capacity', () => {
  it('keeps offices, places and people from a day until they end', async () => {
    const { resolver, send, catchUp } = await platform();
    const { id } = await send('provideResource', clerk, staff);
    const place = { ...staff, agency: null, kind: 'readingPlace', number: 1, name: '县档案馆' };
    const other = await send('provideResource', head, { ...place, since: '2018-01-01' });
    const right = { id, kind: 'fullTime', number: 4, name: '公开科', since: '2017-01-01' };
    expect(await gateOf(send('correctResource', clerk, { ...right, reason: 'r' }))).toBe(
      'FORBIDDEN',
    );
    await send('correctResource', head, { ...right, reason: '少报' });
    await send('endResource', clerk, { id, on: '2020-06-30', reason: '撤并' });
    await catchUp();
    const list = async (args: object) => (await resolver.resources(clerk, args)).nodes;
    expect(await list({})).toMatchObject([
      { id: other.id },
      { id, number: 4, version: 2, endedOn: '2020-06-30' },
    ]);
    expect(await list({ lasting: true, kind: 'fullTime' })).toEqual([]);
    await send('undoResourceEnd', head, { id, reason: '误登' });
    await send('withdrawResource', head, { id: other.id, reason: '误登' });
    await catchUp();
    expect(await list({ lasting: true })).toMatchObject([{ id }]);
    expect(await list({ agency: 'own', lasting: false })).toMatchObject([{ id: other.id }]);
  });

  it('keeps funds', async () => {
    const { resolver, send, catchUp } = await platform();
    const funds = { agency: 'agency1', purpose: '设备', on: '2017-03-01', amountFen: 120_000_00 };
    const { id } = await send('allotFunds', clerk, funds);
    const { agency: _, ...fields } = funds;
    await send('correctFunds', head, { ...fields, id, amountFen: 130_000_00, reason: '少报' });
    await catchUp();
    const list = async (args: object) => (await resolver.funds(clerk, args)).nodes;
    expect(await list({ from: '2017-01-01', to: '2017-12-31' })).toMatchObject([
      { amountFen: 130_000_00, version: 2 },
    ]);
    await send('withdrawFunds', head, { id, reason: '误登' });
    await catchUp();
    expect(await list({ standing: true })).toEqual([]);
    expect(await send('allotFunds', clerk, { ...funds, amountFen: 0.5 })).toMatchObject({
      code: 'command.invalid',
    });
  });

  it('keeps meetings of the bodies that lead, with their minutes', async () => {
    const { resolver, send, catchUp } = await platform();
    const members = [
      { name: '县长', role: 'head' },
      { agency: 'agency1', name: '县统计局', role: 'member', duties: '数据核对' },
    ];
    const body = { agency: null, kind: 'jointConference', name: '联席会议', since: '2016-02-01' };
    const { id: bodyId } = await send('formLeadingBody', head, { ...body, members });
    const meeting = { agency: null, kind: 'jointConference', title: '第一次会议', bodyId };
    const held = { ...meeting, on: '2017-02-01', people: 12, summary: '纪要' };
    const { id } = await send('enterActivity', head, held);
    expect(await send('enterActivity', head, { ...held, on: '2016-01-31' })).toMatchObject({
      code: 'capacity.bodyUnknown',
    });
    expect(await send('enterActivity', head, { ...held, bodyId: 'none' })).toMatchObject({
      code: 'capacity.bodyUnknown',
    });
    await catchUp();
    const activities = async (args: object) => (await resolver.activities(clerk, args)).nodes;
    expect(await activities({ bodyId })).toMatchObject([{ id, summary: '纪要', people: 12 }]);
    const bodies = async (args: object) => (await resolver.leadingBodies(clerk, args)).nodes;
    expect(await bodies({ member: 'agency1', lasting: true })).toMatchObject([
      { id: bodyId, members: [{ role: 'head' }, { duties: '数据核对' }] },
    ]);
    const { agency: _, ...fields } = held;
    await send('correctActivity', head, { ...fields, id, people: 13, reason: '少计' });
    const { agency: __, ...renamed } = { ...body, members, name: '政务公开联席会议' };
    await send('correctLeadingBody', head, { ...renamed, id: bodyId, reason: '名称有误' });
    await send('dissolveLeadingBody', head, { id: bodyId, on: '2020-01-01', reason: '调整' });
    await catchUp();
    expect(await activities({ kind: 'jointConference' })).toMatchObject([{ people: 13 }]);
    expect(await bodies({ lasting: true })).toEqual([]);
    await send('undoLeadingBodyDissolution', head, { id: bodyId, reason: '误登' });
    await send('withdrawLeadingBody', head, { id: bodyId, reason: '误登' });
    await send('withdrawActivity', head, { id, reason: '误登' });
    await catchUp();
    expect(await bodies({})).toMatchObject([{ withdrawnBecause: '误登', endedOn: null }]);
    expect(await activities({ standing: true })).toEqual([]);
  });

  it('refuses who may not', async () => {
    const { send } = await platform();
    expect(await gateOf(send('provideResource', officerWith('archivist'), staff))).toBe(
      'FORBIDDEN',
    );
    expect(await gateOf(send('provideResource', clerk, { ...staff, agency: null }))).toBe(
      'FORBIDDEN',
    );
    expect(await send('provideResource', head, { ...staff, agency: 'agency9' })).toMatchObject({
      code: 'capacity.agencyUnknown',
    });
    expect(await send('provideResource', head, { ...staff, number: 256 })).toMatchObject({
      code: 'command.invalid',
      field: 'number',
    });
  });
});
