import { Rejection, rolesFor, type Day, type Officer } from '@gongkai/kernel';
import type { CommandOf, DocumentCommandData } from './commands.js';
import { documentDecider } from './decider.js';
import { openCoordination, type Document, type DocumentFacts } from './decider.state.js';
import { publicationsOf } from './decider.stay.js';
import { reject } from './errors.js';
import { publicationPolicy } from './policy.js';

export type Action = { command: string; refused: { code: string; zh: string; en: string } | null };

/** One command of each kind as it might be given, to ask the decider whether it would be taken. */
const trials = (document: Document, today: Day): DocumentCommandData[] => {
  const { id: documentId } = document;
  const reason = '—';
  const [party = '—'] = [...openCoordination(document), ...Object.keys(document.coordination)];
  const pending = document.submissions.findIndex(({ outcome }) => outcome === 'sent') + 1;
  const answered = document.submissions.findLastIndex(({ outcome }) => outcome !== 'voided') + 1;
  const content = document.content && { ...document.content, title: `${document.content.title}—` };
  const ground = 'stateSecret';
  const release = { documentId, channel: 'other', means: 'otherMeans', site: '—' } as const;
  const of: DocumentCommandData[] = [
    { type: 'setLimit', documentId, limit: { workingDays: 7, article: reason }, reason },
    { type: 'abandon', documentId, reason },
    { type: 'proposeAttribute', documentId, attribute: 'onInitiative' },
    { type: 'requestSecrecy', documentId },
    {
      type: 'askSecrecyGuidance',
      documentId,
      department: 'secrecyDepartment',
      name: reason,
      question: reason,
    },
    { type: 'answerSecrecyGuidance', documentId, outcome: 'mayDisclose', answer: reason },
    { type: 'passSecrecy', documentId, ground: 'noGroundApplies', remark: '' },
    { type: 'refuseSecrecy', documentId, ground, explanation: reason },
    {
      type: 'askCoordination',
      documentId,
      party: '—',
      external: true,
      answerWithinDays: 15,
      silenceConsents: true,
    },
    { type: 'confirmCoordination', documentId, party },
    { type: 'objectCoordination', documentId, party, reason },
    { type: 'settleCoordination', documentId, party, reason },
    { type: 'decideAttribute', documentId, attribute: 'onInitiative' },
    { type: 'approve', documentId },
    { type: 'returnDraft', documentId, reason },
    { type: 'publish', ...release },
    { type: 'submit', documentId, to: '—', site: '—' },
    { type: 'recordTaken', documentId, submission: Math.max(pending, 1) },
    { type: 'recordReturned', documentId, submission: Math.max(pending, 1), reason },
    { type: 'recordInspection', documentId, findings: [] },
    { type: 'correct', documentId, reason },
    { type: 'withdraw', documentId, reason, cause: 'other' },
    { type: 'replace', documentId, by: '0' },
    { type: 'repeal', documentId, basis: reason },
    {
      type: 'moveAttribute',
      documentId,
      attribute: document.decision?.attribute === 'onInitiative' ? 'withheld' : 'onInitiative',
      ground,
      reason,
    },
    { type: 'reevaluate', documentId, outcome: 'released', reason, on: today },
    { type: 'deliver', documentId, to: 'archive', place: reason },
    { type: 'voidPublication', documentId, reason },
    correctionOf(document, reason),
    { type: 'voidSubmission', documentId, submission: Math.max(answered, 1), reason },
    { type: 'voidEnding', documentId, reason },
    { type: 'voidHandledOutside', documentId, reason },
  ];
  return content ? [{ type: 'revise', documentId, ...content }, ...of] : of;
};

/** The last publication as if elsewhere; one that came with a submission as if at another address. */
const correctionOf = (document: Document, reason: string): CommandOf<'correctPublication'> => {
  const last = publicationsOf(document).at(-1);
  const elsewhere = { channel: 'other', means: 'otherMeans', site: '—' } as const;
  const { channel, means, site } = last && last.submission !== null ? last : elsewhere;
  return {
    type: 'correctPublication',
    documentId: document.id,
    publication: last?.number ?? 1,
    channel,
    means,
    ...(site === null ? {} : { site }),
    url: 'https://example.invalid/',
    reason,
  };
};

/**
 * What this officer may do with a document now, and why not: the policy table and the decider are
 * asked themselves, so that the desk never says anything else than the command would get.
 */
export const actionsOf = (
  document: Document,
  officer: Officer,
  facts: Pick<DocumentFacts, 'today' | 'calendar' | 'calendarRevision'>,
  isActive: (agency: string) => boolean,
): Action[] => {
  const isGone = (party: string) =>
    document.coordination[party]?.external === false && !isActive(party);
  return trials(document, facts.today).map((command) => {
    const { type } = command;
    const waiting = Object.entries(document.coordination).find(
      ([party, { external }]) => !external && 'party' in command && command.party === party,
    );
    const agency =
      waiting && (type === 'confirmCoordination' || type === 'objectCoordination')
        ? waiting[0]
        : document.agency;
    const roles = rolesFor(publicationPolicy, `document.${type}`, officer, agency);
    const outcome =
      roles.length === 0
        ? reject('publication.noRole')
        : documentDecider.decide(document, command, {
            ...facts,
            actor: { kind: 'officer', id: officer.account, roles },
            agencyActive: !(type === 'settleCoordination' && isGone(command.party)),
            replacementIsPublic: true,
          });
    const refused =
      outcome instanceof Rejection ? { code: outcome.code, zh: outcome.zh, en: outcome.en } : null;
    return { command: type, refused };
  });
};
