import { parentPort, workerData } from 'node:worker_threads';
import { writeFor } from './log-host.js';
import { LogWriter } from './log-writer.js';

const { path } = workerData as { path: string };
writeFor(parentPort!, new LogWriter(path));
