import type { Day } from '@gongkai/kernel';
import type { ImportMapping, PlaceField } from './mapping.js';
import type { ImportValue, ReadRow } from './rows.js';

type Place = Partial<Record<PlaceField, ImportValue>>;

/**
 * The command for a row: an item already public elsewhere, attested by a named officer on a proof.
 * No secrecy review is made up for it, and an unknown day of formation stays unknown.
 */
export const attestationOf = (row: ReadRow, mapping: ImportMapping, agency: string | null) => {
  const { title, column, summary, documentNumber, genre, normative, formedOn, indexNumber } =
    row.values;
  return {
    type: 'attest',
    agency,
    column,
    title,
    ...(summary === undefined ? {} : { summary }),
    ...(documentNumber === undefined ? {} : { documentNumber }),
    ...(genre === undefined ? {} : { genre }),
    ...(normative === undefined ? {} : { normative }),
    ...(formedOn === undefined ? {} : { formedOn }),
    ...(indexNumber === undefined ? {} : { indexNumber }),
    publications: [row.values, ...row.further].map(placeOf),
    proof: mapping.attestation.proof,
    attestedBy: mapping.attestation.by,
  };
};

/** The day the item first reached the public. */
export const firstDayOf = ({ values, further }: ReadRow): Day | undefined =>
  [values, ...further].map(({ publishedOn }) => publishedOn as Day | undefined).sort()[0];

const placeOf = ({ channel, means, site, url, publishedOn }: Place) => ({
  channel,
  publishedOn,
  ...(means === undefined ? {} : { means }),
  ...(site === undefined ? {} : { site }),
  ...(url === undefined ? {} : { url }),
});
