import type { CollectionSpec, Day, Projection, Role } from '@gongkai/kernel';
import { secrecyPassedFor } from '@gongkai/secrecy';
import { documentDecider } from './decider.js';
import { pendingCorrection, runningLimit } from './decider.limits.js';
import {
  openCoordination,
  secrecySubject,
  type Coordination,
  type Document,
} from './decider.state.js';
import { documentEvents, type DocumentEvent } from './events.js';
import { publicationPolicy } from './policy.js';

/** Where a document waits; each stage is a queue of the roles that may take it further. */
export const STAGES = [
  'drafting',
  'secrecy',
  'guidance',
  'coordination',
  'decision',
  'approval',
  'publication',
  'correction',
  'published',
  'kept',
  'withdrawn',
  'ended',
  'abandoned',
  'handledOutside',
  'voided',
] as const;
export type Stage = (typeof STAGES)[number];

/** The commands that take a document out of its stage. */
export const stageCommands: Record<Stage, readonly string[]> = {
  drafting: ['revise', 'proposeAttribute', 'requestSecrecy', 'abandon'],
  secrecy: ['passSecrecy', 'refuseSecrecy', 'askSecrecyGuidance'],
  guidance: ['answerSecrecyGuidance'],
  coordination: ['confirmCoordination', 'objectCoordination', 'settleCoordination'],
  decision: ['decideAttribute', 'returnDraft'],
  approval: ['approve', 'returnDraft'],
  publication: ['publish', 'submit', 'correct'],
  correction: ['revise', 'recordInspection', 'withdraw'],
  published: ['publish', 'submit', 'recordInspection', 'revise', 'withdraw', 'replace', 'repeal'],
  kept: ['reevaluate', 'moveAttribute'],
  withdrawn: ['revise', 'proposeAttribute', 'requestSecrecy', 'approve'],
  ended: ['withdraw'],
  abandoned: [],
  handledOutside: [],
  voided: [],
};

export const nextRoles = (stage: Stage): Role[] => [
  ...new Set(
    stageCommands[stage].flatMap((type) => publicationPolicy[`document.${type}`]?.roles ?? []),
  ),
];

const onItsWay = (document: Document): Stage => {
  const { decision, secrecy, contentDigest, approval, proposal } = document;
  if (document.returned !== null || proposal === null) return 'drafting';
  const decided = decision?.contentDigest === contentDigest;
  const attribute = decided ? decision.attribute : proposal.attribute;
  if (attribute === 'onInitiative') {
    const current = secrecy.status !== 'none' && secrecy.contentDigest === contentDigest;
    if (!current) return 'drafting';
    if (secrecy.status === 'requested')
      return secrecy.guidance?.outcome === null ? 'guidance' : 'secrecy';
    if (secrecyPassedFor(secrecy, secrecySubject(document)) && openCoordination(document).length)
      return 'coordination';
  }
  if (!decided) return 'decision';
  if (approval === null) return 'approval';
  return attribute === 'onInitiative' ? 'publication' : 'kept';
};

/** To approve once more what was withdrawn is a choice; what is reviewed and decided anew waits. */
const sinceWithdrawal = (document: Document): Stage => {
  const stage = onItsWay(document);
  const rests =
    stage === 'drafting' || (stage === 'approval' && document.decision?.withdrawn === true);
  return rests ? 'withdrawn' : stage;
};

export const stageOf = (document: Document): Stage => {
  const { status, publicDigest, contentDigest } = document;
  if (status === 'abandoned' || status === 'handledOutside' || status === 'voided') return status;
  if (document.ended !== null) return 'ended';
  if (publicDigest === null && document.everPublic) return sinceWithdrawal(document);
  if (publicDigest === null) return onItsWay(document);
  if (publicDigest === contentDigest)
    return document.returned === null ? 'published' : 'correction';
  return onItsWay(document);
};

/** The officers' row: the document as its decider knows it, and where it waits. */
export type DocumentRow = Document & {
  stage: Stage;
  draftedOn: Day;
  lastOn: Day;
  /** Revised after publication: the public still sees the former content. */
  correcting: boolean;
};

/** Silence that consents needs no word any more. */
const isAwaited = ({ contentDigest }: DocumentRow, asked: Coordination): boolean =>
  !asked.external &&
  asked.contentDigest === contentDigest &&
  (asked.answer === 'none' || (asked.answer === 'silent' && !asked.silenceConsents));

/** `open` while a limit runs, with its day in `publishBy`; then how the last one was kept. */
const lateness = (row: DocumentRow): string => {
  if (runningLimit(row) !== null && row.publishBy !== null) return 'open';
  if (row.firstPublishedOn !== null) return row.publishedLate ? 'late' : 'inTime';
  return 'none';
};

export const documentCollection: CollectionSpec<DocumentRow> = {
  name: 'documents',
  version: 7,
  keys: {
    agency: (row) => row.agency,
    stage: (row) => row.stage,
    column: (row) => row.column,
    author: (row) => row.authors[0] ?? null,
    attribute: (row) => (row.decision ?? row.proposal)?.attribute ?? null,
    publishBy: (row) => row.publishBy,
    lateness,
    firstPublishedOn: (row) => row.firstPublishedOn,
    reevaluateOn: (row) => row.reevaluateOn,
    lastOn: (row) => row.lastOn,
    attested: (row) => Number(row.attestedDigest !== null),
    /** Whether what the public has now was inspected, sent to a superior's site, delivered anywhere. */
    inspected: (row) => Number(row.inspected?.version === row.version),
    submitted: (row) =>
      Number(row.submissions.some(({ outcome }) => outcome === 'sent' || outcome === 'taken')),
    delivered: (row) => Number(row.deliveries.some(({ version }) => version === row.version)),
  },
  sets: {
    /** Agencies of this government whose word on the present content is awaited. */
    waitingFor: (row) =>
      Object.entries(row.coordination)
        .filter(([, asked]) => isAwaited(row, asked))
        .map(([party]) => party),
    digests: (row) => row.content?.attachments.map(({ digest }) => digest) ?? [],
  },
  indexes: [
    ['stage', 'lastOn'],
    ['agency', 'stage', 'lastOn'],
    ['lateness', 'publishBy'],
    ['reevaluateOn'],
  ],
  text: (row) => row.content && [row.content.title, row.content.documentNumber ?? ''].join('\n'),
  textOrder: 'lastOn',
};

/** One row per document, for officers of the same government only. */
export const documentRows: Projection<DocumentRow, DocumentEvent> = {
  name: 'documents',
  version: 7,
  events: documentEvents,
  collection: documentCollection,
  key: (event) => ('documentId' in event.data ? event.data.documentId : event.data.subject),
  apply(row, event) {
    const state = documentDecider.evolve(row ?? documentDecider.initial, event);
    // A share of the events, as of a day, may begin in the middle: no row without a beginning.
    if (state.status === 'none') return undefined;
    const on = event.meta.occurredOn;
    return {
      ...state,
      stage: stageOf(state),
      draftedOn: row?.draftedOn ?? on,
      lastOn: row && row.lastOn > on ? row.lastOn : on,
      correcting: pendingCorrection(state),
    };
  },
};
