import { Rejection, rolesFor, type Officer } from '@gongkai/kernel';
import type { ComplaintCommandData } from './commands.js';
import { complaintDecider, type Complaint, type ComplaintFacts } from './decider.js';
import { reject } from './errors.js';
import { complaintPolicy } from './policy.js';

export type ComplaintAction = {
  command: string;
  zh: string;
  en: string;
  allowed: boolean;
  code: string | null;
  whyZh: string | null;
  whyEn: string | null;
};

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

/** What this officer may do with a complaint now, and why not: the table and the decider are asked. */
export const actionsOf = (
  id: string,
  complaint: Complaint,
  officer: Officer,
  facts: Omit<ComplaintFacts, 'actor'>,
): ComplaintAction[] =>
  trials(id).map((command) => {
    const operation = `complaint.${command.type}`;
    const { zh, en } = complaintPolicy[operation]!;
    const roles = [complaint.handler, complaint.agency].flatMap((agency) =>
      rolesFor(complaintPolicy, operation, officer, agency),
    );
    const actor = { kind: 'officer' as const, id: officer.account, roles };
    const outcome =
      roles.length === 0
        ? reject('complaint.noRole')
        : complaintDecider.decide(complaint, command, { ...facts, actor });
    const refused = outcome instanceof Rejection ? outcome : null;
    return {
      command: command.type,
      zh,
      en,
      allowed: refused === null,
      code: refused?.code ?? null,
      whyZh: refused?.zh ?? null,
      whyEn: refused?.en ?? null,
    };
  });
