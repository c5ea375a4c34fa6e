import type { Officer } from '@gongkai/kernel';
import { allowedActions } from '@gongkai/nest';
import type { ComplaintCommandData } from './commands.js';
import { complaintDecider, type Complaint, type ComplaintFacts } from './decider.js';
import { reject } from './errors.js';
import { complaintPolicy } from './policy.js';

/** One command of each kind as it might be given, to ask the decider whether it would be taken. */
const trials = (complaintId: string): ComplaintCommandData[] => [
  { type: 'assign', complaintId, to: '—' },
  { type: 'transfer', complaintId, to: '—', reason: '—' },
  { type: 'answer', complaintId, finding: 'explained', measure: 'none', text: null },
  { type: 'reopen', complaintId, reason: '—' },
  { type: 'close', complaintId, satisfied: null },
  { type: 'show', complaintId },
  { type: 'void', complaintId, cause: 'mistaken' },
];

/** What this officer may do with a complaint now, and why not. */
export const actionsOf = (
  id: string,
  complaint: Complaint,
  officer: Officer,
  facts: Omit<ComplaintFacts, 'actor'>,
) =>
  allowedActions(trials(id), {
    policy: complaintPolicy,
    operation: ({ type }) => `complaint.${type}`,
    officer,
    agencies: [complaint.handler, complaint.agency],
    noRole: reject('complaint.noRole'),
    decide: (command, actor) => complaintDecider.decide(complaint, command, { ...facts, actor }),
  });
