import { LogKeySeal, type KeyWish, type LogKey, type LogKeys } from '@gongkai/evidence-port';
import type { PersonKeys } from '@gongkai/vault';
import Database from 'better-sqlite3';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS log_keys (
  tenant TEXT NOT NULL, vkey TEXT NOT NULL, use TEXT NOT NULL, type TEXT NOT NULL,
  made_at TEXT NOT NULL, since_size INTEGER NOT NULL, retired_at TEXT, wrapped BLOB,
  PRIMARY KEY (tenant, vkey)
) WITHOUT ROWID;
`;

type Row = LogKey & { wrapped: Buffer | null };

/** Signing keys of the logs in keys.db. */
export class SqliteLogKeys implements LogKeys {
  private readonly db: Database.Database;
  private readonly seal: LogKeySeal;
  private made = false;

  constructor(
    path: string,
    /** Opens what is sealed; undefined for who only reads public halves. */
    vault: Pick<PersonKeys, 'ofTenant'> | undefined,
  ) {
    this.seal = new LogKeySeal(vault);
    this.db = new Database(path, { readonly: vault === undefined, fileMustExist: !vault });
    this.db.pragma('busy_timeout = 10000');
    if (vault) {
      this.db.pragma('synchronous = FULL');
      this.db.pragma('secure_delete = ON');
      this.db.exec(SCHEMA);
    }
  }

  async ofTenant(tenant: string): Promise<LogKey[]> {
    return this.rows(tenant).map(({ wrapped: _, ...key }) => key);
  }

  async signer(wish: KeyWish): Promise<string> {
    const { tenant } = wish;
    const known = this.signing(wish);
    if (known) return this.seal.open(tenant, known.vkey, known.wrapped!);
    const made = await this.seal.make(wish);
    // Another connection may have made one meanwhile, and one of each kind signs.
    const before = this.db
      .transaction(() => this.signing(wish) ?? this.insert(wish, made.vkey, made.wrapped))
      .immediate();
    return before ? this.seal.open(tenant, before.vkey, before.wrapped!) : made.skey;
  }

  async rotate(wish: KeyWish): Promise<string> {
    const { tenant, use, type, now } = wish;
    const { skey, vkey, wrapped } = await this.seal.make(wish);
    this.db
      .transaction(() => {
        this.db
          .prepare(
            `UPDATE log_keys SET retired_at = ?, wrapped = NULL
             WHERE tenant = ? AND use = ? AND type = ? AND retired_at IS NULL`,
          )
          .run(now, tenant, use, type);
        this.insert(wish, vkey, wrapped);
      })
      .immediate();
    return skey;
  }

  async close(): Promise<void> {
    if (this.db.open) this.db.close();
  }

  /** The first key may be made by another connection, any time. */
  private isMade(): boolean {
    this.made ||=
      this.db.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'log_keys'`).get() !== undefined;
    return this.made;
  }

  private signing({ tenant, use, type }: KeyWish): Row | undefined {
    return this.rows(tenant).find(
      (each) => each.use === use && each.type === type && each.retiredAt === null,
    );
  }

  private rows(tenant: string): Row[] {
    if (!this.isMade()) return [];
    return this.db
      .prepare(
        `SELECT vkey, use, type, made_at AS madeAt, since_size AS sinceSize,
           retired_at AS retiredAt, wrapped
         FROM log_keys WHERE tenant = ? ORDER BY made_at, vkey`,
      )
      .all(tenant) as Row[];
  }

  private insert({ tenant, use, type, sinceSize, now }: KeyWish, vkey: string, wrapped: Buffer) {
    this.db
      .prepare('INSERT INTO log_keys VALUES (?, ?, ?, ?, ?, ?, NULL, ?)')
      .run(tenant, vkey, use, type, now, sinceSize, wrapped);
    return undefined;
  }
}
