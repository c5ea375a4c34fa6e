import type { Tree } from '@gongkai/directory';
import {
  checkpointName,
  ProjectionRunner,
  savedUpTo,
  type Clock,
  type EventStore,
  type Position,
  type Projection,
  type ReadStore,
} from '@gongkai/kernel';
import {
  beginVerifying,
  buildingPath,
  finishRebuilt,
  removeReads,
  SqliteCellStore,
  SqliteReadStore,
  verifyingPath,
  type SqliteEventStore,
} from '@gongkai/sqlite';
import { CELLS } from './cells/cell-keeper.js';
import { CellUpdater } from './cells/cell-updater.js';
import { allEvents, allIndicators, allProjections } from './contexts.js';
import { EMBEDDED_BATCHES } from './keeping/projector.js';

export type RebuildDeps = {
  log: SqliteEventStore;
  reads: ReadStore;
  cells: SqliteCellStore;
  tree: Tree;
  clock: Clock;
  /** Path of reads.db; what is rebuilt stands beside it. */
  path: string;
  /** Events read so far, and the part of the whole. */
  onProgress?: (events: number, part: number) => void;
};

export type RebuildReport = {
  projections: number;
  /** Read models whose rebuilt rows are not, byte for byte, those kept so far. */
  differing: string[];
  /** Read models that were behind the log, or not made yet: nothing to compare with. */
  notCompared: string[];
};

const BLOCK = 500;
const ATTEMPTS = 3;

/** Builds every read model anew beside the ones in use and compares the two; changes nothing. */
export const verifyReads = async (deps: RebuildDeps): Promise<RebuildReport> => {
  beginVerifying(deps.path);
  const beside = verifyingPath(deps.path);
  try {
    return await buildAndCompare(deps, beside);
  } finally {
    removeReads(beside);
  }
};

/**
 * Builds every read model anew beside the ones in use and says how they differed. Only once that is
 * known may the new file take their place, when every connection to the old one is closed.
 */
export const rebuildBeside = async (deps: RebuildDeps): Promise<RebuildReport> => {
  const beside = buildingPath(deps.path);
  removeReads(beside);
  try {
    const report = await buildAndCompare(deps, beside);
    finishRebuilt(deps.path);
    return report;
  } finally {
    removeReads(beside);
  }
};

type Rebuilt = { reads: SqliteReadStore; cells: SqliteCellStore };

/** The new file stays open from first to last: by that others see that it is in use. */
const buildAndCompare = async (deps: RebuildDeps, path: string): Promise<RebuildReport> => {
  const reads = new SqliteReadStore({ path });
  const cells = new SqliteCellStore(path);
  try {
    await build(deps, { reads, cells });
    return await compare(deps, { reads, cells });
  } finally {
    await cells.close();
    await reads.close();
  }
};

const build = async (deps: RebuildDeps, { reads, cells }: Rebuilt): Promise<void> => {
  const { log, tree, clock, onProgress } = deps;
  const head = await log.head();
  if (head === undefined) return;
  const report = ({ position }: ProjectionRunner) =>
    onProgress?.(Number(position ?? 0n), (0.95 * Number(position ?? 0n)) / Number(head));
  await runnerOf(log, reads, clock, report).catchUp();
  const updater = await CellUpdater.open(countingDeps(log, cells, tree));
  await updater.catchUp(head);
  onProgress?.(Number(head), 1);
};

const runnerOf = (
  store: EventStore,
  reads: ReadStore,
  clock: Clock,
  onProgress?: (runner: ProjectionRunner) => void,
): ProjectionRunner =>
  new ProjectionRunner(
    { store, reads, clock },
    {
      projections: allProjections,
      ...EMBEDDED_BATCHES,
      // Somebody waits for the end, and what fails in a file of one's own fails again.
      retryMs: null,
      ...(onProgress ? { onProgress } : {}),
    },
  );

const countingDeps = (hot: SqliteEventStore, cells: SqliteCellStore, tree: Tree) => ({
  hot,
  cells,
  tree,
  indicators: allIndicators,
  knownTypes: new Set(Object.keys(allEvents)),
});

/** Compares; while the read models in use move on, follows them a few times before it believes a difference. */
const compare = async (deps: RebuildDeps, { reads, cells }: Rebuilt): Promise<RebuildReport> => {
  const { log, clock, tree } = deps;
  const updater = await CellUpdater.open(countingDeps(log, cells, tree));
  for (let attempt = 1; ; attempt++) {
    const head = await log.head();
    await runnerOf(log, reads, clock).catchUp();
    const differing: string[] = [];
    const notCompared: string[] = [];
    for (const projection of allProjections) {
      const name = checkpointName(projection);
      if (!(await isCurrent(deps, projection, head))) notCompared.push(name);
      else if (!(await sameRows(projection, deps.reads, reads))) differing.push(name);
    }
    const figures = await compareCells(deps.cells, cells, updater);
    if (figures === 'behind') notCompared.push(CELLS);
    else if (figures === 'differ') differing.push(CELLS);
    const agreed = differing.length + notCompared.length === 0;
    if (agreed || head === (await log.head()) || attempt === ATTEMPTS)
      return { projections: allProjections.length + 1, differing, notCompared };
  }
};

/** Whether the rows kept so far show everything of the log up to its head. */
const isCurrent = async (
  { log, reads }: RebuildDeps,
  projection: Projection,
  head: Position | undefined,
): Promise<boolean> => {
  if (head === undefined) return true;
  const saved = await savedUpTo(reads, checkpointName(projection));
  if (saved === undefined) return false;
  // Checkpoints of batches that changed no row are saved seldom.
  const types = Object.keys(projection.events);
  const options = { signal: new AbortController().signal, follow: false, batchSize: 1 };
  for await (const { events } of log.feed(saved, { types }, options))
    if (events.length > 0) return false;
  return true;
};

/** Whether two stores hold the same rows of a projection. */
export const sameRows = async (
  { collection }: Projection,
  kept: ReadStore,
  rebuilt: ReadStore,
): Promise<boolean> => {
  let count = 0;
  let block: { tenant: string; id: string; row: unknown }[] = [];
  const blockAgrees = async () => {
    const tenants = new Map<string, string[]>();
    for (const { tenant, id } of block) tenants.set(tenant, [...(tenants.get(tenant) ?? []), id]);
    const others = new Map<string, Map<string, unknown>>();
    for (const [tenant, ids] of tenants)
      others.set(tenant, await rebuilt.getMany<unknown>(collection, tenant, ids));
    return block.every(
      ({ tenant, id, row }) => JSON.stringify(others.get(tenant)?.get(id)) === JSON.stringify(row),
    );
  };
  for await (const entry of kept.scan(collection)) {
    count++;
    block.push(entry);
    if (block.length < BLOCK) continue;
    if (!(await blockAgrees())) return false;
    block = [];
  }
  if (!(await blockAgrees())) return false;
  for await (const _ of rebuilt.scan(collection)) count--;
  return count === 0;
};

const liveOf = async (cells: SqliteCellStore) =>
  (await cells.generations()).find(({ live }) => live);

/**
 * The rebuilt cells are brought to the position of those in use first: they follow the same log. Cells
 * of other indicators than those of this program are about to be counted anew.
 */
const compareCells = async (
  kept: SqliteCellStore,
  rebuilt: SqliteCellStore,
  updater: CellUpdater,
): Promise<'same' | 'differ' | 'behind'> => {
  const live = await liveOf(kept);
  const upTo: Position | undefined = live?.position;
  if (!live || upTo === undefined) return updater.position === undefined ? 'same' : 'behind';
  if (updater.position === undefined || updater.position < upTo) await updater.catchUp(upTo);
  const built = await liveOf(rebuilt);
  if (built?.signature !== live.signature || upTo < updater.position!) return 'behind';
  const others = rebuilt.dump(updater.id)[Symbol.asyncIterator]();
  for await (const row of kept.dump(live.id)) {
    const other = await others.next();
    if (other.done || Buffer.compare(other.value, row) !== 0) return 'differ';
  }
  return (await others.next()).done === true ? 'same' : 'differ';
};
