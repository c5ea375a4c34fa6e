import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GateError, Rejection, type Receipt } from '@gongkai/kernel';
import type { Viewer } from '@gongkai/nest';
import { UsageStore } from '@gongkai/sqlite';
import { FakeClock, officerWith } from '@gongkai/testing';
import type { RecordUsageCommand } from '@gongkai/usage';
import { UsageCounter } from './usage-counter.js';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const WECHAT =
  'Mozilla/5.0 (Linux; Android 14; V2302A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.49';
const item = { tenant: 'T1', agency: 'a1', id: 'd1' };
const reader = (agent = FIREFOX, source = '192.0.2.1', forwardedFor = ''): Viewer => ({
  ...{ requestId: 'r', officer: null, source },
  said: { agent, forwardedFor },
});
const receipt: Receipt = { id: 'u', revision: 1, position: 1n };

describe('what the public reads', () => {
  let folder: string;
  let clock: FakeClock;
  let counter: UsageCounter;
  let sent: RecordUsageCommand[];
  const open = () =>
    new UsageCounter({
      store: new UsageStore(join(folder, 'usage.db')),
      clock,
    });
  const send = async (command: object) => {
    sent.push(command as RecordUsageCommand);
    return receipt;
  };
  const counts = () => counter.unrecorded('T1', ['d1']).get('d1') ?? { views: 0, downloads: 0 };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gongkai-usage-'));
    clock = new FakeClock(new Date('2026-03-02T01:00:00.000Z'));
    counter = open();
    sent = [];
  });
  afterEach(() => {
    counter.close();
    rmSync(folder, { recursive: true });
  });

  it('counts each reader, and the same again only after a double click', () => {
    counter.count('views', item, reader());
    clock.set('2026-03-02T01:00:29.000Z');
    counter.count('views', item, reader());
    counter.count('downloads', item, reader());
    expect(counts()).toEqual({ views: 1, downloads: 1 });
    counter.count('views', item, reader(WECHAT));
    counter.count('views', item, reader(FIREFOX, '192.0.2.2'));
    counter.count('views', item, reader(FIREFOX, '192.0.2.2', '203.0.113.7'));
    expect(counts().views).toBe(4);
    clock.set('2026-03-02T01:01:00.000Z');
    counter.count('views', item, reader());
    expect(counts().views).toBe(5);
  });

  it('counts no robot, no program and no officer', () => {
    for (const agent of ['Baiduspider', 'curl/8.5.0', 'Mozilla/5.0 (compatible; bingbot/2.0)'])
      counter.count('views', item, reader(agent));
    counter.count('views', item, { ...reader(), officer: officerWith('clerk') });
    expect(counts().views).toBe(0);
  });

  it('is recorded once the day is over, one record an agency and day', async () => {
    counter.count('views', item, reader());
    counter.count('downloads', { ...item, agency: null, id: 'd2' }, reader());
    expect(await counter.record(send)).toBe(0);
    clock.set('2026-03-02T16:00:00.000Z');
    counter.count('views', item, reader());
    expect(await counter.record(send)).toBe(2);
    const on = '2026-03-02';
    expect(sent.map(({ call, data }) => ({ ...data, tenant: call.tenant }))).toEqual([
      {
        ...{ tenant: 'T1', agency: null, on },
        items: [{ documentId: 'd2', views: 0, downloads: 1 }],
      },
      {
        ...{ tenant: 'T1', agency: 'a1', on },
        items: [{ documentId: 'd1', views: 1, downloads: 0 }],
      },
    ]);
    expect(counts().views).toBe(1);
    expect(await counter.record(send)).toBe(0);
  });

  it('is sent again under the same command id after a refusal and after a stop', async () => {
    counter.count('views', item, reader());
    counter.count('views', { ...item, agency: 'a2', id: 'd2' }, reader());
    counter.close();
    clock.set('2026-03-03T01:00:00.000Z');
    counter = open();
    const refused = async (command: object) => {
      await send(command);
      if (sent.length === 1) throw new GateError('SERVICE_BUSY');
      return new Rejection('x.y', '否', 'no');
    };
    expect(await counter.record(refused)).toBe(0);
    expect(counts().views).toBe(1);
    counter.close();
    counter = open();
    expect(await counter.record(send)).toBe(2);
    const ids = sent.map(({ call }) => call.commandId);
    expect(ids.slice(2)).toEqual(ids.slice(0, 2));
    expect(new Set(ids).size).toBe(2);
    expect(counts().views).toBe(0);
  });

  it('lets what nobody foresaw be told, and tries again', async () => {
    counter.count('views', item, reader());
    clock.set('2026-03-03T01:00:00.000Z');
    const failing = () => Promise.reject(new Error('disk'));
    await expect(counter.record(failing)).rejects.toThrow('disk');
    expect(await counter.record(send)).toBe(1);
  });

  it('ends although what was counted last cannot be kept', () => {
    const store = new UsageStore(':memory:');
    const full = new UsageCounter({ store, clock });
    full.count('views', item, reader());
    store.close();
    expect(() => full.keep()).toThrow();
    expect(() => full.close()).not.toThrow();
  });

  it('keeps no reader longer than a double click takes', async () => {
    counter.count('views', item, reader(FIREFOX, '192.0.2.77', '203.0.113.77'));
    counter.keep();
    counter.close();
    const { readFileSync, readdirSync } = await import('node:fs');
    const bytes = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
    for (const trace of ['192.0.2.77', '203.0.113.77', 'Firefox'])
      expect(bytes.some((text) => text.includes(trace))).toBe(false);
    counter = open();
  });
});
