import { Worker } from 'node:worker_threads';
import { THREAD_LIMITS } from '@gongkai/kernel';
import {
  GroupFailed,
  type LogWriter,
  type AppendOutcome,
  type AppendRequest,
  type WriterFailure,
} from './log-writer.js';

/** Where the writer runs: here, or in a thread of its own so that a sync never stalls HTTP. */
export interface LogHost {
  append(group: readonly AppendRequest[]): Promise<AppendOutcome[]>;
  close(): Promise<void>;
}

export const writerHere = (writer: LogWriter): LogHost => ({
  append: async (group) => writer.append(group),
  close: async () => writer.close(),
});

export type ToWriter = { group: readonly AppendRequest[] } | { close: true };
export type FromWriter =
  { outcomes: AppendOutcome[] } | { failed: WriterFailure } | { bug: string };

type Waiting = { resolve: (outcomes: AppendOutcome[]) => void; reject: (error: Error) => void };

/** The writer in a worker thread; groups are answered in the order they were sent. */
export const writerInThread = (path: string, workerFile: URL): LogHost => {
  const worker = new Worker(workerFile, { workerData: { path }, resourceLimits: THREAD_LIMITS });
  const waiting: Waiting[] = [];
  let ended = false;
  worker.on('message', (message: FromWriter) => {
    const { resolve, reject } = waiting.shift()!;
    if ('outcomes' in message) resolve(message.outcomes);
    else if ('failed' in message) reject(new GroupFailed(message.failed));
    else reject(new Error(message.bug));
  });
  const fail = () => {
    ended = true;
    for (const { reject } of waiting.splice(0)) reject(new GroupFailed('failed'));
  };
  worker.on('error', fail);
  // A thread that is gone answers nothing that is sent to it.
  const gone = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      fail();
      resolve();
    });
  });
  return {
    append: (group) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(new GroupFailed('failed'));
        waiting.push({ resolve, reject });
        worker.postMessage({ group } satisfies ToWriter);
      }),
    close: () => {
      if (!ended) worker.postMessage({ close: true } satisfies ToWriter);
      ended = true;
      return gone;
    },
  };
};
