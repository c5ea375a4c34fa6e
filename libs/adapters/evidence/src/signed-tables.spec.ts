import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { prepareEvidence } from './evidence-schema.js';
import { SignedTables } from './signed-tables.js';

/** The level of syncing that was in force when each checkpoint was written. */
const watched = (path: string) => {
  const db = new Database(path);
  const pragma = db.pragma.bind(db);
  const levels: string[] = [];
  let level = '';
  db.pragma = (text, options) => {
    level = /^synchronous = (\w+)$/.exec(text)?.[1] ?? level;
    return pragma(text, options);
  };
  prepareEvidence(db, false);
  db.function('note_level', () => levels.push(level));
  db.exec(`CREATE TEMP TRIGGER noted AFTER INSERT ON checkpoints BEGIN SELECT note_level(); END`);
  return { db, levels, level: () => level };
};

describe('a checkpoint', () => {
  it('is on the disk before anybody can see it, also one that gives way to the next', () => {
    const folder = mkdtempSync(join(tmpdir(), 'gongkai-signed-'));
    const { db, levels, level } = watched(join(folder, 'evidence.db'));
    const tables = new SignedTables(db);
    const made = { position: 1n, madeAt: '2026-03-02T01:00:00.000Z', body: 'b', signatures: [] };
    for (const [size, reasons] of [
      [1, []],
      [2, ['daily']],
      [3, []],
    ] as const)
      tables.saveCheckpoints([{ tenant: 'T1', checkpoint: { ...made, size, reasons } }]);
    expect(levels).toEqual(['FULL', 'FULL', 'FULL']);
    expect(tables.latest('T1')?.size).toBe(3);
    // Trees go on without: they follow from the events.
    expect(level()).toBe('NORMAL');
    db.close();
    rmSync(folder, { recursive: true });
  });
});
