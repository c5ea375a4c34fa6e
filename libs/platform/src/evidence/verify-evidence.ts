import {
  leafHash,
  openNote,
  parseCheckpoint,
  rootIn,
  streamHeadLeaf,
  type Checkpoint,
} from '@gongkai/evidence';
import { HASH_BYTES, TILE_WIDTH, type EvidenceStore, type LogKeys } from '@gongkai/evidence-store';
import { TemporaryStreams, type SqliteEventStore } from '@gongkai/sqlite';
import { isFull, noteOf } from './keeping/checkpointer.js';
import { Edge, Frontier } from './keeping/frontier.js';
import { logRecord, type LogRecord } from './keeping/log-record.js';
import { same } from './keeping/tenant-logs.js';

/** What does not agree, and where: the index of a leaf, or the size of a checkpoint. */
export type EvidenceProblem = {
  tenant: string;
  problem:
    'leafDiffers' | 'eventsMissing' | 'forked' | 'signatureInvalid' | 'unreadable' | 'stopped';
  at: number;
};

export type EvidenceReport = {
  /** Events compared with their leaves. */
  leaves: number;
  checkpoints: number;
  /** Events not hashed yet. */
  behind: number;
  problems: EvidenceProblem[];
};

type Signed = {
  checkpoint: Checkpoint;
  size: number;
  /** The root over the streams is computed anew for it. */
  streams: boolean;
};
type Course = {
  frontier: Frontier;
  size: number;
  signed: Signed[];
  /** Leaf hashes of the tile at hand. */
  tile: Uint8Array;
  differs: boolean;
};

const PAGE = 500;
const BATCH = 2_000;

export type EvidencePlaces = { log: SqliteEventStore; store: EvidenceStore; keys: LogKeys };

type OnProgress = (done: number, total: number) => void;

/**
 * Hashes every event again and compares it with its leaf, the roots with every signed checkpoint,
 * and the signatures with the keys. The root over the streams, which is costly, is compared with the
 * checkpoint of each day and with the last. Changes nothing.
 */
export const verifyEvidence = async (
  { log, store, keys }: EvidencePlaces,
  progress: OnProgress = () => {},
): Promise<EvidenceReport> => {
  for (;;) {
    try {
      return await new Examination(log, store, keys).run(progress);
    } catch (error) {
      if (!(error instanceof TreesMadeAnew)) throw error;
    }
  }
};

/** Another process has forgotten the trees and hashes the events again: it is examined from the beginning. */
class TreesMadeAnew extends Error {}

class Examination {
  private readonly problems: EvidenceProblem[] = [];
  private readonly courses = new Map<string, Course>();
  private leaves = 0;
  private checkpoints = 0;
  private behind = 0;
  /** How the streams stand by the events alone. */
  private readonly streams = new TemporaryStreams();

  constructor(
    private readonly log: SqliteEventStore,
    private readonly store: EvidenceStore,
    private readonly keys: LogKeys,
  ) {}

  async run(progress: OnProgress): Promise<EvidenceReport> {
    try {
      return await this.examine(progress);
    } finally {
      this.streams.close();
    }
  }

  private async examine(progress: OnProgress): Promise<EvidenceReport> {
    for (const { tenant, position } of await this.store.troubles())
      this.problems.push({ tenant, problem: 'stopped', at: Number(position) });
    for (const { tenant, size } of await this.store.heads()) await this.begin(tenant, size);
    const total = Number((await this.log.head()) ?? 0n);
    const signal = new AbortController().signal;
    for await (const { events, upTo } of this.log.feed(
      undefined,
      {},
      { signal, follow: false, batchSize: BATCH },
    )) {
      for (const stored of events) if (!stored.damaged) await this.compare(logRecord(stored));
      progress(Number(upTo), total);
    }
    for (const [tenant, { frontier, size }] of this.courses)
      if (frontier.size < size)
        this.problems.push({ tenant, problem: 'eventsMissing', at: frontier.size });
    const { leaves, checkpoints, behind, problems } = this;
    return { leaves, checkpoints, behind, problems };
  }

  private async begin(tenant: string, size: number): Promise<void> {
    const signed: Signed[] = [];
    const vkeys = (await this.keys.ofTenant(tenant)).map(({ vkey }) => vkey);
    for await (const each of this.kept(tenant)) {
      this.checkpoints += 1;
      const note = noteOf(each.body, each.signatures);
      const opened = openNote(note, vkeys);
      const parsed = parseCheckpoint(each.body);
      if (!parsed.ok) this.problems.push({ tenant, problem: 'unreadable', at: each.size });
      else
        signed.push({
          size: each.size,
          checkpoint: parsed,
          streams: each.reasons.includes('daily') && isFull(each.body),
        });
      if (!opened.ok) this.problems.push({ tenant, problem: 'signatureInvalid', at: each.size });
    }
    const lastFull = signed.findLast(({ checkpoint }) => rootIn(checkpoint, 'streams'));
    if (lastFull) lastFull.streams = true;
    this.courses.set(tenant, {
      frontier: new Frontier(),
      size,
      signed,
      tile: new Uint8Array(0),
      differs: false,
    });
  }

  private async *kept(tenant: string) {
    for (let after = 0; ;) {
      const page = await this.store.checkpoints(tenant, after, PAGE);
      yield* page;
      if (page.length === 0) break;
      after = page.at(-1)!.size;
    }
    const latest = await this.store.latest(tenant);
    if (latest && latest.reasons.length === 0) yield latest;
  }

  private async compare(record: LogRecord): Promise<void> {
    const { tenant, sha256, sm3 } = record;
    const course = this.courses.get(tenant);
    if (!course || course.frontier.size >= course.size) {
      this.behind += 1;
      return;
    }
    const { frontier } = course;
    const index = frontier.size;
    frontier.add(sha256, sm3);
    this.streams.take(tenant, record.stream, sha256);
    this.leaves += 1;
    if (index % TILE_WIDTH === 0) await this.readTile(tenant, course, index);
    if (!course.differs && !same(leafIn(course, index), sha256)) {
      await this.readTile(tenant, course, index - (index % TILE_WIDTH));
      const { size = 0 } = (await this.store.head(tenant)) ?? {};
      if (size < course.size) throw new TreesMadeAnew();
      course.differs = !same(leafIn(course, index), sha256);
      if (course.differs) this.problems.push({ tenant, problem: 'leafDiffers', at: index });
    }
    if (course.signed[0]?.size === frontier.size) this.compareRoots(tenant, course);
  }

  private async readTile(tenant: string, course: Course, first: number): Promise<void> {
    course.tile = await this.store.hashes(tenant, 0, first, first + TILE_WIDTH, 'sha256');
  }

  private compareRoots(tenant: string, { frontier, signed }: Course): void {
    const { checkpoint, size, streams: ofStreams } = signed.shift()!;
    const sm3 = rootIn(checkpoint, 'sm3');
    const second = ofStreams ? rootIn(checkpoint, 'streams') : undefined;
    const agrees =
      same(checkpoint.root, frontier.root()) &&
      (!sm3 || same(sm3, frontier.root('sm3'))) &&
      (!second || same(second, this.streamsRoot(tenant)));
    if (!agrees) this.problems.push({ tenant, problem: 'forked', at: size });
  }

  /** Root of the second tree; names are ASCII, so their order is that of their bytes. */
  private streamsRoot(tenant: string): Uint8Array {
    const edge = new Edge('sha256');
    let size = 0;
    for (const leaf of this.streams.leaves(tenant, (stand) => leafHash(streamHeadLeaf(stand))))
      edge.add(leaf, size++);
    return edge.root(size);
  }
}

const leafIn = ({ tile }: Course, index: number): Uint8Array => {
  const at = (index % TILE_WIDTH) * HASH_BYTES;
  return tile.subarray(at, at + HASH_BYTES);
};
