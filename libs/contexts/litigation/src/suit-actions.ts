import type { Officer } from '@gongkai/kernel';
import { allowedActions } from '@gongkai/nest';
import type { SuitCommandData } from './commands.js';
import { suitDecider } from './decider.js';
import type { Suit, SuitFacts } from './decider.state.js';
import { reject } from './errors.js';
import type { SuitOutcome } from './events.kinds.js';
import { litigationPolicy } from './policy.js';

/** One command of each kind as it might be given, to ask the decider whether it would be taken. */
const trials = ({ id: suitId, instance }: Suit, today: string): SuitCommandData[] => {
  const reason = '—';
  const item = { title: reason, digest: null, madeOn: null };
  const outcome: SuitOutcome = instance === 1 ? 'claimsDismissed' : 'appealDismissed';
  return [
    { type: 'accept', suitId, number: reason },
    { type: 'joinParty', suitId, kind: 'jointRespondent', name: reason, person: null },
    { type: 'receiveCopy', suitId },
    { type: 'answer', suitId, digest: null },
    { type: 'permitDelay', suitId, until: today, reason },
    { type: 'fileEvidence', suitId, items: [item] },
    { type: 'judge', suitId, outcome, number: null, servedOn: null, order: null },
    { type: 'appeal', suitId, by: 'plaintiff', court: reason },
    { type: 'conclude', suitId },
    { type: 'undoConclusion', suitId, reason },
    { type: 'recordExecution', suitId, how: reason, dueOn: null },
    { type: 'void', suitId, cause: 'duplicate' },
  ];
};

/** What this officer may do with a suit now, and why not. */
export const actionsOf = (
  suit: Suit,
  officer: Officer,
  facts: Pick<SuitFacts, 'today' | 'calendar' | 'calendarRevision'>,
) =>
  allowedActions(trials(suit, facts.today), {
    policy: litigationPolicy,
    operation: ({ type }) => `litigation.${type}`,
    officer,
    agencies: [suit.agency],
    noRole: reject('litigation.noRole'),
    decide: (command, actor) => suitDecider.decide(suit, command, { ...facts, actor }),
  });
