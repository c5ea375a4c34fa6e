import type { CollectionSpec, Day, Projection } from '@gongkai/kernel';
import type { About, ComplaintChannel, ComplaintKind, Finding, Measure } from './events.kinds.js';
import {
  complaintEvents,
  complaintRuleEvents,
  type ComplaintEvent,
  type ComplaintRuleEvent,
} from './events.js';
import { COMPLAINT_RULES } from './decider.rules.js';
import type { ComplaintRules } from './rules.js';

export type ComplaintStage =
  'received' | 'assigned' | 'answered' | 'reopened' | 'closed' | 'transferred' | 'voided';

/** One complaint as lists show it; nobody is named. */
export type ComplaintRow = {
  complaintId: string;
  kind: ComplaintKind;
  /** The agency it came to. */
  agency: string | null;
  /** The agency that handles it. */
  handler: string | null;
  stage: ComplaintStage;
  channel: ComplaintChannel;
  reference: string | null;
  subject: string;
  about: About;
  receivedOn: Day;
  /** Since when the present period runs. */
  since: Day;
  dueOn: Day | null;
  /** In working days: it may move with the calendar. */
  movable: boolean;
  answeredOn: Day | null;
  finding: Finding | null;
  measure: Measure | null;
  /** Answered late, or not in time at all. */
  late: boolean;
  satisfied: boolean | null;
  shownOn: Day | null;
  open: boolean;
};

const awaited = ({ open, movable, dueOn }: ComplaintRow): Day | null =>
  open && movable ? dueOn : null;

export const complaintCollection: CollectionSpec<ComplaintRow> = {
  name: 'complaints',
  version: 1,
  keys: {
    kind: (row) => row.kind,
    agency: (row) => row.agency ?? '',
    handler: (row) => row.handler ?? '',
    stage: (row) => row.stage,
    open: (row) => Number(row.open),
    late: (row) => Number(row.late),
    shown: (row) => Number(row.shownOn !== null),
    receivedOn: (row) => row.receivedOn,
    dueOn: (row) => (row.open ? row.dueOn : null),
    clockDue: awaited,
    clockFrom: (row) => (awaited(row) === null ? null : row.since),
  },
  sets: { agencies: (row) => [...new Set([row.agency ?? 'own', row.handler ?? 'own'])] },
  indexes: [
    ['receivedOn'],
    ['dueOn'],
    ['clockDue'],
    ['kind', 'receivedOn'],
    ['shown', 'receivedOn'],
  ],
};

const after = (row: ComplaintRow, event: ComplaintEvent): ComplaintRow => {
  switch (event.type) {
    case 'ComplaintReceived':
      return row;
    case 'ComplaintAssigned':
      return { ...row, stage: 'assigned', handler: event.data.to };
    case 'ComplaintTransferred':
      return { ...row, stage: 'transferred', open: false };
    case 'ComplaintDueMoved':
      return { ...row, dueOn: event.data.to };
    case 'ComplaintAnswered': {
      const { on: answeredOn, finding, measure, late } = event.data;
      const answer = { answeredOn, finding, measure, late: row.late || late };
      return { ...row, ...answer, stage: 'answered', open: false };
    }
    case 'ComplaintOverdueNoted':
      return { ...row, late: true };
    case 'ComplaintReopened': {
      const { on: since, dueOn, period } = event.data;
      const again = { since, dueOn, movable: period?.unit === 'working', satisfied: null };
      return { ...row, ...again, stage: 'reopened', open: true };
    }
    case 'ComplaintClosed':
      return { ...row, stage: 'closed', satisfied: event.data.satisfied, open: false };
    case 'ComplaintShown':
      return { ...row, shownOn: event.data.on };
    case 'ComplaintVoided':
      return { ...row, stage: 'voided', open: false, shownOn: null };
  }
};

export const complaintRows: Projection<ComplaintRow, ComplaintEvent> = {
  name: 'complaints',
  version: 1,
  events: complaintEvents,
  collection: complaintCollection,
  key: ({ data }) => data.complaintId,
  apply(row, event) {
    if (event.type !== 'ComplaintReceived') return row && after(row, event);
    const { complaintId, kind, agency, channel, reference, subject, about } = event.data;
    const { receivedOn, dueOn, period } = event.data;
    return {
      ...{ complaintId, kind, agency, channel, reference, subject, about, receivedOn, dueOn },
      handler: agency,
      stage: 'received',
      since: receivedOn,
      movable: period?.unit === 'working',
      answeredOn: null,
      finding: null,
      measure: null,
      late: false,
      satisfied: null,
      shownOn: null,
      open: true,
    };
  },
};

export type ComplaintRuleRow = { periods: ComplaintRules; adoptedOn: Day; basis: string | null };

export const complaintRuleCollection: CollectionSpec<ComplaintRuleRow> = {
  name: 'complaintRules',
  version: 1,
  keys: {},
};
export const complaintRuleRows: Projection<ComplaintRuleRow, ComplaintRuleEvent> = {
  name: 'complaintRules',
  version: 1,
  events: complaintRuleEvents,
  collection: complaintRuleCollection,
  key: () => COMPLAINT_RULES,
  apply: (_, { data: { periods, adoptedOn, basis } }) => ({ periods, adoptedOn, basis }),
};
