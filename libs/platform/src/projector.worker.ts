import { parentPort, workerData } from 'node:worker_threads';
import type { ProjectorWork } from './keeping/projector-threads.js';
import type { TallyWork } from './cells/tally-threads.js';

/** One worker file for both kinds of work; each loads only what it needs. */
const work = workerData as { tally: TallyWork } | { keep: ProjectorWork };

if ('tally' in work) (await import('./cells/tally-thread.js')).tallyPart(work.tally, parentPort!);
else await (await import('./keeping/projector-thread.js')).keepReadModels(work.keep, parentPort!);
