import type { MessagePort } from 'node:worker_threads';
import { systemClock } from '@gongkai/kernel';
import { SqliteCellStore, SqliteEventStore, SqliteReadStore } from '@gongkai/sqlite';
import { goLast } from './go-last.js';
import { Projector } from './projector.js';
import type { ProjectorMessage, ProjectorOrder, ProjectorWork } from './projector-threads.js';
import { TreeKeeper } from '../tree-keeper.js';

/** Details of every projection are told this seldom; positions after each batch. */
const STATUS_MS = 500;

/** Keeps this thread's share of the read models until it is told to stop. */
export const keepReadModels = async (
  { events, reads: readsPath, buckets, rows, figures }: ProjectorWork,
  port: MessagePort,
): Promise<void> => {
  goLast();
  const log = new SqliteEventStore({ path: events, writer: 'none' });
  const reads = new SqliteReadStore({ path: readsPath });
  const cells = figures ? new SqliteCellStore(readsPath) : undefined;
  const tree = figures ? await TreeKeeper.open(log, reads, { follow: true }) : undefined;

  let told = -Infinity;
  let untold = true;
  let toldFailure: string | undefined;
  const failure = () => projector.status().find((course) => course.failure !== null)?.failure;
  const tell = () => {
    const now = performance.now();
    const detailed = now - told > STATUS_MS;
    untold = !detailed;
    if (detailed) {
      told = now;
      toldFailure = failure() ?? undefined;
    }
    const message: ProjectorMessage = {
      position: projector.position,
      ...(detailed ? { status: projector.status() } : {}),
    };
    port.postMessage(message);
  };
  // What was told last may have been too little, or of a failure that is over.
  const looking = setInterval(() => {
    if (untold || toldFailure !== (failure() ?? undefined)) tell();
  }, 2 * STATUS_MS);

  const projector = new Projector({
    log,
    clock: systemClock(),
    rows: rows ? { reads, buckets } : undefined,
    figures:
      cells && tree
        ? {
            cells,
            tree: tree.tree,
            treeReady: (position) => tree.waitFor(position),
            treeFailure: () => tree.failure,
          }
        : undefined,
    onProgress: tell,
  });
  if (tree) tree.onFailure = tell;

  port.on('message', (order: ProjectorOrder) => {
    if (order.kind === 'head') log.commitsSeen.emit('head', order.head);
    else void close();
  });

  const close = async () => {
    clearInterval(looking);
    await projector.close();
    await tree?.close();
    await cells?.close();
    await reads.close();
    await log.close();
    port.close();
  };
};
