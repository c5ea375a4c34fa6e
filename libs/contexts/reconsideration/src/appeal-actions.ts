import type { Officer } from '@gongkai/kernel';
import { allowedActions } from '@gongkai/nest';
import type { ReconsiderationCommandData } from './commands.js';
import { reconsiderationDecider } from './decider.js';
import { isSuspended, type Appeal, type ReconsiderationFacts } from './decider.state.js';
import { reject } from './errors.js';
import { reconsiderationPolicy } from './policy.js';

/** One command of each kind as it might be given, to ask the decider whether it would be taken. */
const trials = (appeal: Appeal): ReconsiderationCommandData[] => {
  const of = { reconsiderationId: appeal.id };
  const procedure = 'ordinary' as const;
  const to = appeal.procedure === 'ordinary' ? ('simplified' as const) : procedure;
  const title = { key: '—', nonce: '—', ciphertext: '—', commitment: '—' };
  const item = { id: 'trial', kind: 'evidence' as const, title, file: null, madeOn: null };
  const outcome = { outcome: 'unlawful' as const, inPart: false, decisionNumber: null };
  const cause = isSuspended(appeal) ? ('suspendedTooLong' as const) : ('withdrawn' as const);
  return [
    { type: 'requestCorrection', ...of, respondBy: null },
    { type: 'correct', ...of, files: [] },
    { type: 'accept', ...of, procedure },
    { type: 'refuse', ...of, ground: 'other' },
    { type: 'serveCopy', ...of, sentOn: null, acceptedOn: null, procedure: null },
    { type: 'convertProcedure', ...of, to },
    { type: 'submitAnswer', ...of, letter: null, text: null, items: [] },
    { type: 'submitMaterial', ...of, items: [item] },
    { type: 'extend', ...of, days: 30 },
    { type: 'suspend', ...of, cause: 'other' },
    { type: 'resume', ...of },
    { type: 'holdMediation', ...of, result: 'continued' },
    { type: 'decide', ...of, ...outcome, answerAnew: null, letter: null },
    { type: 'serveDecision', ...of, to: 'applicant' },
    { type: 'withdraw', ...of, reason: null },
    { type: 'end', ...of, cause },
    { type: 'void', ...of, cause: 'duplicate' },
  ];
};

/** What this officer may do with a case now, and why not. */
export const actionsOf = (
  appeal: Appeal,
  officer: Officer,
  facts: Pick<ReconsiderationFacts, 'today' | 'calendar' | 'calendarRevision'>,
) =>
  allowedActions(trials(appeal), {
    policy: reconsiderationPolicy,
    operation: ({ type }) => `reconsideration.${type}`,
    officer,
    agencies: [appeal.respondent],
    noRole: reject('reconsideration.noRole'),
    decide: (command, actor) => reconsiderationDecider.decide(appeal, command, { ...facts, actor }),
  });
