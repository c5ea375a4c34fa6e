import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeProjection, resolveGovernment, Tree, type NodeRow } from '@gongkai/directory';
import { PLATFORM, Rejection, type ReadStore } from '@gongkai/kernel';
import { SqliteReadStore } from '@gongkai/sqlite';
import { copyLog } from './copy-log.js';
import { rejectMove } from './errors.js';
import { EvidenceBelongings } from './evidence-belongings.js';
import { moveBelongings } from './move-belongings.js';
import { moveFiles } from './move-files.js';
import { NumberedLog } from './numbered-log.js';
import type { Chosen, OnProgress, Place } from './place.js';
import { positionsOf } from './positions-of.js';
import { proveLog, type LogProof } from './prove-log.js';
import { bringRows, compareRows, dropRows } from './prove-rows.js';

export type MoveOptions = {
  from: Place;
  to: Place;
  /** One government by code or name; without it everything is moved. */
  node?: string;
  onProgress?: OnProgress;
  streamsAtOnce?: number;
};

/** What was moved, and what was found to be the same on both sides. */
export type Moved = {
  from: string;
  to: string;
  /** Records on both sides, and how many of them this run copied. */
  events: number;
  copied: number;
  streams: number;
  governments: number;
  perGovernment: { id: string; name: string; events: number; streams: number }[];
  /** SHA-256 over the chained hashes of all streams. */
  digest: string;
  /** Every event has the position it had. */
  positionsKept: boolean;
  keys: number;
  /** Checkpoints, cosignatures, timestamps and settings of the evidence logs. */
  evidence: number;
  files: number;
  bytes: number;
  /** Rows of the read models, each compared. */
  rows: number;
  demo: boolean;
};

/**
 * Moves house: copies the log in its order, what lies beside it and the files, and proves that both
 * ends hold the same. The source is only read, except that its rows are brought up to date, and that
 * a folder whose whole log has moved is marked so. Cut off anywhere, it goes on where it was when it
 * is done again.
 */
export const move = async (options: MoveOptions): Promise<Moved | Rejection> => {
  const { from, to, node, onProgress = () => undefined } = options;
  const refused = await refusal(options);
  if (refused) return refused;
  const before = await from.log.head();
  const total = await bringRows(from.events, from.reads, (events) =>
    onProgress('sourceRows', events, null),
  );
  const tree = await treeIn(from.reads);
  const tenant = node === undefined ? undefined : resolveGovernment(tree, node);
  if (tenant instanceof Rejection) return tenant;
  const chosen: Chosen = tenant === undefined ? undefined : [PLATFORM, tenant];
  const result = await moveChosen({ ...options, onProgress, total }, chosen);
  if (result instanceof Rejection) return result;
  const now = await from.log.head();
  if (now !== before)
    return rejectMove('move.sourceGrew', { before: String(before), now: String(now) });
  if (chosen === undefined) {
    to.goesOnAt?.(null);
    from.goesOnAt?.(to.name);
  }
  const { proof, ...rest } = result;
  const { events, streams, copied, digest } = proof;
  return {
    from: from.name,
    to: to.name,
    events,
    copied,
    streams,
    ...governmentsIn(proof, tree),
    digest,
    positionsKept: chosen === undefined,
    ...rest,
  };
};

const refusal = async ({ from, to }: MoveOptions): Promise<Rejection | undefined> => {
  if (from.masterMark !== to.masterMark) {
    const marks = { source: from.masterMark, target: to.masterMark };
    return rejectMove('move.masterKeyDiffers', marks);
  }
  const [mark, other] = [await from.demo(), await to.demo()];
  const empty = (await to.log.head()) === undefined;
  if ((mark === undefined) !== (other === undefined) && !(empty && other === undefined))
    return rejectMove('move.otherDemo', { place: to.name });
  if (!empty) return undefined;
  // Before the first event, so that no half of it is ever served as real.
  if (mark !== undefined) await to.markDemo(mark);
  // What stands there is of a log that is not.
  await dropRows(to.reads);
  await to.evidence.dropTrees();
  return undefined;
};

/** `total`: events of the source. */
type Work = MoveOptions & { onProgress: OnProgress; total: number };

const moveChosen = async (work: Work, chosen: Chosen) => {
  const { from, to, onProgress } = work;
  const proof = await moveLog(work, chosen);
  if (proof instanceof Rejection) return proof;
  const tenants = [...new Set([PLATFORM, ...proof.governments.keys()])].sort();
  const kept = await moveKept(work, chosen, tenants);
  if (kept instanceof Rejection) return kept;
  const files = await moveFiles(from, to, chosen, (done) => onProgress('files', done, null));
  if (files instanceof Rejection) return files;
  const rows = await moveRows(work, chosen, proof.events);
  if (rows instanceof Rejection) return rows;
  return { proof, ...kept, ...files, rows, demo: (await to.demo()) !== undefined };
};

const moveLog = async (
  { from, to, onProgress, streamsAtOnce, total }: Work,
  chosen: Chosen,
): Promise<(LogProof & { copied: number }) | Rejection> => {
  const copied = await copyLog({
    from: from.log,
    to: to.log,
    keepsOrder: to.keepsOrder,
    chosen,
    onRecords: (done) => onProgress('records', done, chosen ? null : done / total),
  });
  if (copied instanceof Rejection) return copied;
  const proof = await proveLog({
    from: from.log,
    to: to.log,
    chosen,
    onRecords: (done) => onProgress('proof', done, done / copied.records),
    ...(streamsAtOnce ? { streamsAtOnce } : {}),
  });
  if (proof instanceof Rejection) return proof;
  return proof.sameOrder
    ? { ...proof, copied: copied.added }
    : rejectMove('move.notEqual', { part: 'records', what: 'order' });
};

/** Keys and what was signed. Of a government alone not the secrets of its installation. */
const moveKept = async (
  { from, to, onProgress }: Work,
  chosen: Chosen,
  tenants: readonly string[],
): Promise<{ keys: number; evidence: number } | Rejection> => {
  let keys = 0;
  for (const [i, store] of from.keys.entries()) {
    const moved = await moveBelongings(store, to.keys[i]!, {
      tenants,
      without: chosen ? ['secret'] : [],
    });
    if (moved instanceof Rejection) return moved;
    onProgress('keys', (keys += moved), null);
  }
  const positionOf = chosen ? await positionsOf(from.log, from.evidence, chosen) : null;
  const evidence = await moveBelongings(
    new EvidenceBelongings(from.evidence, positionOf),
    new EvidenceBelongings(to.evidence),
    // Where a log stands still is found again from the records when its tree is made.
    { tenants, without: chosen ? ['trouble'] : [] },
  );
  return evidence instanceof Rejection ? evidence : { keys, evidence };
};

const moveRows = async (
  { from, to, onProgress }: Work,
  chosen: Chosen,
  total: number,
): Promise<number | Rejection> => {
  const onEvents = (done: number) => onProgress('targetRows', done, done / total);
  await bringRows(to.events, to.reads, onEvents);
  const onRows = (rows: number) => onProgress('rows', rows, null);
  if (chosen === undefined) return compareRows(from.reads, to.reads, onRows);
  return withScratch(async (reads) => {
    await bringRows(new NumberedLog(from.log, chosen), reads);
    return compareRows(reads, to.reads, onRows);
  });
};

/** Rows of some governments alone are not those the source has: they are made beside. */
const withScratch = async <T>(work: (reads: ReadStore) => Promise<T>): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'gongkai-move-'));
  const reads = new SqliteReadStore({ path: join(folder, 'rows.db') });
  try {
    return await work(reads);
  } finally {
    await reads.close();
    await rm(folder, { recursive: true });
  }
};

const treeIn = async (reads: ReadStore): Promise<Tree> => {
  const rows: NodeRow[] = [];
  for await (const { row } of reads.scan(nodeProjection.collection)) rows.push(row);
  return Tree.from(rows);
};

const governmentsIn = ({ governments }: LogProof, tree: Tree) => {
  const perGovernment = [...governments].map(([id, counts]) => {
    const node = tree.governmentNode(id);
    const name = node === undefined ? id : (tree.node(node)?.name ?? id);
    return { id, name, ...counts };
  });
  return { governments: [...governments.keys()].filter(isGovernment).length, perGovernment };
};
const isGovernment = (tenant: string): boolean => tenant !== PLATFORM;
