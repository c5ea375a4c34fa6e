import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ask, signIn } from './graphql.js';
import { startProgram, type Running } from './server.js';

const ACCOUNTS = ['hengnan.legal', 'hengyang.supervisor', 'tianzhu.clerk'] as const;

let server: Running;
const tokens: Record<string, string> = {};
let officer: string;
let request: string;
beforeAll(async () => {
  server = await startProgram();
  for (const account of ACCOUNTS) tokens[account] = await signIn(server.url, account);
  officer = tokens['hengnan.legal']!;
  const listed = await asked('{ reconsiderations(first: 5) { nodes { requestId } } }', {});
  const [appeal] = (listed.data['reconsiderations'] as { nodes: { requestId: string }[] }).nodes;
  request = appeal!.requestId;
});
afterAll(() => server.remove());

const asked = (query: string, variables: object, token = officer) =>
  ask(server.url, query, variables, token);

const gongkai = (...args: string[]) => {
  const program = join(import.meta.dirname, '../../../dist/gongkai.js');
  const { status, stdout } = spawnSync(
    process.execPath,
    [program, '--data', server.data, '--json', 'replay', ...args],
    { encoding: 'utf8' },
  );
  return { code: status, json: JSON.parse(stdout) as Record<string, unknown> };
};

const REPLAY = `query R($case: ID!, $asOf: Day, $asKnownAt: Instant) {
  replay(case: $case, asOf: $asOf, asKnownAt: $asKnownAt) {
    __typename
    ... on Replay {
      case { kind title streams { kind id } } asOf asKnownAt position parked
      events { type zh occurredOn recordedAt facts } rows { collection id row }
    }
    ... on Rejected { code field zh en }
  }
}`;
type Replayed = {
  __typename: string;
  code?: string;
  case: { kind: string; title: string; streams: { kind: string; id: string }[] };
  events: { type: string; zh: string; occurredOn: string; recordedAt: string; facts: string }[];
  rows: { collection: string; row: string }[];
};
const replayed = async (variables: object, token?: string): Promise<Replayed> => {
  const { data, code } = await asked(REPLAY, { case: request, ...variables }, token);
  return (data['replay'] as Replayed | undefined) ?? ({ __typename: code } as Replayed);
};

const FIGURES = `query F($node: String!, $asOf: Day, $asKnownAt: Instant) {
  figures(node: $node, period: "2017", format: "cn-2014", asOf: $asOf, asKnownAt: $asKnownAt) {
    __typename
    ... on FigureTable { asOf asKnownAt cells { id value } }
    ... on Rejected { code field }
  }
}`;
const itemsOf = async (variables: object, token?: string): Promise<unknown> => {
  const { data, code } = await asked(FIGURES, { node: '430422', ...variables }, token);
  const table = data['figures'] as { code?: string; cells?: { id: string; value: number }[] };
  return table?.cells?.find(({ id }) => id === '1.1')?.value ?? table?.code ?? code;
};

describe('what was so on a day and what was known at an instant', () => {
  it('shows a case with its appeals, its history in words, and nothing that lies sealed', async () => {
    const now = await replayed({});
    expect(now.case.kind).toBe('request');
    expect(now.case.streams.map(({ kind }) => kind)).toContain('reconsideration');
    expect(now.events[0]).toMatchObject({ type: 'RequestReceived', zh: '收到申请' });
    expect(JSON.stringify(now)).not.toMatch(/ciphertext|identityMac/);
  });

  it('shows a case as of a day, as known at an instant, and not before it began', async () => {
    const now = await replayed({});
    const asOf = now.events[2]!.occurredOn;
    const then = await replayed({ asOf });
    expect(then.events.length).toBeLessThan(now.events.length);
    for (const { occurredOn } of then.events) expect(occurredOn <= asOf).toBe(true);
    const asKnownAt = now.events[3]!.recordedAt;
    const known = await replayed({ asKnownAt });
    for (const { recordedAt } of known.events) expect(recordedAt <= asKnownAt).toBe(true);
    expect(await replayed({ asOf: '2000-01-01' })).toMatchObject({ events: [], rows: [] });
    const query = `query Q($id: ID!, $asOf: Day) { request(id: $id, asOf: $asOf) {
      stage allowed { command } timeline { occurredOn } } }`;
    const { data } = await asked(query, { id: request, asOf });
    const shown = data['request'] as { allowed: unknown[]; timeline: { occurredOn: string }[] };
    expect(shown.allowed).toEqual([]);
    for (const { occurredOn } of shown.timeline) expect(occurredOn <= asOf).toBe(true);
    expect((await asked(query, { id: request, asOf: '2000-01-01' })).code).toBe('NOT_FOUND');
  });

  it('tells two standpoints apart, field by field', async () => {
    const { events } = await replayed({});
    const query = `query D($case: ID!, $from: ReplayPoint!) {
      replayDifference(case: $case, from: $from) {
        ... on ReplayDifference {
          from { asOf } to { asOf } gained { zh } lost { zh }
          changed { collection fields { field from to } } added { collection } gone { collection }
        }
      }
    }`;
    const from = { asOf: events[2]!.occurredOn };
    const { data } = await asked(query, { case: request, from });
    const found = data['replayDifference'] as {
      gained: unknown[];
      lost: unknown[];
      changed: { collection: string; fields: { field: string }[] }[];
    };
    expect(found.gained.length).toBeGreaterThan(0);
    expect(found.lost).toEqual([]);
    const fields = found.changed.find(({ collection }) => collection === 'requests')!.fields;
    expect(fields.map(({ field }) => field)).toContain('stage');
  });

  it('counts figures as of a day and as known at an instant, and names what made the difference', async () => {
    expect(await itemsOf({})).toBe(63);
    expect(await itemsOf({ asOf: '2017-12-31' })).toBe(63);
    const half = (await itemsOf({ asOf: '2017-06-30' })) as number;
    expect(half).toBeGreaterThan(0);
    expect(half).toBeLessThan(63);
    expect(await itemsOf({ asKnownAt: '2020-01-01T00:00:00Z' })).toBe(0);
    const query = `{ figureDifference(node: "430422", period: "2017", format: "cn-2014",
      from: { asOf: "2017-06-30" }, to: { asOf: "2017-12-31" }) {
        ... on FigureDifference { cells { id from to count events { adds occurredOn } } } } }`;
    const { data } = await asked(query, {});
    const { cells } = data['figureDifference'] as {
      cells: { id: string; from: number; to: number; events: { adds: number }[] }[];
    };
    const items = cells.find(({ id }) => id === '1.1')!;
    expect([items.from, items.to]).toEqual([half, 63]);
    expect(items.events.reduce((sum, { adds }) => sum + adds, 0)).toBe(63 - half);
  });

  it('keeps to the rights of the questions about now', async () => {
    for (const account of ['tianzhu.clerk', 'hengyang.supervisor'] as const)
      expect(await replayed({}, tokens[account])).toEqual({ __typename: 'NOT_FOUND' });
    expect(await itemsOf({ asOf: '2017-12-31' }, tokens['hengyang.supervisor'])).toBe(63);
    expect(await itemsOf({ asOf: '2017-12-31' }, tokens['tianzhu.clerk'])).toBe('NOT_FOUND');
  });

  it('refuses an instant that has not come and a day there is not', async () => {
    const asKnownAt = '2999-01-01T00:00:00Z';
    expect((await replayed({ asKnownAt })).code).toBe('replay.instantInFuture');
    expect(await itemsOf({ asKnownAt })).toBe('replay.instantInFuture');
    const query = `query Q($id: ID!, $at: Instant) { request(id: $id, asKnownAt: $at) { stage } }`;
    expect((await asked(query, { id: request, at: asKnownAt })).code).toBe('BAD_REQUEST');
    expect((await asked(REPLAY, { case: request, asOf: '2017-02-30' })).status).toBe(400);
  });

  it('does the same at the command line, beside the running server', () => {
    const half = gongkai('--node', '衡南县', '--as-of', '2017-06-30', '--format', 'cn-2014');
    expect(half.json).toMatchObject({ asOf: '2017-06-30', period: '2017', format: 'cn-2014' });
    const of = gongkai('--case', request, '--as-of', '2000-01-01');
    expect(of.json).toMatchObject({ case: { id: request, kind: 'request' }, events: [], rows: [] });
    const since = gongkai('--case', request, '--as-of', '2000-01-01', '--against', 'now');
    expect(since.json).toMatchObject({ from: { asOf: '2000-01-01' }, lost: [], gone: [] });
    const rows = gongkai('--node', '衡南县', '--rows', 'requests');
    expect((rows.json['rows'] as unknown[]).length).toBeGreaterThan(0);
    const refusals = [
      gongkai('--node', '衡南县', '--as-of', '2017-02-30'),
      gongkai('--node', '衡南县', '--as-known-at', '2999-01-01T00:00:00Z'),
      gongkai('--node', '衡南县', '--as-known-at', '2017-06-30'),
      gongkai('--case', 'NOSUCHCASE'),
      gongkai('--node', '衡南县', '--rows', 'nothing'),
      gongkai('--as-of', '2017-06-30'),
    ];
    expect(
      refusals.map(({ code, json }) => [code, (json['error'] as { code: string }).code]),
    ).toEqual([
      [1, 'replay.noSuchDay'],
      [1, 'replay.instantInFuture'],
      [1, 'replay.noSuchInstant'],
      [1, 'replay.caseUnknown'],
      [1, 'replay.readModelUnknown'],
      [2, 'cli.usage'],
    ]);
  });
});
