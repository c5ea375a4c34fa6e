import {
  checkPolicy,
  consistencyProof,
  inclusionProof,
  leafHash,
  openNote,
  parseCheckpoint,
  parsePolicy,
  rootHash,
  rootIn,
  streamHeadLeaf,
  verifyConsistency,
  verifyInclusion,
} from '@gongkai/evidence';
import { SqliteLogKeys } from '@gongkai/evidence-store';
import { streamName } from '@gongkai/kernel';
import { heldBytes } from '@gongkai/testing';
import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { allEvents, contexts } from '../contexts.js';
import { LEGAL_STEPS } from './legal-steps.js';
import { logRecord } from './keeping/log-record.js';
import { SpecOffice } from './spec-office.js';
import type { StoreLogReader } from './store-log-reader.js';
import { TenantLogs } from './keeping/tenant-logs.js';
import { verifyFiles } from './spec-verify.js';
import { verifyEvidence } from './verify-evidence.js';

const until = async <T>(found: () => Promise<T | undefined>, ms = 5_000): Promise<T> => {
  for (const end = performance.now() + ms; performance.now() < end;) {
    const value = await found();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('waited in vain');
};

describe('the evidence log', () => {
  let office: SpecOffice;
  beforeEach(() => {
    office = new SpecOffice();
  });
  afterEach(async () => {
    await office.close();
    expect(office.errors).toEqual([]);
  });

  const latestOf = async (reader: StoreLogReader, tenant: string, size: number) =>
    until(async () => {
      const latest = await reader.latest(tenant);
      return latest && latest.size >= size ? latest : undefined;
    });

  it('has every event of each tenant as a leaf, its stored bytes, in order', async () => {
    const keeper = office.keeper();
    for (let i = 0; i < 40; i++) await office.append(`t${i % 3}`, `a${i % 7}`, 1 + (i % 20));
    await office.append('platform', 'tree', 3);
    await keeper.waitFor((await office.log.head())!);
    const reader = office.reader();
    expect(await reader.tenants()).toEqual(['platform', 't0', 't1', 't2']);
    for (const tenant of await reader.tenants()) {
      const leaves = office.records(tenant);
      const size = await reader.size(tenant);
      expect(size).toBe(leaves.length);
      expect(await reader.root(tenant, size)).toEqual(rootHash(leaves));
      expect(await reader.root(tenant, size, 'sm3')).toEqual(rootHash(leaves, 'sm3'));
      const middle = Math.floor(size / 2);
      expect(await reader.inclusion(tenant, middle, size)).toEqual(inclusionProof(leaves, middle));
      expect(await reader.consistency(tenant, middle, size)).toEqual(
        consistencyProof(leaves, middle),
      );
      expect((await latestOf(reader, tenant, size)).root).toEqual(rootHash(leaves));
    }
  });

  it('signs an event within a second of its being recorded', async () => {
    const keeper = office.keeper();
    const reader = office.reader();
    await office.append('t1', 'a');
    await latestOf(reader, 't1', 1);
    const lags: number[] = [];
    for (let i = 2; i <= 6; i++) {
      const start = performance.now();
      await office.append('t1', 'a');
      await latestOf(reader, 't1', i);
      lags.push(performance.now() - start);
    }
    expect(keeper.status.lagMs).toBeLessThan(1000);
    expect(Math.max(...lags)).toBeLessThan(1000);
  });

  it('keeps what a legal step needs, signed twice, and of the rest the latest', async () => {
    office.keeper();
    const reader = office.reader();
    await office.append('t1', 'a');
    await latestOf(reader, 't1', 1);
    const step = await office.append('t1', 'a', 1, { type: 'ReplyIssued' });
    await latestOf(reader, 't1', 2);
    await office.append('t1', 'a', 2);
    await latestOf(reader, 't1', 4);
    const found = await reader.checkpointAt('t1', { position: step });
    expect(found).toMatchObject({ size: 2, full: true, reasons: ['legalStep'] });
    const keys = await reader.keys('t1');
    const opened = openNote(
      found!.text,
      keys.map(({ vkey }) => vkey),
    );
    expect(opened.ok && opened.signatures.map(({ type }) => type)).toEqual(['ed25519', 'sm2']);
    const latest = (await reader.latest('t1'))!;
    const once = openNote(
      latest.text,
      keys.map(({ vkey }) => vkey),
    );
    expect(once.ok && once.signatures.map(({ type }) => type)).toEqual(['ed25519']);
    expect((await reader.checkpoints('t1', { limit: 9 })).map(({ size }) => size)).not.toContain(4);
  });

  it('makes a checkpoint when one is asked for, with how every stream stands', async () => {
    const keeper = office.keeper();
    const reader = office.reader(keeper);
    await office.append('t1', 'b', 3);
    await office.append('t1', 'a', 2);
    const position = await office.append('t1', 'c', 4);
    const made = (await reader.ensureCheckpoint('t1', position))!;
    expect(made).toMatchObject({ size: 9, full: true });
    expect(made.reasons).toContain('asked');
    const leaves = office.records('t1');
    const streams = ['a', 'b', 'c'].map((id) => streamName('t1', 'thing', id));
    const lastOf = { a: 4, b: 2, c: 8 };
    const heads = (['a', 'b', 'c'] as const).map((id, i) =>
      streamHeadLeaf({
        stream: streams[i]!,
        count: { a: 2, b: 3, c: 4 }[id],
        last: leafHash(leaves[lastOf[id]]!),
      }),
    );
    const parsed = parseCheckpoint(made.body);
    expect(parsed.ok && rootIn(parsed, 'streams')).toEqual(rootHash(heads));
    const proof = (await reader.streamsProof('t1', streams[1]!, 9))!;
    expect(proof).toMatchObject({ count: 3, lastIndex: 2, index: 1, streams: 3 });
    expect(
      verifyInclusion({
        leafHash: leafHash(heads[1]!),
        leafIndex: 1,
        treeSize: 3,
        proof: proof.proof,
        root: rootHash(heads),
      }),
    ).toEqual({ ok: true });
    expect((await reader.streamsProof('t1', streams[0]!, 4))?.count).toBe(1);
    expect(await reader.streamsProof('t1', streams[2]!, 4)).toBeUndefined();
    expect(await reader.ensureCheckpoint('t1', position)).toEqual(made);
    expect(await reader.ensureCheckpoint('t9', position)).toBeUndefined();
  });

  it('goes on where it was, wherever it was stopped, and signs what was hashed but not signed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(2), fc.integer({ min: 1, max: 300 }), fc.boolean()), {
          minLength: 2,
          maxLength: 4,
        }),
        async (rounds) => {
          const place = new SpecOffice();
          try {
            for (const [tenant, count, killed] of rounds) {
              const position = await place.append(`t${tenant}`, 'a', count);
              if (killed) await hashOnly(place);
              else {
                const keeper = place.keeper();
                await keeper.waitFor(position);
                await keeper.close();
              }
            }
            const keeper = place.keeper();
            await keeper.waitFor((await place.log.head())!);
            await keeper.close();
            const reader = place.reader();
            for (const tenant of await reader.tenants()) {
              const leaves = place.records(tenant);
              const latest = (await reader.latest(tenant))!;
              expect(latest.size).toBe(leaves.length);
              expect(latest.root).toEqual(rootHash(leaves));
            }
            expect((await verifyFiles(place.paths)).problems).toEqual([]);
          } finally {
            await place.close();
          }
        },
      ),
      { numRuns: 6 },
    );
  });

  /** As a process that was killed after the tiles and before the checkpoint leaves it. */
  const hashOnly = async (place: SpecOffice) => {
    const store = place.store();
    const logs = new TenantLogs(store, place.log, (stored) => logRecord(stored).sha256);
    const options = { signal: new AbortController().signal, follow: false };
    for await (const { events, upTo } of place.log.feed(await store.cursor(), {}, options)) {
      const records = events.map(logRecord);
      const growths = [];
      for (const tenant of new Set(records.map((each) => each.tenant)))
        growths.push(
          await logs.growth(
            tenant,
            records.filter((each) => each.tenant === tenant),
          ),
        );
      await store.append(upTo, growths);
    }
  };

  const settled = async () => {
    const keeper = office.keeper();
    for (let i = 0; i < 10; i++) await office.append('t1', `s${i % 3}`, 30);
    const position = await office.append('t2', 'a', 3);
    await office.reader(keeper).ensureCheckpoint('t2', position);
    await keeper.close();
  };

  it('agrees with itself', async () => {
    await settled();
    const report = await verifyFiles(office.paths);
    expect(report).toMatchObject({ leaves: 303, behind: 0, problems: [] });
    expect(report.checkpoints).toBeGreaterThan(1);
  });

  it('finds an event that was rewritten, its checksum too', async () => {
    await settled();
    await office.rewrite(17, '{"n":16}', '{"n":61}');
    const { problems } = await verifyFiles(office.paths);
    expect(problems).toContainEqual({ tenant: 't1', problem: 'leafDiffers', at: 16 });
    expect(problems).toContainEqual({ tenant: 't1', problem: 'forked', at: 300 });
    expect(problems.some(({ tenant }) => tenant === 't2')).toBe(false);
  });

  it('finds a signed statement of the streams that the events do not bear out', async () => {
    const keeper = office.keeper();
    await office.append('t1', 'leftOut', 2);
    await keeper.waitFor(await office.append('t1', 'other', 1));
    await latestOf(office.reader(), 't1', 3);
    const db = new Database(office.paths.evidence);
    db.exec(`UPDATE streams SET leaf = zeroblob(32) WHERE stream LIKE '%leftOut'`);
    db.close();
    await office.append('t1', 'other', 1);
    await keeper.close();
    const { problems } = await verifyFiles(office.paths);
    expect(problems).toEqual([{ tenant: 't1', problem: 'forked', at: 4 }]);
  });

  it('is checked with as little memory however many streams there are', async () => {
    const keeper = office.keeper();
    const appended = Array.from({ length: 20_000 }, (_, i) => office.append('t1', `s${i}`));
    const position = (await Promise.all(appended)).at(-1)!;
    await office.reader(keeper).ensureCheckpoint('t1', position);
    await keeper.close();
    const held: number[] = [];
    const report = await verifyFiles(office.paths, () => {
      // What lies beside the heap is let go only after it was found.
      heldBytes();
      held.push(heldBytes());
    });
    expect(report).toMatchObject({ leaves: 20_000, problems: [] });
    expect(held.at(-1)! - held[0]!).toBeLessThan(2e6);
  }, 60_000);

  it('says nothing against a log whose trees are made anew while it is checked', async () => {
    await settled();
    const store = office.store();
    const { hashes } = store;
    let dropped = false;
    store.hashes = async (...asked) => {
      if (!dropped) await store.dropTrees();
      dropped = true;
      return hashes(...asked);
    };
    const keys = new SqliteLogKeys(office.paths.keys, undefined);
    const report = await verifyEvidence({ log: office.log, store, keys });
    await keys.close();
    expect(report).toMatchObject({ leaves: 0, behind: 303, problems: [] });
  });

  it('makes lost trees again, and not those of a rewritten log', async () => {
    await settled();
    const store = office.store();
    await store.dropTrees();
    const keeper = office.keeper();
    await keeper.waitFor((await office.log.head())!);
    await keeper.close();
    expect((await verifyFiles(office.paths)).problems).toEqual([]);
    await store.dropTrees();
    await office.rewrite(17, '{"n":16}', '{"n":61}');
    const again = office.keeper();
    await again.waitFor((await office.log.head())!);
    await again.close();
    expect(await store.troubles()).toMatchObject([{ tenant: 't1', code: 'forked' }]);
    expect((await store.head('t2'))?.size).toBe(3);
    expect((await office.reader().latest('t1'))?.size).toBe(300);
  });

  it('stops the log of a tenant when its last event is another, and lets the others go on', async () => {
    await settled();
    await office.rewrite(300, '{"n":119}', '{"n":911}');
    const keeper = office.keeper();
    await office.append('t1', 's1');
    const position = await office.append('t2', 'a');
    await keeper.waitFor(position);
    const store = office.store();
    expect(await store.troubles()).toMatchObject([{ tenant: 't1', code: 'forked' }]);
    expect((await store.head('t1'))?.size).toBe(300);
    expect((await store.head('t2'))?.size).toBe(4);
    expect(keeper.status.troubles).toBe(1);
  });

  it('goes on with a stopped log once what was wrong is put right', async () => {
    await settled();
    await office.rewrite(300, '{"n":119}', '{"n":911}');
    const stopped = office.keeper();
    await stopped.waitFor(await office.append('t1', 's1', 2));
    await stopped.close();
    expect(await office.store().troubles()).toHaveLength(1);
    await office.rewrite(300, '{"n":911}', '{"n":119}');
    const keeper = office.keeper();
    await keeper.waitFor(await office.append('t1', 's1', 2));
    await keeper.close();
    expect(await office.store().troubles()).toEqual([]);
    expect((await verifyFiles(office.paths)).problems).toEqual([]);
    expect((await office.reader().latest('t1'))?.size).toBe(304);
  });

  it('finds that an earlier state of the log was put back', async () => {
    await settled();
    await office.log.close();
    const db = new Database(office.paths.events);
    db.exec('DELETE FROM events WHERE position > 290; DELETE FROM streams WHERE position > 290');
    db.close();
    await office.restart();
    const { problems } = await verifyFiles(office.paths);
    expect(problems).toContainEqual({ tenant: 't1', problem: 'eventsMissing', at: 290 });
    const keeper = office.keeper();
    await until(async () => ((await office.store().troubles()).length === 2 ? true : undefined));
    expect((await office.store().troubles()).map(({ code }) => code)).toEqual([
      'rolledBack',
      'rolledBack',
    ]);
    await keeper.close();
  });

  it('does not sign when an event of a stream was left out', async () => {
    await office.append('t1', 'a', 5);
    await office.log.close();
    const db = new Database(office.paths.events);
    db.exec('DELETE FROM events WHERE position = 3');
    db.close();
    await office.restart();
    const keeper = office.keeper();
    await keeper.waitFor(5n);
    expect(await office.store().troubles()).toMatchObject([{ tenant: 't1', code: 'eventMissing' }]);
    expect(await office.reader().latest('t1')).toBeUndefined();
  });

  it('is witnessed by the government above, which refuses a fork', async () => {
    office.superiors = { t1: 't2' };
    await settled();
    const reader = office.reader();
    const policy = await reader.policy('t1');
    expect(parsePolicy(policy).ok).toBe(true);
    const [kept] = await reader.checkpoints('t1', { limit: 1 });
    const judged = checkPolicy(policy, kept!.text);
    expect(judged.ok && judged.witnesses.map(({ witness }) => witness)).toEqual([
      'office.example/t2/witness',
    ]);
    const store = office.store();
    const [witness, origin] = ['office.example/t2/witness', 'office.example/t1'];
    const branch = { size: 299, root: new Uint8Array(32) };
    await store.setWitnessed(witness, origin, branch, await store.witnessed(witness, origin));
    const keeper = office.keeper();
    const position = await office.append('t1', 's1', 1, { type: 'ReplyIssued' });
    await office.reader(keeper).ensureCheckpoint('t1', position);
    await keeper.close();
    expect(await store.troubles()).toMatchObject([{ tenant: 't1', code: 'forked' }]);
    expect(await reader.cosignatures('t1', 301)).toEqual([]);
  });

  it('signs with new keys after a rotation, and the policy tells of both', async () => {
    await settled();
    const keeper = office.keeper();
    await keeper.rotate('t1');
    const reader = office.reader(keeper);
    const crossed = (await reader.checkpointAt('t1', { size: 300 }))!;
    const keys = await reader.keys('t1');
    expect(keys.filter(({ retiredAt }) => retiredAt === null)).toHaveLength(2);
    expect(keys).toHaveLength(4);
    const opened = openNote(
      crossed.text,
      keys.map(({ vkey }) => vkey),
    );
    expect(opened.ok && opened.signatures).toHaveLength(4);
    const position = await office.append('t1', 's1');
    const next = (await reader.ensureCheckpoint('t1', position))!;
    const retired = keys.filter(({ retiredAt }) => retiredAt !== null);
    expect(
      openNote(
        next.text,
        retired.map(({ vkey }) => vkey),
      ).ok,
    ).toBe(false);
    const policy = await reader.policy('t1');
    expect(checkPolicy(policy, next.text).ok).toBe(true);
    expect(policy).toContain('retired');
    const { root } = crossed;
    const proof = await reader.consistency('t1', 300, 301);
    expect(
      verifyConsistency({ size1: 300, root1: root, size2: 301, root2: next.root, proof }),
    ).toEqual({ ok: true });
  });

  it('names legal steps that are events of the platform', () => {
    const there = new Set<string>(contexts.map(({ name }) => name));
    for (const [context, types] of Object.entries(LEGAL_STEPS))
      if (there.has(context)) expect(types.filter((type) => !(type in allEvents))).toEqual([]);
  });
});
