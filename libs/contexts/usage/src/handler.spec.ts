import { Tree, type NodeRow } from '@gongkai/directory';
import { Rejection, type Caller } from '@gongkai/kernel';
import type { Viewer } from '@gongkai/nest';
import { itemCollection, type ItemRow } from '@gongkai/publication';
import { codeOf, deskFor, gateOf, officerWith } from '@gongkai/testing';
import { RecordUsageCommand, type UsageRecord } from './commands.js';
import { usageContext } from './index.js';
import { RecordUsageHandler } from './usage.handler.js';
import { ItemUsageResolver } from './usage.resolver.js';

const county: NodeRow = {
  ...{ id: 'D1', kind: 'county', tenant: 'T1', grouping: false, revision: 1 },
  government: { name: '衡南县人民政府', joinedOn: '2008-05-01' },
  spans: [{ since: null, code: '430422', name: '衡南县', parent: null }],
  ...{ until: null, into: null },
};
const viewer: Viewer = { requestId: 'r', officer: null, source: '192.0.2.1' };
const process: Caller = { kind: 'process', name: 'usage' };

const desk = async () => {
  const at = await deskFor([usageContext]);
  const handler = new RecordUsageHandler(at.store, at.ids, at.clock);
  const counted = new Map<string, { views: number; downloads: number }>();
  const resolver = new ItemUsageResolver(at.reads, Tree.from([county]), {
    count: () => undefined,
    unrecorded: () => counted,
  });
  const send = (commandId: string, data: UsageRecord, caller: Caller = process) => {
    const call = { tenant: 'T1', caller, commandId, body: data };
    return handler.execute(new RecordUsageCommand(call, data));
  };
  const publish = (...ids: string[]) =>
    at.reads.save({
      projection: 'items',
      collection: itemCollection as never,
      writes: ids.map((id) => ({
        ...{ tenant: 'T1', id, position: 1n, before: null },
        row: {
          ...{ id, agency: 'a1', column: '01', columnClass: 'work', indexNumber: null },
          content: { title: id, details: { kind: 'general' }, attachments: [] },
          ...{ publishedOn: '2026-01-01', publications: [], standing: 'inForce' },
        } as unknown as ItemRow,
      })),
      parked: [],
      upTo: 1n,
    });
  return { ...at, send, resolver, counted, publish };
};
const used = (documentId: string, views: number, downloads = 0) => ({
  documentId,
  views,
  downloads,
});

describe('uses on record', () => {
  it('stand on the items, with those of today, and rank them by month', async () => {
    const { send, resolver, counted, catchUp, publish } = await desk();
    const february = { agency: 'a1', on: '2026-02-28', items: [used('d1', 9), used('d2', 1, 2)] };
    const march = { agency: null, on: '2026-03-01', items: [used('d1', 1), used('d3', 4)] };
    expect(codeOf(await send('c1', february))).toBe('accepted');
    expect(codeOf(await send('c2', march))).toBe('accepted');
    await publish('d1', 'd2');
    await catchUp();
    const item = (id: string) => ({ tenant: 'T1', id });
    counted.set('d2', { views: 5, downloads: 1 });
    const of = async (id: string) => [
      await resolver.views(viewer, item(id)),
      await resolver.downloads(viewer, item(id)),
    ];
    expect(await of('d1')).toEqual([10, 0]);
    expect(await of('d2')).toEqual([6, 3]);
    expect(await of('never')).toEqual([0, 0]);
    const ranked = async (args: object) =>
      (await resolver.mostViewedItems({ government: '430422', ...args })).map(
        ({ item: { title }, views }) => [title, views],
      );
    // d3 is not public any more.
    expect(await ranked({})).toEqual([
      ['d1', 10],
      ['d2', 1],
    ]);
    expect(await ranked({ month: '2026-03' })).toEqual([['d1', 1]]);
    expect(await ranked({ month: '2026-02', agency: 'a1', first: 1 })).toEqual([['d1', 9]]);
    expect(await ranked({ month: '2026-02', agency: 'own' })).toEqual([]);
    expect(await gateOf(ranked({ month: '2026-13' }))).toBe('BAD_REQUEST');
    expect(await gateOf(ranked({ government: '430423' }))).toBe('NOT_FOUND');
  });

  it('are recorded once however often they are sent, and by the process alone', async () => {
    const { send, resolver, catchUp } = await desk();
    const data = { agency: 'a1', on: '2026-02-28', items: [used('d1', 9)] };
    const first = await send('c1', data);
    expect(await send('c1', data)).toEqual(first);
    await catchUp();
    expect(await resolver.views(viewer, { tenant: 'T1', id: 'd1' })).toBe(9);
    const officer = { kind: 'officer', officer: officerWith('disclosureHead') } as const;
    expect(await gateOf(send('c2', data, officer))).toBe('FORBIDDEN');
    const shapeless = await send('c3', { ...data, items: [] });
    expect(shapeless).toBeInstanceOf(Rejection);
  });
});
