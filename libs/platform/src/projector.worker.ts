import { parentPort, workerData } from 'node:worker_threads';
import type { EvidenceWork } from './evidence/keeping/keeping.js';
import type { ProjectorWork } from './keeping/projector-threads.js';
import type { TallyWork } from './cells/tally-threads.js';

/** One worker file for all kinds of work; each loads only what it needs. */
const work = workerData as
  { tally: TallyWork } | { keep: ProjectorWork } | { evidence: EvidenceWork };

if ('tally' in work) (await import('./cells/tally-thread.js')).tallyPart(work.tally, parentPort!);
else if ('evidence' in work)
  (await import('./evidence/keeping/keeper-thread.js')).keepEvidence(work.evidence, parentPort!);
else await (await import('./keeping/projector-thread.js')).keepReadModels(work.keep, parentPort!);
