import {
  dropProjection,
  ProjectionRunner,
  systemClock,
  type EventStore,
  type Parked,
  type Projection,
  type ReadStore,
  type Rejection,
} from '@gongkai/kernel';
import { allProjections } from '../contexts.js';
import { rejectMove } from './errors.js';

const BLOCK = 500;
const GIVE_UP_MS = 30_000;

/** Folds what the rows do not hold yet; gives up when the store refuses for half a minute. Gives the number of events. */
export const bringRows = async (
  store: Pick<EventStore, 'feed'>,
  reads: ReadStore,
  onEvents?: (events: number) => void,
): Promise<number> => {
  const stop = new AbortController();
  let failing: { since: number; reason: string } | undefined;
  const onProgress = (runner: ProjectionRunner) => {
    const reason = runner.progress()[0]?.failure ?? null;
    failing = reason === null ? undefined : { since: failing?.since ?? performance.now(), reason };
    if (failing && performance.now() - failing.since > GIVE_UP_MS) stop.abort();
    onEvents?.(Number(runner.position ?? 0n));
  };
  const runner = new ProjectionRunner(
    { store, reads, clock: systemClock() },
    { projections: allProjections, batchSize: 2_000, onProgress },
  );
  await runner.catchUp(stop.signal);
  if (stop.signal.aborted) throw new Error(`the read models cannot be kept: ${failing?.reason}`);
  return Number(runner.position ?? 0n);
};

/** Forgets every row: what stands there is of a log that is not. */
export const dropRows = async (reads: ReadStore): Promise<void> => {
  for (const projection of allProjections) await dropProjection(reads, projection);
};

/** Every row of both sides, by its text; how many there are. */
export const compareRows = async (
  source: ReadStore,
  target: ReadStore,
  onRows?: (rows: number) => void,
): Promise<number | Rejection> => {
  let rows = 0;
  for (const projection of allProjections) {
    const compared = await compareProjection(projection, source, target, (more) =>
      onRows?.(rows + more),
    );
    if (typeof compared !== 'number') return compared;
    rows += compared;
  }
  const [here, there] = [await parkedIn(source), await parkedIn(target)];
  return here === there ? rows : differs('parked');
};

const compareProjection = async (
  { collection }: Projection,
  source: ReadStore,
  target: ReadStore,
  onRows: (rows: number) => void,
): Promise<number | Rejection> => {
  let count = 0;
  let block: Entry[] = [];
  const odd = async () => {
    const others = await sameRowsIn(target, collection, block);
    return block.find(({ row }, i) => JSON.stringify(row) !== JSON.stringify(others[i]));
  };
  for await (const entry of source.scan(collection)) {
    block.push(entry);
    if (block.length < BLOCK) continue;
    const found = await odd();
    if (found) return differs(`${collection.name} ${found.tenant}/${found.id}`);
    count += block.length;
    block = [];
    onRows(count);
  }
  const found = await odd();
  if (found) return differs(`${collection.name} ${found.tenant}/${found.id}`);
  count += block.length;
  onRows(count);
  let others = 0;
  for await (const _ of target.scan(collection)) others++;
  return others === count ? count : differs(`${collection.name}: ${count}, ${others}`);
};

type Entry = { tenant: string; id: string; row: unknown };

const sameRowsIn = async (
  reads: ReadStore,
  collection: Projection['collection'],
  block: readonly Entry[],
): Promise<unknown[]> => {
  const ids = new Map<string, string[]>();
  for (const { tenant, id } of block) ids.set(tenant, [...(ids.get(tenant) ?? []), id]);
  const found = new Map<string, Map<string, unknown>>();
  for (const [tenant, of] of ids)
    found.set(tenant, await reads.getMany<unknown>(collection, tenant, of));
  return block.map(({ tenant, id }) => found.get(tenant)!.get(id));
};

const parkedIn = async (reads: ReadStore): Promise<string> =>
  JSON.stringify((await reads.parked()).map(textOf).sort());
const textOf = ({ projection, tenant, position }: Parked): string =>
  `${projection} ${tenant} ${position}`;

const differs = (what: string): Rejection => rejectMove('move.notEqual', { part: 'rows', what });
