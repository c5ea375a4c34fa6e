import { PLATFORM, type Keys } from '@gongkai/kernel';
import { deriveSecret, unwrapBytes, wrapBytes, type PersonKeys } from '@gongkai/vault';
import type { Collection, Db } from 'mongodb';
import {
  binary,
  bytesOf,
  claim,
  durable,
  plain,
  written,
  type Kept,
  type Stored,
} from './durable.js';

type SecretDocument = { secret: Stored };
type CredentialDocument = { tenant: string; account: string; hash: string };

const PURPOSE = 'gongkai.secret.1';
const SALT = Buffer.from(PURPOSE);

/**
 * Secrets and password hashes that all processes share. In a file only its owner may read, a secret
 * lies as it is; in a database of many readers it lies wrapped under a secret that comes, at last,
 * from the master key.
 */
export class MongoKeyStore implements Keys {
  private readonly secrets: Collection<Kept<SecretDocument>>;
  private readonly credentials: Collection<Kept<CredentialDocument>>;

  constructor(
    db: Db,
    private readonly vault: Pick<PersonKeys, 'ofTenant'>,
  ) {
    this.secrets = durable(db, 'keys.secrets');
    this.credentials = durable(db, 'keys.credentials');
    return plain(this);
  }

  async secret(name: string, create: () => Uint8Array): Promise<Uint8Array> {
    const known = await this.known(name);
    if (known) return known;
    const secret = binary(wrapBytes(await this.under(), placeOf(name), create()));
    await claim(this.secrets, { _id: name, secret });
    // What is there now counts, whoever was first.
    return written(() => this.known(name));
  }

  async put(tenant: string, account: string, credential: string, hash: string): Promise<void> {
    const _id = idOf(tenant, account, credential);
    await claim(this.credentials, { _id, tenant, account, hash });
  }

  async get(tenant: string, account: string, credential: string): Promise<string | undefined> {
    const _id = idOf(tenant, account, credential);
    return (await this.credentials.findOne({ _id, tenant }))?.hash;
  }

  async delete(tenant: string, account: string, credential: string): Promise<void> {
    await this.credentials.deleteOne({ _id: idOf(tenant, account, credential), tenant });
  }

  /** The connection is whoever's opened it. */
  async close(): Promise<void> {}

  private async known(name: string): Promise<Uint8Array | undefined> {
    const kept = await this.secrets.findOne({ _id: name });
    if (!kept) return undefined;
    const secret = unwrapBytes(await this.under(), placeOf(name), bytesOf(kept.secret));
    if (!secret) throw new Error(`the secret ${name} does not open`);
    return Uint8Array.from(secret);
  }

  private async under() {
    return deriveSecret(await this.vault.ofTenant(PLATFORM), SALT, [PURPOSE]);
  }
}

const placeOf = (name: string) => ['secret', name];
const idOf = (...parts: readonly string[]): string => parts.join(':');
