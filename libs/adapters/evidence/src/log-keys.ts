import {
  fromBase64,
  newKey,
  parseSkey,
  parseVkey,
  toBase64,
  type KeyType,
} from '@gongkai/evidence';
import {
  deriveSecret,
  secretFrom,
  unwrapSecret,
  wrapSecret,
  type PersonKeys,
  type Secret,
} from '@gongkai/vault';
import Database from 'better-sqlite3';

/** A signing key of a tenant, as everybody may know it. */
export type LogKey = {
  vkey: string;
  /** `log` signs the tenant's own checkpoints, `witness` those of the governments below. */
  use: 'log' | 'witness';
  type: KeyType;
  madeAt: string;
  /** Signs checkpoints from this size on. */
  sinceSize: number;
  /** Null while it signs. */
  retiredAt: string | null;
};

/** What asks for a key: whose, what for, of which kind, and the name it has when it is made. */
export type KeyWish = {
  tenant: string;
  use: LogKey['use'];
  type: KeyType;
  name: string;
  sinceSize: number;
  now: string;
};

const SCHEMA = `
CREATE TABLE IF NOT EXISTS log_keys (
  tenant TEXT NOT NULL, vkey TEXT NOT NULL, use TEXT NOT NULL, type TEXT NOT NULL,
  made_at TEXT NOT NULL, since_size INTEGER NOT NULL, retired_at TEXT, wrapped BLOB,
  PRIMARY KEY (tenant, vkey)
) WITHOUT ROWID;
`;
const PURPOSE = 'gongkai.log-key.1';
const SALT = Buffer.from(PURPOSE);

type Row = LogKey & { wrapped: Buffer | null };

/**
 * Signing keys of the logs in keys.db, beside those of persons: the secret lies wrapped under the
 * key of its tenant, which lies under the master key, so that a new master key needs nothing here. A
 * retired key is destroyed; its public half stays for ever.
 */
export class LogKeys {
  private readonly db: Database.Database;
  private made = false;

  constructor(
    path: string,
    /** Opens what is sealed; undefined for who only reads public halves. */
    private readonly vault: Pick<PersonKeys, 'ofTenant'> | undefined,
  ) {
    this.db = new Database(path, { readonly: vault === undefined, fileMustExist: !vault });
    this.db.pragma('busy_timeout = 10000');
    if (vault) {
      this.db.pragma('synchronous = FULL');
      this.db.pragma('secure_delete = ON');
      this.db.exec(SCHEMA);
    }
  }

  /** All a tenant ever had, oldest first. */
  ofTenant(tenant: string): LogKey[] {
    return this.rows(tenant).map(({ wrapped: _, ...key }) => key);
  }

  /** The secret key that signs now, as note signing takes it; made on first use. */
  async signer(wish: KeyWish): Promise<string> {
    const { tenant, use, type } = wish;
    const row = this.rows(tenant).find(
      (each) => each.use === use && each.type === type && each.retiredAt === null,
    );
    return row ? this.opened(tenant, row) : this.make(wish);
  }

  /** Puts a new key in the place of the one that signs; what it was is destroyed. */
  async rotate(wish: KeyWish): Promise<string> {
    const { tenant, use, type, now } = wish;
    const under = await this.under(tenant);
    return this.db
      .transaction(() => {
        this.db
          .prepare(
            `UPDATE log_keys SET retired_at = ?, wrapped = NULL
             WHERE tenant = ? AND use = ? AND type = ? AND retired_at IS NULL`,
          )
          .run(now, tenant, use, type);
        return this.insert(wish, under);
      })
      .immediate();
  }

  close(): void {
    if (this.db.open) this.db.close();
  }

  /** The first key may be made by another connection, any time. */
  private isMade(): boolean {
    this.made ||=
      this.db.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'log_keys'`).get() !== undefined;
    return this.made;
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

  private async make(wish: KeyWish): Promise<string> {
    const under = await this.under(wish.tenant);
    return this.db.transaction(() => this.insert(wish, under)).immediate();
  }

  private insert({ tenant, use, type, name, sinceSize, now }: KeyWish, under: Secret): string {
    const { skey, vkey } = newKey(name, type);
    const parsed = parseSkey(skey);
    const secret = parsed.ok ? secretFrom(parsed.secret) : undefined;
    if (!secret) throw new Error('a new key could not be read back');
    this.db
      .prepare('INSERT INTO log_keys VALUES (?, ?, ?, ?, ?, ?, NULL, ?)')
      .run(
        tenant,
        vkey,
        use,
        type,
        now,
        sinceSize,
        wrapSecret(under, placeOf(tenant, vkey), secret),
      );
    return skey;
  }

  private async opened(tenant: string, { vkey, wrapped }: Row): Promise<string> {
    const secret = unwrapSecret(await this.under(tenant), placeOf(tenant, vkey), wrapped!);
    if (!secret) throw new Error(`the signing key ${vkey} of ${tenant} does not open`);
    return skeyFor(vkey, secret.export());
  }

  private async under(tenant: string): Promise<Secret> {
    if (!this.vault) throw new Error('keys.db is open for reading: nothing can be signed');
    return deriveSecret(await this.vault.ofTenant(tenant), SALT, [PURPOSE, tenant]);
  }
}

const placeOf = (tenant: string, vkey: string) => ['logKey', tenant, vkey];

/** The secret key's text: name, id and type are those of its public half. */
const skeyFor = (vkey: string, secret: Uint8Array): string => {
  const [name, id] = vkey.split('+') as [string, string];
  const parsed = parseVkey(vkey);
  if (!parsed.ok) throw new Error(`not a key: ${vkey}`);
  const typed = fromBase64(vkey.slice(name.length + id.length + 2))!;
  const prefix = typed.subarray(0, typed.length - parsed.publicKey.length);
  return `PRIVATE+KEY+${name}+${id}+${toBase64(Buffer.concat([prefix, secret]))}`;
};
