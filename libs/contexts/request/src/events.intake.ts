import { Day, event } from '@gongkai/kernel';
import { Edition } from '@gongkai/secrecy';
import { Sealed } from '@gongkai/vault';
import { z } from 'zod';
import { applicantFacet, packCorrected, packReceived, packTransferred } from './events.facets.js';
import {
  ApplicantKind,
  Channel,
  Defect,
  identityShape,
  RequestFile,
  RequestKind,
  Restart,
  Supply,
} from './events.kinds.js';

const requestId = z.string().min(1);
const by = z.string().min(1);
const applicantKind = ApplicantKind;
/** What happens in a later round moves no count of new requests. */
const round = z.int().positive();
const changed = <T extends z.ZodType>(value: T) => ({ was: value, now: value });

/** What a mistaken entry in the register was, and what it should have been. */
export const ReceiptChange = z.discriminatedUnion('field', [
  z.strictObject({ field: z.literal('receivedOn'), ...changed(Day) }),
  z.strictObject({ field: z.literal('confirmedOn'), ...changed(Day.nullable()) }),
  z.strictObject({ field: z.literal('channel'), ...changed(Channel) }),
  z.strictObject({ field: z.literal('applicantKind'), ...changed(ApplicantKind) }),
]);
export type ReceiptChange = z.infer<typeof ReceiptChange>;

type Corrected = { change: ReceiptChange; round: number };
const correctedFacet = ({ change, round: of }: Corrected): number => {
  switch (change.field) {
    case 'applicantKind':
      return packCorrected({
        of: 'applicantKind',
        was: change.was,
        now: change.now,
        laterRound: of > 1,
      });
    case 'channel':
      return packCorrected({ of: 'channel', was: change.was, now: change.now });
    default:
      return 0;
  }
};

/** How a request comes in, and where it goes before anybody answers it. */
export const intakeEvents = {
  /** Registered as it came: what is wrong with it is in `defects` (条例第二十九条、第三十条). */
  RequestReceived: event(
    z.strictObject({
      requestId,
      /** Registration number (登记编号). */
      number: z.string().min(1),
      agency: z.string().nullable(),
      kind: RequestKind,
      channel: Channel,
      /** The day it arrived; whether the period runs from it is a matter of channel and edition. */
      receivedOn: Day,
      ...identityShape,
      description: Sealed,
      files: z.array(RequestFile),
      supply: Supply,
      subject: z.string().nullable(),
      trackingDigest: z.string().nullable(),
      defects: z.array(Defect),
      /** The request this is a part of after a split (一事一申请). */
      partOf: z.string().nullable(),
      /** Only for a part: what had happened to the clock of the whole. */
      confirmedOn: Day.nullable(),
      restarts: z.array(Restart),
      edition: Edition,
      editionReason: z.string().nullable(),
      registeredBy: by,
    }),
    {
      occurredOn: (data) => data.receivedOn,
      facet: ({ applicantKind: kind, channel, partOf }) =>
        packReceived({ applicantKind: kind, channel, part: partOf !== null }),
    },
  ),
  /** 条例第三十一条: for ordinary mail, online and fax the period starts with the confirmation. */
  ReceiptConfirmed: event(
    z.strictObject({
      requestId,
      confirmedOn: Day,
      means: z.enum(['phone', 'inPerson', 'online', 'email', 'fax', 'letter', 'other']),
      /** Confirmed on a later day than it arrived. */
      late: z.boolean(),
      confirmedBy: by,
    }),
    { occurredOn: (data) => data.confirmedOn },
  ),
  ReceiptCorrected: event(
    z.strictObject({
      requestId,
      round,
      change: ReceiptChange,
      reason: z.string(),
      correctedBy: by,
    }),
    { facet: correctedFacet },
  ),
  EditionOverridden: event(
    z.strictObject({
      requestId,
      was: Edition,
      edition: Edition,
      reason: z.string(),
      decidedBy: by,
    }),
  ),
  RequestAccepted: event(
    z.strictObject({ requestId, applicantKind, acceptedOn: Day, acceptedBy: by }),
    { occurredOn: (data) => data.acceptedOn, facet: applicantFacet },
  ),
  /** A neutral subject in clear; the applicant's own words stay sealed. */
  SubjectSet: event(z.strictObject({ requestId, subject: z.string(), setBy: by })),
  RequestRouted: event(
    z.strictObject({
      requestId,
      unit: z.string().nullable(),
      officer: z.string().nullable(),
      routedBy: by,
      on: Day,
    }),
    { occurredOn: (data) => data.on },
  ),
  /** Stamped with the agency that lets it go; RequestTransferredIn with the one that gets it. */
  RequestTransferredOut: event(
    z.strictObject({
      requestId,
      round,
      applicantKind,
      from: z.string().nullable(),
      /** The agency of this government; null with `outside`, or for the government's own office. */
      to: z.string().nullable(),
      /** Name of an agency of another government. */
      outside: z.string().nullable(),
      reason: z.string(),
      transferredBy: by,
      on: Day,
    }),
    {
      occurredOn: (data) => data.on,
      facet: (data) =>
        packTransferred({
          applicantKind: data.applicantKind,
          outside: data.outside !== null,
          laterRound: data.round > 1,
        }),
    },
  ),
  RequestTransferredIn: event(
    z.strictObject({
      requestId,
      round,
      applicantKind,
      from: z.string().nullable(),
      to: z.string().nullable(),
      on: Day,
    }),
    {
      occurredOn: (data) => data.on,
      facet: (data) =>
        packTransferred({
          applicantKind: data.applicantKind,
          outside: false,
          laterRound: data.round > 1,
        }),
    },
  ),
  RequestSplit: event(
    z.strictObject({
      requestId,
      parts: z.array(z.strictObject({ id: z.string(), number: z.string(), subject: z.string() })),
      reason: z.string(),
      splitBy: by,
      on: Day,
    }),
    { occurredOn: (data) => data.on },
  ),
  RequestJoined: event(
    z.strictObject({ requestId, into: z.string(), reason: z.string(), joinedBy: by, on: Day }),
    { occurredOn: (data) => data.on },
  ),
};
