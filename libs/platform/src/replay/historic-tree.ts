import {
  directoryEvents,
  nodeProjection,
  Tree,
  type DirectoryEvent,
  type NodeRow,
} from '@gongkai/directory';
import {
  isWithin,
  parseRecord,
  PLATFORM,
  recordedOf,
  streamName,
  type EventStore,
  type Position,
  type Recorded,
  type ReplayBounds,
} from '@gongkai/kernel';
import { daysAt, placeIn, type Cut, type ReplayLog } from './cut.js';

const LOW_TYPE = 1023;
const JOINED = 'GovernmentJoined';
const TREES_MAX = 4;
const BLOCK = 1_000;

/**
 * The tree as of a day and as known at an instant. Its history is in its rows, so only what the
 * bounds leave out is folded anew; mostly that is nothing, and the tree is the one that is there.
 * That a government joined is no change of the tree but a fact about this platform: it holds for
 * every day, else what was imported from before it would belong to nobody.
 */
export class HistoricTrees {
  private positions: number[] = [];
  private months: number[] = [];
  /** Of governments that joined. */
  private joined: number[] = [];
  private scanned: Position = 0n;
  private readonly trees = new Map<string, Tree>();

  constructor(
    private readonly deps: { store: Pick<EventStore, 'read'>; log: ReplayLog; tree: Tree },
  ) {}

  async within(cut: Cut, bounds: ReplayBounds): Promise<Tree> {
    const { tree } = this.deps;
    await this.scan();
    const excluded = await this.excluded(cut);
    if (excluded.length === 0) return tree;
    const key = JSON.stringify([
      tree.revision,
      excluded.length,
      excluded[0],
      excluded.at(-1),
      bounds,
    ]);
    const known = this.trees.get(key);
    if (known) return known;
    const made = await this.without(excluded, bounds);
    if (this.trees.size >= TREES_MAX) this.trees.delete(this.trees.keys().next().value!);
    this.trees.set(key, made);
    return made;
  }

  /** Notes where the events of the directory lie, as far as the log goes now. */
  private async scan(): Promise<void> {
    const { log } = this.deps;
    const head = (await log.head()) ?? 0n;
    if (head <= this.scanned) return;
    const wanted = new Uint8Array(LOW_TYPE + 1);
    for (const [type, name] of log.types())
      wanted[type] = name === JOINED ? 2 : Number(Object.hasOwn(directoryEvents, name));
    let position = Number(this.scanned);
    log.scan(this.scanned, head, (keys, count) => {
      for (let i = 0; i < count; i++) {
        position++;
        const low = keys[i]! >>> 0;
        const kind = wanted[(low >>> 10) & LOW_TYPE]!;
        if (kind === 0) continue;
        if (kind === 2) this.joined.push(position);
        this.positions.push(position);
        this.months.push(low >>> 20);
      }
    });
    this.scanned = head;
  }

  private async excluded(cut: Cut): Promise<number[]> {
    const out: number[] = [];
    const look: number[] = [];
    for (const [i, position] of this.positions.entries()) {
      const place = placeIn(cut, position, this.months[i]!);
      if (place === 'out') out.push(position);
      else if (place === 'look') look.push(position);
    }
    for (const [position, day] of await daysAt(this.deps.log, look))
      if (day > cut.day!) out.push(position);
    return out.sort((a, b) => a - b);
  }

  /** The tree without some events, from the few that are in or from all but the few that are not. */
  private without(excluded: readonly number[], bounds: ReplayBounds): Promise<Tree> {
    const out = new Set(excluded);
    const included = this.positions.filter((position) => !out.has(position));
    return included.length < excluded.length
      ? this.from([...included, ...this.joined.filter((position) => out.has(position))], bounds)
      : this.refolded(excluded, bounds);
  }

  private async from(positions: readonly number[], bounds: ReplayBounds): Promise<Tree> {
    const tree = new Tree();
    const ordered = [...positions].sort((a, b) => a - b);
    for (let i = 0; i < ordered.length; i += BLOCK)
      for (const stored of await this.deps.log.at(ordered.slice(i, i + BLOCK).map(BigInt))) {
        const event = recordedOf(directoryEvents, stored) as Recorded<DirectoryEvent>;
        if (isWithin(event.meta, boundsFor(event.type, bounds))) tree.apply(event);
      }
    return tree;
  }

  /** The nodes that the events touch are folded again from what is left of theirs. */
  private async refolded(excluded: readonly number[], bounds: ReplayBounds): Promise<Tree> {
    const touched = new Set<string>();
    for (let i = 0; i < excluded.length; i += BLOCK)
      for (const stored of await this.deps.log.at(excluded.slice(i, i + BLOCK).map(BigInt))) {
        const id = nodeProjection.key(recordedOf(directoryEvents, stored) as never);
        if (typeof id === 'string') touched.add(id);
      }
    const rows: NodeRow[] = [];
    for (const row of this.deps.tree.rows()) {
      const kept = touched.has(row.id) ? await this.folded(row, bounds) : row;
      if (kept) rows.push(kept);
    }
    return Tree.from(rows);
  }

  private async folded(
    { id, kind, tenant, government }: NodeRow,
    bounds: ReplayBounds,
  ): Promise<NodeRow | undefined> {
    const streams = DIVISIONS.has(kind)
      ? [
          streamName(PLATFORM, 'division', id),
          ...(government === null ? [] : [streamName(PLATFORM, 'government', tenant!)]),
        ]
      : [streamName(tenant!, 'agency', id)];
    const events: Recorded<DirectoryEvent>[] = [];
    for (const stream of streams)
      for (const stored of await this.deps.store.read(stream)) {
        const { meta } = parseRecord(stored.record);
        if (isWithin(meta, boundsFor(meta.type, bounds)))
          events.push(recordedOf(directoryEvents, stored) as Recorded<DirectoryEvent>);
      }
    events.sort((a, b) => (a.position < b.position ? -1 : 1));
    return events.reduce<NodeRow | undefined>(
      (row, event) =>
        nodeProjection.key(event) === id ? nodeProjection.apply(row, event, id) : row,
      undefined,
    );
  }
}

/** That a government joined holds for every day. */
const boundsFor = (type: string, bounds: ReplayBounds): ReplayBounds =>
  type === JOINED ? { asKnownAt: bounds.asKnownAt } : bounds;

const DIVISIONS: ReadonlySet<string> = new Set([
  'nation',
  'province',
  'prefecture',
  'county',
  'town',
]);
