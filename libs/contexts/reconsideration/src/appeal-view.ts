import type { Calendar } from '@gongkai/calendar';
import type { Day } from '@gongkai/kernel';
import { timelineNode } from '@gongkai/nest';
import { inClear } from '@gongkai/vault';
import type { AppealCase, AppealEvent } from './appeal-case.js';
import { periodNames, periodOf } from './decider.clock.js';
import type { Appeal, PeriodName } from './decider.state.js';
import { rowAfter } from './reconsideration-row.projection.js';
import { ENDED_STAGES, nextDueOn, type ReconsiderationRow } from './reconsideration-row.js';
import { editions, outcomes } from './rules.js';

/** The row of a case as the log has it now, not as the read models have it yet. */
export const rowOf = ({ events }: AppealCase): ReconsiderationRow =>
  events.reduce<ReconsiderationRow | undefined>(
    (row, event) => rowAfter(row, event, event.meta),
    undefined,
  )!;

/** Open, and the day that presses next has passed. */
export const isOverdue = (row: ReconsiderationRow, today: Day): boolean => {
  const due = nextDueOn(row);
  return due !== null && due < today;
};

const PERIODS: readonly PeriodName[] = ['examination', 'answer', 'decision'];

/** The periods of a case with their derivations, by the calendar each was reckoned with. */
const deadlineNodes = (appeal: Appeal, calendarAt: (revision: number) => Calendar) =>
  PERIODS.flatMap((period) => {
    const clock = appeal.clocks[period];
    if (!clock) return [];
    const end = periodOf(appeal, period, calendarAt(clock.calendar));
    return [
      {
        period,
        ...periodNames[period],
        startsOn: clock.startsOn,
        // What was recorded stands, also when the tables of this program were corrected since.
        dueOn: clock.dueOn,
        provisional: clock.provisional,
        article: clock.article,
        steps: end?.steps ?? [],
      },
    ];
  });

const caseTimeline = (event: AppealEvent) => ({
  ...timelineNode(event),
  facts: JSON.stringify(inClear(event.data)),
});

/** The pieces handed in, each with what it is; titles and files lie sealed. */
const materialNodes = (events: readonly AppealEvent[]) =>
  events.flatMap(({ type, data }) =>
    type === 'MaterialSubmitted'
      ? data.items.map(({ id, kind, madeOn, afterDecision, file }) => ({
          id,
          kind,
          madeOn,
          afterDecision,
          submittedOn: data.on,
          late: data.late,
          digest: file?.digest ?? null,
        }))
      : [],
  );

export const lineNode = (row: ReconsiderationRow, today: Day) => ({
  ...row,
  id: row.reconsiderationId,
  requestId: row.challenged.kind === 'publication' ? null : row.challenged.requestId,
  replyId: row.challenged.kind === 'reply' ? row.challenged.replyId : null,
  documentId: row.challenged.kind === 'publication' ? row.challenged.documentId : null,
  dueOn: nextDueOn(row),
  overdue: isOverdue(row, today),
  open: !ENDED_STAGES.includes(row.stage),
});

/** A case as the officers of its government see it; what lies sealed is not in it. */
export const appealNode = (
  file: AppealCase,
  {
    today,
    calendarAt,
    replayed = false,
  }: {
    today: Day;
    calendarAt: (revision: number) => Calendar;
    /** As it was, or as it was known: nothing can be done with it. */
    replayed?: boolean;
  },
) => {
  const { appeal, revision, events } = file;
  const row = rowOf(file);
  const filed = events.find((event) => event.type === 'ReconsiderationFiled')!.data;
  const { outcome } = row;
  return {
    ...lineNode(row, today),
    file,
    replayed,
    row,
    revision,
    lawZh: editions[appeal.edition].zh,
    lawEn: editions[appeal.edition].en,
    editionReason: filed.editionReason,
    bodiesByLaw: filed.bodiesByLaw,
    bodyReason: filed.bodyReason,
    ground: filed.ground,
    groundArticle: filed.groundArticle,
    receivedOn: appeal.receivedOn,
    actOn: appeal.actOn,
    filing: appeal.filing,
    relief: filed.relief,
    applicantKind: filed.applicantKind,
    accepted: appeal.accepted,
    suspensions: appeal.suspensions,
    extension: appeal.extension,
    withdrawnOn: appeal.withdrawnOn,
    deadlines: deadlineNodes(appeal, calendarAt),
    materials: materialNodes(events),
    outcomeZh: outcome && outcomes[outcome].zh,
    outcomeEn: outcome && outcomes[outcome].en,
    servedOnApplicant: appeal.servedOn.applicant ?? null,
    servedOnRespondent: appeal.servedOn.respondent ?? null,
    suitBy: suitByOf(events),
    timeline: events.map(caseTimeline),
  };
};
export type AppealNode = ReturnType<typeof appealNode>;

/** Until when the applicant may sue: from the service of the decision, else from the time to decide. */
const suitByOf = (events: readonly AppealEvent[]) => {
  for (const { type, data } of [...events].reverse())
    if (
      (type === 'ReconsiderationDecisionServed' && data.to === 'applicant') ||
      type === 'DecisionMissed'
    )
      return data.suitBy;
  return null;
};
