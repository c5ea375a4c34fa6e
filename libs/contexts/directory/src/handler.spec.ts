import { joinedSdl, Cursors } from '@gongkai/nest';
import {
  foldBatch,
  type GateError,
  PLATFORM,
  recordedOf,
  type Rejection,
  type Call,
  type Caller,
  type Officer,
  type Projection,
  type Receipt,
  type Recorded,
  type Role,
} from '@gongkai/kernel';
import {
  countingIds,
  FakeClock,
  MemoryEventStore,
  MemoryReadStore,
  policyConformance,
} from '@gongkai/testing';
import { buildSchema } from 'graphql';
import { AgencyHandler } from './agency.handler.js';
import { ReleaseCodeHandler } from './code-claims.handler.js';
import { ReleaseCodeCommand } from './code-claims.process.js';
import { AgencyCommand, DivisionCommand, GovernmentCommand } from './commands.js';
import { DirectoryCommandsResolver } from './mutations.resolver.js';
import { divisionId } from './decider.division.js';
import { DirectoryResolver } from './directory.resolver.js';
import { DivisionHandler, GovernmentHandler } from './division.handler.js';
import { loadDivisions } from './division-loader.js';
import { NATION_CODE, type DivisionRow } from './division-source.js';
import type { DirectoryEvent } from './events.js';
import { directoryContext } from './index.js';
import { directoryPolicy } from './policy.js';
import { Tree } from './tree.js';

policyConformance('directory', directoryPolicy);

const rows: DivisionRow[] = [
  { kind: 'nation', code: NATION_CODE, name: '中华人民共和国', parent: null, grouping: false },
  { kind: 'province', code: '430000', name: '湖南省', parent: NATION_CODE, grouping: false },
  { kind: 'prefecture', code: '430400', name: '衡阳市', parent: '430000', grouping: false },
  { kind: 'county', code: '430421', name: '衡阳县', parent: '430400', grouping: false },
  { kind: 'county', code: '430422', name: '衡南县', parent: '430400', grouping: false },
  { kind: 'town', code: '430422103', name: '茶市镇', parent: '430422', grouping: false },
];

const officer = (tenant: string, ...roles: Role[]): Officer => ({
  account: 'account',
  tenant,
  agency: null,
  grants: roles.map((role) => ({ role, agency: null })),
});
const operator: Caller = { kind: 'operator', name: 'root' };

const platform = async () => {
  const [store, clock, ids] = [new MemoryEventStore(), new FakeClock(), countingIds()];
  await loadDivisions({ store, ids }, { today: clock.today(), rows, changes: [] });
  const handlers = new Map<object, { execute(command: never): Promise<Receipt | Rejection> }>([
    [DivisionCommand, new DivisionHandler(store, ids, clock)],
    [GovernmentCommand, new GovernmentHandler(store, ids, clock)],
    [AgencyCommand, new AgencyHandler(store, ids, clock)],
    [ReleaseCodeCommand, new ReleaseCodeHandler(store, ids, clock)],
  ]);
  const execute = (command: object) => handlers.get(command.constructor)!.execute(command as never);
  let next = 0;
  /** The power goes before the stream that a claim was made for is written. */
  const losePower = (at: string) => {
    const append = store.append.bind(store);
    store.append = async (stream, ...rest) => {
      if (!stream.includes(`/${at}-`)) return append(stream, ...rest);
      store.append = append;
      throw new Error('the power is gone');
    };
  };
  const send = (
    Kind: typeof AgencyCommand,
    data: Record<string, unknown>,
    { tenant = PLATFORM, caller = operator, commandId = `c${++next}` }: Partial<Call> = {},
  ) => execute(new Kind({ tenant, caller, commandId, body: data }, data));
  const reads = new MemoryReadStore();
  const tree = new Tree();
  /** Brings rows and tree up to the log, as the platform's workers do. */
  const catchUp = async () => {
    const { signal } = new AbortController();
    for await (const batch of store.feed(
      tree.position < 0n ? undefined : tree.position,
      {},
      {
        signal,
        follow: false,
      },
    )) {
      for (const projection of [...directoryContext.projections, ...directoryContext.processes])
        await fold(projection, batch);
      const types = directoryContext.events;
      for (const stored of batch.events) {
        if (!Object.hasOwn(types, typeOf(stored.record))) continue;
        tree.apply(recordedOf(types, stored) as Recorded<DirectoryEvent>);
      }
    }
  };
  const fold = async (
    projection: Projection,
    { events, upTo }: { events: { position: bigint; record: Uint8Array }[]; upTo: bigint },
  ) => {
    const wanted = events.filter(({ record }) => Object.hasOwn(projection.events, typeOf(record)));
    const load = (tenant: string, keys: readonly string[]) =>
      reads.rowsAt(projection.collection, tenant, keys);
    const { writes, parked } = await foldBatch(projection, wanted, load, new Set());
    expect(parked).toEqual([]);
    const collection = projection.collection as never;
    await reads.save({ projection: projection.name, collection, writes, parked, upTo });
  };
  const cursors = new Cursors(new Uint8Array(32));
  const ask = new DirectoryResolver(tree, reads, cursors, clock);
  const order = new DirectoryCommandsResolver({ execute } as never, tree);
  const join = async (code: string, name: string) => {
    const data = { type: 'join', division: divisionId(code), name, on: '2008-05-01' };
    return ((await send(GovernmentCommand, data)) as Receipt).id;
  };
  /** What the daily watch asks on a day, carried out; returns how much that was. */
  const watchOn = async (today: string, tenant: string) => {
    let asked = 0;
    for (const process of directoryContext.processes) {
      const { rows } = await reads.find(process.collection, tenant, { limit: 100 });
      for (const data of rows.flatMap((row) => process.due(row, today))) {
        const caller: Caller = { kind: 'process', name: process.name };
        const call = { tenant, caller, commandId: `w${++next}`, body: data };
        await execute(process.command(call, data));
        asked += 1;
      }
    }
    return asked;
  };
  return { store, send, catchUp, ask, order, join, tree, execute, losePower, watchOn };
};
const typeOf = (record: Uint8Array) =>
  (JSON.parse(Buffer.from(record).toString().split('\n')[0]!) as { type: string }).type;
const codeOf = (outcome: unknown) => (outcome as Rejection).code;
const gateOf = async (attempt: () => unknown) => {
  try {
    await attempt();
    return null;
  } catch (error) {
    return (error as GateError).code;
  }
};

const office = { type: 'register', kind: 'department', code: 'D001', name: '县政府办公室' };

describe('a code that was claimed and never used', () => {
  const IN_TWO_DAYS = '2026-03-04';

  it('of an agency is given back by the watch, and may be given to another', async () => {
    const { send, join, catchUp, losePower, watchOn } = await platform();
    const tenant = await join('430422', '衡南县人民政府');
    losePower('agency');
    await expect(send(AgencyCommand, office, { tenant })).rejects.toThrow('the power is gone');
    await catchUp();
    expect(codeOf(await send(AgencyCommand, office, { tenant }))).toBe('directory.codeTaken');
    expect(await watchOn('2026-03-03', tenant)).toBe(0);
    expect(await watchOn(IN_TWO_DAYS, tenant)).toBe(1);
    await catchUp();
    expect(await watchOn(IN_TWO_DAYS, tenant)).toBe(0);
    expect(await send(AgencyCommand, office, { tenant })).toMatchObject({ revision: 1 });
  });

  it('of a division and the place of a government are given back, too', async () => {
    const { send, join, catchUp, losePower, watchOn } = await platform();
    const recode = (from: string) => ({
      type: 'recode',
      division: divisionId(from),
      code: '430499',
      name: '新县',
      on: '2020-01-01',
    });
    losePower('division');
    await expect(send(DivisionCommand, recode('430421'))).rejects.toThrow('the power is gone');
    losePower('government');
    await expect(join('430422', '衡南县人民政府')).rejects.toThrow('the power is gone');
    await catchUp();
    expect(codeOf(await send(DivisionCommand, recode('430422')))).toBe('directory.codeTaken');
    expect(await watchOn(IN_TWO_DAYS, PLATFORM)).toBe(2);
    await catchUp();
    expect(await watchOn(IN_TWO_DAYS, PLATFORM)).toBe(0);
    expect(await send(DivisionCommand, recode('430422'))).toMatchObject({ revision: 2 });
    expect(await join('430422', '衡南县人民政府')).toMatch(/^[A-Z0-9]{26}$/);
  });

  it('stays when it came into use before anybody looked, and nobody else may give it back', async () => {
    const { send, join, catchUp, execute, watchOn } = await platform();
    const tenant = await join('430422', '衡南县人民政府');
    const { id } = (await send(AgencyCommand, office, { tenant })) as Receipt;
    await send(
      AgencyCommand,
      { type: 'recode', agency: id, code: 'D009', on: '2026-03-02' },
      { tenant },
    );
    await catchUp();
    expect(await watchOn(IN_TWO_DAYS, tenant)).toBe(0);
    expect(await watchOn(IN_TWO_DAYS, PLATFORM)).toBe(0);
    const give = (value: string, caller: Caller) => {
      const data = { kind: 'agencyCode' as const, value, holder: id };
      return execute(
        new ReleaseCodeCommand({ tenant, caller, commandId: `g${value}`, body: data }, data),
      );
    };
    // The row may be behind the log.
    for (const code of ['D001', 'D009']) await give(code, { kind: 'process', name: 'w' });
    expect(codeOf(await send(AgencyCommand, office, { tenant }))).toBe('directory.codeTaken');
    expect(await gateOf(() => give('D009', { kind: 'public' }))).toBe('FORBIDDEN');
  });
});

describe('commands of the directory', () => {
  it('make a tenant once for a division, and once for a command', async () => {
    const { send, join } = await platform();
    const tenant = await join('430422', '衡南县人民政府');
    expect(tenant).toMatch(/^[A-Z0-9]{26}$/);
    const data = {
      type: 'join',
      division: divisionId('430422'),
      name: '衡南县人民政府',
      on: '2008-05-01',
    };
    expect(codeOf(await send(GovernmentCommand, data))).toBe('directory.alreadyJoined');
    const again = await send(GovernmentCommand, data, { commandId: 'c1' });
    expect(again).toMatchObject({ id: tenant, revision: 1 });
  });

  it('never give one code to two agencies of a government, but to those of two', async () => {
    const { send, join } = await platform();
    const tenant = await join('430422', '衡南县人民政府');
    const other = await join('430421', '衡阳县人民政府');
    const first = (await send(AgencyCommand, office, { tenant })) as Receipt;
    expect(codeOf(await send(AgencyCommand, office, { tenant }))).toBe('directory.codeTaken');
    expect(await send(AgencyCommand, office, { tenant: other })).toMatchObject({ revision: 1 });
    const second = { ...office, code: 'D002' };
    const { id } = (await send(AgencyCommand, second, { tenant })) as Receipt;
    const recode = { type: 'recode', agency: id, code: 'D001', on: '2020-01-01' };
    expect(codeOf(await send(AgencyCommand, recode, { tenant }))).toBe('directory.codeTaken');
    const merge = { type: 'merge', agency: id, into: first.id, on: '2020-01-01' };
    expect(await send(AgencyCommand, merge, { tenant })).toMatchObject({ revision: 2 });
  });

  it('keep an agency from standing under its own subordinate', async () => {
    const { send, join } = await platform();
    const tenant = await join('430422', '衡南县人民政府');
    const { id: upper } = (await send(AgencyCommand, office, { tenant })) as Receipt;
    const { id: lower } = (await send(
      AgencyCommand,
      { ...office, code: 'D002', parent: upper },
      { tenant },
    )) as Receipt;
    const move = { type: 'move', agency: upper, parent: lower, on: '2020-01-01' };
    expect(codeOf(await send(AgencyCommand, move, { tenant }))).toBe('directory.loop');
  });

  it('keep an agency while something stands under it, itself or by a merger', async () => {
    const { send, join, catchUp, ask } = await platform();
    const tenant = await join('430422', '衡南县人民政府');
    const of = { tenant };
    const registered = async (code: string, name: string, parent: string | null = null) =>
      ((await send(AgencyCommand, { ...office, code, name, parent }, of)) as Receipt).id;
    const on = '2020-01-01';
    const abolish = (agency: string, day = on) =>
      send(AgencyCommand, { type: 'abolish', agency, on: day }, of);
    const shown = async () => {
      await catchUp();
      return ask.agencies({ government: '430422' }).nodes.map(({ code }) => code);
    };
    const [first, second] = [
      await registered('D001', '民政局'),
      await registered('D002', '财政局'),
    ];
    const institution = await registered('D003', '敬老院', first);
    expect(await abolish(first)).toMatchObject({
      code: 'directory.hasSubordinates',
      details: { names: '敬老院' },
    });
    await send(AgencyCommand, { type: 'merge', agency: first, into: second, on }, of);
    expect(await shown()).toEqual(['D002', 'D003']);
    expect(codeOf(await abolish(second))).toBe('directory.hasSubordinates');
    const move = { type: 'move', agency: institution, parent: null, on: '2021-01-01' };
    await send(AgencyCommand, move, of);
    expect(codeOf(await abolish(second))).toBe('directory.hasSubordinates');
    expect(await abolish(second, '2021-01-01')).toMatchObject({ revision: 2 });
    expect(await shown()).toEqual(['D003']);
  });

  it('abolish an agency of which all that stood under it is abolished', async () => {
    const { send, join } = await platform();
    const tenant = await join('430422', '衡南县人民政府');
    const { id: upper } = (await send(AgencyCommand, office, { tenant })) as Receipt;
    const below = { ...office, code: 'D002', parent: upper };
    const { id: lower } = (await send(AgencyCommand, below, { tenant })) as Receipt;
    for (const agency of [lower, upper])
      expect(
        await send(AgencyCommand, { type: 'abolish', agency, on: '2020-01-01' }, { tenant }),
      ).toMatchObject({ revision: 2 });
  });

  it('name the field that is wrong, e.g. a day that does not exist', async () => {
    const { send } = await platform();
    const data = { type: 'rename', agency: 'A1', name: '新名', on: '2019-02-30' };
    expect(await send(AgencyCommand, data, { tenant: 'T1' })).toMatchObject({
      code: 'command.invalid',
      field: 'on',
    });
    expect(codeOf(await send(AgencyCommand, office, { tenant: 'T1' }))).toBe('directory.notJoined');
  });

  it('keep division codes apart, also the code a county had before', async () => {
    const { send } = await platform();
    const division = divisionId('430422');
    const recode = {
      type: 'recode',
      division,
      code: '430421',
      name: '衡南市',
      on: '2020-01-01',
    };
    expect(codeOf(await send(DivisionCommand, recode))).toBe('directory.codeTaken');
    expect(await send(DivisionCommand, { ...recode, code: '430482' })).toMatchObject({
      revision: 2,
    });
    const list = {
      type: 'list',
      kind: 'county',
      code: '430482',
      name: '常宁市',
      parent: divisionId('430400'),
    };
    expect(codeOf(await send(DivisionCommand, list))).toBe('directory.codeTaken');
    expect(codeOf(await send(DivisionCommand, { ...list, code: 'x' }))).toBe('command.invalid');
  });

  it('are for those whose office it is', async () => {
    const { send, join } = await platform();
    const tenant = await join('430422', '衡南县人民政府');
    const as = (who: Officer): Partial<Call> => ({
      tenant: who.tenant,
      caller: { kind: 'officer', officer: who },
    });
    const list = { type: 'list', kind: 'county', code: '430481', name: '耒阳市', parent: 'P' };
    const gate = (Kind: typeof AgencyCommand, data: Record<string, unknown>, who: Officer) =>
      gateOf(() => send(Kind, data, as(who)));
    expect(await gate(DivisionCommand, list, officer(tenant, 'administrator'))).toBe('FORBIDDEN');
    expect(await gate(GovernmentCommand, list, officer(tenant, 'administrator'))).toBe('FORBIDDEN');
    expect(await gate(AgencyCommand, office, officer(tenant, 'clerk'))).toBe('FORBIDDEN');
    expect(await gate(AgencyCommand, office, officer(tenant, 'disclosureHead'))).toBeNull();
    const elsewhere = { type: 'abolish', agency: 'A1', on: '2020-01-01' };
    const foreign = officer('OTHER', 'administrator');
    expect(codeOf(await send(AgencyCommand, elsewhere, as(foreign)))).toBe('directory.missing');
  });
});

describe('questions to the directory', () => {
  it('are answered from tree and rows, page by page', async () => {
    const { send, join, catchUp, ask, order } = await platform();
    const tenant = await join('430422', '衡南县人民政府');
    const head = officer(tenant, 'disclosureHead');
    const input = { commandId: 'g1', kind: 'department', code: 'D001', name: '县政府办公室' };
    expect(await order.registerAgency(head, input)).toMatchObject({ __typename: 'Accepted' });
    expect(await order.renameAgency(head, { ...input, commandId: 'g1' })).toMatchObject({
      code: 'command.invalid',
    });
    const town = { ...office, kind: 'township', code: 'T001', division: divisionId('430422103') };
    await send(AgencyCommand, town, { tenant });
    await catchUp();
    const county = ask.division({ code: '430422' })!;
    expect(ask.path(county)).toBe('湖南省/衡阳市/衡南县');
    expect(ask.parent(county)).toMatchObject({ code: '430400' });
    expect(ask.successor(county)).toBeNull();
    expect(ask.government(county)).toMatchObject({ name: '衡南县人民政府' });
    expect(ask.division({ code: '衡南县' })).toBeNull();
    const first = ask.divisions({ parent: '430400', first: 1 });
    expect(first.nodes.map(({ name }) => name)).toEqual(['衡阳县']);
    const after = first.pageInfo.endCursor;
    const second = ask.divisions({ parent: '430400', first: 1, after });
    expect(second.nodes.map(({ name }) => name)).toEqual(['衡南县']);
    expect(second.pageInfo).toEqual({ endCursor: null, hasNextPage: false });
    expect(ask.divisions({}).nodes.map(({ name }) => name)).toEqual(['湖南省']);
    expect(await gateOf(() => ask.divisions({ parent: '999999' }))).toBe('NOT_FOUND');
    expect(await gateOf(() => ask.divisions({ first: 101 }))).toBe('PAGE_SIZE');
    expect(ask.searchDivisions({ text: '衡', first: 2 }).map(({ name }) => name)).toEqual([
      '衡阳市',
      expect.stringMatching(/衡.县/),
    ]);
    expect((await ask.governments({})).nodes).toEqual([
      {
        code: '430422',
        name: '衡南县人民政府',
        joinedOn: '2008-05-01',
        path: '湖南省/衡阳市/衡南县',
      },
    ]);
    const agencies = ask.agencies({ government: '430422' }).nodes;
    expect(agencies.map(({ code }) => code)).toEqual(['D001', 'T001']);
    expect(await gateOf(() => ask.agencies({ government: '430421' }))).toBe('NOT_FOUND');
    const register = await ask.agencyRegister(head, { kind: 'township' });
    expect(register.nodes).toMatchObject([{ code: 'T001', posts: [], successor: null }]);
    expect((await ask.agencyRegister(head, { ended: true })).nodes).toEqual([]);
    expect((await ask.agencyRegister(officer('OTHER', 'clerk'), {})).nodes).toEqual([]);
    expect(await gateOf(() => ask.agencyRegister(officer(tenant), {}))).toBe('FORBIDDEN');
  });

  it('name a government by its code when it is renamed', async () => {
    const { join, catchUp, order, tree } = await platform();
    await join('430422', '衡南县人民政府');
    await catchUp();
    const admin = officer(PLATFORM, 'administrator');
    const input = { commandId: 'r1', name: '衡南市人民政府', on: '2020-01-01' };
    expect(await order.renameGovernment(admin, { ...input, government: '430421' })).toMatchObject({
      code: 'directory.notJoined',
    });
    expect(await order.renameGovernment(admin, { ...input, government: '430422' })).toMatchObject({
      revision: 2,
    });
    await catchUp();
    expect(tree.governmentAt(divisionId('430422'))?.name).toBe('衡南市人民政府');
  });

  it('have a schema that stands on the base', () =>
    expect(
      buildSchema(joinedSdl([directoryContext.sdl]))
        .getQueryType()
        ?.getFields(),
    ).toHaveProperty('agencyRegister'));
});
