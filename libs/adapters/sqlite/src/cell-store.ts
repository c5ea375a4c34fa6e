import Database from 'better-sqlite3';
import type {
  Carried,
  CellBatch,
  CellStore,
  Generation,
  KeptPath,
  Layout,
  LeafBlock,
  LeafUnder,
  NodeCells,
} from '@gongkai/figures';
import type { Db } from './event-schema.js';

/** Blocks are little-endian 32-bit integers, twelve months of one column per indicator. */
const SCHEMA = `
CREATE TABLE IF NOT EXISTS cell_progress (
  generation INTEGER PRIMARY KEY,
  signature TEXT NOT NULL,
  layout TEXT NOT NULL,
  position INTEGER,
  live INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS leaf_paths (
  generation INTEGER NOT NULL, leaf TEXT NOT NULL, node TEXT, path TEXT NOT NULL,
  PRIMARY KEY (generation, leaf)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS leaf_paths_node ON leaf_paths (generation, node);
CREATE TABLE IF NOT EXISTS leaf_cells (
  generation INTEGER NOT NULL, leaf TEXT NOT NULL, year INTEGER NOT NULL,
  first INTEGER NOT NULL, last INTEGER NOT NULL, unknown INTEGER NOT NULL, cells BLOB NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS leaf_cells_key ON leaf_cells (generation, leaf, year);
CREATE INDEX IF NOT EXISTS leaf_cells_unknown ON leaf_cells (generation, leaf) WHERE unknown > 0;
CREATE TABLE IF NOT EXISTS cells (
  generation INTEGER NOT NULL, node TEXT NOT NULL, year INTEGER NOT NULL,
  agencies BLOB, below BLOB
);
CREATE UNIQUE INDEX IF NOT EXISTS cells_key ON cells (generation, node, year);
`;

type LeafRow = Omit<LeafBlock, 'cells'> & { cells: Buffer };
type CarriedRow = { node: string; year: number; agencies: Buffer | null; below: Buffer | null };
type Row = unknown[];

const bytesOf = (cells: Int32Array): Buffer =>
  Buffer.from(cells.buffer, cells.byteOffset, cells.byteLength);
const cellsFrom = (bytes: Uint8Array): Int32Array =>
  new Int32Array(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
  );
const orNull = (bytes: Buffer | null) => (bytes === null ? null : cellsFrom(bytes));
const isZero = (cells: Int32Array): boolean => {
  for (let i = 0; i < cells.length; i++) if (cells[i] !== 0) return false;
  return true;
};
const added = (kept: Int32Array | null, more: Int32Array | null): Int32Array | null => {
  if (kept && more) for (let i = 0; i < kept.length; i++) kept[i]! += more[i]!;
  const total = kept ?? more;
  return total && !isZero(total) ? total : null;
};

/** Cells of figures in reads.db, in tables of their own. */
export class SqliteCellStore implements CellStore {
  private readonly db: Db;
  private readonly sql;
  private readonly layouts = new Map<string, Layout>();

  constructor(path: string, { readonly = false } = {}) {
    this.db = new Database(path, { readonly });
    this.db.pragma('busy_timeout = 10000');
    this.db.pragma('cache_size = -16384');
    if (!readonly) {
      this.db.pragma('journal_mode = WAL');
      // What a power cut takes is counted again from the log; the file stays whole either way.
      this.db.pragma('synchronous = NORMAL');
      this.db.exec(SCHEMA);
    }
    this.sql = statements(this.db);
  }

  async generations(): Promise<Generation[]> {
    const rows = this.sql.generations.all() as {
      generation: number;
      signature: string;
      layout: string;
      position: number | null;
      live: number;
    }[];
    return rows.map(({ generation, signature, layout, position, live }) => ({
      id: generation,
      signature,
      layout: this.layoutFrom(layout),
      position: position === null ? undefined : BigInt(position),
      live: live === 1,
    }));
  }

  async begin(signature: string, layout: Layout): Promise<Generation> {
    const { lastInsertRowid } = this.sql.begin.run(signature, JSON.stringify(layout));
    return { id: Number(lastInsertRowid), signature, layout, position: undefined, live: false };
  }

  async save({ generation, leaves, carried, paths, upTo }: CellBatch): Promise<void> {
    this.db
      .transaction(() => {
        for (const leaf of leaves) this.addLeaf(generation, leaf);
        for (const block of carried) this.addCarried(generation, block);
        for (const { leaf, node, path } of paths)
          this.sql.putPath.run(generation, leaf, node, path);
        if (upTo !== undefined) this.sql.progress.run(Number(upTo), generation);
      })
      .immediate();
  }

  async switchTo(generation: number): Promise<void> {
    this.db
      .transaction(() => {
        this.sql.switchTo.run(generation);
        for (const { id } of this.others(generation)) this.dropRows(id);
      })
      .immediate();
  }

  async drop(generation: number): Promise<void> {
    this.db.transaction(() => this.dropRows(generation)).immediate();
  }

  async leafBlocks(generation: number, leaves: readonly string[]): Promise<LeafBlock[]> {
    const rows = this.sql.leafBlocks.all(generation, JSON.stringify(leaves)) as LeafRow[];
    return rows.map((row) => ({ ...row, cells: cellsFrom(row.cells) }));
  }

  async paths(generation: number): Promise<KeptPath[]> {
    return this.sql.paths.all(generation) as KeptPath[];
  }

  async nodeCells(generation: number, node: string, upToYear: number): Promise<NodeCells[]> {
    const rows = new Map<number, NodeCells>();
    for (const [year, bytes] of this.sql.ownCells.all(generation, node, upToYear) as Row[]) {
      const kept = rows.get(year as number)?.own ?? null;
      const own = kept ? added(kept, cellsFrom(bytes as Buffer)) : cellsFrom(bytes as Buffer);
      rows.set(year as number, { year: year as number, own, agencies: null, below: null });
    }
    for (const row of this.sql.carried.all(generation, node, upToYear) as CarriedRow[]) {
      const { year } = row;
      const own = rows.get(year)?.own ?? null;
      rows.set(year, { year, own, agencies: orNull(row.agencies), below: orNull(row.below) });
    }
    return [...rows.values()].sort((a, b) => a.year - b.year);
  }

  async leavesUnder(
    generation: number,
    node: string,
    [from, to]: readonly [number, number],
  ): Promise<LeafUnder[]> {
    const named = JSON.stringify(node);
    return this.sql.leavesUnder.all(generation, named, from, to) as LeafUnder[];
  }

  async unknownLeaves(generation: number): Promise<string[]> {
    return this.sql.unknownLeaves.all(generation) as string[];
  }

  async *dump(generation: number): AsyncIterable<Uint8Array> {
    const queries = [
      'SELECT leaf, node, path FROM leaf_paths WHERE generation = ? ORDER BY leaf',
      `SELECT leaf, year, first, last, unknown, cells FROM leaf_cells WHERE generation = ?
       ORDER BY leaf, year`,
      'SELECT node, year, agencies, below FROM cells WHERE generation = ? ORDER BY node, year',
    ];
    for (const query of queries)
      for (const row of this.db.prepare(query).raw().iterate(generation) as Iterable<Row>)
        yield Buffer.concat(
          row.map((v) => (Buffer.isBuffer(v) ? v : Buffer.from(`${JSON.stringify(v)}\n`))),
        );
  }

  async close(): Promise<void> {
    if (this.db.open) this.db.close();
  }

  /** The text of a layout hardly ever changes; parsing it is most of a question's time. */
  private layoutFrom(text: string): Layout {
    let layout = this.layouts.get(text);
    if (!layout) this.layouts.set(text, (layout = JSON.parse(text) as Layout));
    return layout;
  }

  private others(generation: number): { id: number }[] {
    return this.sql.others.all(generation) as { id: number }[];
  }

  private dropRows(generation: number): void {
    for (const table of ['cells', 'leaf_cells', 'leaf_paths', 'cell_progress'])
      this.db.prepare(`DELETE FROM ${table} WHERE generation = ?`).run(generation);
  }

  private addLeaf(generation: number, block: LeafBlock): void {
    const { leaf, year, first, last, unknown, cells } = block;
    const { putLeaf, leafOf, setLeaf } = this.sql;
    const put = putLeaf.run(generation, leaf, year, first, last, unknown, bytesOf(cells));
    if (put.changes > 0) return;
    const kept = leafOf.get(generation, leaf, year) as LeafRow;
    const sum = cellsFrom(kept.cells);
    for (let i = 0; i < sum.length; i++) sum[i]! += cells[i]!;
    setLeaf.run(
      Math.min(kept.first, first),
      Math.max(kept.last, last),
      kept.unknown + unknown,
      bytesOf(sum),
      generation,
      leaf,
      year,
    );
  }

  private addCarried(generation: number, { node, year, agencies, below }: Carried): void {
    const { carriedOf, putCarried, dropCarried } = this.sql;
    const kept = carriedOf.get(generation, node, year) as CarriedRow | undefined;
    const inTenant = added(orNull(kept?.agencies ?? null), agencies);
    const under = added(orNull(kept?.below ?? null), below);
    if (kept) dropCarried.run(generation, node, year);
    if (inTenant ?? under)
      putCarried.run(
        generation,
        node,
        year,
        inTenant && bytesOf(inTenant),
        under && bytesOf(under),
      );
  }
}

const statements = (db: Db) => ({
  generations: db.prepare('SELECT * FROM cell_progress ORDER BY generation'),
  others: db.prepare('SELECT generation AS id FROM cell_progress WHERE generation <> ?'),
  begin: db.prepare('INSERT INTO cell_progress (signature, layout, live) VALUES (?, ?, 0)'),
  progress: db.prepare('UPDATE cell_progress SET position = ? WHERE generation = ?'),
  switchTo: db.prepare('UPDATE cell_progress SET live = (generation = ?)'),
  putPath: db.prepare('INSERT OR REPLACE INTO leaf_paths VALUES (?, ?, ?, ?)'),
  putLeaf: db.prepare('INSERT OR IGNORE INTO leaf_cells VALUES (?, ?, ?, ?, ?, ?, ?)'),
  leafOf: db.prepare('SELECT * FROM leaf_cells WHERE generation = ? AND leaf = ? AND year = ?'),
  setLeaf: db.prepare(
    `UPDATE leaf_cells SET first = ?, last = ?, unknown = ?, cells = ?
     WHERE generation = ? AND leaf = ? AND year = ?`,
  ),
  leafBlocks: db.prepare(
    `SELECT leaf, year, first, last, unknown, cells FROM leaf_cells
     WHERE generation = ? AND leaf IN (SELECT value FROM json_each(?)) ORDER BY leaf, year`,
  ),
  paths: db.prepare('SELECT leaf, node, path FROM leaf_paths WHERE generation = ?'),
  ownCells: db
    .prepare(
      `SELECT l.year, l.cells FROM leaf_paths p
       JOIN leaf_cells l ON l.generation = p.generation AND l.leaf = p.leaf
       WHERE p.generation = ? AND p.node = ? AND l.year <= ?`,
    )
    .raw(),
  carried: db.prepare(
    'SELECT node, year, agencies, below FROM cells WHERE generation = ? AND node = ? AND year <= ?',
  ),
  carriedOf: db.prepare('SELECT * FROM cells WHERE generation = ? AND node = ? AND year = ?'),
  putCarried: db.prepare('INSERT INTO cells VALUES (?, ?, ?, ?, ?)'),
  dropCarried: db.prepare('DELETE FROM cells WHERE generation = ? AND node = ? AND year = ?'),
  leavesUnder: db.prepare(
    `SELECT p.leaf, p.path, min(l.first) AS first, max(l.last) AS last FROM leaf_paths p
     JOIN leaf_cells l ON l.generation = p.generation AND l.leaf = p.leaf
     WHERE p.generation = ? AND instr(p.path, ?) > 0 AND l.year BETWEEN ? AND ?
     GROUP BY p.leaf`,
  ),
  unknownLeaves: db
    .prepare('SELECT DISTINCT leaf FROM leaf_cells WHERE generation = ? AND unknown > 0')
    .pluck(),
});
