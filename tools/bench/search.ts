import { join } from 'node:path';
import Database from 'better-sqlite3';
import { searchText, type CollectionSpec, type Condition, type RowWrite } from '@gongkai/kernel';
import { SqliteReadStore } from '@gongkai/sqlite';
import { quantile, seconds, type Bench, type BenchContext } from './bench.js';
import { seeded, titleMaker } from './titles.js';

type Item = {
  id: string;
  title: string;
  agency: string;
  column: string;
  publishedOn: string;
  channels: string[];
  body: string;
};

const items: CollectionSpec<Item> = {
  name: 'items',
  version: 1,
  keys: {
    agency: (row) => row.agency,
    column: (row) => row.column,
    year: (row) => Number(row.publishedOn.slice(0, 4)),
    publishedOn: (row) => row.publishedOn,
  },
  sets: { channels: (row) => row.channels },
  indexes: [
    ['publishedOn'],
    ['agency', 'publishedOn'],
    ['column', 'publishedOn'],
    ['year', 'publishedOn'],
  ],
  text: (row) => row.title,
  textOrder: 'publishedOn',
};

const LENGTHS = { one: [1], two: [2], many: [3, 4, 8, 16] } as const;
const QUERIES = 300;
const CHECKED = 40;

/**
 * Target 6: search over a million titles of one government (`--tenants 300` spreads them), against
 * LIKE over the same texts and FTS5's own trigram index.
 */
export const searchBench: Bench = {
  name: 'search',
  async run(context) {
    const { flags, folder, note, measure } = context;
    const count = Number(flags['items'] ?? 1_000_000);
    const tenants = Number(flags['tenants'] ?? 1);
    const path = join(folder, 'reads.db');
    let sample: string[] = [];
    let bytes = 0;
    const filling = await seconds(async () => {
      ({ sample, bytes } = await fill(path, count, tenants));
    });
    note(
      `${count.toLocaleString('en')} titles, ${(bytes / 1e6).toFixed(0)} MB, of ${tenants} governments, filled in ${filling.toFixed(0)} s`,
    );
    const peers = sizes(path, bytes, context);
    const reads = new SqliteReadStore({ path, access: 'read' });
    const queries = queriesFrom(sample);
    for (const [name, texts] of Object.entries(queries)) {
      const page = await timed(texts, (text) => find(reads, [{ text }]));
      const like = await timed(texts.slice(0, CHECKED), async (text) => peers.like(text, 20));
      note(
        `${name}: page p50 ${quantile(page, 0.5).toFixed(2)} ms, LIKE p50 ${quantile(like, 0.5).toFixed(0)} ms`,
      );
      measure({
        what: `page, ${name}, p99`,
        unit: 'ms',
        ours: quantile(page, 0.99),
        peer: 'LIKE',
        theirs: quantile(like, 0.99),
        atMost: 25,
      });
      const trigram = await timed(texts, async (text) => peers.trigram(text, 20));
      if (name !== 'one character')
        note(`${name}: trigram p99 ${quantile(trigram, 0.99).toFixed(1)} ms`);
      for (const by of [null, 'agency', 'column', 'year', 'channels']) {
        const times = await timed(texts, (text) => reads.count(items, 'T0', [{ text }], by));
        measure({
          what: `${by === null ? 'count' : `facet ${by}`}, ${name}, p99`,
          unit: 'ms',
          ours: quantile(times, 0.99),
          atMost: 60,
        });
      }
      for (const [what, conditions] of Object.entries(NARROWED)) {
        const times = await timed(texts.slice(0, 100), (text) =>
          find(reads, [{ text }, ...conditions]),
        );
        note(
          `page of one ${what}, ${name}: p50 ${quantile(times, 0.5).toFixed(1)}, p99 ${quantile(times, 0.99).toFixed(1)} ms`,
        );
      }
      if (tenants === 1) await sameAsLike(reads, texts.slice(0, CHECKED), peers.like);
    }
    if (tenants === 1) note('counts equal those of LIKE for every query checked');
    peers.close();
    await reads.close();
  },
};

const agency = (n: number) => `01AGENCY${String(n).padStart(18, '0')}`;
const NARROWED: Record<string, Condition[]> = {
  agency: [{ key: 'agency', eq: agency(7) }],
  'year and column': [
    { key: 'year', eq: 2015 },
    { key: 'column', eq: 'C3' },
  ],
};

const find = (reads: SqliteReadStore, where: Condition[]) =>
  reads.find(items, 'T0', { where, limit: 20 });

const FIRST_DAY = Date.UTC(2008, 4, 1);
const DAYS = 6_500;
const BATCH = 2_000;

const fill = async (
  path: string,
  count: number,
  tenants: number,
): Promise<{ sample: string[]; bytes: number }> => {
  const store = new SqliteReadStore({ path });
  const { random, title } = titleMaker(1);
  const sample: string[] = [];
  let bytes = 0;
  for (let done = 0; done < count;) {
    const writes: RowWrite[] = [];
    for (; writes.length < BATCH && done < count; done++) {
      // Entered mostly in the order of publication, some of it late.
      const day = Math.min(DAYS, Math.floor((done / count) * DAYS + random() * 60));
      const row: Item = {
        id: `01DOC${String(Math.floor(random() * 1e9)).padStart(9, '0')}${String(done).padStart(12, '0')}`,
        title: title(),
        agency: agency(Math.floor(random() ** 2 * 60)),
        column: `C${Math.floor(random() ** 2 * 40)}`,
        publishedOn: new Date(FIRST_DAY + day * 86_400_000).toISOString().slice(0, 10),
        channels: random() < 0.2 ? ['website', 'gazette'] : ['website'],
        body: 'x'.repeat(200),
      };
      bytes += Buffer.byteLength(row.title);
      if (done % 50 === 0) sample.push(row.title);
      writes.push({
        tenant: `T${Math.floor(random() * tenants)}`,
        id: row.id,
        row,
        position: BigInt(done + 1),
        before: null,
      });
    }
    await store.save({
      projection: 'items@1',
      collection: items as unknown as CollectionSpec<never>,
      writes,
      parked: [],
      upTo: BigInt(done),
    });
  }
  store.optimise(items);
  await store.close();
  return { sample, bytes };
};

/** Sizes of the index and of FTS5's trigram index over the same texts, and both peers to ask. */
const sizes = (path: string, bytes: number, { folder, measure, note }: BenchContext) => {
  const db = new Database(join(folder, 'peers.db'));
  db.pragma('cache_size = -65536');
  db.exec(`ATTACH '${path}' AS reads`);
  db.exec('CREATE TABLE titles AS SELECT doc, txt FROM reads.t_items_v1 ORDER BY doc');
  db.exec("CREATE VIRTUAL TABLE trigrams USING fts5 (txt, content='', tokenize='trigram')");
  db.exec('INSERT INTO trigrams (rowid, txt) SELECT rowid, txt FROM titles');
  db.exec("INSERT INTO trigrams (trigrams) VALUES ('optimize')");
  const sizeOf = (schema: string, name: string) =>
    db
      .prepare('SELECT sum(pgsize) FROM dbstat WHERE schema = ? AND aggregate = 1 AND name GLOB ?')
      .pluck()
      .get(schema, name) as number;
  const index = sizeOf('reads', 'f_items_v1_*');
  const trigram = sizeOf('main', 'trigrams_*');
  measure({
    what: 'index ÷ text',
    unit: '×',
    ours: index / bytes,
    peer: 'FTS5 trigram',
    theirs: trigram / bytes,
    atMost: 0.5,
  });
  note(
    `texts and keys beside the index ${(sizeOf('reads', 't_items_v1') / bytes).toFixed(2)} × the text`,
  );
  db.exec('DETACH reads');
  const like = db
    .prepare("SELECT count(*) FROM (SELECT 1 FROM titles WHERE txt LIKE ? ESCAPE '\\' LIMIT ?)")
    .pluck();
  const match = db.prepare(
    'SELECT rowid FROM trigrams WHERE trigrams MATCH ? ORDER BY rowid LIMIT ?',
  );
  return {
    like: (text: string, limit: number) =>
      like.get(`%${searchText(text).replace(/[\\%_]/g, '\\$&')}%`, limit) as number,
    trigram: (text: string, limit: number) =>
      match.all(`"${searchText(text).replaceAll('"', '""')}"`, limit).length,
    close: () => db.close(),
  };
};

/** Pieces cut out of titles: as common and as rare as what people copy. */
const queriesFrom = (sample: readonly string[]): Record<string, string[]> => {
  const random = seeded(9);
  const cut = (length: number): string => {
    for (;;) {
      const characters = [...sample[Math.floor(random() * sample.length)]!];
      if (characters.length < length) continue;
      const at = Math.floor(random() * (characters.length - length + 1));
      return characters.slice(at, at + length).join('');
    }
  };
  const pieces = (lengths: readonly number[]) =>
    Array.from({ length: QUERIES }, (_, i) => cut(lengths[i % lengths.length]!));
  return {
    'one character': [...pieces(LENGTHS.one), '𠮷', '䶮', '龘'],
    'two characters': [...pieces(LENGTHS.two), '关于', '龘龘'],
    'many characters': pieces(LENGTHS.many),
  };
};

const timed = async (
  texts: readonly string[],
  ask: (text: string) => Promise<unknown>,
): Promise<number[]> => {
  const times: number[] = [];
  for (const text of texts) {
    const started = performance.now();
    await ask(text);
    times.push(performance.now() - started);
  }
  return times.sort((a, b) => a - b);
};

const LIMIT = 10_000;

const sameAsLike = async (
  reads: SqliteReadStore,
  texts: readonly string[],
  like: (text: string, limit: number) => number,
): Promise<void> => {
  for (const text of texts) {
    const ours = (await reads.count(items, 'T0', [{ text }], null, LIMIT)).get('');
    const theirs = like(text, LIMIT + 1);
    if (ours !== theirs) throw new Error(`"${text}": ${ours} found, LIKE finds ${theirs}`);
  }
};
