import { Worker } from 'node:worker_threads';
import {
  PositionWait,
  shardRanges,
  THREAD_LIMITS,
  type BucketRange,
  type Position,
} from '@gongkai/kernel';
import type { CourseStatus } from './projector.js';

/** What a worker is given: paths, because every thread opens its own connections. */
export type ProjectorWork = {
  events: string;
  reads: string;
  buckets: BucketRange;
  /** False where other processes keep the rows. */
  rows: boolean;
  figures: boolean;
};
export type ProjectorOrder = { kind: 'head'; head: Position } | { kind: 'stop' };
export type ProjectorMessage = { position: Position | undefined; status?: CourseStatus[] };

type Thread = {
  worker: Worker;
  /** Resolved once the worker is gone, which may be long before anybody asks. */
  ended: Promise<void>;
  position: Position | undefined;
  status: CourseStatus[];
  failure: string | null;
};

const RESTART_MS = 1000;
const STOP_MS = 8000;
const ENDED = 'the thread ended';

/**
 * Read models kept in worker threads, so that answering stays quick. The main thread tells them of
 * each commit; they tell how far they are. A thread that dies is started again from its checkpoints.
 */
export class ProjectorThreads {
  private readonly threads: Thread[] = [];
  private readonly waits = new PositionWait((position) => this.reached(position));
  private closing = false;

  constructor(
    private readonly file: URL,
    private readonly given: Pick<ProjectorWork, 'events' | 'reads' | 'rows'>,
    count: number,
    /** How far each read model had come when the threads were begun, and which there are. */
    private readonly begun: ReadonlyMap<string, Position | undefined>,
  ) {
    for (const [i, buckets] of shardRanges(count).entries()) this.start(i, buckets);
  }

  /** There are events up to here. */
  notice(head: Position): void {
    for (const { worker } of this.threads) worker.postMessage({ kind: 'head', head });
  }

  waitFor(position: Position, signal?: AbortSignal): Promise<void> {
    return this.waits.until(position, signal);
  }

  status(): CourseStatus[] {
    return this.threads.flatMap(({ status, position, failure }) =>
      (status.length > 0 ? status : this.atFirst()).map((course) => ({
        ...course,
        // Details come seldom, the position of the thread with each batch: none is behind that.
        position: later(course.position, position),
        failure: failure ?? course.failure,
      })),
    );
  }

  async close(): Promise<void> {
    this.closing = true;
    await Promise.all(
      this.threads.map(async ({ worker, ended }) => {
        worker.postMessage({ kind: 'stop' });
        const late = setTimeout(() => void worker.terminate(), STOP_MS);
        await ended;
        clearTimeout(late);
      }),
    );
  }

  /** Until a thread has told. */
  private atFirst(): CourseStatus[] {
    return [...this.begun].map(([name, position]) => ({ name, position, lagMs: 0, failure: null }));
  }

  private start(i: number, buckets: BucketRange): void {
    const work: ProjectorWork = { ...this.given, buckets, figures: i === 0 };
    const worker = new Worker(this.file, {
      workerData: { keep: work },
      resourceLimits: THREAD_LIMITS,
    });
    const before = this.threads[i];
    const thread: Thread = {
      worker,
      ended: new Promise((resolve) => worker.once('exit', () => resolve())),
      position: before?.position,
      status: before?.status ?? [],
      failure: before?.failure ?? null,
    };
    this.threads[i] = thread;
    worker.on('message', ({ position, status }: ProjectorMessage) => {
      thread.position = position;
      thread.failure = null;
      if (status) thread.status = status;
      this.waits.settle();
    });
    worker.on('error', (error) => {
      thread.failure = (error as Partial<Error> | undefined)?.message ?? ENDED;
    });
    worker.on('exit', () => {
      if (this.closing) return;
      thread.failure ??= ENDED;
      setTimeout(() => {
        if (!this.closing) this.start(i, buckets);
      }, RESTART_MS).unref();
    });
  }

  private reached(position: Position): boolean {
    return this.threads.every(
      (thread) => thread.position !== undefined && thread.position >= position,
    );
  }
}

const later = (a: Position | undefined, b: Position | undefined): Position | undefined =>
  a === undefined || (b !== undefined && b > a) ? b : a;
