import { Day, event, type EventOf } from '@gongkai/kernel';
import { z } from 'zod';

/** Who asks, as offices count it; nobody is named. Its order is in stored keys and stays. */
export const AskerKind = z.enum([
  'citizen',
  'business',
  'organisation',
  'agency',
  'media',
  'unknown',
]);
export type AskerKind = z.infer<typeof AskerKind>;

/** What is asked about. Its order is in stored keys and stays. */
export const EnquirySubject = z.enum([
  'guideAndCatalogue',
  'requesting',
  'whereToFind',
  'policy',
  'secrecy',
  'remedies',
  'other',
]);
export type EnquirySubject = z.infer<typeof EnquirySubject>;

export const EnquiryChannel = z.enum([
  'counter',
  'phone',
  'letter',
  'online',
  'email',
  'wechat',
  'other',
]);
export type EnquiryChannel = z.infer<typeof EnquiryChannel>;

/** Why an entry is put right; a choice and no words, so that nothing about a person can slip in. */
export const EntryFault = z.enum(['mistakenEntry', 'duplicateEntry', 'other']);
export type EntryFault = z.infer<typeof EntryFault>;

/** What one record of a bulk count may stand for: as much as fits into its hot key. */
export const COUNT_MAX = 15;

type Of = { askerKind: AskerKind; subject: EnquirySubject };
const ofFacet = ({ askerKind, subject }: Of): number =>
  AskerKind.options.indexOf(askerKind) | (EnquirySubject.options.indexOf(subject) << 3);

/** Facet of all but corrections: asker · subject << 3 · extra << 6 (was answered; or the number). */
export const unpackEnquiry = (facet: number): Of & { extra: number } => ({
  askerKind: AskerKind.options[facet & 7]!,
  subject: EnquirySubject.options[(facet >> 3) & 7]!,
  extra: facet >> 6,
});

export const EnquiryChange = z.discriminatedUnion('field', [
  z.strictObject({ field: z.literal('askerKind'), was: AskerKind, now: AskerKind }),
  z.strictObject({ field: z.literal('subject'), was: EnquirySubject, now: EnquirySubject }),
]);
export type EnquiryChange = z.infer<typeof EnquiryChange>;

const optionsOf = (field: EnquiryChange['field']): readonly string[] =>
  field === 'askerKind' ? AskerKind.options : EnquirySubject.options;
/** EnquiryCorrected: was · now << 3 · subject << 6. */
const packCorrected = ({ change: { field, was, now } }: { change: EnquiryChange }): number => {
  const options = optionsOf(field);
  return options.indexOf(was) | (options.indexOf(now) << 3) | (Number(field === 'subject') << 6);
};
export const unpackCorrected = (facet: number): { field: string; was: string; now: string } => {
  const field = facet >> 6 === 1 ? 'subject' : 'askerKind';
  const options = optionsOf(field);
  return { field, was: options[facet & 7]!, now: options[(facet >> 3) & 7]! };
};

const by = z.string().min(1);
const enquiryId = z.string().min(1);
const agency = z.string().nullable();
const of = { askerKind: AskerKind, subject: EnquirySubject };

/** An enquiry (咨询) on its own. Nothing that was said is kept: no text, no name, no number. */
export const singleEvents = {
  EnquiryLogged: event(
    z.strictObject({
      enquiryId,
      agency,
      ...of,
      channel: EnquiryChannel,
      askedOn: Day,
      loggedBy: by,
    }),
    { occurredOn: (data) => data.askedOn, facet: ofFacet },
  ),
  EnquiryAnswered: event(
    z.strictObject({ enquiryId, agency, ...of, askedOn: Day, answeredOn: Day, answeredBy: by }),
    { occurredOn: (data) => data.answeredOn, facet: ofFacet },
  ),
  /** A mistaken entry: the count of the day it was asked is put right, not that of today. */
  EnquiryCorrected: event(
    z.strictObject({
      enquiryId,
      agency,
      change: EnquiryChange,
      askedOn: Day,
      reason: EntryFault,
      correctedBy: by,
    }),
    { occurredOn: (data) => data.askedOn, facet: packCorrected },
  ),
  /** Entered by mistake, or twice: it is taken off the day it was counted on. */
  EnquiryVoided: event(
    z.strictObject({
      enquiryId,
      agency,
      ...of,
      channel: EnquiryChannel,
      askedOn: Day,
      answeredOn: Day.nullable(),
      reason: EntryFault,
      voidedBy: by,
    }),
    {
      occurredOn: (data) => data.askedOn,
      facet: (data) => ofFacet(data) | (Number(data.answeredOn !== null) << 6),
    },
  ),
};

const counted = {
  countId: z.string().min(1),
  agency,
  on: Day,
  ...of,
  number: z.int().min(1).max(COUNT_MAX),
};
const countedFacet = (data: Of & { number: number }) => ofFacet(data) | (data.number << 6);

/** What an office only counted: so many of a kind on a day, answered when they were asked. */
export const bulkEvents = {
  EnquiriesCounted: event(z.strictObject({ ...counted, countedBy: by }), {
    occurredOn: (data) => data.on,
    facet: countedFacet,
  }),
  EnquiriesCountVoided: event(z.strictObject({ ...counted, reason: EntryFault, voidedBy: by }), {
    occurredOn: (data) => data.on,
    facet: countedFacet,
  }),
};

export const enquiryEvents = { ...singleEvents, ...bulkEvents };
export type SingleEvent = EventOf<typeof singleEvents>;
export type BulkEvent = EventOf<typeof bulkEvents>;
export type EnquiryEvent = SingleEvent | BulkEvent;
