import type { Day, Origin, Projection, Recorded } from '@gongkai/kernel';
import type { PeriodName } from './decider.state.js';
import { reconsiderationEvents, type ReconsiderationEvent } from './events.js';
import type { TableOutcome } from './events.kinds.js';
import {
  DUE,
  ENDED_STAGES,
  reconsiderationCollection,
  type AppealStage,
  type ReconsiderationRow,
} from './reconsideration-row.js';

type Bare = Omit<ReconsiderationRow, 'lastOn'>;

/** The stage of an open case, by what has happened so far. */
const openStage = (row: Bare): AppealStage => {
  if (row.suspended) return 'suspended';
  if (row.answeredOn !== null) return 'answered';
  return row.copyOn === null ? 'accepted' : 'answering';
};

const opened = (row: Bare): Bare => ({ ...row, stage: openStage(row) });

const ended = (
  row: Bare,
  stage: AppealStage,
  { on, late, tableOutcome }: { on: Day; late: boolean; tableOutcome: TableOutcome },
): Bare => ({
  ...row,
  stage,
  endedOn: on,
  endedLate: late,
  tableOutcome,
  clocks: {},
});

const filed = ({ type, data }: ReconsiderationEvent, origin: Origin): Bare | undefined =>
  type !== 'ReconsiderationFiled'
    ? undefined
    : {
        reconsiderationId: data.reconsiderationId,
        number: data.number,
        agency: data.respondent,
        origin,
        stage: 'filed',
        challenged: data.challenged,
        challenge: data.challenged.kind,
        edition: data.edition,
        procedure: null,
        bodyKind: data.body.kind,
        bodyName: data.body.name,
        bodyTenant: data.body.tenant,
        subject: data.subject,
        reviewFirst: data.reviewFirst,
        filedOn: data.filedOn,
        late: data.late,
        suspended: false,
        acceptedFrom: null,
        copyOn: null,
        examinationDueOn: null,
        answerDueOn: null,
        answeredOn: null,
        answerLate: false,
        answerMissed: false,
        decisionDueOn: null,
        decisionMissed: false,
        endedOn: null,
        endedLate: false,
        outcome: null,
        cause: null,
        tableOutcome: null,
        order: null,
        clocks: {},
      };

const without = (row: Bare, period: PeriodName): Bare['clocks'] => {
  const { [period]: _, ...clocks } = row.clocks;
  return clocks;
};

const inFiling = (row: Bare, event: ReconsiderationEvent): Bare | undefined => {
  switch (event.type) {
    case 'ReconsiderationVoided':
      return { ...row, stage: 'voided', clocks: {} };
    case 'ReconsiderationCorrectionRequested':
      return event.data.late
        ? row
        : {
            ...row,
            stage: 'correcting',
            procedure: null,
            acceptedFrom: null,
            examinationDueOn: null,
            decisionDueOn: null,
            clocks: {},
          };
    case 'ReconsiderationCorrected':
      return { ...row, stage: 'filed' };
    case 'ReconsiderationAccepted': {
      const { from, procedure } = event.data;
      const clocks = without(row, 'examination');
      return opened({ ...row, acceptedFrom: from, procedure, examinationDueOn: null, clocks });
    }
    case 'ReconsiderationRefused': {
      const never = { procedure: null, acceptedFrom: null, decisionDueOn: null };
      return ended(event.data.late ? row : { ...row, ...never }, 'refused', event.data);
    }
    default:
      return undefined;
  }
};

const inCourse = (row: Bare, event: ReconsiderationEvent): Bare | undefined => {
  switch (event.type) {
    case 'CopyServed':
      return opened({ ...row, copyOn: event.data.on });
    case 'ProcedureConverted':
      return { ...row, procedure: event.data.to };
    case 'AnswerSubmitted': {
      const { on, late } = event.data;
      const clocks = without(row, 'answer');
      return opened({ ...row, answeredOn: on, answerLate: late, clocks });
    }
    case 'ReconsiderationSuspended':
      return opened({ ...row, suspended: true });
    case 'ReconsiderationResumed':
      return opened({ ...row, suspended: false });
    case 'ReconsiderationDueSet': {
      const { period, startsOn, dueOn } = event.data;
      if (ENDED_STAGES.includes(row.stage)) return row;
      return { ...row, [DUE[period]]: dueOn, clocks: { ...row.clocks, [period]: startsOn } };
    }
    default:
      return undefined;
  }
};

const atEnd = (row: Bare, event: ReconsiderationEvent): Bare => {
  switch (event.type) {
    case 'ReconsiderationDecided': {
      const { outcome, order } = event.data;
      return { ...ended(row, 'decided', event.data), outcome, order };
    }
    case 'ReconsiderationEnded':
      return { ...ended(row, 'terminated', event.data), cause: event.data.cause };
    case 'AnswerMissed':
      return { ...row, answerMissed: true };
    case 'AnswerMissLifted':
      return { ...row, answerMissed: false };
    case 'DecisionMissed':
      return { ...row, decisionMissed: true };
    default:
      return row;
  }
};

/** The row after an event; total on any subsequence, a case whose filing is unknown has none. */
export const rowAfter = (
  row: ReconsiderationRow | undefined,
  event: ReconsiderationEvent,
  { occurredOn, origin }: { occurredOn: Day; origin: Origin },
): ReconsiderationRow | undefined => {
  const next = row
    ? (inFiling(row, event) ?? inCourse(row, event) ?? atEnd(row, event))
    : filed(event, origin);
  if (!next) return undefined;
  const lastOn = row && row.lastOn > occurredOn ? row.lastOn : occurredOn;
  return { ...next, lastOn };
};

/** One row per case. */
export const reconsiderationRows: Projection<ReconsiderationRow, ReconsiderationEvent> = {
  name: 'reconsiderations',
  version: 1,
  events: reconsiderationEvents,
  collection: reconsiderationCollection,
  key: (event) => event.data.reconsiderationId,
  apply: (row, event: Recorded<ReconsiderationEvent>) => rowAfter(row, event, event.meta),
};
