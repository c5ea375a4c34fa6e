import { Tree, type NodeRow } from '@gongkai/directory';
import {
  GateError,
  parseRecord,
  PLATFORM,
  recordedOf,
  streamName,
  type Caller,
  type Officer,
  type Recorded,
  type Role,
} from '@gongkai/kernel';
import { Cursors, joinedSdl } from '@gongkai/nest';
import {
  countingIds,
  FakeClock,
  MemoryEventStore,
  MemoryReadStore,
  policyConformance,
} from '@gongkai/testing';
import { buildSchema, type GraphQLEnumType } from 'graphql';
import { CalendarBook } from './calendar-book.js';
import { changeCollection, type CalendarChangeRow } from './change.projection.js';
import { HolidayCommand } from './commands.js';
import { CalendarBase, holidayEvents, type HolidayEvent } from './events.js';
import { HolidayHandler } from './holiday.handler.js';
import { HolidayResolver } from './holiday.resolver.js';
import { holidayContext } from './index.js';
import { holidayPolicy } from './policy.js';

policyConformance('holiday', holidayPolicy);

const county: NodeRow = {
  id: 'D1',
  kind: 'county',
  tenant: 'T1',
  grouping: false,
  government: { name: '甲县人民政府', joinedOn: '2008-05-01' },
  revision: 1,
  spans: [{ since: null, code: '999901', name: '甲县', parent: null }],
  until: null,
  into: null,
};
const officer = (tenant: string, ...roles: Role[]): Officer => ({
  account: 'account',
  tenant,
  agency: null,
  grants: roles.map((role) => ({ role, agency: null })),
});
const administrator = officer(PLATFORM, 'administrator');
const notice = {
  year: 2027,
  off: [{ day: '2027-02-08', name: '春节' }],
  work: [{ day: '2027-02-14', name: '春节' }],
  source: '国办发明电〔2026〕7号',
  issuedOn: '2026-03-01',
};

const setUp = () => {
  const [store, reads, clock] = [new MemoryEventStore(), new MemoryReadStore(), new FakeClock()];
  const tree = Tree.from([county]);
  const book = new CalendarBook();
  const handler = new HolidayHandler(store, countingIds(), clock, tree);
  let next = 0;
  /** Gives the command and brings the book up to the log, as the keeper does. */
  const execute = async (command: HolidayCommand) => {
    const outcome = await handler.execute(command);
    if ('position' in outcome && outcome.position !== null) {
      const government = (command.data as { government?: string | null }).government ?? PLATFORM;
      const stream = streamName(government, 'holidayCalendar', 'main');
      const stored = (await store.read(stream)).at(-1)!;
      book.apply(recordedOf(holidayEvents, stored) as Recorded<HolidayEvent>);
    }
    return outcome;
  };
  const send = (
    data: Record<string, unknown>,
    caller: Caller = { kind: 'operator', name: 'root' },
    tenant = PLATFORM,
  ) => execute(new HolidayCommand({ tenant, caller, commandId: `c${++next}`, body: data }, data));
  const cursors = new Cursors(new Uint8Array(32));
  const resolver = new HolidayResolver({ execute } as never, reads, tree, book, cursors);
  const input = (more: object = {}) => ({ commandId: `i${++next}`, ...notice, ...more });
  return { store, reads, book, send, resolver, input };
};

describe('commands to a calendar', () => {
  it('are the platform’s own to give', async () => {
    const { send } = setUp();
    const data = { type: 'load', ...notice };
    for (const wrong of [officer(PLATFORM, 'auditor'), officer('T1', 'administrator')])
      await expect(
        send(data, { kind: 'officer', officer: wrong }, wrong.tenant),
      ).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(send(data, { kind: 'public' })).rejects.toThrow(GateError);
    expect(await send(data, { kind: 'officer', officer: administrator })).toMatchObject({
      revision: 1,
    });
  });
  it('are refused when they are not well shaped', async () => {
    const { send } = setUp();
    expect(await send({ type: 'load', ...notice, year: 'soon' })).toMatchObject({
      code: 'command.invalid',
      field: 'year',
    });
  });
  it('lie with the records of the government whose calendar it is', async () => {
    const { send, store, book } = setUp();
    await send({ type: 'load', ...notice, government: 'T1' });
    const [stored] = await store.read(streamName('T1', 'holidayCalendar', 'main'));
    expect(parseRecord(stored!.record).meta).toMatchObject({ tenant: 'T1', actor: { id: 'root' } });
    expect(book.of('T1').revision).toBeGreaterThan(book.of('T2').revision);
    expect(await send({ type: 'load', ...notice, government: 'T9' })).toMatchObject({
      code: 'holiday.unknownGovernment',
      field: 'government',
    });
  });
});

describe('the calendar through GraphQL', () => {
  const years = (calendar: Awaited<ReturnType<HolidayResolver['holidayCalendar']>>) =>
    calendar!.years.map(({ year, builtIn, source }) => ({ year, builtIn, source }));

  it('shows the years that are known, loaded ones with their source', async () => {
    const { resolver, input } = setUp();
    expect(resolver.holidayCalendar(null, 2027)!.years).toEqual([]);
    expect(await resolver.load(administrator, input())).toMatchObject({ revision: 1 });
    const calendar = resolver.holidayCalendar(null, 2027);
    expect(calendar).toMatchObject({ revision: 1, base: 'national' });
    expect(years(calendar)).toEqual([{ year: 2027, builtIn: false, source: notice.source }]);
    const known = resolver.holidayCalendar('甲县', 2026)!;
    expect(known.years).toMatchObject([{ year: 2026, builtIn: true, source: null }]);
    expect(known.years[0]!.off[0]).toEqual({ day: '2026-01-01', name: '元旦' });
    expect(resolver.holidayCalendar()!.years).toHaveLength(24);
  });
  it('shows nothing of a government that is not there', () =>
    expect(setUp().resolver.holidayCalendar('乙县')).toBeNull());
  it('corrects and takes back', async () => {
    const { resolver, input, book } = setUp();
    await resolver.load(administrator, input());
    const off = [{ day: '2027-02-09', name: '春节' }];
    const corrected = await resolver.correct(administrator, input({ off, reason: '延长' }));
    expect(corrected).toMatchObject({ revision: 2 });
    const { source: _, issuedOn: __, off: ___, work: ____, ...withdrawal } = input();
    await resolver.withdraw(administrator, { ...withdrawal, reason: '误录' });
    expect(book.of('T1')).toMatchObject({ revision: 3, notice: { reason: '误录' } });
  });
  it('gives a government its own calendar', async () => {
    const { resolver } = setUp();
    const given = { commandId: 'a1', government: '甲县', base: 'own', reason: null };
    expect(await resolver.adopt(administrator, given)).toMatchObject({ revision: 1 });
    expect(resolver.holidayCalendar('甲县')).toMatchObject({ base: 'own', years: [] });
    expect(await resolver.adopt(administrator, { ...given, government: '乙县' })).toMatchObject({
      code: 'directory.unknown',
    });
  });
  it('lists what changes did to the open cases of one’s own government, newest first', async () => {
    const { resolver, reads } = setUp();
    const row = (id: string, on: string): CalendarChangeRow => ({
      id,
      on,
      year: 2027,
      source: '录入',
      calendar: 1,
      found: 3,
      moved: 2,
      refused: 0,
    });
    const writes = [
      { tenant: 'T1', id: 'a', row: row('a', '2026-01-01'), position: 1n, before: null },
      { tenant: 'T1', id: 'b', row: row('b', '2026-02-01'), position: 2n, before: null },
      { tenant: 'T2', id: 'c', row: row('c', '2026-03-01'), position: 3n, before: null },
    ];
    await reads.save({
      projection: 'holiday.changes@1',
      collection: changeCollection as never,
      writes,
      parked: [],
      upTo: 3n,
    });
    const clerk = officer('T1', 'clerk');
    const first = await resolver.calendarChanges(clerk, 1);
    expect(first.nodes.map(({ id }) => id)).toEqual(['b']);
    const rest = await resolver.calendarChanges(clerk, 1, first.pageInfo.endCursor);
    expect(rest.nodes.map(({ id }) => id)).toEqual(['a']);
    await expect(resolver.calendarChanges(officer('T1'))).rejects.toThrow(GateError);
  });
  it('has the values of the events in the schema', () => {
    const schema = buildSchema(joinedSdl([holidayContext.sdl]));
    const values = (schema.getType('CalendarBase') as GraphQLEnumType).getValues();
    expect(values.map(({ name }) => name)).toEqual(CalendarBase.options);
  });
});
