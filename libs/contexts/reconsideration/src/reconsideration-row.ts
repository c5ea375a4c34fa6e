import type { CollectionSpec, Day, Origin } from '@gongkai/kernel';
import type { PeriodName } from './decider.state.js';
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
  clocks: Readonly<Partial<Record<PeriodName, Day>>>;
  lastOn: Day;
};

/** Where a row has the last day of a period. */
export const DUE = {
  examination: 'examinationDueOn',
  answer: 'answerDueOn',
  decision: 'decisionDueOn',
} as const;

/** The day that presses next: of the answer while there is none, else of the decision. */
export const nextDueOn = (row: ReconsiderationRow): Day | null => {
  if (ENDED_STAGES.includes(row.stage)) return null;
  if (row.stage === 'answering') return row.answerDueOn;
  return row.acceptedFrom === null ? row.examinationDueOn : row.decisionDueOn;
};

const idOf = ({ challenged }: ReconsiderationRow): string =>
  challenged.kind === 'publication' ? challenged.documentId : challenged.requestId;

const running = (row: ReconsiderationRow, period: PeriodName): Day | null =>
  row.clocks[period] === undefined ? null : row[DUE[period]];
const started = (row: ReconsiderationRow, period: PeriodName): Day | null =>
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
