import { equalityConformance } from './read-store.conformance.equality.js';
import {
  conditionsConformance,
  countsConformance,
  pagesConformance,
} from './read-store.conformance.questions.js';
import { racesConformance } from './read-store.conformance.races.js';
import { rowsConformance, writingConformance } from './read-store.conformance.rows.js';
import { searchConformance } from './read-store.conformance.search.js';
import { ReadStoreSuite, type OpenReadStore } from './read-store.suite.js';

export type { OpenReadStore } from './read-store.suite.js';

/** What every read store must hold; run against each adapter, with fewer random runs on a slow one. */
export const readStoreConformance = (
  name: string,
  open: OpenReadStore,
  { runs = 60 }: { runs?: number } = {},
): void => {
  describe(`read store: ${name}`, () => {
    const suite = new ReadStoreSuite(open, runs);
    rowsConformance(suite);
    writingConformance(suite);
    conditionsConformance(suite);
    pagesConformance(suite);
    countsConformance(suite);
    searchConformance(suite);
    equalityConformance(suite);
    racesConformance(suite);
  });
};
