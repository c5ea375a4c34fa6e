import type {
  CollectionSpec,
  KeyValue,
  Position,
  Query,
  ReadStore,
  RowAt,
  RowWrite,
} from '@gongkai/kernel';

export type OpenReadStore = () => Promise<{ store: ReadStore; close(): Promise<void> }>;

export type Thing = {
  title: string | null;
  agency: KeyValue;
  day: string | null;
  open: boolean;
  channels: string[];
  note?: unknown;
};

export const things: CollectionSpec<Thing> = {
  name: 'things',
  version: 1,
  keys: {
    agency: (row) => row.agency,
    day: (row) => row.day,
    open: (row) => Number(row.open),
  },
  sets: { channels: (row) => row.channels },
  indexes: [['agency', 'day'], ['day'], ['open', 'agency']],
  text: (row) => row.title,
  textOrder: 'day',
};
export const collection = things as unknown as CollectionSpec<never>;
export const PROJECTION = 'things@1';

export const thing = (given: Partial<Thing> = {}): Thing => ({
  title: null,
  agency: 'a1',
  day: '2026-03-02',
  open: true,
  channels: [],
  ...given,
});

export const batchOf = (
  writes: RowWrite[],
  upTo = writes.reduce((p, w) => (w.position > p ? w.position : p), 0n),
) => ({
  projection: PROJECTION,
  collection,
  writes,
  parked: [],
  upTo,
});

/** A row as an event at a position would leave it. */
export type Put = { tenant: string; id: string; row: Thing | undefined; position: Position };

/** What a fold makes of the puts: each row once, what a row holds already left out. */
export const writesOf = async (store: ReadStore, puts: readonly Put[]): Promise<RowWrite[]> => {
  const writes = new Map<string, RowWrite>();
  const loaded = new Map<string, Map<string, RowAt>>();
  for (const tenant of new Set(puts.map((put) => put.tenant))) {
    const ids = new Set(puts.filter((put) => put.tenant === tenant).map(({ id }) => id));
    loaded.set(tenant, await store.rowsAt(things, tenant, [...ids]));
  }
  for (const put of puts) {
    const key = JSON.stringify([put.tenant, put.id]);
    const write = writes.get(key);
    const held = write ?? loaded.get(put.tenant)!.get(put.id);
    if (held && held.position >= put.position) continue;
    writes.set(key, { ...put, before: write ? write.before : (held?.position ?? null) });
  }
  return [...writes.values()];
};

/** Every row of a query, page by page. */
export const everyPage = async (
  store: ReadStore,
  tenant: string,
  query: Query,
): Promise<Thing[]> => {
  const rows: Thing[] = [];
  let after: Query['after'];
  do {
    const page = await store.find(things, tenant, { ...query, ...(after ? { after } : {}) });
    rows.push(...page.rows);
    after = page.next ?? undefined;
  } while (after);
  return rows;
};

/** The store under test, open for one spec, and short ways to fill and ask it. */
export class ReadStoreSuite {
  store!: ReadStore;
  position = 0n;
  private close!: () => Promise<void>;

  constructor(
    open: OpenReadStore,
    readonly runs = 60,
  ) {
    beforeEach(async () => {
      this.position = 0n;
      const opened = await open();
      this.store = opened.store;
      this.close = () => opened.close();
    });
    afterEach(() => this.close());
  }

  async put(rows: Record<string, Thing | undefined>, tenant = 't1'): Promise<void> {
    const puts = Object.entries(rows).map(([id, row]) => ({
      tenant,
      id,
      row,
      position: ++this.position,
    }));
    await this.store.save(batchOf(await writesOf(this.store, puts), this.position));
  }

  async titles(query: Partial<Query>, tenant = 't1'): Promise<(string | null)[]> {
    const page = await this.store.find(things, tenant, { limit: 100, ...query });
    return page.rows.map(({ title }) => title);
  }
}
