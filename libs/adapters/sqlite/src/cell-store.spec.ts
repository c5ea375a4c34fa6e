import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { SqliteCellStore } from './cell-store.js';

/** The tables as they were when everything was kept on one sheet. */
const BEFORE_SHEETS = `
CREATE TABLE cell_progress (
  generation INTEGER PRIMARY KEY, signature TEXT NOT NULL, layout TEXT NOT NULL, position INTEGER, live INTEGER NOT NULL
);
CREATE TABLE leaf_paths (
  generation INTEGER NOT NULL, leaf TEXT NOT NULL, node TEXT, path TEXT NOT NULL, PRIMARY KEY (generation, leaf)
) WITHOUT ROWID;
CREATE TABLE leaf_cells (
  generation INTEGER NOT NULL, leaf TEXT NOT NULL, year INTEGER NOT NULL,
  first INTEGER NOT NULL, last INTEGER NOT NULL, unknown INTEGER NOT NULL, cells BLOB NOT NULL
);
CREATE UNIQUE INDEX leaf_cells_key ON leaf_cells (generation, leaf, year);
CREATE TABLE cells (generation INTEGER NOT NULL, node TEXT NOT NULL, year INTEGER NOT NULL, agencies BLOB, below BLOB);
CREATE UNIQUE INDEX cells_key ON cells (generation, node, year);
INSERT INTO cell_progress VALUES (1, 's', '{"ids":["a.items"],"stocks":[false]}', 7, 1);
INSERT INTO leaf_paths VALUES (1, 't/x', 'x', 'null');
`;

describe('cells in a file', () => {
  it('of a program that knew no sheets still answer, and take sheets from then on', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gongkai-cells-'));
    try {
      const path = join(folder, 'reads.db');
      const old = new Database(path);
      old.exec(BEFORE_SHEETS);
      const cells = Int32Array.from({ length: 12 }, (_, month) => month);
      old
        .prepare("INSERT INTO leaf_cells VALUES (1, 't/x', 117, 1, 7, 0, ?)")
        .run(Buffer.from(cells.buffer));
      old.close();

      const store = new SqliteCellStore(path);
      const [live] = await store.generations();
      expect(live!.layout).toEqual({ sheets: [{ name: '', ids: ['a.items'], stocks: [false] }] });
      const leaf = { leaf: 't/x', year: 117, first: 8, last: 9, unknown: 0 };
      await store.save({
        generation: 1,
        leaves: [
          { ...leaf, sheet: 0, cells },
          { ...leaf, sheet: 1, cells },
        ],
        carried: [],
        paths: [],
      });
      const kept = await store.nodeCells(1, 'x', 117);
      expect(kept.map(({ sheet, own }) => [sheet, own![3]])).toEqual([
        [0, 6],
        [1, 3],
      ]);
      await store.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('have another version once another connection has changed them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gongkai-cells-'));
    const path = join(folder, 'reads.db');
    const writer = new SqliteCellStore(path);
    const reader = new SqliteCellStore(path, { readonly: true });
    try {
      const before = reader.version();
      expect(reader.version()).toBe(before);
      await writer.begin('s', { sheets: [] });
      expect(reader.version()).not.toBe(before);
      expect(await reader.generations()).toHaveLength(1);
    } finally {
      await reader.close();
      await writer.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
