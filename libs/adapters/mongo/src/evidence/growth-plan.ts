import {
  EvidenceMoved,
  EvidenceStoreError,
  placesOf,
  type Leaf,
  type LogGrowth,
} from '@gongkai/evidence-port';
import { binary, long, paged } from '../keys/durable.js';
import {
  headId,
  streamId,
  type HeadDocument,
  type Planned,
  type Run,
  type Stand,
  type StreamDocument,
  type TreeCollections,
} from './documents.js';

/** Whether growths fit the trees as they stand, and everything that is to be written for them. */
export class GrowthPlan {
  constructor(
    private readonly at: TreeCollections,
    private readonly epoch: number,
    /** Who asks: what another has added means that this one's picture is old. */
    private readonly keeper: string,
  ) {}

  /** Throws `EvidenceStoreError` or `EvidenceMoved`. */
  async of(growths: readonly LogGrowth[]): Promise<Planned[]> {
    const heads = await this.heads(growths);
    const streams = await this.streams(growths);
    return growths.map((growth) => this.plan(growth, heads.get(growth.tenant), streams));
  }

  private plan(
    growth: LogGrowth,
    head: HeadDocument | undefined,
    known: ReadonlyMap<string, StreamDocument>,
  ): Planned {
    const { tenant, from, leaves } = growth;
    const size = head?.size ?? 0;
    if (size !== from) {
      if (head && size > from && head.keeper !== this.keeper)
        throw new EvidenceMoved(`the log of ${tenant}`);
      throw new EvidenceStoreError('size', tenant, { expected: from, actual: size });
    }
    const { stands, streams } = this.stands(growth, head?.streams ?? 0, known);
    const numbers = new Map(stands.map(({ stream, number }) => [stream, number]));
    const runs = [
      ...(leaves.length > 0 ? [leafRun(from, leaves, numbers)] : []),
      ...nodeRuns(growth),
    ];
    const levels = [...(head?.levels ?? [])];
    for (const { level, from: first, count } of runs) levels[level] = first + count;
    return {
      tenant,
      fresh: head === undefined,
      from,
      to: from + leaves.length,
      position: leaves.length > 0 ? long(leaves.at(-1)!.position) : (head?.position ?? long(0n)),
      streams,
      levels: Array.from(levels, (count) => count ?? 0),
      runs,
      stands,
    };
  }

  /** A count that is not what the leaves say means that an event was left out. */
  private stands(
    { tenant, leaves, streams: wanted }: LogGrowth,
    before: number,
    known: ReadonlyMap<string, StreamDocument>,
  ): { stands: Stand[]; streams: number } {
    const added = new Map<string, number>();
    for (const { stream } of leaves) added.set(stream, (added.get(stream) ?? 0) + 1);
    let streams = before;
    const stands = wanted.map(({ stream, count, leaf }): Stand => {
      const now = known.get(streamId(tenant, this.epoch, stream));
      const actual = (now?.count ?? 0) + (added.get(stream) ?? 0);
      if (actual !== count)
        throw new EvidenceStoreError('revision', tenant, { stream, expected: count, actual });
      const number = now?.number ?? (streams += 1);
      return {
        stream,
        number,
        count,
        leaf: binary(leaf),
        fresh: now === undefined,
        before: now ? { count: now.count, leaf: now.leaf, at: now.at } : null,
      };
    });
    return { stands, streams };
  }

  private async heads(growths: readonly LogGrowth[]): Promise<Map<string, HeadDocument>> {
    const found = new Map<string, HeadDocument>();
    for (const page of paged(growths.map(({ tenant }) => headId(tenant, this.epoch))))
      for (const head of await this.at.heads.find({ _id: { $in: page } }).toArray())
        found.set(head.tenant, head);
    return found;
  }

  private async streams(growths: readonly LogGrowth[]): Promise<Map<string, StreamDocument>> {
    const ids = growths.flatMap(({ tenant, streams }) =>
      streams.map(({ stream }) => streamId(tenant, this.epoch, stream)),
    );
    const found = new Map<string, StreamDocument>();
    for (const page of paged(ids))
      for (const stream of await this.at.streams.find({ _id: { $in: page } }).toArray())
        found.set(stream._id, stream);
    return found;
  }
}

const leafRun = (
  from: number,
  leaves: readonly Leaf[],
  numbers: ReadonlyMap<string, number>,
): Run => ({
  level: 0,
  from,
  count: leaves.length,
  sha256: joined(leaves.map(({ sha256 }) => sha256)),
  sm3: joined(leaves.map(({ sm3 }) => sm3)),
  places: binary(
    placesOf(
      leaves.map(({ position, stream }) => ({
        position: Number(position),
        stream: numbers.get(stream)!,
      })),
    ),
  ),
});

/** Hashes above the leaves, those next to each other together. */
const nodeRuns = ({ nodes }: LogGrowth): Run[] => {
  const ends = new Map<string, LogGrowth['nodes'][number][]>();
  const runs: LogGrowth['nodes'][number][][] = [];
  for (const node of nodes) {
    const run = ends.get(`${node.level}/${node.index}`) ?? [];
    if (run.length === 0) runs.push(run);
    run.push(node);
    ends.set(`${node.level}/${node.index + 1}`, run);
  }
  return runs.map((run) => ({
    level: run[0]!.level,
    from: run[0]!.index,
    count: run.length,
    sha256: joined(run.map(({ sha256 }) => sha256)),
    sm3: joined(run.map(({ sm3 }) => sm3)),
    places: null,
  }));
};

const joined = (hashes: readonly Uint8Array[]) => binary(Buffer.concat(hashes));
