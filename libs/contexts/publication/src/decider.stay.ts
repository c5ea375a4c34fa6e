import type { ColumnClass } from '@gongkai/catalogue';
import type { Day } from '@gongkai/kernel';
import type { Channel, Content, Genre, Means } from './decider.content.js';

export type Placement = {
  channel: Channel;
  means: Means;
  site: string | null;
  url: string | null;
  publishedOn: Day;
  gazetteIssue: string | null;
};

/** A record of one publication, and how it was counted. */
export type Publication = Placement & {
  /** Within the document; no two records ever have the same. */
  number: number;
  /** The submission by which it came about. */
  submission: number | null;
  /** The approval, or sending, it cannot have come before; null on an attestation. */
  notBefore: Day | null;
  column: string;
  columnClass: ColumnClass;
  genre: Genre;
  normative: boolean;
  first: boolean;
  firstInChannel: boolean;
  entered: boolean;
  dueOn: Day | null;
  late: boolean;
  issued: boolean;
};
export type Correction = {
  version: number;
  correctedOn: Day;
  column: string;
  late: boolean;
  normBefore: number;
  normAfter: number;
  inForce: boolean;
};
export type Withdrawal = {
  cause: 'inspection' | 'attributeMoved' | 'secrecyRefused' | 'error' | 'other';
  reason: string;
  withdrawnBy: string;
  withdrawnOn: Day;
  genre: Genre;
  normative: boolean;
  wasInForce: boolean;
};
/** As an item entered: how the stock in force counts it, and what the limit that ended then was. */
export type Entry = Pick<Content, 'genre' | 'normative' | 'formedOn' | 'formedMark'> & {
  changedOn: Day | null;
  dueOn: Day | null;
};
/** One time before the public: from the first publication until everything is withdrawn. */
export type Stay = {
  entry: Entry;
  publications: readonly Publication[];
  corrections: readonly Correction[];
  withdrawal: Withdrawal | null;
};
type Stays = { stays: readonly Stay[] };

/** The present stay; undefined when the public has nothing. */
export const presentStay = ({ stays }: Stays): Stay | undefined => {
  const last = stays.at(-1);
  return last?.withdrawal === null ? last : undefined;
};

/** Where the public has it now. */
export const placementsOf = (document: Stays): readonly Publication[] =>
  presentStay(document)?.publications ?? [];

export const publicationsOf = ({ stays }: Stays): Publication[] =>
  stays.flatMap(({ publications }) => publications);

/** What follows from all stays: since when it is public, and whether that or a change came late. */
export const standingOf = (stays: readonly Stay[]) => {
  let firstPublishedOn: Day | null = null;
  let publishedLate = false;
  for (const { publications, corrections } of stays) {
    for (const { first, publishedOn, late } of publications) {
      if (first) firstPublishedOn ??= publishedOn;
      publishedLate ||= late;
    }
    for (const { late } of corrections) publishedLate ||= late;
  }
  return { stays, everPublic: stays.length > 0, firstPublishedOn, publishedLate };
};

/** How a publication by which an item enters, for the first time or again, counts against its limit. */
export type Against = (
  of: Publication,
  entry: Entry,
  first: boolean,
) => Pick<Publication, 'dueOn' | 'late'>;

/** In the order of their days; those of one day as they were recorded. */
const byDay = (publications: readonly Publication[]): Publication[] =>
  publications.toSorted((a, b) =>
    a.publishedOn < b.publishedOn ? -1 : Number(a.publishedOn > b.publishedOn),
  );

/**
 * The stays as they count: by day the first publication of all is the item, in each kind of channel
 * the first counts there, and with the first of a stay the item is in force again.
 */
export const counted = (
  stays: readonly Stay[],
  isAttested: boolean,
  against: Against,
): readonly Stay[] => {
  const channels = new Set<Channel>();
  let isFirst = true;
  return stays.map((stay) => {
    const publications = byDay(stay.publications).map((of, i): Publication => {
      const first = isFirst;
      isFirst = false;
      const firstInChannel = !channels.has(of.channel);
      channels.add(of.channel);
      const entered = i === 0;
      const counts = { first, firstInChannel, entered, issued: first && isAttested };
      if (!entered) return { ...of, ...counts, dueOn: null, late: false };
      const { genre, normative } = stay.entry;
      return { ...of, ...counts, genre, normative, ...against(of, stay.entry, first) };
    });
    return { ...stay, publications };
  });
};
