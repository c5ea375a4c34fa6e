import { ApplicantKind, Channel, Outcome } from './events.kinds.js';

const kindNumber = (kind: ApplicantKind) => ApplicantKind.options.indexOf(kind);
const kindOf = (facet: number): ApplicantKind => ApplicantKind.options[facet & 7]!;

/** Facet of what only needs the kind of applicant. */
export const applicantFacet = ({ applicantKind }: { applicantKind: ApplicantKind }): number =>
  kindNumber(applicantKind);
export const unpackApplicant = (facet: number): { applicantKind: ApplicantKind } => ({
  applicantKind: kindOf(facet),
});

type Received = { applicantKind: ApplicantKind; channel: Channel; part: boolean };
/** RequestReceived: applicant · channel << 3 · part of a split request << 6. */
export const packReceived = ({ applicantKind, channel, part }: Received): number =>
  kindNumber(applicantKind) | (Channel.options.indexOf(channel) << 3) | (Number(part) << 6);
export const unpackReceived = (facet: number): Received => ({
  applicantKind: kindOf(facet),
  channel: Channel.options[(facet >> 3) & 7]!,
  part: ((facet >> 6) & 1) === 1,
});

type Concluded = {
  applicantKind: ApplicantKind;
  outcome: Outcome;
  laterRound: boolean;
  extended: boolean;
};
/** RequestConcluded, RequestReopened: applicant · outcome << 3 · later round << 8 · extended << 9. */
export const packConcluded = (data: Concluded): number =>
  kindNumber(data.applicantKind) |
  (Outcome.options.indexOf(data.outcome) << 3) |
  (Number(data.laterRound) << 8) |
  (Number(data.extended) << 9);
export const unpackConcluded = (facet: number): Concluded => ({
  applicantKind: kindOf(facet),
  outcome: Outcome.options[(facet >> 3) & 31]!,
  laterRound: ((facet >> 8) & 1) === 1,
  extended: ((facet >> 9) & 1) === 1,
});

type Late = { applicantKind: ApplicantKind; late: boolean };
/** ReplyDelivered, ClarificationRequested: applicant · late << 3. */
export const packLate = ({ applicantKind, late }: Late): number =>
  kindNumber(applicantKind) | (Number(late) << 3);
export const unpackLate = (facet: number): Late => ({
  applicantKind: kindOf(facet),
  late: ((facet >> 3) & 1) === 1,
});

type Transferred = { applicantKind: ApplicantKind; outside: boolean; laterRound: boolean };
/** RequestTransferredOut and In: applicant · to another government << 3 · later round << 4. */
export const packTransferred = ({ applicantKind, outside, laterRound }: Transferred): number =>
  kindNumber(applicantKind) | (Number(outside) << 3) | (Number(laterRound) << 4);
export const unpackTransferred = (facet: number): Transferred => ({
  applicantKind: kindOf(facet),
  outside: ((facet >> 3) & 1) === 1,
  laterRound: ((facet >> 4) & 1) === 1,
});

export type Corrected =
  | { of: 'applicantKind'; was: ApplicantKind; now: ApplicantKind; laterRound: boolean }
  | { of: 'channel'; was: Channel; now: Channel }
  | { of: 'other' };
const CORRECTED = { other: 0, applicantKind: 1, channel: 2 } as const;
/** ReceiptCorrected: was · now << 3 · what << 6 · later round << 8, so that a count can be moved to where it belongs. */
export const packCorrected = (data: Corrected): number => {
  if (data.of === 'other') return 0;
  const options: readonly string[] =
    data.of === 'channel' ? Channel.options : ApplicantKind.options;
  const laterRound = data.of === 'applicantKind' && data.laterRound;
  return (
    options.indexOf(data.was) |
    (options.indexOf(data.now) << 3) |
    (CORRECTED[data.of] << 6) |
    (Number(laterRound) << 8)
  );
};
export const unpackCorrected = (facet: number): Corrected => {
  const [was, now] = [facet & 7, (facet >> 3) & 7];
  switch ((facet >> 6) & 3) {
    case CORRECTED.applicantKind:
      return {
        of: 'applicantKind',
        was: kindOf(was),
        now: kindOf(now),
        laterRound: ((facet >> 8) & 1) === 1,
      };
    case CORRECTED.channel:
      return { of: 'channel', was: Channel.options[was]!, now: Channel.options[now]! };
    default:
      return { of: 'other' };
  }
};
