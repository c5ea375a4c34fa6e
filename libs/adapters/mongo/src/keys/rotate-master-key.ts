import { existsSync } from 'node:fs';
import {
  makeMasterKey,
  markOf,
  MasterKeyError,
  nextKeyPath,
  placeOfPerson,
  placeOfTenant,
  promoteNextKey,
  readMasterKey,
  unwrapSecret,
  wrapSecret,
  type Secret,
} from '@gongkai/vault';
import type { Collection, Db, Filter, UpdateFilter } from 'mongodb';
import { binary, bytesOf, type Kept, type Stored } from './durable.js';
import { MasterKeys, type MasterKeyPlace } from './master-keys.js';
import { keyCollections, MASTER } from './person-key-documents.js';

export type MongoRotation = {
  /** How many keys were wrapped anew. */
  keys: number;
  from: string;
  to: string;
  /** Where the earlier key lies now: backups made before need it. */
  previous: string;
};

type Wrapped = { tenant: string; wrapped: Stored; mark: string };

/**
 * Wraps every shared key under a new master key, `<master key>.new`, made if it is not there; other
 * machines are given it first. New keys lie under it from the beginning on, and each key says under
 * which it lies: others may go on meanwhile, and cut short anywhere, doing it again goes on from there.
 */
export const rotateMongoMasterKey = async (
  db: Db,
  place: MasterKeyPlace,
  progress: (done: number, total: number) => void = () => {},
): Promise<MongoRotation> => {
  const { masterKey, folder } = place;
  const { settings, tenants, persons } = keyCollections(db);
  const wanted = (await settings.findOne({ _id: MASTER }))?.value;
  if (wanted === undefined) throw new MasterKeyError('missing', { path: masterKey });
  const nextPath = nextKeyPath(masterKey);
  const from = markOf(readMasterKey(masterKey, folder));
  const begun = existsSync(nextPath);
  if (wanted !== from && !(begun && wanted === markOf(readMasterKey(nextPath, folder))))
    throw new MasterKeyError('wrong', { path: masterKey, found: from, wanted: String(wanted) });
  const next = begun ? readMasterKey(nextPath, folder) : makeMasterKey(nextPath, folder);
  const to = markOf(next);
  await settings.updateOne({ _id: MASTER, value: wanted }, { $set: { value: to } });

  const total = (await tenants.countDocuments({})) + (await persons.countDocuments({}));
  const masters = new MasterKeys(place);
  let keys = 0;
  const again = async (where: readonly string[], { wrapped, mark }: Wrapped) => {
    progress(++keys, total);
    return rewrapped(masters.under(mark), next, where, wrapped);
  };
  await under(tenants, to, (kept) => again(placeOfTenant(kept.tenant), kept));
  await under(persons, to, (kept) => again(placeOfPerson(kept.tenant, kept.key), kept));
  return { keys, from, to, previous: promoteNextKey(masterKey, folder) };
};

/** Until none is left: whoever had read the earlier mark may have made one meanwhile. */
const under = async <T extends Wrapped>(
  collection: Collection<Kept<T>>,
  mark: string,
  again: (kept: T) => Promise<Stored>,
): Promise<void> => {
  const others = { mark: { $ne: mark } } as Filter<Kept<T>>;
  while ((await collection.countDocuments(others)) > 0)
    for await (const kept of collection.find(others)) {
      const guard = { _id: kept._id, mark: kept.mark } as Filter<Kept<T>>;
      const $set = { wrapped: await again(kept as unknown as T), mark };
      await collection.updateOne(guard, { $set } as unknown as UpdateFilter<Kept<T>>);
    }
};

const rewrapped = (
  present: Secret,
  next: Secret,
  where: readonly string[],
  wrapped: Stored,
): Stored => {
  const secret = unwrapSecret(present, where, bytesOf(wrapped));
  if (!secret) throw new MasterKeyError('damaged', { record: where.join('/') });
  return binary(wrapSecret(next, where, secret));
};
