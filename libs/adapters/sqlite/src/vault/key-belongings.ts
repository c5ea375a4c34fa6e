import type { Belonging, Belongings } from '@gongkai/kernel';
import type { PersonKeys } from '@gongkai/vault';
import Database from 'better-sqlite3';
import type { Db } from '../event-schema.js';

/** Statements for one kind of thing; `page` takes the tenant, the id to begin behind, and a limit. */
type Shelf = {
  page: string;
  put: string;
  takeAway: string;
  /** The columns behind tenant and id as the fields of a value; bytes are base64 there. */
  fields: readonly { name: string; bytes?: true }[];
};

const PAGE = 500;

const SHELVES: Readonly<Record<string, Shelf>> = {
  profile: {
    page: `SELECT name AS id, value FROM vault
      WHERE name = iif(@tenant = '', 'profile', 'profile/' || @tenant) AND name > @after LIMIT @limit`,
    put: 'INSERT OR REPLACE INTO vault VALUES (@id, @value)',
    takeAway: 'DELETE FROM vault WHERE name = @id',
    fields: [{ name: 'value' }],
  },
  tenantKey: {
    page: `SELECT tenant AS id, wrapped FROM tenant_keys
      WHERE tenant = @tenant AND tenant > @after LIMIT @limit`,
    put: 'INSERT OR REPLACE INTO tenant_keys VALUES (@tenant, @wrapped)',
    takeAway: 'DELETE FROM tenant_keys WHERE tenant = @tenant',
    fields: [{ name: 'wrapped', bytes: true }],
  },
  personKey: {
    page: `SELECT key AS id, wrapped, mac FROM person_keys
      WHERE tenant = @tenant AND key > @after ORDER BY key LIMIT @limit`,
    put: `INSERT INTO person_keys VALUES (@tenant, @id, @wrapped, @mac) ON CONFLICT (tenant, key)
      DO UPDATE SET wrapped = excluded.wrapped, mac = excluded.mac`,
    takeAway: 'DELETE FROM person_keys WHERE tenant = @tenant AND key = @id',
    fields: [{ name: 'wrapped', bytes: true }, { name: 'mac' }],
  },
  shredded: {
    page: `SELECT key AS id, shredded_at FROM shredded_keys
      WHERE tenant = @tenant AND key > @after ORDER BY key LIMIT @limit`,
    put: '',
    takeAway: '',
    fields: [{ name: 'shredded_at' }],
  },
  secret: {
    page: `SELECT name AS id, secret FROM secrets
      WHERE @tenant = '' AND name > @after ORDER BY name LIMIT @limit`,
    put: 'INSERT OR REPLACE INTO secrets VALUES (@id, @secret)',
    takeAway: 'DELETE FROM secrets WHERE name = @id',
    fields: [{ name: 'secret', bytes: true }],
  },
  credential: {
    page: `SELECT account || ':' || credential AS id, hash FROM credentials
      WHERE tenant = @tenant AND account || ':' || credential > @after
      ORDER BY account || ':' || credential LIMIT @limit`,
    put: `INSERT OR REPLACE INTO credentials VALUES
      (@tenant, substr(@id, 1, instr(@id, ':') - 1), substr(@id, instr(@id, ':') + 1), @hash)`,
    takeAway: `DELETE FROM credentials WHERE tenant = @tenant AND account || ':' || credential = @id`,
    fields: [{ name: 'hash' }],
  },
};

/**
 * What keys.db holds, for a move. Wrapped keys are given and taken as they lie there: both ends have
 * the same master key, and the place a key is bound to stays the same.
 */
export class SqliteKeyBelongings implements Belongings {
  readonly kinds = Object.keys(SHELVES);
  private readonly db: Db;

  constructor(
    path: string,
    /** Destroys what was destroyed, with all that belongs to that. */
    private readonly personKeys: Pick<PersonKeys, 'shred'>,
  ) {
    this.db = new Database(path, { fileMustExist: true });
    this.db.pragma('busy_timeout = 5000');
    this.db.pragma('synchronous = FULL');
    this.db.pragma('secure_delete = ON');
  }

  async *each(kind: string, tenant: string): AsyncIterable<Belonging> {
    const { page, fields } = SHELVES[kind]!;
    const rows = this.db.prepare(page);
    for (let after = ''; ;) {
      const found = rows.all({ tenant, after, limit: PAGE }) as Record<string, unknown>[];
      for (const row of found) yield { id: row.id as string, value: valueOf(row, fields) };
      if (found.length < PAGE) return;
      after = found.at(-1)!.id as string;
    }
  }

  async put(kind: string, tenant: string, belongings: readonly Belonging[]): Promise<void> {
    if (kind === 'shredded') return this.shred(tenant, belongings);
    const { put, fields } = SHELVES[kind]!;
    const statement = this.db.prepare(put);
    const release = this.db.prepare(
      'UPDATE person_keys SET mac = NULL WHERE tenant = ? AND mac = ? AND key <> ?',
    );
    this.db
      .transaction(() => {
        for (const { id, value } of belongings) {
          const row = rowOf(value, fields);
          // A mac leads to one key: whoever has it at the source takes it from who had it here.
          if (row.mac != null) release.run(tenant, row.mac, id);
          statement.run({ tenant, id, ...row });
        }
      })
      .immediate();
  }

  async takeAway(kind: string, tenant: string, ids: readonly string[]): Promise<void> {
    const { takeAway } = SHELVES[kind]!;
    if (takeAway === '') return;
    const statement = this.db.prepare(takeAway);
    this.db
      .transaction(() => {
        for (const id of ids) statement.run({ tenant, id });
      })
      .immediate();
  }

  async close(): Promise<void> {
    if (this.db.open) this.db.close();
  }

  private async shred(tenant: string, belongings: readonly Belonging[]): Promise<void> {
    for (const { id, value } of belongings)
      await this.personKeys.shred(tenant, id, (JSON.parse(value) as [string])[0]);
  }
}

const valueOf = (row: Record<string, unknown>, fields: Shelf['fields']): string =>
  JSON.stringify(
    fields.map(({ name, bytes }) =>
      bytes ? Buffer.from(row[name] as Uint8Array).toString('base64') : row[name],
    ),
  );

const rowOf = (value: string, fields: Shelf['fields']): Record<string, unknown> => {
  const values = JSON.parse(value) as (string | null)[];
  return Object.fromEntries(
    fields.map(({ name, bytes }, i) => [
      name,
      bytes ? Buffer.from(values[i]!, 'base64') : values[i],
    ]),
  );
};
