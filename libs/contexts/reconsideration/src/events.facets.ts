import {
  CHALLENGE_KINDS,
  type ChallengeKind,
  type LawEdition,
  type TableOutcome,
} from './events.kinds.js';

/** What figures tell cases apart by; `tableOutcome` is null while there is none. */
export type AppealFacet = {
  tableOutcome: TableOutcome | null;
  challenge: ChallengeKind;
  edition: LawEdition;
  /** Filed, answered or decided after the last day. */
  late: boolean;
  /** Ended in a later year than it was filed in. */
  carriedOver: boolean;
  simplified: boolean;
  /** It had to come before a suit. */
  reviewFirst: boolean;
};

const OUTCOMES: readonly (TableOutcome | null)[] = [null, 'upheld', 'corrected', 'other'];

/**
 * tableOutcome (0 none, 1 upheld, 2 corrected, 3 other) · kind of challenge << 2 · edition << 4 ·
 * late << 5 · carried over << 6 · simplified << 7 · review first << 8.
 */
export const packAppeal = (of: AppealFacet): number =>
  OUTCOMES.indexOf(of.tableOutcome) |
  (CHALLENGE_KINDS.indexOf(of.challenge) << 2) |
  (Number(of.edition === '2023') << 4) |
  (Number(of.late) << 5) |
  (Number(of.carriedOver) << 6) |
  (Number(of.simplified) << 7) |
  (Number(of.reviewFirst) << 8);

const bit = (facet: number, place: number) => ((facet >> place) & 1) === 1;

export const unpackAppeal = (facet: number): AppealFacet => ({
  tableOutcome: OUTCOMES[facet & 3]!,
  challenge: CHALLENGE_KINDS[(facet >> 2) & 3]!,
  edition: bit(facet, 4) ? '2023' : '2017',
  late: bit(facet, 5),
  carriedOver: bit(facet, 6),
  simplified: bit(facet, 7),
  reviewFirst: bit(facet, 8),
});
