import type { Position } from '@gongkai/kernel';

/** Why a checkpoint is kept for ever; one that has no reason gives way to the next. */
export type CheckpointReason = 'daily' | 'legalStep' | 'asked' | 'closing' | 'rotation';

/** A signed statement of one tenant's log: `size` leaves, and what they hash to. */
export type LogCheckpoint = {
  tenant: string;
  /** Number of leaves. */
  size: number;
  /** Position of the last event in it. */
  position: Position;
  /** When it was signed, ISO UTC; not part of what is signed. */
  madeAt: string;
  /** Empty for one that is only the latest so far. */
  reasons: readonly CheckpointReason[];
  /** SHA-256 root, 32 bytes. */
  root: Uint8Array;
  /** The signed note's text: origin, size, root, extension lines; ends with a newline. */
  body: string;
  /** The whole note: body, blank line, the log's own signatures, then the witnesses'. */
  text: string;
  /**
   * True when the extension holds `streams`. Every kept checkpoint is full; a latest one of a very
   * large log may not be (docs/why/evidence.md).
   */
  full: boolean;
};

/** One cosignature/v1 line under a checkpoint. */
export type LogCosignature = {
  size: number;
  /** Name of the witness's key. */
  witness: string;
  /** The signature line, `— name base64`, without a newline. */
  line: string;
  addedAt: string;
};

/** An RFC 3161 answer of an authority over SHA-256 of a checkpoint's `body`. */
export type LogTimestamp = { size: number; authority: string; tsr: Uint8Array; receivedAt: string };

/** One signing key of a log, as everybody may know it. */
export type LogKeyCard = {
  /** C2SP vkey. */
  vkey: string;
  use: 'log' | 'witness';
  algorithm: 'ed25519' | 'sm2';
  madeAt: string;
  /** From the checkpoint of this size on. */
  sinceSize: number;
  /** Null while it signs. */
  retiredAt: string | null;
};

/**
 * That a stream has `count` events in the log of the checkpoint's size and which is its last: one
 * leaf of the second tree, over all streams of the tenant sorted by the bytes of their names.
 * Leaf data: `stream ‖ 0x0A ‖ count ‖ 0x0A ‖ base64(last leaf hash)`.
 */
export type StreamProof = {
  /** `b17/<tenant>/<aggregate>-<id>` */
  stream: string;
  count: number;
  /** Index of the stream's last event in the log, and that leaf's hash. */
  lastIndex: number;
  lastLeaf: Uint8Array;
  /** Where the stream stands in the second tree, and how many streams there are. */
  index: number;
  streams: number;
  /** RFC 6962 inclusion proof in the second tree, and its root as the `streams` line has it. */
  proof: Uint8Array[];
  root: Uint8Array;
};

/**
 * What one can ask of the evidence log. Leaves of a tenant are its events in order of position,
 * index 0 the first; a leaf is the exact stored bytes. Hashes are SHA-256 unless `sm3` is named.
 */
export interface LogReader {
  /** First line of the tenant's checkpoints, `<installation>/<tenant>`. */
  origin(tenant: string): string;
  /** Tenants that have a log. */
  tenants(): Promise<string[]>;
  /** Leaves hashed so far; 0 for a tenant without events. */
  size(tenant: string): Promise<number>;
  latest(tenant: string): Promise<LogCheckpoint | undefined>;
  /** Kept checkpoints by size, ascending, after a size. */
  checkpoints(
    tenant: string,
    page: { after?: number; limit: number },
  ): Promise<readonly LogCheckpoint[]>;
  /**
   * By position: the smallest kept checkpoint that holds the event. By instant: the last kept one
   * signed at or before it. By size: that one.
   */
  checkpointAt(
    tenant: string,
    at: { position: Position } | { instant: string } | { size: number },
  ): Promise<LogCheckpoint | undefined>;
  /**
   * A kept, full checkpoint that holds the event, made now if need be. Beside another process that
   * holds the folder nothing can be signed: undefined when there is none yet.
   */
  ensureCheckpoint(tenant: string, position: Position): Promise<LogCheckpoint | undefined>;
  /** Leaf index of the event; undefined when it is no event of the tenant or not hashed yet. */
  indexOf(tenant: string, position: Position): Promise<number | undefined>;
  leafHash(tenant: string, index: number, hash?: 'sm3'): Promise<Uint8Array | undefined>;
  /** Root of the first `size` leaves. */
  root(tenant: string, size: number, hash?: 'sm3'): Promise<Uint8Array>;
  /** RFC 6962 inclusion proof; throws a RangeError when the log is shorter. */
  inclusion(tenant: string, leafIndex: number, size: number, hash?: 'sm3'): Promise<Uint8Array[]>;
  /** RFC 6962 consistency proof, 0 < size1 ≤ size2; throws a RangeError otherwise. */
  consistency(tenant: string, size1: number, size2: number, hash?: 'sm3'): Promise<Uint8Array[]>;
  /** Undefined when the stream has no event among the first `size` leaves. */
  streamsProof(tenant: string, stream: string, size: number): Promise<StreamProof | undefined>;
  cosignatures(tenant: string, size: number): Promise<readonly LogCosignature[]>;
  timestamps(tenant: string, size: number): Promise<readonly LogTimestamp[]>;
  keys(tenant: string): Promise<readonly LogKeyCard[]>;
  /**
   * The policy as C2SP tlog-policy text: the log's keys, its witnesses, the quorum; as it would be
   * with other settings, when they are given.
   */
  policy(tenant: string, wished?: ReadonlyMap<string, string>): Promise<string>;
}

/** Nest token of the log reader. */
export const LOG_READER = Symbol('LogReader');
