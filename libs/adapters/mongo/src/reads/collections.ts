import { MongoServerError, type Db } from 'mongodb';
import { MongoStoreError } from '../errors.js';
import { isDuplicateKey, NAMESPACE_EXISTS, onceMore } from '../refusals.js';
import { READS_FORMAT, schemaOf, type Layout, type RowDocument } from './layout.js';

/** One collection version that somebody has projected into. */
export type Registered = {
  _id: string;
  shape: string;
  format: number;
  indexes: string[];
  /** Whether the server itself refuses documents that are no rows. */
  fenced: boolean;
};

const DOCUMENT_REFUSED = 121;

const REGISTER = 'collections';

/** Which collection versions there are; what is in none of them reads as empty. */
export class Collections {
  private readonly seen = new Set<Layout>();
  private readonly prepared = new Set<Layout>();

  constructor(private readonly db: Db) {}

  rows(layout: Layout) {
    return this.db.collection<RowDocument>(layout.name);
  }

  registered(): Promise<Registered[]> {
    return this.register.find({}).toArray();
  }

  /** Whether there is such a collection; throws when it was made for other keys or by a newer program. */
  async exists(layout: Layout): Promise<boolean> {
    if (this.seen.has(layout)) return true;
    const known = await this.register.findOne({ _id: layout.name });
    if (known === null) return false;
    mustFit(layout, known);
    this.seen.add(layout);
    return true;
  }

  /**
   * Makes the collection with its fence and indexes before it is registered, so that what is
   * registered is whole. A version dropped by another process since is made again.
   */
  async make(layout: Layout): Promise<void> {
    const known = await this.register.findOne({ _id: layout.name });
    if (known !== null) mustFit(layout, known);
    if (known !== null && this.prepared.has(layout)) return;
    if (known === null) await this.create(layout);
    await this.rows(layout).createIndexes([...layout.indexes]);
    const { name: _id, shape, indexes } = layout;
    const fenced = await this.isFenced(layout);
    const entry = { shape, format: READS_FORMAT, indexes: indexes.map(({ name }) => name), fenced };
    await onceMore(() => this.register.updateOne({ _id }, { $set: entry }, { upsert: true }));
    this.prepared.add(layout);
  }

  async drop(layout: Layout): Promise<void> {
    await this.register.deleteOne({ _id: layout.name });
    await this.rows(layout).drop().catch(unlessGone);
    this.prepared.delete(layout);
    this.seen.delete(layout);
  }

  /** Of what is registered: indexes that are not there. */
  async missingIndexes(): Promise<string[]> {
    const missing: string[] = [];
    for (const { _id, indexes } of await this.registered()) {
      const there = await this.db.collection(_id).indexes();
      const names = new Set(there.map(({ name }) => name));
      missing.push(...indexes.filter((name) => !names.has(name)).map((name) => `${_id} ${name}`));
    }
    return missing;
  }

  private async create(layout: Layout): Promise<void> {
    try {
      await this.db.createCollection(layout.name, {
        validator: schemaOf(layout),
        validationAction: 'error',
      });
    } catch (error) {
      if (!(error instanceof MongoServerError) || error.code !== NAMESPACE_EXISTS) throw error;
    }
  }

  /** Some servers take a schema and do not enforce it; only trying tells. */
  private async isFenced(layout: Layout): Promise<boolean> {
    const probe = { _id: '?', tenant: '?' };
    try {
      await this.rows(layout).updateOne(probe, { $set: { live: false } }, { upsert: true });
    } catch (error) {
      if (error instanceof MongoServerError && error.code === DOCUMENT_REFUSED) return true;
      // Two may try at once.
      if (!isDuplicateKey(error)) throw error;
    }
    await this.rows(layout).deleteOne(probe);
    return false;
  }

  private get register() {
    return this.db.collection<Registered>(REGISTER);
  }
}

/** Dropping what is not there is no mistake; some servers say so without a code. */
const unlessGone = (error: unknown): void => {
  if (!(error instanceof MongoServerError) || !/ns not found/i.test(error.message)) throw error;
};

const mustFit = (layout: Layout, { shape, format }: Registered): void => {
  if (format > READS_FORMAT) throw new MongoStoreError('newer', layout.name);
  if (shape !== layout.shape) throw new MongoStoreError('changedShape', layout.name);
};
