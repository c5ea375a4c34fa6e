import type { Collection, Db, Document } from 'mongodb';

/** The process whose database this was is dead. */
export class Killed extends Error {
  constructor() {
    super('killed');
    this.name = 'Killed';
  }
}

const WRITES = new Set([
  'bulkWrite',
  'deleteMany',
  'deleteOne',
  'findOneAndUpdate',
  'insertMany',
  'insertOne',
  'replaceOne',
  'updateMany',
  'updateOne',
]);
const READS = new Set(['aggregate', 'countDocuments', 'distinct', 'find', 'findOne']);

type Around = (run: () => unknown) => unknown;

/** A database whose writes and reads pass through these on their way. */
const through = (db: Db, write: Around, read: Around): Db => {
  const collectionOf = (collection: Collection<Document>) =>
    new Proxy(collection, {
      get: (target, name: keyof Collection<Document> & string) => {
        const value: unknown = target[name];
        if (typeof value !== 'function') return value;
        const call = (...args: unknown[]): unknown => Reflect.apply(value, target, args);
        if (WRITES.has(name)) return (...args: unknown[]) => write(() => call(...args));
        return READS.has(name) ? (...args: unknown[]) => read(() => call(...args)) : call;
      },
    });
  return new Proxy(db, {
    get: (target, name) => {
      if (name === 'collection')
        return (...args: Parameters<Db['collection']>) => collectionOf(target.collection(...args));
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
};

/**
 * A database as a process sees it that dies at its n-th write: right before the server does it, or
 * right after, so that the answer never comes. Nothing it asks after that is done.
 */
export const stoppingAt = (db: Db, at: number, when: 'before' | 'after'): Db => {
  let written = 0;
  let dead = false;
  const write = async (run: () => unknown): Promise<unknown> => {
    if (dead) throw new Killed();
    written += 1;
    if (written < at) return run();
    dead = true;
    if (when === 'after') await run();
    throw new Killed();
  };
  const read = (run: () => unknown): unknown => {
    if (dead) throw new Killed();
    return run();
  };
  return through(db, write, read);
};

/** A database as a process sees it that is held up right before its n-th write. */
export const heldUpAt = (db: Db, at: number, meanwhile: () => Promise<unknown>): Db => {
  let written = 0;
  const write = async (run: () => unknown): Promise<unknown> => {
    written += 1;
    if (written === at) await meanwhile();
    return run();
  };
  return through(db, write, (run) => run());
};

/**
 * Runs the work as processes that die at their first write, their second and so on, before and after
 * it, until one lives to the end. Every run has a place of its own; `look` says what must hold after.
 */
export const killedEverywhere = async <P extends { db: Db }>(
  place: () => Promise<P>,
  work: (place: P, db: Db) => Promise<unknown>,
  look: (place: P, killed: boolean) => Promise<void>,
): Promise<number> => {
  for (const when of ['before', 'after'] as const)
    for (let at = 1; ; at++) {
      const fresh = await place();
      const killed = await work(fresh, stoppingAt(fresh.db, at, when)).then(
        () => false,
        (error: unknown) => {
          if (error instanceof Killed) return true;
          throw error;
        },
      );
      await look(fresh, killed);
      if (killed) continue;
      if (when === 'after') return at - 1;
      break;
    }
  throw new Error('it never lived');
};
