import {
  decode,
  encodeRecord,
  foldBatch,
  type AnyEvent,
  type Catalogue,
  type Projection,
  type RowAt,
  type StoredEvent,
} from '@gongkai/kernel';
import { readdirSync, readFileSync } from 'node:fs';
import {
  catalogueRows,
  columnCollection,
  columnRows,
  type ColumnRow,
} from './column.projection.js';
import { catalogueErrors } from './errors.js';
import { catalogueEvents, guideEvents } from './events.js';
import { guideCollection, guideRows, type GuideRow } from './guide.projection.js';

const fixture = (type: string) =>
  JSON.parse(
    readFileSync(new URL(`./fixtures/${type}.v1.json`, import.meta.url), 'utf8'),
  ) as Record<string, unknown>;
const named = (type: string, change: Record<string, unknown> = {}): AnyEvent => ({
  type,
  data: { ...fixture(type), ...change },
});

const stored = (events: readonly AnyEvent[], aggregateId: string): StoredEvent[] =>
  events.map(({ type, data }, i) => ({
    position: BigInt(i + 1),
    record: encodeRecord(
      {
        id: `event${String(i)}`,
        type,
        schema: 1,
        tenant: 'tenant1',
        agency: null,
        aggregate: 'catalogue',
        aggregateId,
        revision: i + 1,
        actor: { kind: 'officer', id: 'officer1' },
        command: { id: `command${String(i)}`, digest: '' },
        causation: null,
        correlation: `command${String(i)}`,
        occurredOn: '2017-03-02',
        origin: 'live',
        recordedAt: '2017-03-02T01:00:00.000Z',
      },
      JSON.stringify(data),
    ),
  }));

/** Folds the events in batches of the given size, as the runner does. */
const rowsOf = async <Row>(
  projection: unknown,
  events: readonly AnyEvent[],
  { batch = events.length, id = 'main' } = {},
): Promise<Map<string, Row>> => {
  const rows = new Map<string, RowAt>();
  const log = stored(events, id);
  for (let from = 0; from < log.length; from += batch) {
    const { writes, parked } = await foldBatch(
      projection as Projection,
      log.slice(from, from + batch),
      async (_, ids) => new Map(ids.flatMap((i) => (rows.has(i) ? [[i, rows.get(i)!]] : []))),
      new Set(),
    );
    expect(parked).toEqual([]);
    for (const write of writes) rows.set(write.id, write);
  }
  return new Map([...rows].map(([id, { row }]) => [id, row as Row]));
};

const columnHistory = [
  named('ColumnAdded'),
  named('ColumnAdded', { code: '05', name: '其他', parent: null, class: 'other' }),
  named('ColumnRenamed'),
  named('ColumnMoved'),
  named('ColumnDutyAssigned'),
  named('ColumnClosed'),
];

describe('column rows', () => {
  it('say where a column stands, what it was called and who keeps it', async () => {
    const row = (await rowsOf<ColumnRow>(columnRows, columnHistory)).get('0451')!;
    expect(row).toMatchObject({
      name: '农业农村',
      formerNames: ['农村工作'],
      parent: '05',
      responsibleAgency: null,
      updateMode: 'regular',
      updateWithinDays: 31,
      dutyFrom: '2017-03-02',
      closedOn: '2019-01-02',
      closedBecause: '并入业务工作',
      successor: '04',
    });
    expect(Object.values(columnCollection.keys).map((key) => key(row))).toEqual([
      '05',
      'work',
      null,
      'regular',
      0,
    ]);
  });

  it('are the same in whatever batches the events come', async () => {
    const whole = await rowsOf(columnRows, columnHistory);
    for (const batch of [1, 2, 3])
      expect(await rowsOf(columnRows, columnHistory, { batch })).toEqual(whole);
  });

  it('stay away when the addition is not among the events', async () => {
    const rows = await rowsOf<ColumnRow | undefined>(columnRows, columnHistory.slice(2));
    expect([...rows.values()]).toEqual([undefined]);
  });
});

it('catalogue rows have the template in force', async () => {
  const rows = await rowsOf(catalogueRows, [
    named('CatalogueAdopted'),
    named('IndexNumberTemplateReplaced'),
  ]);
  const { indexNumber } = fixture('IndexNumberTemplateReplaced');
  expect(rows.get('main')).toEqual({ adoptedOn: '2008-05-01', indexNumber });
});

describe('guide rows', () => {
  const history = [
    named('GuideVersionDrafted'),
    named('GuideVersionRevised'),
    named('GuideVersionPublished'),
    named('GuideVersionConfirmed'),
    named('GuideVersionDrafted', { number: 2 }),
    named('GuideVersionPublished', { number: 2, publishedOn: '2021-02-01' }),
    named('GuideVersionSuperseded'),
  ];

  it('keep every version with its days', async () => {
    const rows = await rowsOf<GuideRow>(guideRows, history);
    expect(rows.get('main.1')).toMatchObject({
      status: 'superseded',
      publishedOn: '2019-06-03',
      checkedOn: '2020-06-01',
      supersededOn: '2021-02-01',
    });
    const second = rows.get('main.2')!;
    expect(second).toMatchObject({ status: 'published', checkedOn: '2021-02-01' });
    expect(Object.values(guideCollection.keys).map((key) => key(second))).toEqual([
      '',
      'published',
      2,
      '2021-02-01',
    ]);
  });

  it('are the same in whatever batches the events come', async () =>
    expect(await rowsOf(guideRows, history, { batch: 1 })).toEqual(
      await rowsOf(guideRows, history),
    ));
});

describe('fixtures', () => {
  const events: Catalogue = { ...catalogueEvents, ...guideEvents };
  const files = readdirSync(new URL('./fixtures/', import.meta.url));

  it('are there for every version of every event', () => {
    const wanted = Object.entries(events).flatMap(([type, { version }]) =>
      Array.from({ length: version }, (_, i) => `${type}.v${String(i + 1)}.json`),
    );
    expect(files.sort()).toEqual(wanted.sort());
  });

  it.each(files)('%s decodes', (file) => {
    const [type, version] = file.split('.') as [string, string];
    expect(decode(events, type, Number(version.slice(1)), fixture(type)).type).toBe(type);
  });
});

it('refusals are worded in both languages', () => {
  for (const [code, { zh, en }] of Object.entries(catalogueErrors)) {
    expect(code).toMatch(/^catalogue\.[a-z][A-Za-z]+$/);
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(en).toMatch(/^[ -~]+$/);
  }
});
