import { Day, event } from '@gongkai/kernel';
import { Sealed } from '@gongkai/vault';
import { z } from 'zod';
import {
  AppealFile,
  Challenged,
  DecisionOutcome,
  EndCause,
  Order,
  Reckoned,
  TableOutcome,
} from './events.kinds.js';
import { by, counted, ends, ofTheWatch, on, reconsiderationId } from './events.shapes.js';

/** How a case ends. */
export const endEvents = {
  ReconsiderationDecided: event(
    z.strictObject({
      reconsiderationId,
      ...counted,
      decisionNumber: z.string().nullable(),
      outcome: DecisionOutcome,
      /** Part of what was challenged stands, part does not. */
      inPart: z.boolean(),
      tableOutcome: TableOutcome,
      /** Since when the outcome is counted in that column; rule of outcomes.data.json. */
      rule: z.string(),
      article: z.string(),
      challenged: Challenged,
      order: Order.nullable(),
      on: Day,
      dueOn: Day.nullable(),
      late: z.boolean(),
      letter: AppealFile.nullable(),
      recordedBy: by,
    }),
    ends,
  ),
  /** From the day the applicant has it runs the period to sue (行政诉讼法第四十五条). */
  ReconsiderationDecisionServed: event(
    z.strictObject({
      reconsiderationId,
      to: z.enum(['applicant', 'respondent']),
      on: Day,
      suitBy: Reckoned.nullable(),
      recordedBy: by,
    }),
    on,
  ),
  /** The applicant gave it up; the case ends with `ReconsiderationEnded`. */
  ReconsiderationWithdrawn: event(
    z.strictObject({
      reconsiderationId,
      on: Day,
      reason: Sealed.nullable(),
      recordedBy: by,
    }),
    on,
  ),
  ReconsiderationEnded: event(
    z.strictObject({
      reconsiderationId,
      ...counted,
      cause: EndCause,
      on: Day,
      late: z.boolean(),
      tableOutcome: TableOutcome,
      recordedBy: by,
    }),
    ends,
  ),
};

/** What nobody did is an event, too. */
export const watchEvents = {
  /** No answer in time counts as none of the evidence there may be (复议法 2023 第七十条). */
  AnswerMissed: event(
    z.strictObject({
      reconsiderationId,
      ...counted,
      dueOn: Day,
      consequence: z.literal('noEvidence'),
      article: z.string(),
      notedOn: Day,
    }),
    ofTheWatch,
  ),
  /** The answer had left in time after all, or its due day has moved. */
  AnswerMissLifted: event(
    z.strictObject({
      reconsiderationId,
      ...counted,
      dueOn: Day,
      cause: z.enum(['answeredInTime', 'dueDayMoved']),
      notedOn: Day,
    }),
    ofTheWatch,
  ),
  /** No decision in time: the way to court is open (行政诉讼法第四十五条). */
  DecisionMissed: event(
    z.strictObject({
      reconsiderationId,
      ...counted,
      dueOn: Day,
      consequence: z.literal('suitOpen'),
      suitBy: Reckoned.nullable(),
      article: z.string(),
      notedOn: Day,
    }),
    ofTheWatch,
  ),
};
