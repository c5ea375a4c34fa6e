import { durably, type Db } from './evidence-schema.js';
import {
  EvidenceMoved,
  mayReplace,
  sameSeen,
  type OfTenant,
  type StoredCheckpoint,
  type StoredCosignature,
  type StoredTimestamp,
  type Trouble,
  type Witnessed,
  type WitnessedLog,
} from '@gongkai/evidence-port';

type CheckpointRow = {
  tenant: string;
  size: number;
  position: number;
  made_at: string;
  reasons: string;
  body: string;
  signatures: string;
};

/** What was signed, by us and by others; it cannot be made again. */
export class SignedTables {
  private readonly sql: ReturnType<typeof statements>;

  constructor(private readonly db: Db) {
    this.sql = statements(db);
  }

  saveCheckpoints(made: readonly OfTenant[]): void {
    durably(this.db, () => {
      for (const { tenant, checkpoint } of made) this.save(tenant, checkpoint);
    });
  }

  private save(tenant: string, made: StoredCheckpoint): void {
    const { size, position, madeAt, reasons, body, signatures } = made;
    const before = this.checkpoint(tenant, size);
    if (before && !mayReplace(before, made)) throw new EvidenceMoved(`a checkpoint of ${tenant}`);
    const [why, lines] = [reasons.join(' '), signatures.join('\n')];
    this.sql.dropPassing.run(tenant, size);
    this.sql.save.run(tenant, size, Number(position), madeAt, why, body, lines);
  }

  latest = (tenant: string) => one(this.sql.latest.get(tenant));
  checkpoint = (tenant: string, size: number) => one(this.sql.bySize.get(tenant, size));
  checkpoints = (tenant: string, after: number, limit: number) =>
    all(this.sql.kept.all(tenant, after, limit));
  firstHolding = (tenant: string, position: bigint) =>
    one(this.sql.holding.get(tenant, Number(position)));
  lastBefore = (tenant: string, instant: string) => one(this.sql.before.get(tenant, instant));

  lastFor = (tenant: string, reasons: readonly string[]) =>
    one(this.sql.lastFor.get(tenant, JSON.stringify(reasons)));

  cosignatures(tenant: string, size: number): StoredCosignature[] {
    return this.sql.cosignatures.all(tenant, size) as StoredCosignature[];
  }

  addCosignature(tenant: string, { size, witness, line, addedAt }: StoredCosignature): void {
    this.sql.addCosignature.run(tenant, size, witness, line, addedAt);
  }

  witnessed(witness: string, origin: string): Witnessed | undefined {
    const row = this.sql.witnessed.get(witness, origin) as
      { size: number; root: Buffer } | undefined;
    return row && { size: row.size, root: new Uint8Array(row.root) };
  }

  everyWitnessed(): WitnessedLog[] {
    type Row = { witness: string; origin: string; size: number; root: Buffer };
    return (this.sql.everyWitnessed.all() as Row[]).map(({ witness, origin, size, root }) => ({
      witness,
      origin,
      seen: { size, root: new Uint8Array(root) },
    }));
  }

  setWitnessed(
    witness: string,
    origin: string,
    { size, root }: Witnessed,
    before: Witnessed | undefined,
  ): boolean {
    return durably(this.db, () => {
      if (!sameSeen(this.witnessed(witness, origin), before)) return false;
      this.sql.setWitnessed.run(witness, origin, size, root);
      return true;
    });
  }

  timestamps(tenant: string, size: number): StoredTimestamp[] {
    const rows = this.sql.timestamps.all(tenant, size) as (StoredTimestamp & { tsr: Buffer })[];
    return rows.map((row) => ({ ...row, tsr: new Uint8Array(row.tsr) }));
  }

  addTimestamp(tenant: string, { size, authority, tsr, receivedAt }: StoredTimestamp): void {
    this.sql.addTimestamp.run(tenant, size, authority, tsr, receivedAt);
  }

  unstamped(reasons: readonly string[], limit: number) {
    const found: OfTenant[] = [];
    for (const tenant of this.sql.tenants.all() as string[]) {
      const checkpoint = this.lastFor(tenant, reasons);
      if (checkpoint && this.sql.timestamps.get(tenant, checkpoint.size) === undefined)
        found.push({ tenant, checkpoint });
      if (found.length === limit) break;
    }
    return found;
  }

  settings(tenant: string): Map<string, string> {
    const rows = this.sql.settings.all(tenant) as { name: string; value: string }[];
    return new Map(rows.map(({ name, value }) => [name, value]));
  }

  set(tenant: string, name: string, value: string | null): void {
    if (value === null) this.sql.unset.run(tenant, name);
    else this.sql.set.run(tenant, name, value);
  }

  troubles(): Trouble[] {
    const rows = this.sql.troubles.all() as (Omit<Trouble, 'position'> & { position: number })[];
    return rows.map((row) => ({ ...row, position: BigInt(row.position) }));
  }

  addTrouble({ tenant, code, position, foundAt }: Trouble): void {
    this.sql.addTrouble.run(tenant, code, Number(position), foundAt);
  }

  clearTrouble(tenant: string): void {
    this.sql.clearTrouble.run(tenant);
  }
}

const checkpointOf = (row: CheckpointRow): StoredCheckpoint => ({
  size: row.size,
  position: BigInt(row.position),
  madeAt: row.made_at,
  reasons: row.reasons === '' ? [] : row.reasons.split(' '),
  body: row.body,
  signatures: row.signatures === '' ? [] : row.signatures.split('\n'),
});
const one = (row: unknown): StoredCheckpoint | undefined =>
  row === undefined ? undefined : checkpointOf(row as CheckpointRow);
const all = (rows: unknown[]): StoredCheckpoint[] => (rows as CheckpointRow[]).map(checkpointOf);

const statements = (db: Db) => {
  const columns = 'SELECT * FROM checkpoints WHERE tenant = ?';
  const kept = `${columns} AND reasons <> ''`;
  return {
    dropPassing: db.prepare(
      `DELETE FROM checkpoints WHERE tenant = ? AND reasons = '' AND size < ?`,
    ),
    save: db.prepare('INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?, ?, ?, ?, ?)'),
    latest: db.prepare(`${columns} ORDER BY size DESC LIMIT 1`),
    bySize: db.prepare(`${columns} AND size = ?`),
    kept: db.prepare(`${kept} AND size > ? ORDER BY size LIMIT ?`),
    holding: db.prepare(`${kept} AND position >= ? ORDER BY size LIMIT 1`),
    before: db.prepare(`${kept} AND made_at <= ? ORDER BY size DESC LIMIT 1`),
    cosignatures: db.prepare(
      `SELECT size, witness, line, added_at AS addedAt FROM cosignatures
       WHERE tenant = ? AND size = ? ORDER BY witness`,
    ),
    addCosignature: db.prepare(
      'INSERT INTO cosignatures VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    ),
    witnessed: db.prepare('SELECT size, root FROM witnessed WHERE witness = ? AND origin = ?'),
    everyWitnessed: db.prepare('SELECT * FROM witnessed ORDER BY witness, origin'),
    setWitnessed: db.prepare('INSERT OR REPLACE INTO witnessed VALUES (?, ?, ?, ?)'),
    timestamps: db.prepare(
      `SELECT size, authority, tsr, received_at AS receivedAt FROM timestamps
       WHERE tenant = ? AND size = ? ORDER BY received_at, authority`,
    ),
    addTimestamp: db.prepare('INSERT OR REPLACE INTO timestamps VALUES (?, ?, ?, ?, ?)'),
    tenants: db.prepare('SELECT DISTINCT tenant FROM checkpoints ORDER BY tenant').pluck(),
    lastFor: db.prepare(
      `${columns} AND EXISTS (SELECT 1 FROM json_each(?) r
         WHERE instr(' ' || reasons || ' ', ' ' || r.value || ' ') > 0)
       ORDER BY size DESC LIMIT 1`,
    ),
    settings: db.prepare('SELECT name, value FROM settings WHERE tenant = ? ORDER BY name'),
    set: db.prepare('INSERT OR REPLACE INTO settings VALUES (?, ?, ?)'),
    unset: db.prepare('DELETE FROM settings WHERE tenant = ? AND name = ?'),
    troubles: db.prepare(
      'SELECT tenant, code, position, found_at AS foundAt FROM troubles ORDER BY tenant',
    ),
    addTrouble: db.prepare('INSERT INTO troubles VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING'),
    clearTrouble: db.prepare('DELETE FROM troubles WHERE tenant = ?'),
  };
};
