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

/**
 * Signing keys of the logs, beside the keys of persons. Of each tenant, use and type one signs, at
 * any time and whoever asks; a retired key is destroyed, its public half stays for ever.
 */
export interface LogKeys {
  /** All a tenant ever had, oldest first. */
  ofTenant(tenant: string): Promise<LogKey[]>;
  /** The secret key that signs now, as note signing takes it; made on first use. */
  signer(wish: KeyWish): Promise<string>;
  /** Puts a new key in the place of the one that signs; what it was is destroyed. */
  rotate(wish: KeyWish): Promise<string>;
  close(): Promise<void>;
}

/** A key just made: its two texts, and the secret as it may be kept. */
export type FreshLogKey = { skey: string; vkey: string; wrapped: Buffer };

const PURPOSE = 'gongkai.log-key.1';
const SALT = Buffer.from(PURPOSE);

/**
 * Wraps signing keys under a secret that comes from that of their tenant, which lies under the
 * master key: a new master key needs nothing here.
 */
export class LogKeySeal {
  constructor(
    /** Opens what is sealed; undefined for who only reads public halves. */
    private readonly vault: Pick<PersonKeys, 'ofTenant'> | undefined,
  ) {}

  async make({ tenant, name, type }: KeyWish): Promise<FreshLogKey> {
    const under = await this.under(tenant);
    const { skey, vkey } = newKey(name, type);
    const parsed = parseSkey(skey);
    const secret = parsed.ok ? secretFrom(parsed.secret) : undefined;
    if (!secret) throw new Error('a new key could not be read back');
    return { skey, vkey, wrapped: wrapSecret(under, placeOf(tenant, vkey), secret) };
  }

  async open(tenant: string, vkey: string, wrapped: Uint8Array): Promise<string> {
    const secret = unwrapSecret(await this.under(tenant), placeOf(tenant, vkey), wrapped);
    if (!secret) throw new Error(`the signing key ${vkey} of ${tenant} does not open`);
    return skeyFor(vkey, secret.export());
  }

  private async under(tenant: string): Promise<Secret> {
    if (!this.vault) throw new Error('the keys are open for reading: nothing can be signed');
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

/** A signing key as a move takes it along; `wrapped` is null once it is destroyed. */
export type MovedLogKey = Omit<LogKey, 'use' | 'type'> & { wrapped: Uint8Array | null };

/** All keys of one tenant, use and type as one text, oldest first. */
export const logKeysText = (keys: readonly MovedLogKey[]): string =>
  JSON.stringify(
    keys.map(({ vkey, madeAt, sinceSize, retiredAt, wrapped }) => [
      vkey,
      madeAt,
      sinceSize,
      retiredAt,
      wrapped && Buffer.from(wrapped).toString('base64'),
    ]),
  );

export const logKeysIn = (text: string): MovedLogKey[] => {
  type Fields = [string, string, number, string | null, string | null];
  return (JSON.parse(text) as Fields[]).map(([vkey, madeAt, sinceSize, retiredAt, wrapped]) => {
    const bytes = wrapped === null ? null : Buffer.from(wrapped, 'base64');
    return { vkey, madeAt, sinceSize, retiredAt, wrapped: bytes };
  });
};
