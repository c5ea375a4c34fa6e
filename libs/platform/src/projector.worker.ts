import { parentPort, workerData } from 'node:worker_threads';
import type { EvidenceWork } from './evidence/keeping/keeping.js';
import type { ProjectorWork } from './keeping/projector-threads.js';

/** One worker file for both kinds of work; each loads only what it needs. */
const work = workerData as { keep: ProjectorWork } | { evidence: EvidenceWork };

if ('evidence' in work)
  (await import('./evidence/keeping/keeper-thread.js')).keepEvidence(work.evidence, parentPort!);
else await (await import('./keeping/projector-thread.js')).keepReadModels(work.keep, parentPort!);
