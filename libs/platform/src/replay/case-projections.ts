import type { Projection } from '@gongkai/kernel';
import { contexts } from '../contexts.js';

let known: readonly Projection[] | undefined;

/**
 * The read models of the contexts. Those of processes are left out: they are lists of what is to be
 * done, and in a replay nothing is done.
 */
export const caseProjections = (): readonly Projection[] =>
  (known ??= contexts.flatMap(({ projections }) => projections as readonly Projection[]));
