import { logKeysIn, logKeysText, type LogKey } from '@gongkai/evidence-port';
import type { Belonging, Belongings } from '@gongkai/kernel';
import type { Collection, Db } from 'mongodb';
import { binary, bytesOf, durable, type Kept, type Stored } from '../keys/durable.js';
import { idOf } from '../keys/person-key-documents.js';

type LogKeysDocument = Pick<LogKey, 'use' | 'type'> & {
  tenant: string;
  revision: number;
  keys: (Omit<LogKey, 'use' | 'type'> & { wrapped: Stored | null })[];
};

/** Signing keys of the logs that all processes share, for a move: wrapped, as they lie there. */
export class MongoLogKeyBelongings implements Belongings {
  readonly kinds = ['logKey'];
  private readonly logs: Collection<Kept<LogKeysDocument>>;

  constructor(db: Db) {
    this.logs = durable(db, 'keys.logs');
  }

  async *each(_: string, tenant: string): AsyncIterable<Belonging> {
    const found = await this.logs.find({ tenant }).toArray();
    const belongings = found.map(({ use, type, keys }) => {
      const all = keys.map((key) => ({ ...key, wrapped: key.wrapped && bytesOf(key.wrapped) }));
      all.sort((a, b) => compare(a.madeAt, b.madeAt) || compare(a.vkey, b.vkey));
      return { id: `${use}:${type}`, value: logKeysText(all) };
    });
    yield* belongings.sort((a, b) => compare(a.id, b.id));
  }

  async put(_: string, tenant: string, belongings: readonly Belonging[]): Promise<void> {
    for (const { id, value } of belongings) {
      const [use, type] = id.split(':') as [LogKey['use'], LogKey['type']];
      const keys = logKeysIn(value).map((key) => ({
        ...key,
        wrapped: key.wrapped && binary(key.wrapped),
      }));
      const _id = idOf(tenant, id);
      const replacement = { tenant, use, type, revision: keys.length, keys };
      await this.logs.replaceOne({ _id, tenant }, replacement, { upsert: true });
    }
  }

  async takeAway(_: string, tenant: string, ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.logs.deleteOne({ _id: idOf(tenant, id), tenant });
  }

  /** The connection is whoever's opened it. */
  async close(): Promise<void> {
    await Promise.resolve();
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
