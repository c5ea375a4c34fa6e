import { createHash } from 'node:crypto';
import { systemIds, type Position } from '@gongkai/kernel';
import { EvidenceMoved, TILE_WIDTH, type LogGrowth } from '@gongkai/evidence-port';
import type { Collection } from 'mongodb';
import { claim, long, positionOf, written, type Kept } from '../keys/durable.js';
import {
  headId,
  idsFrom,
  STATE,
  tileId,
  type PartDocument,
  type Planned,
  type Run,
  type StateDocument,
  type TileDocument,
  type TreeCollections,
} from './documents.js';
import { GrowthPlan } from './growth-plan.js';
import {
  allOf,
  byTile,
  headWrite,
  joined,
  partsOutgrown,
  streamWrites,
  tileOf,
} from './tree-writes.js';

type State = Kept<StateDocument>;

const BEGINNING: StateDocument = {
  epoch: 0,
  revision: 0,
  position: null,
  by: null,
  keeper: null,
  pending: null,
};

/**
 * Makes the trees grow, one append after the other whoever makes it. What is appended is first put
 * whole into the state document, if that still is as it was read; from that moment it is done, and
 * is written out into tiles, streams and, last, the heads that make it seen. Every step may be done
 * again, so that whoever finds an append that was cut short brings it to its end.
 */
export class TreeGrowth {
  private readonly keeper = systemIds().id();
  /** The last append this keeper knows of. */
  private seen: number | undefined;

  constructor(private readonly at: TreeCollections) {}

  /** How far the trees are, after bringing to its end what was begun. */
  async reached(): Promise<Position | undefined> {
    const state = await this.settled();
    this.seen = state.revision;
    return state.position === null ? undefined : positionOf(state.position);
  }

  async append(upTo: Position, growths: readonly LogGrowth[]): Promise<void> {
    const by = digestOf(upTo, growths);
    const state = await this.settled();
    const { epoch, revision } = state;
    if (this.seen !== undefined && revision !== this.seen) {
      if (!this.isOwn(state, this.seen, by)) throw this.moved();
      this.seen = revision;
      return;
    }
    const planned = await this.plan(state, growths);
    const next = { epoch, revision: revision + 1, by, keeper: this.keeper };
    const begun: StateDocument =
      planned.length === 0
        ? { ...next, position: long(upTo), pending: null }
        : { ...next, position: state.position, pending: { upTo: long(upTo), growths: planned } };
    await this.replace(state, begun);
    this.seen = revision + 1;
    if (begun.pending) await this.settle({ ...begun, _id: STATE });
  }

  /** All trees at once, by one write; what they were made of goes after it. */
  async drop(): Promise<void> {
    for (;;) {
      const state = await this.state();
      const [epoch, revision] = [state.epoch + 1, state.revision + 1];
      const done = await this.at.state.replaceOne(
        { _id: STATE, revision: state.revision },
        { ...BEGINNING, epoch, revision, keeper: this.keeper },
      );
      if (done.matchedCount === 0) continue;
      this.seen = revision;
      const { heads, tiles, parts, streams } = this.at;
      const earlier = { epoch: { $lt: epoch } };
      for (const collection of [heads, tiles, parts, streams] as unknown as Collection<{
        epoch: number;
      }>[])
        await collection.deleteMany(earlier);
      return;
    }
  }

  /** Without what is pending, which is large. */
  async epoch(): Promise<number> {
    const state = await this.at.state.findOne({ _id: STATE }, { projection: { epoch: 1 } });
    return state?.epoch ?? 0;
  }

  private async state(): Promise<State> {
    const known = await this.at.state.findOne({ _id: STATE });
    if (known) return known;
    await claim(this.at.state, { _id: STATE, ...BEGINNING });
    return written(() => this.at.state.findOne({ _id: STATE }));
  }

  private async settled(): Promise<State> {
    for (;;) {
      const state = await this.state();
      if (!state.pending) return state;
      await this.settle(state);
    }
  }

  /** What does not fit is only then to be believed when nobody has added in the middle of reading. */
  private async plan(state: State, growths: readonly LogGrowth[]): Promise<Planned[]> {
    try {
      return await new GrowthPlan(this.at, state.epoch, this.keeper).of(growths);
    } catch (error) {
      if ((await this.state()).revision !== state.revision) throw this.moved();
      throw error;
    }
  }

  private isOwn(state: State, seen: number, by: string): boolean {
    return state.revision === seen + 1 && state.by === by && state.keeper === this.keeper;
  }

  private async replace(before: State, next: StateDocument): Promise<void> {
    const guard = { _id: STATE, revision: before.revision };
    const done = await this.at.state.replaceOne(guard, next);
    if (done.matchedCount === 1) return;
    // A write whose answer was lost, and that the driver made again, has been done.
    if (!this.isOwn(await this.state(), before.revision, next.by!)) throw this.moved();
  }

  private moved(): EvidenceMoved {
    this.seen = undefined;
    return new EvidenceMoved('the trees');
  }

  /** Writes out what is pending. Others may be doing the same, or have done it. */
  private async settle(state: State): Promise<void> {
    const { pending, revision, epoch, keeper } = state;
    const { upTo, growths } = pending!;
    const open = await this.unseen(growths, epoch);
    await allOf(
      this.at.streams,
      open.flatMap((growth) => streamWrites(growth, epoch)),
    );
    if (!(await this.writeHashes(open, epoch))) return this.settleWritten(state);
    await allOf(
      this.at.heads,
      open.map((growth) => headWrite(growth, epoch, keeper!)),
    );
    await allOf(
      this.at.parts,
      growths.flatMap((growth) => partsOutgrown(growth, epoch)),
    );
    await this.at.state.updateOne(
      { _id: STATE, revision },
      { $set: { position: upTo, pending: null } },
    );
  }

  /** Those whose heads do not hold them yet. */
  private async unseen(growths: readonly Planned[], epoch: number): Promise<Planned[]> {
    const ids = growths.map(({ tenant }) => headId(tenant, epoch));
    const heads = await this.at.heads.find({ _id: { $in: ids } }).toArray();
    const sizes = new Map(heads.map(({ tenant, size }) => [tenant, size]));
    return growths.filter(({ tenant, to }) => (sizes.get(tenant) ?? -1) < to);
  }

  /** Another has written all this: the heads hold it, or the trees have gone on since. */
  private async settleWritten(state: State): Promise<void> {
    const open = await this.unseen(state.pending!.growths, state.epoch);
    if (open.length === 0) return this.settle(state);
    if ((await this.state()).revision === state.revision)
      throw new Error('evidence: hashes of a begun tile are missing; the trees must be made again');
  }

  /** False when parts of a begun tile are gone: then another has written all this. */
  private async writeHashes(growths: readonly Planned[], epoch: number): Promise<boolean> {
    const tiles: Kept<TileDocument>[] = [];
    const parts: Kept<PartDocument>[] = [];
    for (const { tenant, runs } of growths)
      for (const run of runs)
        for (const piece of byTile(run)) {
          const { level, from, count } = piece;
          if ((from + count) % TILE_WIDTH !== 0) {
            parts.push({ _id: tileId(tenant, epoch, level, from), tenant, epoch, ...piece });
            continue;
          }
          const whole = await this.whole(tenant, epoch, piece);
          if (!whole) return false;
          tiles.push(tileOf(tenant, epoch, whole));
        }
    await allOf(
      this.at.tiles,
      tiles.map((document) => ({ insertOne: { document } })),
    );
    await allOf(
      this.at.parts,
      parts.map((document) => ({ insertOne: { document } })),
    );
    return true;
  }

  /** The last piece of a tile with those before it. */
  private async whole(tenant: string, epoch: number, last: Run): Promise<Run | undefined> {
    const { level } = last;
    const start = last.from - (last.from % TILE_WIDTH);
    if (start === last.from) return last;
    const _id = {
      ...idsFrom(tenant, epoch, level, start),
      $lt: tileId(tenant, epoch, level, last.from),
    };
    const pieces: Run[] = await this.at.parts.find({ _id, tenant }).sort({ _id: 1 }).toArray();
    let end = start;
    for (const { from, count } of pieces) end = from === end ? end + count : end;
    if (end !== last.from) return undefined;
    return [...pieces, last].reduce(joined);
  }
}

const digestOf = (upTo: Position, growths: readonly LogGrowth[]): string => {
  const hash = createHash('sha256').update(`${upTo}`);
  for (const { tenant, from, leaves } of growths) {
    hash.update(`\n${tenant} ${from} ${leaves.length} `);
    for (const { sha256 } of leaves) hash.update(sha256);
  }
  return hash.digest('base64url');
};
