import { LogKeySeal, type KeyWish, type LogKey, type LogKeys } from '@gongkai/evidence-port';
import type { PersonKeys } from '@gongkai/vault';
import type { Collection, Db } from 'mongodb';
import { binary, bytesOf, claim, durable, plain, type Kept, type Stored } from './durable.js';

type KeyOfLog = Omit<LogKey, 'use' | 'type'> & { wrapped: Stored | null };

/** All keys of one tenant, use and type: replaced whole, so that exactly one signs at any time. */
type LogKeysDocument = Pick<LogKey, 'use' | 'type'> & {
  tenant: string;
  revision: number;
  keys: KeyOfLog[];
};

/** Signing keys of the logs, shared by all processes. */
export class MongoLogKeys implements LogKeys {
  private readonly logs: Collection<Kept<LogKeysDocument>>;
  private readonly seal: LogKeySeal;

  constructor(
    db: Db,
    /** Opens what is sealed; undefined for who only reads public halves. */
    vault: Pick<PersonKeys, 'ofTenant'> | undefined,
  ) {
    this.logs = durable(db, 'keys.logs');
    this.seal = new LogKeySeal(vault);
    return plain(this);
  }

  async ofTenant(tenant: string): Promise<LogKey[]> {
    const all: LogKey[] = [];
    for (const { use, type, keys } of await this.logs.find({ tenant }).toArray())
      for (const { vkey, madeAt, sinceSize, retiredAt } of keys)
        all.push({ vkey, use, type, madeAt, sinceSize, retiredAt });
    return all.sort((a, b) => compare(a.madeAt, b.madeAt) || compare(a.vkey, b.vkey));
  }

  async signer(wish: KeyWish): Promise<string> {
    const { tenant } = wish;
    for (;;) {
      const now = await this.now(wish);
      const signing = now?.keys.find(({ retiredAt }) => retiredAt === null);
      if (signing) return this.seal.open(tenant, signing.vkey, bytesOf(signing.wrapped!));
      const { skey, key } = await this.make(wish);
      if (await this.replace(wish, now, [...(now?.keys ?? []), key])) return skey;
    }
  }

  async rotate(wish: KeyWish): Promise<string> {
    const { skey, key } = await this.make(wish);
    for (;;) {
      const now = await this.now(wish);
      // A write whose answer was lost has been done.
      if (now?.keys.some(({ vkey }) => vkey === key.vkey)) return skey;
      const earlier = (now?.keys ?? []).map((each) =>
        each.retiredAt === null ? { ...each, retiredAt: wish.now, wrapped: null } : each,
      );
      if (await this.replace(wish, now, [...earlier, key])) return skey;
    }
  }

  /** The connection is whoever's opened it. */
  async close(): Promise<void> {}

  private now({ tenant, use, type }: KeyWish) {
    return this.logs.findOne({ _id: idOf(tenant, use, type), tenant });
  }

  private async make(wish: KeyWish): Promise<{ skey: string; key: KeyOfLog }> {
    const { skey, vkey, wrapped } = await this.seal.make(wish);
    const { now: madeAt, sinceSize } = wish;
    return { skey, key: { vkey, madeAt, sinceSize, retiredAt: null, wrapped: binary(wrapped) } };
  }

  /** False when another was first; what is there then is read anew. */
  private async replace(
    { tenant, use, type }: KeyWish,
    before: LogKeysDocument | null,
    keys: KeyOfLog[],
  ): Promise<boolean> {
    const _id = idOf(tenant, use, type);
    const revision = (before?.revision ?? 0) + 1;
    const next = { tenant, use, type, revision, keys };
    if (!before) return claim(this.logs, { _id, ...next });
    const done = await this.logs.replaceOne({ _id, tenant, revision: before.revision }, next);
    return done.matchedCount === 1;
  }
}

const idOf = (...parts: readonly string[]): string => parts.join(':');
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
