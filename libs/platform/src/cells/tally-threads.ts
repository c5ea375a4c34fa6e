import { Worker } from 'node:worker_threads';
import type { CountRules, Tallied } from '@gongkai/figures';
import { THREAD_LIMITS } from '@gongkai/kernel';
import { workerFile } from '../worker-file.js';

/** A part of the log to be counted in a thread of its own. */
export type TallyWork = {
  events: string;
  after: number;
  upTo: number;
  /** Number of indicators on each sheet. */
  widths: readonly number[];
  rules: CountRules;
};

/**
 * Counts the log from its beginning in several threads, each a part of it; for rebuilding. What the
 * threads counted is handed over, not copied.
 */
export const tallyInThreads = async (
  events: string,
  { groups, parts, sheets, starts, columns, deltas }: CountRules,
  widths: readonly number[],
  upTo: number,
  threads: number,
): Promise<Tallied[]> => {
  const file = workerFile('projector');
  if (!file) throw new Error('threads need the built workers');
  const rules = { groups, parts, sheets, starts, columns, deltas };
  const cut = (i: number) => Math.floor((upTo * i) / threads);
  return Promise.all(
    Array.from({ length: threads }, (_, i) => {
      const tally: TallyWork = { events, after: cut(i), upTo: cut(i + 1), widths, rules };
      const worker = new Worker(file, { workerData: { tally }, resourceLimits: THREAD_LIMITS });
      return new Promise<Tallied>((resolve, reject) => {
        worker.once('message', resolve);
        worker.once('error', reject);
        worker.once('exit', () => reject(new Error('a counting thread ended early')));
      });
    }),
  );
};
