import type { Position } from '@gongkai/kernel';

/** Hashes in a tile, as C2SP tlog-tiles has it. */
export const TILE_WIDTH = 256;
export const HASH_BYTES = 32;

/** One event of a tenant as the tree holds it. */
export type Leaf = {
  position: Position;
  /** Name of its stream. */
  stream: string;
  sha256: Uint8Array;
  sm3: Uint8Array;
};

/** A hash above the leaves: level 1 spans 256 leaves, level 2 spans 256 of level 1. */
export type Node = { level: number; index: number; sha256: Uint8Array; sm3: Uint8Array };

/** How a stream stands after an append: its leaf in the second tree. */
export type StreamStand = { stream: string; count: number; leaf: Uint8Array };

/** What one tenant's log grows by. */
export type LogGrowth = {
  tenant: string;
  /** Size before. */
  from: number;
  leaves: readonly Leaf[];
  nodes: readonly Node[];
  streams: readonly StreamStand[];
};

export type LogHead = {
  tenant: string;
  size: number;
  /** Position of the last leaf. */
  position: Position;
  /** How many streams it has. */
  streams: number;
};

/** A stream among the first leaves of a log. */
export type StreamHead = {
  stream: string;
  count: number;
  lastIndex: number;
  lastLeaf: Uint8Array;
};

export type StoredCheckpoint = {
  size: number;
  position: Position;
  madeAt: string;
  /** Empty: only the latest so far, and gone when the next is saved. */
  reasons: readonly string[];
  /** What is signed, extension lines included. */
  body: string;
  /** Signature lines of the log's own keys, each without its newline. */
  signatures: readonly string[];
};

export type OfTenant = { tenant: string; checkpoint: StoredCheckpoint };

export type StoredCosignature = { size: number; witness: string; line: string; addedAt: string };
export type StoredTimestamp = {
  size: number;
  authority: string;
  tsr: Uint8Array;
  receivedAt: string;
};

const rootOf = ({ body }: StoredCheckpoint): string => body.split('\n', 3).join('\n');

/**
 * Whether a checkpoint may take the place of one of the same size: it says the same root, and whoever
 * made it knew for what the other is kept.
 */
export const mayReplace = (before: StoredCheckpoint, next: StoredCheckpoint): boolean =>
  rootOf(before) === rootOf(next) &&
  before.reasons.every((reason) => next.reasons.includes(reason));

/** What a witness last put its name to. */
export type Witnessed = { size: number; root: Uint8Array };

/** What one witness last put its name to in one log. */
export type WitnessedLog = { witness: string; origin: string; seen: Witnessed };

export const sameSeen = (a: Witnessed | undefined, b: Witnessed | undefined): boolean =>
  a === undefined || b === undefined
    ? a === b
    : a.size === b.size && Buffer.compare(a.root, b.root) === 0;

/** Why a tenant's log stands still until somebody has looked. */
export type Trouble = { tenant: string; code: string; position: Position; foundAt: string };

/** A log is not as the caller takes it to be; nothing was stored. */
export class EvidenceStoreError extends Error {
  constructor(
    readonly problem: 'size' | 'revision',
    readonly tenant: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(`evidence of ${tenant}: ${problem} ${JSON.stringify(details)}`);
    this.name = 'EvidenceStoreError';
  }
}

/**
 * Another keeper has gone on since this one looked; nothing was stored. Whoever gets it reads the
 * store anew or leaves the work to the other.
 */
export class EvidenceMoved extends Error {
  constructor(readonly what: string) {
    super(`evidence: ${what} was moved by another keeper`);
    this.name = 'EvidenceMoved';
  }
}

/**
 * Where trees, checkpoints, cosignatures and timestamps lie. It hashes and signs nothing; it keeps
 * what it is given, in order and whole or not at all.
 */
export interface EvidenceStore {
  /** Everything of the log up to here is in the trees; undefined at the very beginning. */
  cursor(): Promise<Position | undefined>;
  heads(): Promise<readonly LogHead[]>;
  head(tenant: string): Promise<LogHead | undefined>;
  /**
   * Adds to several logs at once and moves the cursor with them. Throws `EvidenceStoreError` when a
   * log is not of the size it grows from, or a stream has not the count that follows;
   * `EvidenceMoved` when another keeper has added since this one looked.
   */
  append(upTo: Position, growths: readonly LogGrowth[]): Promise<void>;
  /** Hashes [from, to) of a level, end to end; fewer bytes when there are not so many. */
  hashes(
    tenant: string,
    level: number,
    from: number,
    to: number,
    hash: 'sha256' | 'sm3',
  ): Promise<Uint8Array>;
  positionOf(tenant: string, index: number): Promise<Position | undefined>;
  indexOf(tenant: string, position: Position): Promise<number | undefined>;
  /** Leaves of the second tree as it stands now, by the bytes of the streams' names, end to end. */
  streamLeaves(tenant: string): Promise<Uint8Array>;
  /** The streams of the first `size` leaves, by the bytes of their names. */
  streamHeads(tenant: string, size: number): Promise<readonly StreamHead[]>;

  /**
   * Each whole, and durable before anybody can read it: the latest is given to everybody who asks.
   * One of the same size is replaced, its cosignatures stay. `EvidenceMoved` when the one there says another root, or was
   * kept for a reason this one does not have.
   */
  saveCheckpoints(made: readonly OfTenant[]): Promise<void>;
  latest(tenant: string): Promise<StoredCheckpoint | undefined>;
  checkpoint(tenant: string, size: number): Promise<StoredCheckpoint | undefined>;
  /** Kept ones (with a reason) by size, after a size. */
  checkpoints(tenant: string, after: number, limit: number): Promise<readonly StoredCheckpoint[]>;
  /** The smallest kept one that holds the position. */
  firstHolding(tenant: string, position: Position): Promise<StoredCheckpoint | undefined>;
  /** The last kept one made at or before the instant. */
  lastBefore(tenant: string, instant: string): Promise<StoredCheckpoint | undefined>;
  /** The last one kept for one of these reasons. */
  lastFor(tenant: string, reasons: readonly string[]): Promise<StoredCheckpoint | undefined>;

  cosignatures(tenant: string, size: number): Promise<readonly StoredCosignature[]>;
  addCosignature(tenant: string, cosignature: StoredCosignature): Promise<void>;
  witnessed(witness: string, origin: string): Promise<Witnessed | undefined>;
  /** Of every witness and log; for who takes all of it elsewhere. */
  everyWitnessed(): Promise<readonly WitnessedLog[]>;
  /**
   * Durable when it resolves, so that a witness never forgets what it has put its name to. False,
   * and nothing is changed, when `before` is not what it has seen last.
   */
  setWitnessed(
    witness: string,
    origin: string,
    seen: Witnessed,
    before: Witnessed | undefined,
  ): Promise<boolean>;

  timestamps(tenant: string, size: number): Promise<readonly StoredTimestamp[]>;
  addTimestamp(tenant: string, timestamp: StoredTimestamp): Promise<void>;
  /** The last checkpoint of each log kept for one of these reasons, where it has no timestamp. */
  unstamped(reasons: readonly string[], limit: number): Promise<readonly OfTenant[]>;

  /** What an operator has set for a tenant: witnesses from outside, the quorum. */
  settings(tenant: string): Promise<ReadonlyMap<string, string>>;
  /** Null takes it away. */
  set(tenant: string, name: string, value: string | null): Promise<void>;

  troubles(): Promise<readonly Trouble[]>;
  /** The first trouble of a tenant stands. */
  addTrouble(trouble: Trouble): Promise<void>;
  clearTrouble(tenant: string): Promise<void>;

  /** Forgets every tree and the cursor; what was signed stays. */
  dropTrees(): Promise<void>;
  close(): Promise<void>;
}
