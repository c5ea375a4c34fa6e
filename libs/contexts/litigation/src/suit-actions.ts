import { Rejection, rolesFor, type Officer } from '@gongkai/kernel';
import type { SuitCommandData } from './commands.js';
import { suitDecider } from './decider.js';
import type { Suit, SuitFacts } from './decider.state.js';
import { reject } from './errors.js';
import type { SuitOutcome } from './events.kinds.js';
import { litigationPolicy } from './policy.js';

export type SuitAction = {
  command: string;
  zh: string;
  en: string;
  allowed: boolean;
  code: string | null;
  whyZh: string | null;
  whyEn: string | null;
  article: string | null;
};

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

/**
 * What this officer may do with a suit now, and why not: the policy table and the decider are asked
 * themselves, so that the desk never says anything else than the command would get.
 */
export const actionsOf = (
  suit: Suit,
  officer: Officer,
  facts: Pick<SuitFacts, 'today' | 'calendar' | 'calendarRevision'>,
): SuitAction[] =>
  trials(suit, facts.today).map((command) => {
    const operation = `litigation.${command.type}`;
    const { zh, en } = litigationPolicy[operation]!;
    const roles = rolesFor(litigationPolicy, operation, officer, suit.agency);
    const actor = { kind: 'officer' as const, id: officer.account, roles };
    const outcome =
      roles.length === 0
        ? reject('litigation.noRole')
        : suitDecider.decide(suit, command, { ...facts, actor });
    const refused = outcome instanceof Rejection ? outcome : null;
    return {
      command: command.type,
      zh,
      en,
      allowed: refused === null,
      code: refused?.code ?? null,
      whyZh: refused?.zh ?? null,
      whyEn: refused?.en ?? null,
      article: refused?.article ?? null,
    };
  });
