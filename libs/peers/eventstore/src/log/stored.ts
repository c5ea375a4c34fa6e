/** What a client proposes to append. */
export type Proposed = {
  /** Lower-case UUID. */
  id: string;
  type: string;
  json: boolean;
  data: Uint8Array;
  metadata: Uint8Array;
};

/** An event of the log; `body` is its wire form without the id. */
export type Stored = {
  position: number;
  stream: number;
  type: string;
  id: string;
  body: Buffer;
};

/** Expected revisions that are not numbers, as the server counts them. */
export const ANY = -2;
export const NO_STREAM = -1;
export const EXISTS = -4;

/** Revision of a tombstone, and the `$tb` of a stream deleted softly: the largest signed integer. */
export const LAST_REVISION = 9_223_372_036_854_775_807n;

/** How an append, delete or tombstone ended. */
export type Outcome =
  /** `revision` −1: the stream has no events; `position` null: nothing was written. */
  | { kind: 'done'; revision: number; position: number | null }
  | { kind: 'wrong'; current: number }
  | { kind: 'deleted' };

/** Bytes an append counts for against the largest append. */
export const sizeOf = ({ data, metadata, type }: Proposed): number =>
  data.length + metadata.length + 2 * type.length;

export const METASTREAM = '$$';
export const isMetastream = (name: string): boolean => name.startsWith(METASTREAM);
export const metastreamOf = (name: string): string => METASTREAM + name;
export const originalOf = (name: string): string => name.slice(METASTREAM.length);
