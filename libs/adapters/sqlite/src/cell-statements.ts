import type { Db } from './event-schema.js';
import { plannedOnce } from './planned-once.js';

/** Blocks are little-endian 32-bit integers, twelve months of one column per indicator of the sheet. */
const CELL_SCHEMA = `
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
  first INTEGER NOT NULL, last INTEGER NOT NULL, unknown INTEGER NOT NULL, cells BLOB NOT NULL,
  sheet INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS leaf_cells_unknown ON leaf_cells (generation, leaf) WHERE unknown > 0;
CREATE TABLE IF NOT EXISTS cells (
  generation INTEGER NOT NULL, node TEXT NOT NULL, year INTEGER NOT NULL,
  agencies BLOB, below BLOB, sheet INTEGER NOT NULL DEFAULT 0
);
`;

const KEYS = `
DROP INDEX IF EXISTS leaf_cells_key;
CREATE UNIQUE INDEX IF NOT EXISTS leaf_cells_place ON leaf_cells (generation, leaf, year, sheet);
DROP INDEX IF EXISTS cells_key;
CREATE UNIQUE INDEX IF NOT EXISTS cells_place ON cells (generation, node, year, sheet);
`;

/** Makes the tables; those of a program that kept everything on one sheet get that sheet's number. */
export const prepareCells = (db: Db): void => {
  db.transaction(() => {
    db.exec(CELL_SCHEMA);
    for (const table of ['leaf_cells', 'cells']) {
      const columns = db.pragma(`table_info(${table})`) as { name: string }[];
      if (!columns.some(({ name }) => name === 'sheet'))
        db.exec(`ALTER TABLE ${table} ADD COLUMN sheet INTEGER NOT NULL DEFAULT 0`);
    }
    db.exec(KEYS);
  }).immediate();
};

/** CROSS JOIN keeps SQLite from beginning with every leaf there is. */
export const cellStatements = (db: Db) => ({
  /** Changes with every commit of another connection. */
  dataVersion: db.prepare('PRAGMA data_version').pluck(),
  generations: db.prepare('SELECT * FROM cell_progress ORDER BY generation'),
  others: db.prepare('SELECT generation AS id FROM cell_progress WHERE generation <> ?'),
  begin: db.prepare('INSERT INTO cell_progress (signature, layout, live) VALUES (?, ?, 0)'),
  progress: db.prepare('UPDATE cell_progress SET position = ? WHERE generation = ?'),
  switchTo: db.prepare('UPDATE cell_progress SET live = (generation = ?)'),
  putPath: db.prepare('INSERT OR REPLACE INTO leaf_paths VALUES (?, ?, ?, ?)'),
  putLeaf: db.prepare(
    `INSERT OR IGNORE INTO leaf_cells (generation, leaf, year, sheet, first, last, unknown, cells)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  ),
  leafOf: db.prepare(
    'SELECT * FROM leaf_cells WHERE generation = ? AND leaf = ? AND year = ? AND sheet = ?',
  ),
  setLeaf: db.prepare(
    `UPDATE leaf_cells SET first = ?, last = ?, unknown = ?, cells = ?
     WHERE generation = ? AND leaf = ? AND year = ? AND sheet = ?`,
  ),
  leafBlocks: db.prepare(
    plannedOnce(`SELECT leaf, year, sheet, first, last, unknown, cells FROM leaf_cells
     WHERE generation = ? AND leaf IN (SELECT value FROM json_each(?)) ORDER BY leaf, year, sheet`),
  ),
  paths: db.prepare('SELECT leaf, node, path FROM leaf_paths WHERE generation = ?'),
  ownCells: db
    .prepare(
      plannedOnce(`SELECT l.year, l.sheet, l.cells FROM leaf_paths p
       CROSS JOIN leaf_cells l ON l.generation = p.generation AND l.leaf = p.leaf
       WHERE p.generation = ? AND p.node = ? AND l.year <= ?`),
    )
    .raw(),
  carried: db.prepare(
    'SELECT node, year, sheet, agencies, below FROM cells WHERE generation = ? AND node = ? AND year <= ?',
  ),
  carriedOf: db.prepare(
    'SELECT * FROM cells WHERE generation = ? AND node = ? AND year = ? AND sheet = ?',
  ),
  putCarried: db.prepare(
    'INSERT INTO cells (generation, node, year, sheet, agencies, below) VALUES (?, ?, ?, ?, ?, ?)',
  ),
  setCarried: db.prepare(
    `UPDATE cells SET agencies = ?, below = ?
     WHERE generation = ? AND node = ? AND year = ? AND sheet = ?`,
  ),
  dropCarried: db.prepare(
    'DELETE FROM cells WHERE generation = ? AND node = ? AND year = ? AND sheet = ?',
  ),
  leavesUnder: db.prepare(
    `SELECT p.leaf, p.path, min(l.first) AS first, max(l.last) AS last FROM leaf_paths p
     CROSS JOIN leaf_cells l ON l.generation = p.generation AND l.leaf = p.leaf
     WHERE p.generation = ? AND instr(p.path, ?) > 0 AND l.year BETWEEN ? AND ?
       AND l.sheet IN (SELECT value FROM json_each(?))
     GROUP BY p.leaf`,
  ),
  unknownLeaves: db
    .prepare('SELECT DISTINCT leaf FROM leaf_cells WHERE generation = ? AND unknown > 0')
    .pluck(),
});
