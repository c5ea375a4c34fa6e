import { receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import { THREAD_LIMITS } from '@gongkai/kernel';
import {
  GROUP_MAX,
  GroupFailed,
  type LogWriter,
  type AppendOutcome,
  type AppendRequest,
  type WriterFailure,
} from './log-writer.js';

/** Where the writer runs: here, or in a thread of its own so that a sync never stalls HTTP. */
export interface LogHost {
  /** Whether groups sent while it is at work wait beside it, to become one of its own. */
  readonly gathers: boolean;
  append(group: readonly AppendRequest[]): Promise<AppendOutcome[]>;
  close(): Promise<void>;
}

export const writerHere = (writer: LogWriter): LogHost => ({
  gathers: false,
  append: async (group) => writer.append(group),
  close: async () => writer.close(),
});

type ToWriter = { group: readonly AppendRequest[] } | { close: true };
/** Of every group that was gathered into one, in the order they were sent. */
type FromWriter =
  { outcomes: AppendOutcome[][] } | { groups: number; failed?: WriterFailure; bug?: string };

type Waiting = { resolve: (outcomes: AppendOutcome[]) => void; reject: (error: Error) => void };

/** The writer in a worker thread; groups are answered in the order they were sent. */
export const writerInThread = (path: string, workerFile: URL): LogHost => {
  const worker = new Worker(workerFile, { workerData: { path }, resourceLimits: THREAD_LIMITS });
  const waiting: Waiting[] = [];
  let ended = false;
  worker.on('message', (message: FromWriter) => {
    if ('outcomes' in message) {
      for (const outcomes of message.outcomes) waiting.shift()!.resolve(outcomes);
      return;
    }
    const { groups, failed, bug } = message;
    for (const { reject } of waiting.splice(0, groups))
      reject(failed ? new GroupFailed(failed) : new Error(bug));
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
    gathers: true,
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

type Group = readonly AppendRequest[];

/** The other end: writes what the port brings. What came while one group was written is the next. */
export const writeFor = (port: MessagePort, writer: LogWriter): void => {
  port.on('message', (message: ToWriter) => {
    const { groups, last } = gathered(message, port);
    if (groups.length > 0) port.postMessage(written(groups, writer));
    if (!last) return;
    writer.close();
    port.close();
  });
};

const gathered = (first: ToWriter, port: MessagePort): { groups: Group[]; last: boolean } => {
  const groups: Group[] = [];
  let size = 0;
  for (let message: ToWriter | undefined = first; message; message = received(port)) {
    if ('close' in message) return { groups, last: true };
    groups.push(message.group);
    size += message.group.length;
    if (size >= GROUP_MAX) break;
  }
  return { groups, last: false };
};

const received = (port: MessagePort): ToWriter | undefined =>
  (receiveMessageOnPort(port) as { message: ToWriter } | undefined)?.message;

const written = (groups: readonly Group[], writer: LogWriter): FromWriter => {
  try {
    const outcomes = writer.append(groups.flat());
    let at = 0;
    return { outcomes: groups.map(({ length }) => outcomes.slice(at, (at += length))) };
  } catch (error) {
    const { length } = groups;
    if (error instanceof GroupFailed) return { groups: length, failed: error.reason };
    return { groups: length, bug: (error as Error).message };
  }
};
