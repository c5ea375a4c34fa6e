import type { Tree } from '@gongkai/directory';
import {
  ALL_BUCKETS,
  checkpointName,
  dropOlderVersions,
  savedUpTo,
  type Clock,
  type Position,
  type ReadStore,
} from '@gongkai/kernel';
import type { SqliteCellStore, SqliteEventStore } from '@gongkai/sqlite';
import type { RemoteRows } from './cluster/remote-rows.js';
import { allProjections } from './contexts.js';
import { CELLS } from './cells/cell-keeper.js';
import { Making } from './keeping/making.js';
import { Projector, type CourseStatus } from './keeping/projector.js';
import { ProjectorThreads } from './keeping/projector-threads.js';
import type { TreeKeeper } from './tree-keeper.js';
import { workerFile } from './worker-file.js';

/** How one read model stands over all threads. */
export type ProjectionStatus = {
  name: string;
  position: Position | undefined;
  /** Events not yet visible. */
  lag: number;
  /** How long after being recorded the last events became visible. */
  lagMs: number;
  failure: string | null;
  /** It has not come to the end of the log since it was begun. */
  building?: boolean;
};

/** The read models of an open data folder being kept current. */
export interface Projectors {
  /** Resolves when every read model shows the event at the position; the signal ends the wait. */
  waitFor(position: Position, signal?: AbortSignal): Promise<void>;
  status(head: Position | undefined): Promise<ProjectionStatus[]>;
  close(): Promise<void>;
}

export type ProjectorsOptions = {
  paths: { events: string; reads: string };
  log: SqliteEventStore;
  reads: ReadStore;
  cells: SqliteCellStore;
  clock: Clock;
  tree: Tree;
  treeReady: TreeKeeper['waitFor'];
  treeFailure: () => string | null;
  /** Rows that other processes keep; undefined where this one keeps them. */
  remote: RemoteRows | undefined;
  /** Beside the process that holds the folder: it keeps the read models, this one only looks. */
  readonly: boolean;
  /** Worker threads; 0 and running from source keep everything in this thread. */
  threads: number;
};

/** Starts keeping the read models current. */
export const openProjectors = async (options: ProjectorsOptions): Promise<Projectors> => {
  const head = await options.log.head();
  const saved = await savedCourses(options);
  const making = new Making();
  making.judged(saved, head);
  const judged = (projectors: Projectors): Projectors => ({
    ...projectors,
    status: async (now) => making.judged(await projectors.status(now), now),
  });
  if (options.readonly) return judged(onlooker(options));
  const file = options.threads > 0 ? workerFile('projector') : undefined;
  const projectors = judged(file ? inThreads(options, file, saved) : inThisThread(options));
  if (options.remote) return withRemote(projectors, options.remote, making);
  const older = allProjections.filter(({ version }) => version > 1);
  if (head !== undefined && older.length > 0)
    void projectors
      .waitFor(head)
      .then(async () => {
        for (const projection of older) await dropOlderVersions(options.reads, projection);
      })
      // The old rows stay for now; the next start drops them.
      .catch(() => undefined);
  return projectors;
};

const inThisThread = (options: ProjectorsOptions): Projectors => {
  const { log, reads, clock, cells, tree, treeReady, treeFailure, remote } = options;
  const figures = { cells, tree, treeReady, treeFailure };
  const rows = remote ? undefined : { reads, buckets: ALL_BUCKETS };
  const projector = new Projector({ log, clock, rows, figures });
  return {
    waitFor: (position, signal) => projector.waitFor(position, signal),
    status: async (head) => merged(projector.status(), head),
    close: () => projector.close(),
  };
};

const inThreads = (
  { log, paths, threads, remote }: ProjectorsOptions,
  file: URL,
  saved: readonly CourseStatus[],
): Projectors => {
  const { events, reads } = paths;
  const rows = remote === undefined;
  const begun = new Map(saved.map(({ name, position }) => [name, position]));
  const workers = new ProjectorThreads(file, { events, reads, rows }, rows ? threads : 1, begun);
  const notice = (head: unknown) => workers.notice(BigInt(head as bigint));
  log.commitsSeen.on('head', notice);
  return {
    waitFor: (position, signal) => workers.waitFor(position, signal),
    status: async (head) => merged(workers.status(), head),
    close: async () => {
      log.commitsSeen.off('head', notice);
      await workers.close();
    },
  };
};

/** The cells are kept here, the rows elsewhere: made or not is known once the others were asked. */
const withRemote = (here: Projectors, remote: RemoteRows, making: Making): Projectors => ({
  waitFor: async (position, signal) => {
    await Promise.all([here.waitFor(position, signal), remote.waitFor(position, signal)]);
  },
  status: async (head) => {
    const { position, failure } = remote;
    const rows = { name: 'rows', position, lagMs: 0, failure };
    const building = remote.asked && making.isMaking(rows.name, position, head);
    return [
      ...(await here.status(head)),
      ...merged([rows], head).map((status) => ({ ...status, building })),
    ];
  },
  close: async () => {
    await Promise.all([here.close(), remote.close()]);
  },
});

const onlooker = (options: ProjectorsOptions): Projectors => ({
  waitFor: async () => undefined,
  status: async (head) => merged(await savedCourses(options), head),
  close: async () => undefined,
});

/** How far everything kept here has been saved. */
const savedCourses = async ({
  cells,
  reads,
  remote,
}: ProjectorsOptions): Promise<CourseStatus[]> => {
  const generations = await cells.generations();
  const position = generations.find(({ live }) => live)?.position;
  const courses: CourseStatus[] = [{ name: CELLS, position, lagMs: 0, failure: null }];
  if (remote) return courses;
  for (const projection of allProjections) {
    const name = checkpointName(projection);
    courses.push({ name, position: await savedUpTo(reads, name), lagMs: 0, failure: null });
  }
  return courses;
};

/** One line per read model: as far as the slowest thread, as late as the latest. */
export const merged = (
  courses: readonly CourseStatus[],
  head: Position | undefined,
): ProjectionStatus[] => {
  const byName = new Map<string, CourseStatus>();
  for (const course of courses) {
    const known = byName.get(course.name);
    if (!known) {
      byName.set(course.name, course);
      continue;
    }
    const slower = known.position === undefined || course.position === undefined;
    const position = slower
      ? undefined
      : known.position! < course.position!
        ? known.position
        : course.position;
    byName.set(course.name, {
      name: course.name,
      position,
      lagMs: Math.max(known.lagMs, course.lagMs),
      failure: known.failure ?? course.failure,
    });
  }
  return [...byName.values()].map((course) => ({
    ...course,
    lag: head === undefined ? 0 : Number(head - (course.position ?? 0n)),
  }));
};
