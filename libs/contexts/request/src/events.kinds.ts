import { CHANNELS } from '@gongkai/calendar';
import { Sealed } from '@gongkai/vault';
import { z } from 'zod';

/** The ways a request arrives (条例第三十一条); an agent is a fact of the applicant, not a channel. */
export const Channel = z.enum(CHANNELS);
export type Channel = z.infer<typeof Channel>;

/** Disclosure (条例第二十七条), or correction of a record about oneself (条例第四十一条). */
export const RequestKind = z.enum(['disclosure', 'ownRecordCorrection']);
export type RequestKind = z.infer<typeof RequestKind>;

/** The columns of table 3 of the annual report, in their order. */
export const ApplicantKind = z.enum([
  'natural',
  'business',
  'research',
  'charity',
  'legal',
  'otherOrg',
]);
export type ApplicantKind = z.infer<typeof ApplicantKind>;

/** 身份证明 (条例第二十九条第二款); `none` is what came without any and goes to clarification. */
export const IdentityKind = z.enum([
  'identityCard',
  'passport',
  'hkMacauPermit',
  'taiwanPermit',
  'residencePermit',
  'organisationCode',
  'other',
  'none',
]);
export type IdentityKind = z.infer<typeof IdentityKind>;

/** What was found wrong with a request on arrival; it is registered all the same. */
export const Defect = z.enum([
  'identityMissing',
  'identityCheckDigit',
  'nameMissing',
  'contactMissing',
  'contentMissing',
  'contentUnclear',
  'formMissing',
  'authorisationMissing',
  'tooLong',
  'signatureMissing',
  'needsMissing',
]);
export type Defect = z.infer<typeof Defect>;

/** What an applicant is asked to put right (条例第三十条). */
export const ClarificationItem = z.enum([
  'content',
  'identity',
  'contact',
  'supplyForm',
  'authorisation',
  'excessReasons',
  'specialNeeds',
  'other',
]);
export type ClarificationItem = z.infer<typeof ClarificationItem>;

export const SupplyForm = z.enum([
  'paper',
  'electronic',
  'disc',
  'reading',
  'copy',
  'oral',
  'other',
]);
export type SupplyForm = z.infer<typeof SupplyForm>;
export const SupplyRoute = z.enum(['inPerson', 'post', 'email', 'online', 'fax', 'other']);
export type SupplyRoute = z.infer<typeof SupplyRoute>;

/** How a round ends, in the order of the facet; its order is in stored keys and stays. */
export const Outcome = z.enum([
  'alreadyPublic',
  'granted',
  'partlyGranted',
  'refusedStateSecret',
  'refusedByLaw',
  'refusedSecurity',
  'refusedCommercialSecret',
  'refusedPrivacy',
  'refusedInternal',
  'refusedProcess',
  'refusedEnforcementFile',
  'otherAccessRules',
  'notHeld',
  'notResponsible',
  'needsCreation',
  'stillUnclear',
  'petition',
  'repeated',
  'publicPublication',
  'excessive',
  'reissue',
  'notClarified',
  'feeUnpaid',
  'withdrawn',
  'notGovernmentInformation',
  'movedToArchive',
  'joined',
  'recordCorrected',
  'recordNotCorrected',
  'otherEnded',
  'transferred',
  'split',
]);
export type Outcome = z.infer<typeof Outcome>;

/** A file of the applicant: its bytes lie sealed in the blobs under this digest. */
export const RequestFile = z.strictObject({
  digest: z.string().min(1),
  name: Sealed,
  bytes: z.int().nonnegative(),
});
export type RequestFile = z.infer<typeof RequestFile>;

/** Form, method and path in which the applicant wants it (条例第二十九条第二款第三项). */
export const Supply = z.strictObject({ form: SupplyForm, route: SupplyRoute });
export type Supply = z.infer<typeof Supply>;

/** Who asks: everything that names a person is sealed under that person's key. */
export const identityShape = {
  applicantKind: ApplicantKind,
  identityKind: IdentityKind,
  /** The key of the vault under which this person's fields are sealed. */
  person: z.string().min(1),
  /** HMAC of the identity number under the tenant's key: finds repeats, counts the month for fees. */
  identityMac: z.string().nullable(),
  applicant: Sealed,
  contact: Sealed,
  /** The agent and the power of attorney (授权委托); null when the applicant acts alone. */
  agent: Sealed.nullable(),
};

/** What started the clock anew; a part of a split request brings along what happened to the whole. */
export const Restart = z.strictObject({
  on: z.iso.date(),
  cause: z.enum(['correction', 'payment', 'round']),
});
export type Restart = z.infer<typeof Restart>;
