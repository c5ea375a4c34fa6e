import { ANY, EXISTS, NO_STREAM } from './stored.js';

/** What is known of a stream when something is to be written to it. */
export type StreamNow = {
  /** −1 for none. */
  last: number;
  tombstoned: boolean;
  softDeleted: boolean;
  hasMetadata: boolean;
  /** Revision of an event of this stream by its id, as far as the server remembers. */
  recentRevision(id: string): number | undefined;
  idAt(revision: number): string | undefined;
};

export type Verdict =
  | { kind: 'write' }
  /** The same events are there already; the last of them has this revision. */
  | { kind: 'repeat'; revision: number }
  | { kind: 'wrong' }
  | { kind: 'deleted' };

const WRITE: Verdict = { kind: 'write' };
const WRONG: Verdict = { kind: 'wrong' };
const DELETED: Verdict = { kind: 'deleted' };

/** Whether events may be written at an expected revision; repeats are known by their ids. */
export const checkAppend = (
  stream: StreamNow,
  expected: number,
  ids: readonly string[],
): Verdict => {
  if (stream.tombstoned) return DELETED;
  if (expected === EXISTS) {
    if (stream.softDeleted) return DELETED;
    if (stream.last < 0 && !stream.hasMetadata) return WRONG;
  }
  if (expected === ANY || expected === EXISTS) return checkAnywhere(stream, ids);
  if (expected < stream.last) return checkBehind(stream, expected, ids);
  return expected > stream.last ? WRONG : WRITE;
};

const checkAnywhere = (stream: StreamNow, ids: readonly string[]): Verdict => {
  let last: number | undefined;
  for (const id of ids) {
    const revision = stream.recentRevision(id);
    if (revision === undefined) return last === undefined ? WRITE : WRONG;
    last = revision;
  }
  return last === undefined ? WRITE : { kind: 'repeat', revision: last };
};

const checkBehind = (stream: StreamNow, expected: number, ids: readonly string[]): Verdict => {
  let revision = expected;
  for (const id of ids) {
    revision += 1;
    if (stream.idAt(revision) === id) continue;
    const first = revision === expected + 1;
    return first && expected === NO_STREAM && stream.softDeleted ? WRITE : WRONG;
  }
  return ids.length === 0 ? WRONG : { kind: 'repeat', revision };
};
