import type { Indicator } from '@gongkai/figures';
import type { ContextManifest, LiveClock } from '@gongkai/kernel';
import { ComplaintCommand } from './commands.js';
import { complaintMessages } from './complaint-messages.process.js';
import complaintSdl from './complaint.graphql';
import { complaintIndicators } from './complaint.indicators.js';
import { complaintWatch } from './complaint.process.js';
import {
  complaintCollection,
  complaintRows,
  complaintRuleRows,
  type ComplaintRow,
} from './complaint.projection.js';
import { complaintErrors } from './errors.js';
import { complaintEvents, complaintRuleEvents } from './events.js';
import { complaintPolicy } from './policy.js';

export { ComplaintCommand, ComplaintRuleCommand } from './commands.js';
export { complaintIndicators } from './complaint.indicators.js';
export { complaintCollection, type ComplaintRow } from './complaint.projection.js';
export { complaintAggregate, type Complaint } from './decider.js';
export { ComplaintChannel, ComplaintKind, Finding, kindNames, Measure } from './events.kinds.js';
export { complaintEvents, type ComplaintEvent, type ComplaintEventNamed } from './events.js';

/** Complaints whose last day may move with the calendar of working days. */
const complaintClock: LiveClock<ComplaintRow> = {
  name: 'complaint',
  collection: complaintCollection,
  id: (row) => row.complaintId,
  fromKey: 'clockFrom',
  dueKey: 'clockDue',
  body: (complaintId, { notice, reason }) => ({
    type: 'recalculate',
    complaintId,
    notice,
    reason,
  }),
  command: (call, body) => new ComplaintCommand(call, body),
};

export const complaintContext: ContextManifest & { indicators: readonly Indicator[] } = {
  name: 'complaint',
  events: { ...complaintEvents, ...complaintRuleEvents },
  projections: [complaintRows, complaintRuleRows],
  processes: [complaintWatch, complaintMessages] as ContextManifest['processes'],
  policy: complaintPolicy,
  errors: complaintErrors,
  sdl: complaintSdl,
  clocks: [complaintClock],
  module: () => import('./complaint.module.js').then((m) => m.ComplaintModule),
  indicators: complaintIndicators,
};
