import type { Db } from './evidence-schema.js';
import {
  EvidenceStoreError,
  HASH_BYTES,
  placesOf,
  readPlaces,
  TILE_WIDTH,
  type Leaf,
  type LogGrowth,
  type LogHead,
  type StreamHead,
} from '@gongkai/evidence-port';

type LogRow = { id: number; tenant: string; size: number; position: number; streams: number };
type FreshRow = {
  sha256: Buffer;
  sm3: Buffer;
  position: number | null;
  stream: number | null;
};
type Hash = 'sha256' | 'sm3';

/** Trees of evidence.db: leaves, the hashes above them, the streams. */
export class TreeTables {
  private readonly sql: ReturnType<typeof statements>;

  constructor(private readonly db: Db) {
    this.sql = statements(db);
  }

  cursor(): bigint | undefined {
    const position = this.sql.reached.get() as number | undefined;
    return position === undefined ? undefined : BigInt(position);
  }

  heads(): LogHead[] {
    return (this.sql.logs.all() as LogRow[]).map(headOf);
  }

  head(tenant: string): LogHead | undefined {
    const log = this.log(tenant);
    return log && headOf(log);
  }

  /** One transaction of the caller: every growth and the cursor, or nothing. */
  append(upTo: bigint, growths: readonly LogGrowth[]): void {
    this.db
      .transaction(() => {
        for (const growth of growths) this.grow(growth);
        this.sql.reach.run(Number(upTo));
      })
      .immediate();
  }

  hashes(tenant: string, level: number, from: number, to: number, hash: Hash): Uint8Array {
    const log = this.log(tenant);
    const parts: Uint8Array[] = [];
    for (let at = from; log && at < to;) {
      const n = Math.floor(at / TILE_WIDTH);
      const end = Math.min(to, (n + 1) * TILE_WIDTH);
      const [first, last] = [at - n * TILE_WIDTH, end - n * TILE_WIDTH];
      const tile = this.sql.tile[hash].get(log.id, level, n) as Buffer | undefined;
      if (tile) parts.push(tile.subarray(first * HASH_BYTES, last * HASH_BYTES));
      else parts.push(...(this.sql.freshOf[hash].all(log.id, level, at, end) as Buffer[]));
      at = end;
    }
    return new Uint8Array(Buffer.concat(parts));
  }

  positionOf(tenant: string, index: number): bigint | undefined {
    const log = this.log(tenant);
    if (!log || index < 0 || index >= log.size) return undefined;
    const n = Math.floor(index / TILE_WIDTH);
    return BigInt(this.places(log, n).positions[index - n * TILE_WIDTH]!);
  }

  indexOf(tenant: string, position: bigint): number | undefined {
    const log = this.log(tenant);
    const wanted = Number(position);
    if (!log || log.size === 0 || wanted > log.position) return undefined;
    let [low, high] = [0, Math.floor((log.size - 1) / TILE_WIDTH)];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.places(log, middle).positions[0]! <= wanted) low = middle;
      else high = middle - 1;
    }
    const found = this.places(log, low).positions.indexOf(wanted);
    return found < 0 ? undefined : low * TILE_WIDTH + found;
  }

  streamLeaves(tenant: string): Uint8Array {
    const log = this.log(tenant);
    if (!log) return new Uint8Array(0);
    const leaves = new Uint8Array(log.streams * HASH_BYTES);
    let at = 0;
    for (const leaf of this.sql.leaves.iterate(log.id) as IterableIterator<Buffer>) {
      leaves.set(leaf, at);
      at += HASH_BYTES;
    }
    return leaves;
  }

  /** Read from the leaves themselves, so that it can be said of any size the log ever had. */
  streamHeads(tenant: string, size: number): StreamHead[] {
    const log = this.log(tenant);
    if (!log) return [];
    const counts = new Uint32Array(log.streams + 1);
    const last = new Float64Array(log.streams + 1);
    const until = Math.min(size, log.size);
    for (let n = 0; n * TILE_WIDTH < until; n++) {
      const { streams } = this.places(log, n);
      const width = Math.min(streams.length, until - n * TILE_WIDTH);
      for (let i = 0; i < width; i++) {
        counts[streams[i]!]! += 1;
        last[streams[i]!] = n * TILE_WIDTH + i;
      }
    }
    const found: StreamHead[] = [];
    const hashes = new TileHashes(this, tenant);
    const rows = this.sql.names.all(log.id) as { stream: string; number: number }[];
    for (const { stream, number } of rows) {
      const count = counts[number]!;
      if (count === 0) continue;
      found.push({ stream, count, lastIndex: last[number]!, lastLeaf: hashes.at(last[number]!) });
    }
    return found;
  }

  private log(tenant: string): LogRow | undefined {
    return this.sql.log.get(tenant) as LogRow | undefined;
  }

  private places({ id }: LogRow, n: number) {
    const packed = this.sql.places.get(id, n) as Buffer | undefined;
    if (packed) return readPlaces(packed);
    const rows = this.sql.fresh.all(id, 0, n * TILE_WIDTH, (n + 1) * TILE_WIDTH) as FreshRow[];
    return {
      positions: Float64Array.from(rows, ({ position }) => position!),
      streams: Uint32Array.from(rows, ({ stream }) => stream!),
    };
  }

  private grow(growth: LogGrowth): void {
    const { tenant, from, leaves, nodes } = growth;
    const log = this.log(tenant) ?? this.newLog(tenant);
    if (log.size !== from)
      throw new EvidenceStoreError('size', tenant, { expected: from, actual: log.size });
    const { numbers, streams } = this.countStreams(log, growth);
    leaves.forEach((leaf, i) => this.addLeaf(log.id, from + i, leaf, numbers.get(leaf.stream)!));
    for (const { level, index, sha256, sm3 } of nodes) {
      this.sql.add.run(log.id, level, index, sha256, sm3, null, null);
      if ((index + 1) % TILE_WIDTH === 0) this.pack(log.id, level, (index + 1) / TILE_WIDTH - 1);
    }
    const position = Number(leaves.at(-1)?.position ?? log.position);
    this.sql.setLog.run(from + leaves.length, position, streams, log.id);
  }

  private addLeaf(log: number, index: number, leaf: Leaf, stream: number): void {
    this.sql.add.run(log, 0, index, leaf.sha256, leaf.sm3, Number(leaf.position), stream);
    if ((index + 1) % TILE_WIDTH === 0) this.pack(log, 0, (index + 1) / TILE_WIDTH - 1);
  }

  private newLog(tenant: string): LogRow {
    const id = Number(this.sql.addLog.run(tenant).lastInsertRowid);
    return { id, tenant, size: 0, position: 0, streams: 0 };
  }

  /** A count that is not what the leaves say means that an event was left out, and nothing is kept. */
  private countStreams(log: LogRow, { tenant, leaves, streams: stands }: LogGrowth) {
    const added = new Map<string, number>();
    for (const { stream } of leaves) added.set(stream, (added.get(stream) ?? 0) + 1);
    const numbers = new Map<string, number>();
    let streams = log.streams;
    for (const { stream, count, leaf } of stands) {
      const by = added.get(stream) ?? 0;
      const row = this.sql.putStream.get(log.id, stream, streams + 1, by, leaf) as {
        number: number;
        count: number;
      };
      if (row.number === streams + 1) streams += 1;
      if (row.count !== count)
        throw new EvidenceStoreError('revision', tenant, {
          stream,
          expected: count,
          actual: row.count,
        });
      numbers.set(stream, row.number);
    }
    return { numbers, streams };
  }

  private pack(log: number, level: number, n: number): void {
    const [from, to] = [n * TILE_WIDTH, (n + 1) * TILE_WIDTH];
    const rows = this.sql.fresh.all(log, level, from, to) as FreshRow[];
    const sha256 = Buffer.concat(rows.map((row) => row.sha256));
    const sm3 = Buffer.concat(rows.map((row) => row.sm3));
    const places = level === 0 ? placesOf(rows as { position: number; stream: number }[]) : null;
    this.sql.addTile.run(log, level, n, sha256, sm3, places);
    this.sql.dropFresh.run(log, level, from, to);
  }
}

/** Leaf hashes by index, a tile at a time. */
class TileHashes {
  private readonly tiles = new Map<number, Uint8Array>();

  constructor(
    private readonly tables: TreeTables,
    private readonly tenant: string,
  ) {}

  at(index: number): Uint8Array {
    const n = Math.floor(index / TILE_WIDTH);
    let tile = this.tiles.get(n);
    if (!tile) {
      const [from, to] = [n * TILE_WIDTH, (n + 1) * TILE_WIDTH];
      tile = this.tables.hashes(this.tenant, 0, from, to, 'sha256');
      this.tiles.set(n, tile);
    }
    const first = (index - n * TILE_WIDTH) * HASH_BYTES;
    return tile.slice(first, first + HASH_BYTES);
  }
}

const headOf = ({ tenant, size, position, streams }: LogRow): LogHead => ({
  tenant,
  size,
  position: BigInt(position),
  streams,
});

const statements = (db: Db) => ({
  reached: db.prepare('SELECT position FROM reached').pluck(),
  reach: db.prepare('INSERT OR REPLACE INTO reached VALUES (1, ?)'),
  logs: db.prepare('SELECT * FROM logs ORDER BY tenant'),
  log: db.prepare('SELECT * FROM logs WHERE tenant = ?'),
  addLog: db.prepare('INSERT INTO logs (tenant) VALUES (?)'),
  setLog: db.prepare('UPDATE logs SET size = ?, position = ?, streams = ? WHERE id = ?'),
  add: db.prepare('INSERT INTO fresh VALUES (?, ?, ?, ?, ?, ?, ?)'),
  fresh: db.prepare(
    `SELECT sha256, sm3, position, stream FROM fresh
     WHERE log = ? AND level = ? AND i >= ? AND i < ? ORDER BY i`,
  ),
  freshOf: { sha256: freshOf(db, 'sha256'), sm3: freshOf(db, 'sm3') },
  dropFresh: db.prepare('DELETE FROM fresh WHERE log = ? AND level = ? AND i >= ? AND i < ?'),
  addTile: db.prepare('INSERT INTO tiles VALUES (?, ?, ?, ?, ?, ?)'),
  tile: { sha256: tileOf(db, 'sha256'), sm3: tileOf(db, 'sm3') },
  places: db.prepare('SELECT places FROM tiles WHERE log = ? AND level = 0 AND n = ?').pluck(),
  putStream: db.prepare(
    `INSERT INTO streams VALUES (?, ?, ?, ?, ?) ON CONFLICT (log, stream)
     DO UPDATE SET count = count + excluded.count, leaf = excluded.leaf RETURNING number, count`,
  ),
  leaves: db.prepare('SELECT leaf FROM streams WHERE log = ? ORDER BY stream').pluck(),
  names: db.prepare('SELECT stream, number FROM streams WHERE log = ? ORDER BY stream'),
});

const tileOf = (db: Db, hash: Hash) =>
  db.prepare(`SELECT ${hash} FROM tiles WHERE log = ? AND level = ? AND n = ?`).pluck();

const freshOf = (db: Db, hash: Hash) =>
  db
    .prepare(
      `SELECT ${hash} FROM fresh WHERE log = ? AND level = ? AND i >= ? AND i < ? ORDER BY i`,
    )
    .pluck();
