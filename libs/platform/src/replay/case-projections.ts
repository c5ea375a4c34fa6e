import type { Projection } from '@gongkai/kernel';
import { heldCaseCollection } from '@gongkai/retention';
import { contexts } from '../contexts.js';

let known: readonly Projection[] | undefined;

/**
 * The read models of the contexts. Those of processes are left out: they are lists of what is to be
 * done, and in a replay nothing is done.
 */
export const readModels = (): readonly Projection[] =>
  (known ??= contexts.flatMap(({ projections }) => projections as readonly Projection[]));

/**
 * Those that say something of a case from its own streams alone. In whose cases the data of a person
 * lies is told by the streams of retention as well: of a case by itself it would be half the truth.
 */
export const caseProjections = (): readonly Projection[] =>
  readModels().filter(({ collection }) => collection.name !== heldCaseCollection.name);
