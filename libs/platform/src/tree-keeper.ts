import { directoryEvents, nodeProjection, Tree, type DirectoryEvent } from '@gongkai/directory';
import {
  checkpointName,
  savedUpTo,
  type EventStore,
  type ReadStore,
  type Recorded,
} from '@gongkai/kernel';
import { LogFollower } from './log-follower.js';

const NODES = checkpointName(nodeProjection);

/** Whose share of the rows stands still. */
const parkedIn = async (reads: ReadStore): Promise<string[]> =>
  (await reads.parked())
    .filter(({ projection }) => projection === NODES)
    .map(({ tenant }) => tenant);

/** Keeps the one Tree of a process current: from the rows of the read model, then from the log. */
export class TreeKeeper extends LogFollower {
  readonly tree = new Tree();

  /** Reads the tree as it is now; `follow` keeps it so until `close`. */
  static async open(
    store: EventStore,
    reads: ReadStore,
    { follow }: { follow: boolean },
  ): Promise<TreeKeeper> {
    const from = await savedUpTo(reads, NODES);
    const keeper = new TreeKeeper(store, directoryEvents);
    if (from !== undefined)
      for await (const { row } of reads.scan(nodeProjection.collection)) keeper.tree.put(row);
    await keeper.begin(from, follow, from === undefined ? [] : await parkedIn(reads));
    return keeper;
  }

  protected apply(event: Recorded): void {
    this.tree.apply(event as Recorded<DirectoryEvent>);
  }

  protected changed(): void {
    // The tree tells by its own revision.
  }
}
