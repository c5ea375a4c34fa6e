import type { Collection, Db } from 'mongodb';
import { durable, type Kept, type Stored, type StoredPosition } from '../keys/durable.js';

/** Hashes [from, from + count) of a level, end to end; `places` of leaves only. */
export type Run = {
  level: number;
  from: number;
  count: number;
  sha256: Stored;
  sm3: Stored;
  places: Stored | null;
};

/** How a stream stands after a growth; `fresh`: it had no event before. */
export type Stand = {
  stream: string;
  number: number;
  count: number;
  leaf: Stored;
  fresh: boolean;
  before: StandBefore | null;
};
/** `at`: the size of the log from which on a stream stands so. */
export type StandBefore = { count: number; leaf: Stored; at: number };

/** What one log grows by, with everything that is written for it. */
export type Planned = {
  tenant: string;
  fresh: boolean;
  from: number;
  to: number;
  position: StoredPosition;
  streams: number;
  /** How many hashes each level has afterwards. */
  levels: number[];
  runs: Run[];
  stands: Stand[];
};

/**
 * The one document that says how far the trees are. An append is done once it is `pending` here: the
 * rest is written from it, and again from it by whoever comes next when that was cut short.
 */
export type StateDocument = {
  /** Grows when all trees are forgotten; what has a smaller one does not count. */
  epoch: number;
  /** Grows with every append. */
  revision: number;
  position: StoredPosition | null;
  /** Digest of what was appended last, and who did. */
  by: string | null;
  keeper: string | null;
  pending: { upTo: StoredPosition; growths: Planned[] } | null;
};

export type HeadDocument = {
  tenant: string;
  epoch: number;
  size: number;
  position: StoredPosition;
  streams: number;
  levels: number[];
  keeper: string;
};

/** 256 hashes; `first` is the position of the first leaf, null above the leaves. */
export type TileDocument = {
  tenant: string;
  epoch: number;
  level: number;
  n: number;
  first: StoredPosition | null;
  sha256: Stored;
  sm3: Stored;
  places: Stored | null;
};

/** Part of a tile that is not full yet. */
export type PartDocument = Run & { tenant: string; epoch: number };

/** `before`: for who reads while the log has not grown to `at` yet. */
export type StreamDocument = {
  tenant: string;
  epoch: number;
  stream: string;
  number: number;
  count: number;
  leaf: Stored;
  at: number;
  before: StandBefore | null;
};

export type TreeCollections = {
  state: Collection<Kept<StateDocument>>;
  heads: Collection<Kept<HeadDocument>>;
  tiles: Collection<Kept<TileDocument>>;
  parts: Collection<Kept<PartDocument>>;
  streams: Collection<Kept<StreamDocument>>;
};

export const treeCollections = (db: Db): TreeCollections => ({
  state: durable(db, 'evidence.state'),
  heads: durable(db, 'evidence.heads'),
  tiles: durable(db, 'evidence.tiles'),
  parts: durable(db, 'evidence.parts'),
  streams: durable(db, 'evidence.streams'),
});

/** Id of the one state document. */
export const STATE = 'trees';

const DIGITS = 15;
/** Sorts as the numbers do. */
export const padded = (n: number): string => String(n).padStart(DIGITS, '0');

export const headId = (tenant: string, epoch: number): string => `${tenant}:${epoch}`;
export const tileId = (tenant: string, epoch: number, level: number, n: number): string =>
  `${tenant}:${epoch}:${level}:${padded(n)}`;
export const streamId = (tenant: string, epoch: number, stream: string): string =>
  `${tenant}:${epoch}:${stream}`;

/** All ids of one tenant and epoch (and level) from a number on. */
export const idsFrom = (tenant: string, epoch: number, level: number, from: number) => ({
  $gte: tileId(tenant, epoch, level, from),
  $lt: `${tenant}:${epoch}:${level};`,
});
