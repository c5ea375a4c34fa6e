import { existsSync } from 'node:fs';
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
import { cellStatements, prepareCells } from './cell-statements.js';
import type { Db } from './event-schema.js';
import { writeSeldomBack } from './reads/read-schema.js';

type LeafRow = Omit<LeafBlock, 'cells'> & { cells: Buffer };
type CarriedRow = Omit<Carried, 'agencies' | 'below'> & {
  agencies: Buffer | null;
  below: Buffer | null;
};
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
  private changes = 0;

  constructor(path: string, { readonly = false } = {}) {
    // Nothing counted yet reads as nothing.
    const isThere = !readonly || existsSync(path);
    this.db = isThere ? new Database(path, { readonly }) : new Database(':memory:');
    this.db.pragma('busy_timeout = 10000');
    this.db.pragma('cache_size = -16384');
    if (!readonly) {
      this.db.pragma('journal_mode = WAL');
      writeSeldomBack(this.db);
    }
    if (!readonly || !isThere) prepareCells(this.db);
    this.sql = cellStatements(this.db);
  }

  version(): string {
    return `${this.changes} ${this.sql.dataVersion.get() as number}`;
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
    this.changes++;
    const { lastInsertRowid } = this.sql.begin.run(signature, JSON.stringify(layout));
    return { id: Number(lastInsertRowid), signature, layout, position: undefined, live: false };
  }

  async save({ generation, leaves, carried, paths, upTo }: CellBatch): Promise<void> {
    this.changes++;
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
    this.changes++;
    this.db
      .transaction(() => {
        this.sql.switchTo.run(generation);
        for (const { id } of this.others(generation)) this.dropRows(id);
      })
      .immediate();
  }

  async drop(generation: number): Promise<void> {
    this.changes++;
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
    const rows: NodeCells[] = [];
    const rowAt = (year: number, sheet: number): NodeCells => {
      let row = rows.find((of) => of.year === year && of.sheet === sheet);
      if (!row) rows.push((row = { year, sheet, own: null, agencies: null, below: null }));
      return row;
    };
    for (const row of this.sql.carried.all(generation, node, upToYear) as CarriedRow[]) {
      const { year, sheet } = row;
      rows.push({
        year,
        sheet,
        own: null,
        agencies: orNull(row.agencies),
        below: orNull(row.below),
      });
    }
    for (const [year, sheet, cells] of this.sql.ownCells.all(generation, node, upToYear) as Row[]) {
      const row = rowAt(year as number, sheet as number);
      row.own = row.own ? added(row.own, cellsFrom(cells as Buffer)) : cellsFrom(cells as Buffer);
    }
    return rows.sort((a, b) => a.year - b.year || a.sheet - b.sheet);
  }

  async leavesUnder(
    generation: number,
    node: string,
    [from, to]: readonly [number, number],
    sheets: readonly number[],
  ): Promise<LeafUnder[]> {
    const named = JSON.stringify(node);
    const { leavesUnder } = this.sql;
    return leavesUnder.all(generation, named, from, to, JSON.stringify(sheets)) as LeafUnder[];
  }

  async unknownLeaves(generation: number): Promise<string[]> {
    return this.sql.unknownLeaves.all(generation) as string[];
  }

  async *dump(generation: number): AsyncIterable<Uint8Array> {
    const queries = [
      'SELECT leaf, node, path FROM leaf_paths WHERE generation = ? ORDER BY leaf',
      `SELECT leaf, year, sheet, first, last, unknown, cells FROM leaf_cells WHERE generation = ?
       ORDER BY leaf, year, sheet`,
      `SELECT node, year, sheet, agencies, below FROM cells WHERE generation = ?
       ORDER BY node, year, sheet`,
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
    if (!layout) this.layouts.set(text, (layout = layoutIn(text)));
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
    const { leaf, year, sheet, first, last, unknown, cells } = block;
    const { putLeaf, leafOf, setLeaf } = this.sql;
    const put = putLeaf.run(generation, leaf, year, sheet, first, last, unknown, bytesOf(cells));
    if (put.changes > 0) return;
    const kept = leafOf.get(generation, leaf, year, sheet) as LeafRow;
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
      sheet,
    );
  }

  private addCarried(generation: number, { node, year, sheet, agencies, below }: Carried): void {
    const { carriedOf, putCarried, setCarried, dropCarried } = this.sql;
    const place = [generation, node, year, sheet] as const;
    const kept = carriedOf.get(...place) as CarriedRow | undefined;
    const inTenant = added(orNull(kept?.agencies ?? null), agencies);
    const under = added(orNull(kept?.below ?? null), below);
    const blobs = [inTenant && bytesOf(inTenant), under && bytesOf(under)] as const;
    if (inTenant ?? under) {
      if (kept) setCarried.run(...blobs, ...place);
      else putCarried.run(...place, ...blobs);
    } else if (kept) dropCarried.run(...place);
  }
}

/** Before there were sheets a layout was one of them. */
const layoutIn = (text: string): Layout => {
  const kept = JSON.parse(text) as Layout | Omit<Layout['sheets'][number], 'name'>;
  return 'sheets' in kept ? kept : { sheets: [{ name: '', ...kept }] };
};
