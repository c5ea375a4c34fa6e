import {
  event,
  foldBatch,
  parseRecord,
  Rejection,
  streamName,
  type Call,
  type Officer,
  type Process,
} from '@gongkai/kernel';
import { Cursors } from '@gongkai/nest';
import {
  catchUpWith,
  codeOf,
  countingIds,
  FakeClock,
  gateOf,
  MemoryEventStore,
  MemoryReadStore,
  memoryVault,
  officerWith,
  policyConformance,
} from '@gongkai/testing';
import { Sealed } from '@gongkai/vault';
import { z } from 'zod';
import { ErasureCommand, RetentionCommand, RetentionNoteCommand } from './commands.js';
import { ErasureHandler } from './erasure.handler.js';
import { restrictionGuard } from './guard.js';
import { retentionOver } from './index.js';
import { retentionPolicy } from './policy.js';
import { RetentionHandler, RetentionNoteHandler } from './retention.handler.js';
import { RetentionResolver } from './retention.resolver.js';
import { holdsSealed, keysIn, sealedIn } from './sealed-keys.js';

policyConformance('retention', retentionPolicy);

/** Events of other contexts, as far as this one looks at them. */
const others = {
  RequestReceived: event(z.strictObject({ person: z.string(), applicant: Sealed })),
  RequestConcluded: event(z.strictObject({ outcome: z.string() })),
  RoundOpened: event(z.strictObject({ cause: z.string() })),
  RequestArchived: event(z.strictObject({ retention: z.string() })),
  ConsultationSent: event(z.strictObject({ addressee: z.array(Sealed.nullable()) })),
  SuitFiled: event(
    z.strictObject({
      person: z.string(),
      reconsiderationId: z.string().nullable(),
      challenged: z.strictObject({ kind: z.string(), requestId: z.string().optional() }),
    }),
  ),
  DocumentDrafted: event(z.strictObject({ title: z.string() })),
};
const context = retentionOver([{ events: others }]);
const projections = [...context.projections, ...context.processes];

const archivist = officerWith('archivist');
const legal = officerWith('legalOfficer');
const head = officerWith('disclosureHead');
const law = { legalGround: '个人信息保护法第四十七条', reason: '期满' };

const office = async () => {
  const clock = new FakeClock();
  const store = new MemoryEventStore(clock);
  const reads = new MemoryReadStore();
  const ids = countingIds();
  const vault = memoryVault(clock);
  const catchUp = () => catchUpWith(store, reads, projections);
  const ports = [store, ids, clock, reads, { waitFor: catchUp }] as const;
  const handlers = [
    [RetentionCommand, new RetentionHandler(...ports)],
    [RetentionNoteCommand, new RetentionNoteHandler(...ports)],
    [ErasureCommand, new ErasureHandler(...ports, vault)],
  ] as const;
  const bus = {
    execute: (command: object) =>
      handlers.find(([Kind]) => command instanceof Kind)![1].execute(command as never),
  };
  const cursors = new Cursors(new Uint8Array(32));
  const resolver = new RetentionResolver(bus as never, reads, store, clock, cursors);
  let next = 0;
  const append = async (type: string, aggregate: string, id: string, data: object, on: string) => {
    const stream = streamName('T1', aggregate, id);
    const revision = await store.revision(stream);
    const meta = {
      id: ids.id(),
      type,
      schema: 1,
      tenant: 'T1',
      agency: 'agency1',
      aggregate,
      aggregateId: id,
      revision: revision + 1,
      actor: { kind: 'operator' as const, id: 'root' },
      command: { id: `c${ids.id()}`, digest: '' },
      causation: null,
      correlation: 'c',
      occurredOn: on,
      origin: 'live' as const,
    };
    await store.append(stream, revision, [{ meta, data: JSON.stringify(data), facet: 0 }]);
  };
  const request = async (id: string, key: string, closedOn: string | null) => {
    const applicant = await vault.seal('T1', key, { name: '张三' });
    await append('RequestReceived', 'request', id, { person: key, applicant }, '2014-03-01');
    if (closedOn) await append('RequestConcluded', 'request', id, { outcome: 'granted' }, closedOn);
  };
  const send = async (
    mutation: Exclude<keyof RetentionResolver, 'bus' | 'reads' | 'clock' | 'cursors'>,
    who: Officer,
    input: object,
  ) => {
    const mutate = resolver[mutation] as (
      who: Officer,
      input: object,
    ) => Promise<Record<string, unknown>>;
    const outcome = await mutate.call(resolver, who, { commandId: `m${++next}`, ...input });
    await catchUp();
    return outcome;
  };
  const round = async () => {
    await catchUp();
    for (const process of (context.processes as Process[]).slice(0, 3)) {
      const today = clock.today();
      const where = [{ key: process.dueKey, to: today }];
      const { rows } = await reads.find<unknown>(process.collection, 'T1', { where, limit: 100 });
      for (const data of rows.flatMap((row) => process.due(row, today))) {
        const caller = { kind: 'process' as const, name: process.name };
        const call: Call = { tenant: 'T1', caller, commandId: `p${++next}`, body: data };
        await bus.execute(process.command(call, data));
      }
    }
    await catchUp();
  };
  const recorded = async (aggregate: string, id: string) =>
    (await store.read(streamName('T1', aggregate, id))).map(
      ({ record }) => parseRecord(record).meta.type,
    );
  const key = async () => (await vault.person('T1', null)).key;
  return { clock, store, reads, vault, bus, resolver, append, request, send, round, recorded, key };
};
const adoptTen = { kind: 'request', years: 10, legalGround: '保管期限规定', decision: '1号' };

describe('the archive of a government', () => {
  it('finds whose data lies in which case by the shape of the events', async () => {
    expect(Object.entries(others).filter(([, spec]) => holdsSealed(spec.current))).toMatchObject([
      ['RequestReceived', {}],
      ['ConsultationSent', {}],
    ]);
    const sealed = { key: 'K1', nonce: 'n', ciphertext: 'c', commitment: 'm' };
    const digest = 'a'.repeat(64);
    const data = { deep: [{ name: sealed, digest }, null], person: 'K2', contentDigest: digest };
    expect(keysIn(data)).toEqual(['K1', 'K2']);
    expect(sealedIn(data, 'K1')).toEqual({ fields: 1, files: [digest] });
    expect(sealedIn(data, 'K2')).toEqual({ fields: 0, files: [digest] });
  });

  it('lists what is due, the oldest first, and not what the archive keeps longer', async () => {
    const at = await office();
    const keys = [await at.key(), await at.key(), await at.key(), await at.key()];
    await at.request('R1', keys[0]!, '2015-06-01');
    await at.request('R2', keys[1]!, '2014-06-01');
    await at.append('RequestArchived', 'request', 'R2', { retention: 'years10' }, '2014-06-20');
    await at.request('R3', keys[2]!, '2014-06-01');
    await at.append('RequestArchived', 'request', 'R3', { retention: 'years30' }, '2014-06-20');
    await at.request('R4', keys[3]!, '2014-06-01');
    await at.append('RoundOpened', 'request', 'R4', { cause: 'court' }, '2014-07-01');
    const due = async () => (await at.resolver.due(archivist, { kind: 'request' })).nodes;
    await at.round();
    expect(await due()).toEqual([]);
    expect(await at.send('adoptRetentionSchedule', head, adoptTen)).toMatchObject({
      __typename: 'Accepted',
    });
    expect(await due()).toMatchObject([
      { id: 'R2', keptTo: '2024-12-31', persons: [{ key: keys[1], erased: false }] },
      { id: 'R1', keptTo: '2025-12-31', hold: null },
    ]);
    expect(await at.resolver.heldCase(archivist, 'R3')).toMatchObject({ keptTo: '2044-12-31' });
    expect(await at.resolver.heldCase(archivist, 'R4')).toMatchObject({ closedOn: null });
    expect(await at.resolver.heldCase(archivist, 'R9')).toBeNull();
    const [request] = await at.resolver.schedules(archivist);
    expect(request).toMatchObject({ kind: 'request', inForce: { years: 10, version: 1 } });
    await at.round();
    await at.round();
    at.clock.set('2026-03-03T01:00:00Z');
    await at.round();
    expect(await at.recorded('retention', 'main')).toEqual([
      'RetentionScheduleAdopted',
      'RetentionDueNoted',
    ]);
  });

  it('holds every case of a suit from the day it is filed, once', async () => {
    const at = await office();
    const person = await at.key();
    await at.request('R1', person, '2014-06-01');
    const filed = {
      person,
      reconsiderationId: 'C1',
      challenged: { kind: 'reply', requestId: 'R1' },
    };
    await at.append('SuitFiled', 'suit', 'S1', filed, '2026-03-01');
    await at.round();
    await at.round();
    const { nodes } = await at.resolver.holds(legal, { standing: true });
    expect(nodes.map(({ caseId, cause }) => [caseId, cause.id])).toEqual(
      expect.arrayContaining([
        ['S1', 'S1'],
        ['C1', 'S1'],
        ['R1', 'S1'],
      ]),
    );
    expect(nodes).toHaveLength(3);
    await at.send('adoptRetentionSchedule', head, adoptTen);
    expect(await at.send('askErasure', archivist, { person, ...law })).toMatchObject({
      code: 'retention.held',
    });
    const lift = { reason: '判决生效', orderedBy: '县司法局' };
    for (const { id } of nodes) await at.send('liftHold', legal, { hold: id, ...lift });
    expect((await at.resolver.holds(legal, { case: 'R1' })).nodes).toMatchObject([
      { lifted: { by: 'legalOfficer1', orderedBy: '县司法局' } },
    ]);
  });

  it('erases with two persons, and says what it erased', async () => {
    const at = await office();
    const person = await at.key();
    await at.request('R1', person, '2014-06-01');
    await at.send('adoptRetentionSchedule', head, adoptTen);
    const asked = await at.send('askErasure', legal, { person, ...law });
    const erasure = asked.id as string;
    const approve = { erasure, reason: '同意' };
    expect(await gateOf(at.send('approveErasure', legal, approve))).toBe('SEPARATION_OF_DUTIES');
    expect(await gateOf(at.send('approveErasure', archivist, approve))).toBe('FORBIDDEN');
    expect(await at.send('carryOutErasure', head, { erasure })).toMatchObject({
      code: 'retention.notApproved',
    });
    await at.send('approveErasure', head, approve);
    await at.round();
    const { nodes } = await at.resolver.erasures(archivist, { person });
    expect(nodes).toMatchObject([
      {
        id: erasure,
        state: 'destroyed',
        askedBy: 'legalOfficer1',
        decidedBy: 'disclosureHead1',
        fields: 1,
        files: 0,
        streams: [streamName('T1', 'request', 'R1')],
      },
    ]);
    expect(await at.vault.has('T1', person)).toBe('shredded');
    expect(await at.send('carryOutErasure', head, { erasure })).toMatchObject({ position: null });
    expect((await at.resolver.due(archivist, { kind: 'request' })).nodes).toEqual([]);
    expect(await at.resolver.heldCase(archivist, 'R1')).toMatchObject({
      persons: [{ key: person, erased: true }],
    });
  });

  it('lets an erasure be refused or taken back, and knows those it does not', async () => {
    const at = await office();
    const person = await at.key();
    await at.request('R1', person, '2014-06-01');
    await at.send('adoptRetentionSchedule', head, adoptTen);
    const ask = async () => (await at.send('askErasure', archivist, { person, ...law })).id;
    const first = await ask();
    await at.send('refuseErasure', head, { erasure: first, reason: '移交档案馆' });
    const second = await ask();
    await at.send('withdrawErasure', archivist, { erasure: second, reason: '有误' });
    await at.round();
    const { nodes } = await at.resolver.erasures(archivist, {});
    expect(nodes.map(({ state }) => state).sort()).toEqual(['refused', 'withdrawn']);
    expect(await at.vault.has('T1', person)).toBe('held');
    expect(await at.send('carryOutErasure', head, { erasure: 'none' })).toMatchObject({
      code: 'retention.erasureUnknown',
    });
  });

  it('guards what may only be kept, but where a held case needs it', async () => {
    const at = await office();
    const person = await at.key();
    await at.request('R1', person, '2020-06-01');
    await at.send('adoptRetentionSchedule', head, adoptTen);
    await at.send('restrictPerson', archivist, { person, requestedBy: 'person', reason: '申请' });
    expect(await at.resolver.restrictions(archivist)).toMatchObject([
      { person, until: '2030-12-31' },
    ]);
    const guard = restrictionGuard(at.store);
    const shut = async () => [...(await guard.restricted('T1', 'R1', [person, 'other']))];
    expect(await shut()).toEqual([person]);
    const of = { caseKind: 'request', caseId: 'R1', reason: '诉讼', orderedBy: '法院' };
    await at.send('placeHold', legal, of);
    expect(await shut()).toEqual([]);
  });

  it('erases nothing on half of what there is to know', async () => {
    const at = await office();
    const person = await at.key();
    await at.request('R1', person, '2014-06-01');
    await at.send('adoptRetentionSchedule', head, adoptTen);
    at.reads.parked = async () => [
      { projection: 'heldCases@1', tenant: 'T1', position: 1n, reason: 'x' },
    ];
    expect(await at.send('askErasure', archivist, { person, ...law })).toMatchObject({
      code: 'retention.casesUnread',
    });
  });

  it('is closed to who may not see it, and to notes that are not of the watch', async () => {
    const at = await office();
    expect(await gateOf(at.resolver.erasures(officerWith('clerk'), {}))).toBe('FORBIDDEN');
    expect(await gateOf(at.resolver.schedules(officerWith('archivist', 'agency1')))).toBe(
      'FORBIDDEN',
    );
    const note = { type: 'noteDue', kind: 'request' };
    const caller = { kind: 'officer' as const, officer: head };
    const call: Call = { tenant: 'T1', caller, commandId: 'n', body: note };
    expect(
      await gateOf(Promise.resolve(at.bus.execute(new RetentionNoteCommand(call, note)))),
    ).toBe('FORBIDDEN');
    const bad = await at.bus.execute(new ErasureCommand(call, { type: 'ask' }));
    expect([bad instanceof Rejection, codeOf(bad)]).toEqual([true, 'command.invalid']);
  });

  it('tells the archivist what is due, and who decides of an erasure that it waits', () => {
    const process = context.processes.at(-1) as Process<{ posts: object[]; settling: string[] }>;
    const at = (type: string, data: object, id = type) =>
      ({
        type,
        data,
        meta: { id, occurredOn: '2026-03-02', origin: 'live', aggregateId: id },
      }) as never;
    const noted = at('RetentionDueNoted', { kind: 'request', cases: 2 });
    expect(process.key(noted)).toBe('request');
    const due = process.apply(undefined, noted, 'request')!;
    expect(due.posts).toMatchObject([
      { subject: 'retentionDue', to: { roles: ['archivist', 'disclosureHead'], agency: null } },
    ]);
    const asked = at('PersonErasureAsked', { erasure: 'E1' });
    expect(process.key(asked)).toBe('E1');
    const waiting = process.apply(undefined, asked, 'E1')!;
    expect(waiting.posts).toMatchObject([{ subject: 'erasureToDecide' }]);
    const refused = at('PersonErasureRefused', { erasure: 'E1' });
    expect(process.apply(waiting, refused, 'E1')).toMatchObject({ posts: [] });
  });

  it('folds any part of the log', async () => {
    const at = await office();
    const person = await at.key();
    await at.append('RequestConcluded', 'request', 'R1', { outcome: 'granted' }, '2014-06-01');
    await at.append('HoldLifted', 'retention', 'main', { hold: 'H1' }, '2014-06-01');
    await at.request('R2', person, null);
    const stored = [
      ...(await at.store.read(streamName('T1', 'request', 'R1'))),
      ...(await at.store.read(streamName('T1', 'request', 'R2'))),
    ];
    const none = async () => new Map();
    const folded = await foldBatch(context.projections[0]!, stored, none, new Set());
    expect([folded.writes.filter(({ row }) => row).length, folded.parked]).toEqual([1, []]);
  });
});
