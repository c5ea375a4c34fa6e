import { RowsMoved, type RowWrite } from '@gongkai/kernel';
import { MongoBulkWriteError, type AnyBulkWriteOperation, type Collection } from 'mongodb';
import { documentOf } from './documents.js';
import type { Layout, RowDocument } from './layout.js';

/** Documents written at a time. */
const BULK_MAX = 500;
const DUPLICATE_KEY = 11_000;

type Operation = AnyBulkWriteOperation<RowDocument>;

/** What to write, worked out before anything is: a row that cannot be written leaves all alone. */
export const operationsOf = (layout: Layout, writes: readonly RowWrite[]): Operation[] =>
  writes.map((write): Operation => {
    const document = documentOf(layout, write);
    if (write.before === null) return { insertOne: { document } };
    const { _id, tenant } = document;
    const filter = { _id, tenant, pos: write.before };
    return { replaceOne: { filter, replacement: document } };
  });

/**
 * Writes each row where it still has the position it was loaded with. Rows that moved on are left
 * alone and told of at the end, when the others have been written: folded anew, those skip what they
 * hold.
 */
export const saveRows = async (
  rows: Collection<RowDocument>,
  operations: readonly Operation[],
): Promise<void> => {
  let written = 0;
  for (let from = 0; from < operations.length; from += BULK_MAX)
    written += await bulk(rows, operations.slice(from, from + BULK_MAX));
  if (written < operations.length) throw new RowsMoved(rows.collectionName);
};

const bulk = async (rows: Collection<RowDocument>, operations: Operation[]): Promise<number> => {
  try {
    const { insertedCount, matchedCount } = await rows.bulkWrite(operations, { ordered: false });
    return insertedCount + matchedCount;
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError)) throw error;
    const refused = [error.writeErrors].flat();
    // Somebody else made the row; a concern that was not met, or a fence, is another matter.
    if (refused.length === 0 || refused.some(({ code }) => code !== DUPLICATE_KEY)) throw error;
    // Some servers count what they refused; whether all was written is all that matters.
    return operations.length - refused.length;
  }
};
