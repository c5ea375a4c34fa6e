import {
  RowsMoved,
  searchText,
  type CollectionSpec,
  type Condition,
  type KeyValue,
  type Page,
  type Parked,
  type Position,
  type Query,
  type ReadBatch,
  type ReadStore,
  type RowAt,
} from '@gongkai/kernel';

type Kept = {
  id: string;
  position: Position;
  /** Undefined: deleted; the position still guards against an older write. */
  json: string | undefined;
  keys: Record<string, KeyValue>;
  sets: Record<string, readonly string[]>;
  text: string | null;
};
type Rows = Map<string, Map<string, Kept>>;

const COUNT_MAX = 10_000;

/** The read-store port in memory, for specs; text search is a plain substring test. */
export class MemoryReadStore implements ReadStore {
  private collections = new Map<string, Rows>();
  private readonly saved = new Map<string, Position>();
  private readonly parkings = new Map<string, Parked>();

  async get<Row>(
    collection: CollectionSpec<Row>,
    tenant: string,
    id: string,
  ): Promise<Row | undefined> {
    return (await this.getMany(collection, tenant, [id])).get(id);
  }

  async getMany<Row>(
    collection: CollectionSpec<Row>,
    tenant: string,
    ids: readonly string[],
  ): Promise<Map<string, Row>> {
    const rows = this.rowsOf(collection, tenant);
    const found = ids.flatMap((id) => {
      const json = rows.get(wellFormed(id))?.json;
      return json === undefined ? [] : [[id, JSON.parse(json) as Row] as const];
    });
    return new Map(found);
  }

  async rowsAt<Row>(
    collection: CollectionSpec<Row>,
    tenant: string,
    ids: readonly string[],
  ): Promise<Map<string, RowAt<Row>>> {
    const rows = this.rowsOf(collection, tenant);
    const found = new Map<string, RowAt<Row>>();
    for (const id of ids) {
      const kept = rows.get(wellFormed(id));
      if (!kept) continue;
      const { json, position } = kept;
      found.set(id, { row: json === undefined ? undefined : (JSON.parse(json) as Row), position });
    }
    return found;
  }

  async find<Row>(
    collection: CollectionSpec<Row>,
    tenant: string,
    { where = [], sort, after, limit }: Query,
  ): Promise<Page<Row>> {
    if (!Number.isInteger(limit) || limit < 1) throw new RangeError('a page has at least one row');
    const searched = where.some((condition) => 'text' in condition);
    const { textOrder } = collection;
    const order =
      sort ?? (searched && textOrder ? { key: textOrder, descending: true } : undefined);
    if (order) keyOf(collection, order.key);
    const turn = order?.descending ? -1 : 1;
    type Mark = { value: KeyValue; id: string };
    const markOf = (row: Kept): Mark => ({
      value: order ? row.keys[order.key]! : null,
      id: row.id,
    });
    const compare = (a: Mark, b: Mark) =>
      turn * (compareValues(a.value, b.value) || compareText(a.id, b.id));
    const rows = this.matching(collection, tenant, where)
      .sort((a, b) => compare(markOf(a), markOf(b)))
      .filter((row) => !after || compare(markOf(row), after) > 0);
    const page = rows.slice(0, limit);
    return {
      rows: page.map(({ json }) => JSON.parse(json!) as Row),
      next: rows.length > limit ? markOf(page.at(-1)!) : null,
    };
  }

  async count<Row>(
    collection: CollectionSpec<Row>,
    tenant: string,
    where: readonly Condition[],
    by: string | null,
    limit = COUNT_MAX,
  ): Promise<Map<string, number>> {
    const counts = new Map<string, number>(by === null ? [['', 0]] : []);
    const set = by !== null && collection.sets !== undefined && Object.hasOwn(collection.sets, by);
    if (by !== null && !set) keyOf(collection, by);
    for (const row of this.matching(collection, tenant, where)) {
      const values = by === null ? [''] : set ? row.sets[by]! : [String(row.keys[by] ?? '')];
      for (const value of values)
        counts.set(value, Math.min((counts.get(value) ?? 0) + 1, limit + 1));
    }
    return counts;
  }

  async *scan<Row>(
    collection: CollectionSpec<Row>,
  ): AsyncIterable<{ tenant: string; id: string; row: Row }> {
    for (const [tenant, rows] of this.collections.get(nameOf(collection)) ?? [])
      for (const { id, json } of [...rows.values()])
        if (json !== undefined) yield { tenant, id, row: JSON.parse(json) as Row };
  }

  async save(batch: ReadBatch): Promise<void> {
    for (const { tenant } of [...batch.writes, ...batch.parked]) mustName(tenant);
    const name = nameOf(batch.collection);
    const rows: Rows = new Map(this.collections.get(name));
    const copied = new Set<string>();
    for (const write of batch.writes) {
      const { tenant, position } = write;
      if (!copied.has(tenant)) rows.set(tenant, new Map(rows.get(tenant)));
      copied.add(tenant);
      const kept = encode(batch.collection, wellFormed(write.id), position, write.row as never);
      const old = rows.get(tenant)!.get(kept.id);
      if ((old?.position ?? null) !== write.before) throw new RowsMoved(name);
      rows.get(tenant)!.set(kept.id, kept);
    }
    this.collections.set(name, rows);
    for (const parked of batch.parked) {
      const key = JSON.stringify([parked.projection, parked.tenant]);
      const known = this.parkings.get(key);
      if (!known || parked.position < known.position) this.parkings.set(key, { ...parked });
    }
    const last = this.saved.get(batch.projection);
    if (last === undefined || last < batch.upTo) this.saved.set(batch.projection, batch.upTo);
  }

  async checkpoint(projection: string): Promise<Position | undefined> {
    return this.saved.get(projection);
  }

  async checkpoints(): Promise<Map<string, Position>> {
    return new Map(this.saved);
  }

  async parked(): Promise<Parked[]> {
    return [...this.parkings.values()].sort(
      (a, b) => compareText(a.projection, b.projection) || compareText(a.tenant, b.tenant),
    );
  }

  async drop(collection: CollectionSpec<never>, projection: string): Promise<void> {
    this.collections.delete(nameOf(collection));
    this.saved.delete(projection);
    for (const [key, parked] of this.parkings)
      if (parked.projection === projection) this.parkings.delete(key);
  }

  async close(): Promise<void> {
    this.collections = new Map();
  }

  private rowsOf<Row>(collection: CollectionSpec<Row>, tenant: string): Map<string, Kept> {
    mustName(tenant);
    return this.collections.get(nameOf(collection))?.get(tenant) ?? new Map();
  }

  private matching<Row>(
    collection: CollectionSpec<Row>,
    tenant: string,
    where: readonly Condition[],
  ): Kept[] {
    const tests = where.map((condition) => testOf(collection, condition));
    return [...this.rowsOf(collection, tenant).values()].filter(
      (row) => row.json !== undefined && tests.every((test) => test(row)),
    );
  }
}

const nameOf = (collection: { name: string; version: number }) =>
  `${collection.name}@${collection.version}`;

const mustName = (tenant: unknown): void => {
  if (typeof tenant !== 'string' || tenant === '') throw new TypeError('a tenant must be named');
};

const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\uFFFD');

const keyValue = (value: KeyValue | boolean | undefined): KeyValue => {
  if (typeof value === 'string') return wellFormed(value);
  if (typeof value === 'boolean') return Number(value);
  return value === undefined || Number.isNaN(value) ? null : value;
};

const encode = (
  collection: CollectionSpec<never>,
  id: string,
  position: Position,
  row: never | undefined,
): Kept => {
  if (row === undefined) return { id, position, json: undefined, keys: {}, sets: {}, text: null };
  const text = collection.text?.(row) ?? null;
  const mapped = <T, U>(of: Readonly<Record<string, (row: never) => T>>, map: (value: T) => U) =>
    Object.fromEntries(Object.entries(of).map(([name, read]) => [name, map(read(row))]));
  return {
    id,
    position,
    json: JSON.stringify(row),
    keys: mapped(collection.keys, keyValue),
    sets: mapped(collection.sets ?? {}, (list) => [...new Set(list.map(wellFormed))]),
    text: text === null ? null : searchText(text),
  };
};

const keyOf = <Row>({ keys, name }: CollectionSpec<Row>, key: string): string => {
  if (!Object.hasOwn(keys, key)) throw new Error(`${name} has no key ${key}`);
  return key;
};

const testOf = <Row>(
  collection: CollectionSpec<Row>,
  condition: Condition,
): ((row: Kept) => boolean) => {
  if ('text' in condition) {
    if (!collection.text) throw new Error(`${collection.name} has no text`);
    const query = searchText(condition.text);
    return ({ text }) => text !== null && text.includes(query);
  }
  if ('set' in condition) {
    const { set, has } = condition;
    if (!Object.hasOwn(collection.sets ?? {}, set))
      throw new Error(`${collection.name} has no set ${set}`);
    return ({ sets }) => sets[set]!.includes(wellFormed(has));
  }
  const key = keyOf(collection, condition.key);
  if ('eq' in condition) {
    const wanted = keyValue(condition.eq);
    return ({ keys }) => keys[key] === wanted;
  }
  if ('in' in condition) {
    const wanted = condition.in.map(keyValue);
    return ({ keys }) => wanted.includes(keys[key]!);
  }
  if ('prefix' in condition) {
    const prefix = wellFormed(condition.prefix);
    return ({ keys }) => typeof keys[key] === 'string' && keys[key].startsWith(prefix);
  }
  return between(key, keyValue(condition.from), keyValue(condition.to));
};

/** Both ends belong to a range; it holds values of the kind of its ends only. */
const between = (key: string, from: KeyValue, to: KeyValue) => {
  return ({ keys }: Kept): boolean => {
    const value = keys[key]!;
    if (from === null && to === null) return true;
    if (value === null) return false;
    if (from !== null && (typeof from !== typeof value || compareValues(value, from) < 0))
      return false;
    return to === null || (typeof to === typeof value && compareValues(value, to) <= 0);
  };
};

/** Null, then numbers, then texts. */
const compareValues = (a: KeyValue, b: KeyValue): number => {
  const kind = (value: KeyValue) => (value === null ? 0 : typeof value === 'number' ? 1 : 2);
  if (kind(a) !== kind(b)) return kind(a) - kind(b);
  if (typeof a === 'string') return compareText(a, b as string);
  return a === b ? 0 : (a as number) < (b as number) ? -1 : 1;
};

/** By code point, as UTF-8 sorts; JavaScript's own order puts rare characters before some others. */
const compareText = (a: string, b: string): number => {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x === y) continue;
    const surrogate = (unit: number) => unit >= 0xd800 && unit <= 0xdfff;
    return surrogate(x) === surrogate(y) ? x - y : surrogate(x) ? 1 : -1;
  }
  return a.length - b.length;
};
