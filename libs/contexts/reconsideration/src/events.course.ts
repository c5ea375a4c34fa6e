import { Day, event } from '@gongkai/kernel';
import { Sealed } from '@gongkai/vault';
import { z } from 'zod';
import { AppealFile, Material, Procedure, SuspensionCause } from './events.kinds.js';
import { by, counted, facetOf, on, reconsiderationId } from './events.shapes.js';

/** What happens between acceptance and the end. */
export const courseEvents = {
  /** The copy of the application reached the respondent: the clock of the answer starts. */
  CopyServed: event(
    z.strictObject({
      reconsiderationId,
      on: Day,
      sentOn: Day.nullable(),
      /** The last day for the body to send it. */
      sendBy: Day.nullable(),
      late: z.boolean(),
      recordedBy: by,
    }),
    on,
  ),
  /** 复议法 2023 第五十五条: the simplified procedure turned out not to fit. */
  ProcedureConverted: event(
    z.strictObject({
      reconsiderationId,
      from: Procedure,
      to: Procedure,
      on: Day,
      recordedBy: by,
    }),
    on,
  ),
  /** 答复书. `late` is counted against the due day in force that day. */
  AnswerSubmitted: event(
    z.strictObject({
      reconsiderationId,
      ...counted,
      on: Day,
      dueOn: Day.nullable(),
      late: z.boolean(),
      letter: AppealFile.nullable(),
      text: Sealed.nullable(),
      recordedBy: by,
    }),
    { occurredOn: (data) => data.on, facet: (data) => facetOf(data, data.late) },
  ),
  MaterialSubmitted: event(
    z.strictObject({
      reconsiderationId,
      on: Day,
      dueOn: Day.nullable(),
      late: z.boolean(),
      items: z.array(Material).min(1),
      recordedBy: by,
    }),
    on,
  ),
  ReconsiderationExtended: event(
    z.strictObject({
      reconsiderationId,
      days: z.int().positive(),
      from: Day,
      on: Day,
      /** Too late, the second, or in a procedure that knows none: noted, and moves nothing. */
      counts: z.boolean(),
      recordedBy: by,
    }),
    on,
  ),
  ReconsiderationSuspended: event(
    z.strictObject({ reconsiderationId, on: Day, cause: SuspensionCause, recordedBy: by }),
    on,
  ),
  ReconsiderationResumed: event(z.strictObject({ reconsiderationId, on: Day, recordedBy: by }), on),
  MediationHeld: event(
    z.strictObject({
      reconsiderationId,
      on: Day,
      result: z.enum(['agreed', 'failed', 'continued']),
      recordedBy: by,
    }),
    on,
  ),
  /** A due day as last reckoned; null while it stands still. */
  ReconsiderationDueSet: event(
    z.strictObject({
      reconsiderationId,
      period: z.enum(['examination', 'answer', 'decision']),
      startsOn: Day,
      dueOn: Day.nullable(),
      article: z.string(),
      provisional: z.boolean(),
      /** Revision of the calendar of working days it was reckoned by. */
      calendar: z.int().nonnegative(),
      /** The change of the calendar that moved it. */
      notice: z.string().nullable(),
      /** The day of what set or moved it. */
      on: Day,
    }),
    on,
  ),
};
