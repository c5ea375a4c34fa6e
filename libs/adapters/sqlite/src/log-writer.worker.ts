import { parentPort, workerData } from 'node:worker_threads';
import type { FromWriter, ToWriter } from './log-host.js';
import { GroupFailed, LogWriter } from './log-writer.js';

const { path } = workerData as { path: string };
const writer = new LogWriter(path);
const answer = (message: FromWriter) => parentPort!.postMessage(message);

parentPort!.on('message', (message: ToWriter) => {
  if ('close' in message) {
    writer.close();
    parentPort!.close();
    return;
  }
  try {
    answer({ outcomes: writer.append(message.group) });
  } catch (error) {
    if (error instanceof GroupFailed) answer({ failed: error.reason });
    else answer({ bug: (error as Error).message });
  }
});
