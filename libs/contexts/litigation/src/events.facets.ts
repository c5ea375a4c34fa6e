import { Role, Route, TableOutcome, type Role as RoleName } from './events.kinds.js';

/** What figures tell suits apart by; `tableOutcome` is null while there is none. */
export type SuitFacet = {
  tableOutcome: TableOutcome | null;
  route: Route;
  role: RoleName;
  /** Filed, answered or handed in after the last day. */
  late: boolean;
  /** Ended in a later year than it was filed in. */
  carriedOver: boolean;
  /** Had to go to reconsideration first and did not. */
  reviewSkipped: boolean;
};

const OUTCOMES: readonly (TableOutcome | null)[] = [null, ...TableOutcome.options];

/**
 * tableOutcome (0 none, 1 upheld, 2 corrected, 3 other) · route << 2 · role << 3 · late << 5 ·
 * carried over << 6 · reconsideration skipped << 7.
 */
export const packSuit = (of: SuitFacet): number =>
  OUTCOMES.indexOf(of.tableOutcome) |
  (Route.options.indexOf(of.route) << 2) |
  (Role.options.indexOf(of.role) << 3) |
  (Number(of.late) << 5) |
  (Number(of.carriedOver) << 6) |
  (Number(of.reviewSkipped) << 7);

const bit = (facet: number, place: number) => ((facet >> place) & 1) === 1;

export const unpackSuit = (facet: number): SuitFacet => ({
  tableOutcome: OUTCOMES[facet & 3]!,
  route: Route.options[(facet >> 2) & 1]!,
  // The fourth value of two bits is none of the roles; it is never packed.
  role: Role.options[(facet >> 3) & 3] ?? 'coDefendantReviewBody',
  late: bit(facet, 5),
  carriedOver: bit(facet, 6),
  reviewSkipped: bit(facet, 7),
});
