import { countingIds, FakeClock, gateOf, MemoryEventStore, officerWith } from '@gongkai/testing';
import { z } from 'zod';
import type { Caller } from './call.js';
import type { Rejection } from './decider.js';
import { rejections, type Facts } from './decider.js';
import { event, type EventOf } from './event.js';
import { idForCreate, type Aggregate } from './execute.js';
import { handle, type Handling, type WithKey } from './handle.js';
import type { PolicyTable } from './policy.js';

const events = {
  StallOpened: event(z.strictObject({ agency: z.string().nullable(), name: z.string() })),
  StallClosed: event(z.strictObject({ by: z.string() })),
};
type StallEvent = EventOf<typeof events>;
const Commands = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('open'),
    agency: z.string().nullable().default(null),
    name: z.string(),
  }),
  z.strictObject({
    type: z.literal('close'),
    stallId: z.string(),
    agency: z.string().nullable().optional(),
  }),
]);
type Given = z.output<typeof Commands>;
type StallFacts = Facts & { rainy: boolean };
type Stall = { agency: string | null; open: boolean };
const { reject } = rejections({
  'stall.rainy': { zh: '下雨', en: 'It rains' },
  'stall.nameTaken': { zh: '名称已用', en: 'That name is taken' },
  'stall.closed': { zh: '已关', en: 'It is closed' },
  'stall.noWeather': { zh: '天气不明', en: 'Nobody knows the weather' },
});

const stalls: Aggregate<WithKey<Given, 'stallId'>, Stall, StallEvent, StallFacts> = {
  name: 'stall',
  events,
  decider: {
    initial: { agency: null, open: false },
    decide(stall, command, { rainy, actor }) {
      if (command.type === 'close')
        return stall.open
          ? [{ type: 'StallClosed', data: { by: actor.id } }]
          : reject('stall.closed', {}, 'stallId');
      if (rainy) return reject('stall.rainy');
      return [{ type: 'StallOpened', data: { agency: command.agency, name: command.name } }];
    },
    evolve: (stall, { type, data }) =>
      type === 'StallOpened' ? { agency: data.agency, open: true } : { ...stall, open: false },
  },
  agencyOf: ({ agency }) => agency,
};
const policy: PolicyTable = {
  'stall.open': { zh: '开', en: 'Open', roles: ['clerk'] },
  'stall.close': { zh: '关', en: 'Close', roles: ['sectionHead'] },
};

describe('handle', () => {
  const clock = new FakeClock();
  const store = new MemoryEventStore(clock);
  const deps = { store, ids: countingIds(), clock };
  let weather: { rainy: boolean } | Rejection = { rainy: false };
  let sent = 0;
  const handling: Handling<Given, Stall, StallEvent, StallFacts, 'stallId'> = {
    schema: Commands,
    aggregate: stalls,
    policy,
    operation: ({ type }) => `stall.${type}`,
    idField: 'stallId',
    facts: () => weather,
    claim: ({ command }) =>
      command.type === 'open'
        ? { kind: 'stallName', value: command.name, taken: reject('stall.nameTaken', {}, 'name') }
        : null,
  };
  const call = (caller: Caller, data: unknown, commandId = `c${++sent}`) => ({
    call: { tenant: 'T1', caller, commandId, body: data },
    data,
  });
  const officer = (role: 'clerk' | 'sectionHead', agency: string | null): Caller => ({
    kind: 'officer',
    officer: officerWith(role, agency),
  });
  const open = (name: string, caller = officer('clerk', 'a'), commandId?: string) =>
    handle(deps, call(caller, { type: 'open', agency: 'a', name }, commandId), handling);
  beforeEach(() => {
    weather = { rainy: false };
  });

  it('names what is wrong with the shape of a command', async () => {
    const outcome = await handle(deps, call(officer('clerk', 'a'), { type: 'open' }), handling);
    expect(outcome).toMatchObject({ code: 'command.invalid', field: 'name' });
  });

  it('makes the id of what is new from the command, and finds the rest by its id', async () => {
    const opened = await open('tea', officer('clerk', 'a'), 'first');
    const id = idForCreate({ tenant: 'T1', commandId: 'first' }, 'stall');
    expect(opened).toMatchObject({ id, revision: 1 });
    const head = officer('sectionHead', 'a');
    const close = { type: 'close', stallId: id };
    expect(await handle(deps, call(head, close), handling)).toMatchObject({ id, revision: 2 });
    expect(await handle(deps, call(head, close), handling)).toMatchObject({ code: 'stall.closed' });
  });

  it('asks the role in the agency the log says, whatever the command says', async () => {
    const opened = (await open('rice')) as { id: string };
    const close = { type: 'close', stallId: opened.id, agency: 'b' };
    const elsewhere = handle(deps, call(officer('sectionHead', 'b'), close), handling);
    expect(await gateOf(elsewhere)).toBe('FORBIDDEN');
    expect(await gateOf(open('fish', officer('clerk', 'b')))).toBe('FORBIDDEN');
  });

  it('stops at facts that are a refusal', async () => {
    weather = reject('stall.noWeather');
    expect(await open('soup')).toMatchObject({ code: 'stall.noWeather' });
  });

  it('lets no two have the same value, and gives back what a refused command wanted', async () => {
    weather = { rainy: true };
    expect(await open('noodles')).toMatchObject({ code: 'stall.rainy' });
    weather = { rainy: false };
    expect(await open('noodles')).toMatchObject({ revision: 1 });
    expect(await open('noodles')).toMatchObject({ code: 'stall.nameTaken', field: 'name' });
  });
});
