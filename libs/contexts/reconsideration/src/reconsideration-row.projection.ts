import type { CollectionSpec, Day, Origin, Projection, Recorded } from '@gongkai/kernel';
import { reconsiderationEvents, type ReconsiderationEvent } from './events.js';
import type {
  BodyKind,
  Challenged,
  ChallengeKind,
  DecisionOutcome,
  EndCause,
  LawEdition,
  Order,
  Procedure,
  TableOutcome,
} from './events.kinds.js';

export const APPEAL_STAGES = [
  'filed',
  'correcting',
  'accepted',
  'answering',
  'answered',
  'suspended',
  'decided',
  'refused',
  'terminated',
  'voided',
] as const;
export type AppealStage = (typeof APPEAL_STAGES)[number];
export const ENDED_STAGES: readonly AppealStage[] = ['decided', 'refused', 'terminated', 'voided'];

/** A case in the list of the officers: nothing that names anybody. */
export type ReconsiderationRow = {
  reconsiderationId: string;
  number: string;
  agency: string | null;
  origin: Origin;
  stage: AppealStage;
  challenged: Challenged;
  challenge: ChallengeKind;
  edition: LawEdition;
  procedure: Procedure | null;
  bodyKind: BodyKind;
  bodyName: string;
  /** The tenant of the deciding government, when it is one of this platform. */
  bodyTenant: string | null;
  subject: string;
  reviewFirst: boolean;
  filedOn: Day;
  late: boolean;
  suspended: boolean;
  acceptedFrom: Day | null;
  copyOn: Day | null;
  examinationDueOn: Day | null;
  answerDueOn: Day | null;
  answeredOn: Day | null;
  answerLate: boolean;
  answerMissed: boolean;
  decisionDueOn: Day | null;
  decisionMissed: boolean;
  endedOn: Day | null;
  endedLate: boolean;
  outcome: DecisionOutcome | null;
  cause: EndCause | null;
  tableOutcome: TableOutcome | null;
  order: Order | null;
  /** Starts of the running clocks, for the keeper of the calendar. */
  clocks: Readonly<Partial<Record<'examination' | 'answer' | 'decision', Day>>>;
  lastOn: Day;
};

type Bare = Omit<ReconsiderationRow, 'stage' | 'lastOn'> & {
  stage: AppealStage;
};

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

const DUE = {
  examination: 'examinationDueOn',
  answer: 'answerDueOn',
  decision: 'decisionDueOn',
} as const;

const without = (row: Bare, period: 'examination' | 'answer' | 'decision'): Bare['clocks'] => {
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

/** The day that presses next: of the answer while there is none, else of the decision. */
export const nextDueOn = (row: ReconsiderationRow): Day | null => {
  if (ENDED_STAGES.includes(row.stage)) return null;
  if (row.stage === 'answering') return row.answerDueOn;
  return row.acceptedFrom === null ? row.examinationDueOn : row.decisionDueOn;
};

const idOf = ({ challenged }: ReconsiderationRow): string =>
  challenged.kind === 'publication' ? challenged.documentId : challenged.requestId;

const running = (row: ReconsiderationRow, period: keyof typeof DUE): Day | null =>
  row.clocks[period] === undefined ? null : row[DUE[period]];
const started = (row: ReconsiderationRow, period: keyof typeof DUE): Day | null =>
  running(row, period) === null ? null : row.clocks[period]!;

export const reconsiderationCollection: CollectionSpec<ReconsiderationRow> = {
  name: 'reconsiderations',
  version: 1,
  keys: {
    agency: (row) => row.agency ?? '',
    stage: (row) => row.stage,
    challenge: (row) => row.challenge,
    /** The request or the document that is challenged. */
    of: idOf,
    edition: (row) => row.edition,
    number: (row) => row.number,
    filedOn: (row) => row.filedOn,
    dueOn: nextDueOn,
    endedOn: (row) => row.endedOn,
    tableOutcome: (row) => row.tableOutcome,
    outcome: (row) => row.outcome,
    reviewFirst: (row) => Number(row.reviewFirst),
    late: (row) => Number(row.late),
    answerMissed: (row) => Number(row.answerMissed),
    lastOn: (row) => row.lastOn,
    examinationFrom: (row) => started(row, 'examination'),
    examinationDue: (row) => running(row, 'examination'),
    answerFrom: (row) => started(row, 'answer'),
    answerDue: (row) => running(row, 'answer'),
    decisionFrom: (row) => started(row, 'decision'),
    decisionDue: (row) => running(row, 'decision'),
  },
  indexes: [
    ['agency', 'filedOn'],
    ['stage', 'dueOn'],
    ['dueOn'],
    ['filedOn'],
    ['of'],
    ['number'],
    ['lastOn'],
    ['examinationDue'],
    ['answerDue'],
    ['decisionDue'],
  ],
  text: (row) => `${row.number} ${row.subject} ${row.bodyName}`,
  textOrder: 'filedOn',
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
