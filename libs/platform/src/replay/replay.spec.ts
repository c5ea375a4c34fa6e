import { complaintAggregate } from '@gongkai/complaint';
import { suitAggregate } from '@gongkai/litigation';
import { documentAggregate } from '@gongkai/publication';
import { reconsiderationAggregate } from '@gongkai/reconsideration';
import { requestAggregate, RequestCommand } from '@gongkai/request';
import {
  isWithin,
  Rejection,
  replayBounds,
  type CollectionSpec,
  type Projection,
  type ReplayBounds,
} from '@gongkai/kernel';
import fc from 'fast-check';
import { caseKinds } from './case-kinds.js';
import { caseProjections, readModels } from './case-projections.js';
import { caseStreams } from './case-streams.js';
import { fieldChanges, rowDifference } from './difference.js';
import { positionKnownAt } from './known-position.js';
import type { CaseReplay } from './replay-case.js';
import { eventLabel, shown, shownCase, shownCaseDifference } from './shown.js';
import { openDemo, wholeLog, type DemoFolder, type Logged } from '../demo/spec-demo.js';

const accepted = <T>(outcome: T | Rejection): T => {
  if (outcome instanceof Rejection) throw new Error(outcome.code);
  return outcome;
};

const appeals = [reconsiderationAggregate, suitAggregate, complaintAggregate] as const;

describe('a replay of the demo data', () => {
  let demo: DemoFolder;
  let log: Logged[];
  let cases: { tenant: string; case: string }[];
  beforeAll(async () => {
    demo = await openDemo();
    log = await wholeLog(demo.platform);
    const aggregates = new Set(caseKinds.map(({ aggregate }) => aggregate));
    const found = new Map(
      log
        .filter(({ meta }) => aggregates.has(meta.aggregate))
        .map(({ meta: { tenant, aggregateId } }) => [aggregateId, { tenant, case: aggregateId }]),
    );
    cases = [...found.values()];
  });
  afterAll(() => demo.close());

  const bounds: fc.Arbitrary<ReplayBounds> = fc.record(
    {
      asOf: fc
        .date({ min: new Date('2008-01-01'), max: new Date('2027-01-01'), noInvalidDate: true })
        .map((date) => date.toISOString().slice(0, 10)),
      asKnownAt: fc
        .nat(1_000)
        .map((at) => log[Math.floor((log.length * at) / 1_001)]!.meta.recordedAt),
    },
    { requiredKeys: [] },
  );
  const anyCase = () => fc.nat(cases.length - 1).map((i) => cases[i]!);

  it('shows, without a bound, exactly the rows that are there', async () => {
    const { platform } = demo;
    const kindOf = new Map(log.map(({ meta }) => [meta.aggregateId, meta.aggregate]));
    for (const { aggregate } of caseKinds) {
      const some = cases.filter(({ case: id }) => kindOf.get(id) === aggregate);
      for (const question of some.slice(0, 60)) {
        const { rows, parked, events } = accepted(await platform.replay.case(question));
        expect(parked).toEqual([]);
        expect(rows.length).toBeGreaterThan(0);
        for (const { collection } of caseProjections()) {
          const mine = rows.filter((row) => row.collection === collection.name);
          const ids = mine.map(({ id }) => id);
          const live = await platform.reads.getMany<unknown>(
            collection as CollectionSpec<unknown>,
            question.tenant,
            [...new Set([...ids, ...events.map(({ meta }) => meta.aggregateId)])],
          );
          expect(new Map(mine.map(({ id, row }) => [id, row]))).toEqual(live);
        }
      }
    }
  });

  it('never shows what happened or was recorded later, and leaves nothing else out', async () => {
    await fc.assert(
      fc.asyncProperty(anyCase(), bounds, async (question, within) => {
        const replay = accepted(await demo.platform.replay.case({ ...question, ...within }));
        const streams = new Set(
          (await demo.platform.replay.streams(question.tenant, question.case))!.streams.map(
            ({ id }) => id,
          ),
        );
        const expected = log.filter(
          ({ meta }) => streams.has(meta.aggregateId) && isWithin(meta, within),
        );
        expect(replay.events.map(({ position }) => position)).toEqual(
          expected.map(({ position }) => position),
        );
        expect(replay.parked).toEqual([]);
        if (replay.events.length === 0) expect(replay).toMatchObject({ rows: [], position: null });
        // What is shown to people holds nothing that lies sealed.
        expect(JSON.stringify(shownCase(replay))).not.toMatch(/ciphertext|identityMac/);
      }),
    );
  });

  it('finds what was known at an instant by halving the log, as going through it does', async () => {
    const at = (positions: readonly bigint[]) => demo.platform.parts.log.at(positions);
    const head = await demo.platform.events.head();
    const instants = [...new Set(log.map(({ meta }) => meta.recordedAt))];
    const asked = ['2000-01-01T00:00:00.000Z', '2999-01-01T00:00:00.000Z'];
    for (let i = 0; i < instants.length; i += Math.ceil(instants.length / 20)) {
      const exact = instants[i]!;
      asked.push(exact, new Date(Date.parse(exact) - 1).toISOString());
    }
    for (const instant of asked) {
      const last = log.findLast(({ meta }) => meta.recordedAt <= instant)?.position ?? 0n;
      expect([instant, await positionKnownAt(at, head, instant)]).toEqual([instant, last]);
    }
    expect(await positionKnownAt(at, undefined, asked[1]!)).toBe(0n);
  });

  it('tells two standpoints apart by exactly what came between, there and back', async () => {
    await fc.assert(
      fc.asyncProperty(anyCase(), bounds, bounds, async (question, from, to) => {
        const there = accepted(await demo.platform.replay.caseDifference(question, from, to));
        const back = accepted(await demo.platform.replay.caseDifference(question, to, from));
        expect(there.rows.added).toEqual(back.rows.gone);
        expect(there.gained).toEqual(back.lost);
        const positions = ({ events }: CaseReplay) => events.map(({ position }) => position);
        const after = [
          ...positions(there.from).filter(
            (p) => !there.lost.some(({ position }) => position === p),
          ),
          ...there.gained.map(({ position }) => position),
        ].sort((a, b) => (a < b ? -1 : 1));
        expect(after).toEqual(positions(there.to));
        for (const { fields } of there.rows.changed) expect(fields.length).toBeGreaterThan(0);
        expect(() => JSON.stringify(shownCaseDifference(there))).not.toThrow();
      }),
      { numRuns: 40 },
    );
  });

  it('replays the read models of a whole government as they are, and says how far it is', async () => {
    const { platform } = demo;
    const tenant = log.find(({ meta }) => meta.aggregate === 'request')!.meta.tenant;
    const parts: number[] = [];
    const replayed = accepted(
      await platform.replay.rows({ tenant, onProgress: (_, part) => parts.push(part) }),
    );
    expect(replayed.parked).toEqual([]);
    expect(parts.at(-1)).toBe(1);
    for (const { collection } of readModels() as readonly Projection[]) {
      const live = new Map<string, unknown>();
      for await (const row of platform.reads.scan(collection))
        if (row.tenant === tenant) live.set(row.id, row.row);
      const mine = replayed.rows.filter((row) => row.collection === collection.name);
      // The tree is made of what two tenants recorded.
      if (collection.name === 'nodes') continue;
      expect([collection.name, new Map(mine.map(({ id, row }) => [id, row]))]).toEqual([
        collection.name,
        live,
      ]);
    }
    const before = accepted(
      await platform.replay.rows({ tenant, collections: ['requests'], asOf: '2008-01-01' }),
    );
    expect(before.rows).toEqual([]);
    const difference = accepted(
      await platform.replay.rowDifference(
        { tenant, collections: ['requests'] },
        { asOf: '2008-01-01' },
        {},
      ),
    );
    expect(difference.added.length).toBe(
      replayed.rows.filter(({ collection }) => collection === 'requests').length,
    );
  });

  it('refuses what is not there, and what is more than memory holds', async () => {
    const { replay } = demo.platform;
    const { tenant } = cases[0]!;
    const refused = [
      await replay.case({ tenant, case: 'NOSUCHCASE' }),
      await replay.case({ tenant, case: '../etc' }),
      await replay.caseDifference({ tenant, case: 'NOSUCHCASE' }, {}, {}),
      await replay.rows({ tenant, collections: ['nothing'] }),
      await replay.rows({ tenant, rowsMax: 1 }),
    ];
    expect(refused.map((refusal) => (refusal as Rejection).code)).toEqual([
      'replay.caseUnknown',
      'replay.caseUnknown',
      'replay.caseUnknown',
      'replay.readModelUnknown',
      'replay.tooManyRows',
    ]);
    const parts = { store: demo.platform.events, reads: demo.platform.reads };
    const other = cases.find((one) => one.tenant !== tenant)!;
    expect(await caseStreams(parts, tenant, other.case)).toBeUndefined();
  });

  it('has no effect: nothing is recorded, sent or kept', async () => {
    const { platform } = demo;
    const head = await platform.events.head();
    const checkpoints = async () =>
      Promise.all(
        readModels().map(({ name, version }) => platform.reads.checkpoint(`${name}@${version}`)),
      );
    const before = await checkpoints();
    await platform.replay.case(cases[0]!);
    await platform.replay.rows({ tenant: cases[0]!.tenant });
    const [node] = platform.tree.find('衡南县');
    await platform.replay.figures({ node: node!.id, period: '2017' }, { asOf: '2017-06-30' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await platform.events.head()).toBe(head);
    expect(await checkpoints()).toEqual(before);
  });

  it('has the figures of the end as they are now, on every form', async () => {
    const { platform } = demo;
    for (const name of ['衡南县', '赤峰市', '湖南省'])
      for (const format of [undefined, 'cn-2014']) {
        const [node] = platform.tree.find(name);
        const query = { node: node!.id, period: '2017', ...(format ? { format } : {}) };
        const live = accepted(await platform.figures.figures(query));
        for (const within of [{}, { asOf: '2017-12-31' }]) {
          const replayed = accepted(await platform.replay.figures(query, within));
          expect(replayed.cells).toEqual(live.cells);
        }
      }
  });

  it('keeps to what was known when a receipt is corrected afterwards', async () => {
    const { platform } = demo;
    const archived = new Set(
      log
        .filter(({ meta: { type } }) => type === 'RequestArchived')
        .map(({ meta: { aggregateId } }) => aggregateId),
    );
    const { meta } = log.findLast(
      ({ meta: { type, aggregateId } }) => type === 'RequestReceived' && !archived.has(aggregateId),
    )!;
    const question = { tenant: meta.tenant, case: meta.aggregateId };
    const known = new Date().toISOString();
    await new Promise((resolve) => setTimeout(resolve, 5));
    const body = { type: 'setSubject', requestId: meta.aggregateId, subject: '改后的事由' };
    const call = {
      tenant: meta.tenant,
      caller: { kind: 'operator' as const, name: 'spec' },
      commandId: 'replay.setSubject',
      body,
    };
    accepted(await platform.send(new RequestCommand(call, body)));
    const subjectAt = async (within: ReplayBounds) => {
      const { rows } = accepted(await platform.replay.case({ ...question, ...within }));
      const { row } = rows.find(({ collection }) => collection === 'requests')!;
      return (row as { subject: string | null }).subject;
    };
    expect(await subjectAt({})).toBe('改后的事由');
    expect(await subjectAt({ asKnownAt: known })).not.toBe('改后的事由');
    const { rows } = accepted(
      await platform.replay.caseDifference(question, { asKnownAt: known }, {}),
    );
    const fields = rows.changed.find(({ collection }) => collection === 'requests')!.fields;
    expect(fields).toContainEqual(
      expect.objectContaining({ field: 'subject', to: '改后的事由' }) as never,
    );
  });

  it('names every event of a case in words', () => {
    const types = [requestAggregate, documentAggregate, ...appeals].flatMap(({ events }) =>
      Object.keys(events),
    );
    expect(types.filter((type) => eventLabel(type).zh === type)).toEqual([]);
    expect(eventLabel('RequestReceived')).toEqual({ zh: '收到申请', en: 'Request received' });
  });
});

describe('a difference of rows', () => {
  it('names fields by path, and takes a list as one value', () => {
    const was = { a: 1, b: { c: [1], d: null }, gone: 'x' };
    const now = { a: 1, b: { c: [1, 2], d: null }, come: 'y' };
    expect(fieldChanges(was, now)).toEqual([
      { field: 'b.c', from: [1], to: [1, 2] },
      { field: 'come', from: undefined, to: 'y' },
      { field: 'gone', from: 'x', to: undefined },
    ]);
    const row = (value: unknown) => [{ collection: 'rows', id: '1', row: value }];
    expect(rowDifference(row(was), row(was))).toEqual({ added: [], changed: [], gone: [] });
  });

  it('says of what lies sealed that it is there, and of a person nothing', () => {
    const sealed = { key: 'k', nonce: 'n', ciphertext: 'c', commitment: 'm' };
    expect(shown({ name: sealed, list: [sealed], person: 'p', year: 2017 })).toEqual({
      name: { sealed: true },
      list: [{ sealed: true }],
      year: 2017,
    });
  });
});

describe('the bounds of a replay', () => {
  const now = new Date('2026-03-02T01:00:00.000Z');
  const codeOf = (bounds: { asOf?: string; asKnownAt?: string }) => {
    const outcome = replayBounds(bounds, now);
    return outcome instanceof Rejection ? outcome.code : outcome;
  };

  it('are both absent for now, and a day to come is no mistake', () => {
    expect(codeOf({})).toEqual({});
    expect(codeOf({ asOf: '2026-12-31' })).toEqual({ asOf: '2026-12-31' });
    expect(codeOf({ asKnownAt: '2026-03-02T09:00:00+08:00' })).toEqual({
      asKnownAt: '2026-03-02T01:00:00.000Z',
    });
  });

  it('are refused when there is no such day or instant, or when it has not come', () => {
    for (const asOf of ['2017-02-30', '2017-6-1', '0000-00-00', 'yesterday', ''])
      expect(codeOf({ asOf })).toBe('replay.noSuchDay');
    for (const asKnownAt of ['2017-06-30', '2017-06-30T25:00:00Z', '2017-06-30T10:00:00', 'now'])
      expect(codeOf({ asKnownAt })).toBe('replay.noSuchInstant');
    expect(codeOf({ asKnownAt: '2026-03-02T01:00:00.001Z' })).toBe('replay.instantInFuture');
  });
});
