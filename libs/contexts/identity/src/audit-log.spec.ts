import { decode, parseRecord, PLATFORM, StoreUnavailable, streamName } from '@gongkai/kernel';
import { countingIds, FakeClock, MemoryEventStore, MemoryKeyStore } from '@gongkai/testing';
import { AuditService } from './audit-log.js';
import { auditEvents } from './events.js';
import type { AuditEntry } from './ports.js';

let clock: FakeClock;
let store: CountingStore;
let audit: AuditService;
beforeEach(() => {
  clock = new FakeClock();
  store = new CountingStore(clock);
  audit = new AuditService({ store, clock, ids: countingIds(), keys: new MemoryKeyStore() });
});
afterEach(() => audit.close());

/** The store of the specs, with a count of what was asked and a fault to order. */
class CountingStore extends MemoryEventStore {
  reads = 0;
  appends = 0;
  full = false;
  override read(stream: string) {
    this.reads++;
    return super.read(stream);
  }
  override async append(...[stream, expected, events]: Parameters<MemoryEventStore['append']>) {
    this.appends++;
    if (this.full) throw new StoreUnavailable('full');
    await new Promise((resolve) => setImmediate(resolve));
    return super.append(stream, expected, events);
  }
}

const STREAM = streamName('T1', 'audit', 'main');
const kept = async (stream = STREAM) =>
  (
    await new Promise<Awaited<ReturnType<MemoryEventStore['read']>>>((resolve) =>
      resolve(MemoryEventStore.prototype.read.call(store, stream)),
    )
  ).map(({ record }) => parseRecord(record));
const exported: AuditEntry = {
  type: 'RecordsExported',
  account: 'A1',
  collection: 'documents',
  rows: 63,
  digest: null,
};
const refused = (source: string, reason: 'expired' | 'revoked' = 'expired'): AuditEntry => ({
  type: 'TokenRefused',
  reason,
  account: 'A1',
  source,
});

describe('the audit stream', () => {
  it('takes every kind of entry, readable by its own schema', async () => {
    const entries: AuditEntry[] = [
      { type: 'OfficerSignedIn', account: 'A1', token: 'J1', source: '192.0.2.7' },
      { type: 'OfficerSignedOut', account: 'A1', token: 'J1', source: '192.0.2.7' },
      { type: 'SignInRefused', reason: 'wrongPassword', account: 'A1', source: '192.0.2.7' },
      refused('192.0.2.7'),
      {
        type: 'AccessRefused',
        code: 'NOT_FOUND',
        operation: 'x'.repeat(999),
        account: 'A1',
        source: 's',
      },
      {
        type: 'SealedFieldsOpened',
        account: 'A1',
        subject: 'R1',
        fields: ['contact'],
        purpose: '寄送',
      },
      exported,
      { type: 'ConfigurationChanged', account: 'A1', setting: 'indexNumberTemplate' },
      { type: 'RightsChanged', account: 'A1', change: 'granted', subject: 'A2' },
    ];
    for (const entry of entries) await audit.record('T1', entry);
    await audit.flush();
    const stored = await kept();
    expect(stored.map(({ meta }) => meta.type)).toEqual(entries.map(({ type }) => type));
    expect(stored.map(({ meta }) => meta.revision)).toEqual(entries.map((_, i) => i + 1));
    for (const { meta, data } of stored) decode(auditEvents, meta.type, meta.schema, data);
  });

  it('holds no address, and the same mark for the same address', async () => {
    for (const source of ['192.0.2.7', '192.0.2.7', '192.0.2.8'])
      await audit.record('T1', { type: 'OfficerSignedIn', account: 'A1', token: 'J', source });
    const stored = await kept();
    expect(JSON.stringify(stored)).not.toContain('192.0.2');
    const marks = stored.map(({ data }) => (data as { source: string }).source);
    expect(marks[0]).toBe(marks[1]);
    expect(marks[0]).not.toBe(marks[2]);
  });

  it('names the officer, an operator when told, nobody for the public', async () => {
    await audit.record('T1', exported);
    await audit.record('T1', exported, { kind: 'operator', id: 'init' });
    await audit.record('T1', { ...refused('s'), account: null } as AuditEntry);
    await audit.flush();
    expect((await kept()).map(({ meta }) => meta.actor)).toEqual([
      { kind: 'officer', id: 'A1' },
      { kind: 'operator', id: 'init' },
      { kind: 'public', id: 'anonymous' },
    ]);
  });

  it('is never read, and takes what has queued up in one append', async () => {
    await Promise.all(Array.from({ length: 400 }, () => audit.record('T1', exported)));
    expect(await kept()).toHaveLength(400);
    expect(store.reads).toBe(0);
    expect(store.appends).toBeLessThan(5);
  });

  it('finds its place again when another writer was quicker', async () => {
    const keys = new MemoryKeyStore();
    const other = new AuditService({ store, clock, ids: countingIds(), keys });
    const both = Array.from({ length: 50 }, (_, i) =>
      (i % 2 ? audit : other).record('T1', exported),
    );
    await Promise.all(both);
    expect((await kept()).map(({ meta }) => meta.revision)).toEqual(
      Array.from({ length: 50 }, (_, i) => i + 1),
    );
  });

  it('fails what must be on record when the log cannot take it', async () => {
    store.full = true;
    await expect(audit.record('T1', exported)).rejects.toThrow(StoreUnavailable);
  });
});

describe('refusals', () => {
  const counts = async (stream?: string) =>
    (await kept(stream)).map(({ data }) => (data as { count: number }).count);
  const nextMinute = () => clock.set(new Date(clock.now().getTime() + 60_000).toISOString());

  it('are written once at first and then as a count when the minute is over', async () => {
    for (let i = 0; i < 10; i++) await audit.record('T1', refused('s'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await counts()).toEqual([1]);
    nextMinute();
    await audit.record('T1', refused('s'));
    await audit.flush();
    expect((await counts()).sort()).toEqual([1, 1, 9]);
    const minutes = (await kept()).map(({ data }) => (data as { minute: string }).minute);
    expect(new Set(minutes).size).toBe(2);
  });

  it('are told apart by tenant, reason, account and source', async () => {
    await audit.record('T1', refused('s'));
    await audit.record('T1', refused('t'));
    await audit.record('T1', refused('s', 'revoked'));
    await audit.record(PLATFORM, refused('s'));
    await audit.flush();
    expect(await counts()).toEqual([1, 1, 1]);
    expect(await counts(streamName(PLATFORM, 'audit', 'main'))).toEqual([1]);
  });

  it('from a flood of addresses are counted together and lose none', async () => {
    for (let i = 0; i < 5_000; i++) await audit.record('T1', refused(`2001:db8::${i}`));
    await audit.flush();
    const lines = await counts();
    expect(lines.length).toBeLessThan(1_100);
    expect(lines.reduce((sum, count) => sum + count, 0)).toBe(5_000);
  });

  it('never fail their caller, and are written when the log takes events again', async () => {
    store.full = true;
    for (let i = 0; i < 3; i++) await audit.record('T1', refused('s'));
    await audit.flush();
    expect(await counts()).toEqual([]);
    store.full = false;
    await audit.flush();
    expect((await counts()).reduce((sum, count) => sum + count, 0)).toBe(3);
  });

  it('of the last minute are written when the service closes', async () => {
    for (let i = 0; i < 4; i++) await audit.record('T1', refused('s'));
    await audit.onModuleDestroy();
    expect((await counts()).reduce((sum, count) => sum + count, 0)).toBe(4);
  });
});
