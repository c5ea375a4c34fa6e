import { Day, event } from '@gongkai/kernel';
import { ApplicantKind, IdentityKind } from '@gongkai/request';
import { Sealed } from '@gongkai/vault';
import { z } from 'zod';
import {
  AppealFile,
  Body,
  BodyKind,
  Challenged,
  LawEdition,
  Procedure,
  Reckoned,
  RefusalGround,
  Relief,
  TableOutcome,
} from './events.kinds.js';
import { by, counted, ends, facetOf, on, reconsiderationId } from './events.shapes.js';

/** From the application to its acceptance or refusal. */
export const filingEvents = {
  /** As it came in, whatever is wrong with it; personal fields sealed under the person's key. */
  ReconsiderationFiled: event(
    z.strictObject({
      reconsiderationId,
      number: z.string().min(1),
      /** Agency whose act is challenged; null is the government's own office. */
      respondent: z.string().nullable(),
      body: Body,
      /** Who decides by law; a body that is not among them stands with the reason. */
      bodiesByLaw: z.array(BodyKind),
      bodyReason: z.string().nullable(),
      edition: LawEdition,
      /** Why the edition is not that of the day of filing. */
      editionReason: z.string().nullable(),
      challenged: Challenged,
      /** Ground of a reply that withholds, and the article it rests on. */
      ground: z.string().nullable(),
      groundArticle: z.string().nullable(),
      reviewFirst: z.boolean(),
      /** The day of the challenged act, when there is one. */
      actOn: Day.nullable(),
      /** When the applicant came to know of it, where that is not the day it was given. */
      knownOn: Day.nullable(),
      /** Whether the applicant was told of this way, to whom and until when it is open. */
      remedyTold: z.boolean(),
      filedOn: Day,
      /** The day it reached the deciding body. */
      receivedOn: Day,
      /** The period to file; null where no start is on record, so that nothing can be late. */
      filing: Reckoned.nullable(),
      late: z.boolean(),
      subject: z.string().min(1),
      relief: z.array(Relief),
      applicantKind: ApplicantKind,
      identityKind: IdentityKind,
      /** The key of the vault under which this person's fields are sealed. */
      person: z.string().min(1),
      identityMac: z.string().nullable(),
      applicant: Sealed,
      contact: Sealed.nullable(),
      agent: Sealed.nullable(),
      grounds: Sealed.nullable(),
      files: z.array(AppealFile),
      recordedBy: by,
    }),
    {
      occurredOn: (data) => data.filedOn,
      facet: (data) =>
        facetOf({ ...data, challenge: data.challenged.kind, procedure: null }, data.late),
    },
  ),
  /** Registered by mistake: it does not count. Only a case without an end can be voided. */
  ReconsiderationVoided: event(
    z.strictObject({
      reconsiderationId,
      ...counted,
      late: z.boolean(),
      cause: z.enum(['duplicate', 'wrongGovernment', 'notReconsideration']),
      recordedBy: by,
    }),
    // Taken off where it was counted.
    { occurredOn: (data) => data.filedOn, facet: (data) => facetOf(data, data.late) },
  ),
  /** Asked to correct or supplement the application; asked too late it stands as accepted. */
  ReconsiderationCorrectionRequested: event(
    z.strictObject({
      reconsiderationId,
      on: Day,
      respondBy: Day.nullable(),
      dueOn: Day.nullable(),
      late: z.boolean(),
      recordedBy: by,
    }),
    on,
  ),
  ReconsiderationCorrected: event(
    z.strictObject({
      reconsiderationId,
      on: Day,
      late: z.boolean(),
      files: z.array(AppealFile),
      recordedBy: by,
    }),
    on,
  ),
  /** `deemed`: the body said nothing within the period of examination. `from`: since when it counts. */
  ReconsiderationAccepted: event(
    z.strictObject({
      reconsiderationId,
      on: Day,
      from: Day,
      procedure: Procedure,
      deemed: z.boolean(),
      late: z.boolean(),
      recordedBy: by,
    }),
    on,
  ),
  ReconsiderationRefused: event(
    z.strictObject({
      reconsiderationId,
      ...counted,
      ground: RefusalGround,
      on: Day,
      late: z.boolean(),
      tableOutcome: TableOutcome,
      recordedBy: by,
    }),
    ends,
  ),
};
