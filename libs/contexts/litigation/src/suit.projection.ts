import { parseAgency, type CollectionSpec, type Day, type Projection } from '@gongkai/kernel';
import type { LimitKind, Role, Route, SuitOutcome, TableOutcome } from './events.kinds.js';
import { litigationEvents, type SuitEvent } from './events.js';

/** Where a suit stands. */
export const SUIT_STAGES = [
  'filed',
  'accepted',
  'defence',
  'hearing',
  'judged',
  'appealed',
  'concluded',
  'voided',
] as const;
export type SuitStage = (typeof SUIT_STAGES)[number];

/** One suit as lists show it; nobody is named. */
export type SuitRow = {
  suitId: string;
  agency: string | null;
  role: Role;
  route: Route;
  stage: SuitStage;
  instance: 1 | 2;
  subject: string;
  court: string;
  number: string | null;
  /** What is challenged, by which the suits on one act find each other. */
  challenges: string;
  challengedKind: string;
  reconsiderationId: string | null;
  filedOn: Day;
  limitKind: LimitKind | null;
  late: boolean;
  reviewSkipped: boolean;
  /** The copy of the present instance. */
  copyOn: Day | null;
  answerBy: Day | null;
  answered: boolean;
  evidenceFiled: boolean;
  evidenceMissed: boolean;
  appealBy: Day | null;
  outcome: SuitOutcome | null;
  tableOutcome: TableOutcome | null;
  concludedOn: Day | null;
  orderedAnew: boolean;
  executedOn: Day | null;
  open: boolean;
};

/** One key for all suits and reconsiderations on one act; null: the act is not kept here. */
export const challengeKey = (challenged: {
  kind: string;
  requestId?: string;
  documentId?: string;
}): string | null => {
  if (challenged.requestId !== undefined) return `request:${challenged.requestId}`;
  return challenged.documentId === undefined ? null : `document:${challenged.documentId}`;
};

/** The last day to answer while it is awaited, for the watch over the calendar and the lists. */
const awaited = ({ open, answered, answerBy }: SuitRow): Day | null =>
  open && !answered ? answerBy : null;

export const suitCollection: CollectionSpec<SuitRow> = {
  name: 'suits',
  version: 1,
  keys: {
    agency: (row) => row.agency ?? '',
    stage: (row) => row.stage,
    route: (row) => row.route,
    role: (row) => row.role,
    open: (row) => Number(row.open),
    late: (row) => Number(row.late),
    tableOutcome: (row) => row.tableOutcome,
    challenges: (row) => row.challenges,
    reconsiderationId: (row) => row.reconsiderationId,
    filedOn: (row) => row.filedOn,
    answerBy: awaited,
    clockFrom: (row) => (awaited(row) === null ? null : row.copyOn),
  },
  indexes: [['filedOn'], ['answerBy'], ['agency', 'filedOn'], ['challenges']],
};

const filedRow = (
  { suitId, ...data }: Extract<SuitEvent, { type: 'SuitFiled' }>['data'],
  agency: string | null,
): SuitRow => ({
  suitId,
  agency,
  role: data.role,
  route: data.route,
  stage: 'filed',
  instance: 1,
  subject: data.subject,
  court: data.court,
  number: null,
  challenges: challengeKey(data.challenged) ?? '',
  challengedKind: data.challenged.kind,
  reconsiderationId: data.reconsiderationId,
  filedOn: data.filedOn,
  limitKind: data.limit?.kind ?? null,
  late: data.late,
  reviewSkipped: data.reviewSkipped,
  copyOn: null,
  answerBy: null,
  answered: false,
  evidenceFiled: false,
  evidenceMissed: false,
  appealBy: null,
  outcome: null,
  tableOutcome: null,
  concludedOn: null,
  orderedAnew: false,
  executedOn: null,
  open: true,
});

const after = (row: SuitRow, event: SuitEvent): SuitRow => {
  switch (event.type) {
    case 'SuitAccepted':
      return { ...row, stage: 'accepted', number: event.data.number };
    case 'SuitCopyReceived': {
      const { instance, on: copyOn, answerBy } = event.data;
      const stage = instance === 1 ? 'defence' : row.stage;
      return { ...row, stage, instance, copyOn, answerBy, answered: false };
    }
    case 'SuitAnswerDayMoved':
      return { ...row, answerBy: event.data.to };
    case 'SuitAnswered':
      return { ...row, answered: true, stage: row.instance === 1 ? 'hearing' : row.stage };
    case 'SuitEvidenceFiled':
      return { ...row, evidenceFiled: row.evidenceFiled || event.data.counts };
    case 'EvidenceMissed':
      return { ...row, evidenceMissed: true };
    default:
      return afterEnd(row, event);
  }
};

const afterEnd = (row: SuitRow, event: SuitEvent): SuitRow => {
  switch (event.type) {
    case 'SuitJudged': {
      const { outcome, appealBy, number } = event.data;
      const back = outcome === 'remanded';
      return {
        ...row,
        outcome: back ? null : outcome,
        appealBy,
        number: number ?? row.number,
        stage: back ? 'hearing' : 'judged',
        instance: back ? 1 : row.instance,
      };
    }
    case 'SuitAppealed': {
      const fresh = { copyOn: null, answerBy: null, answered: false, appealBy: null };
      return { ...row, ...fresh, stage: 'appealed', instance: 2 };
    }
    case 'SuitConcluded': {
      const { tableOutcome, concludedOn, order } = event.data;
      const ended = { tableOutcome, concludedOn, orderedAnew: order !== null };
      return { ...row, ...ended, stage: 'concluded', open: false };
    }
    case 'SuitConclusionUndone': {
      const again = { tableOutcome: null, concludedOn: null, orderedAnew: false };
      return { ...row, ...again, stage: 'judged', open: true };
    }
    case 'JudgmentExecuted':
      return { ...row, executedOn: event.data.on };
    case 'SuitVoided':
      return { ...row, stage: 'voided', open: false };
    default:
      return row;
  }
};

export const suitRows: Projection<SuitRow, SuitEvent> = {
  name: 'suits',
  version: 1,
  events: litigationEvents,
  collection: suitCollection,
  key: ({ data }) => data.suitId,
  apply(row, event) {
    if (event.type === 'SuitFiled')
      return filedRow(event.data, parseAgency(event.data.agency).agency);
    return row && after(row, event);
  },
};
