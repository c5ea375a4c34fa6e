import { evolveReleased } from './decider.released.js';
import { evolveVoided } from './decider.voided.js';
import type { Document, Ending } from './decider.state.js';
import type { PublicationEvent } from './events.js';

type Handled =
  | 'DocumentDrafted'
  | 'DocumentContentRevised'
  | 'DocumentColumnAssigned'
  | 'DraftAbandoned'
  | 'HandledOutsideNoted';
type Later = Exclude<PublicationEvent, { type: Handled }>;

/** How a document stands after what happened on its way to the public and there. */
export const evolveAfter = (document: Document, event: Later): Document => {
  switch (event.type) {
    case 'AttributeProposed': {
      const { attribute, ground, reason, proposedBy } = event.data;
      const proposal = { attribute, ground, reason, by: proposedBy };
      const proposers = withOne(document.proposers, proposedBy);
      return { ...document, proposers, proposal, returned: null };
    }
    case 'CoordinationAsked':
    case 'CoordinationConfirmed':
    case 'CoordinationObjected':
    case 'CoordinationSilenceNoted':
    case 'CoordinationSettled':
    case 'CoordinationDueMoved':
      return coordinated(document, event);
    case 'AttributeDecided':
    case 'AttributeMoved':
      return attributed(document, event);
    case 'DocumentApproved': {
      const { contentDigest, approvedBy, approvedOn } = event.data;
      const approval = { contentDigest, by: approvedBy, on: approvedOn };
      return { ...document, approval, everApproved: true, returned: null };
    }
    case 'DocumentReturned':
      return { ...document, returned: event.data.reason, approval: null };
    case 'DocumentAttested':
    case 'PublicationAttested':
    case 'DocumentPublished':
    case 'DocumentCorrected':
      return evolveReleased(document, event);
    case 'SubmissionSent':
    case 'SubmissionTaken':
    case 'SubmissionReturned':
      return submitted(document, event);
    case 'DocumentWithdrawn':
      return withdrawn(document, event.data);
    case 'DocumentReplaced':
    case 'DocumentRepealed': {
      return { ...document, inForce: false, ended: endingOf(event) };
    }
    case 'PublicationRestated':
    case 'PublicationVoided':
    case 'CorrectionVoided':
    case 'WithdrawalVoided':
    case 'EndingVoided':
    case 'SubmissionVoided':
    case 'HandledOutsideVoided':
      return evolveVoided(document, event);
    case 'WithholdingReevaluated':
      return reevaluated(document, event);
    case 'ReevaluationDueNoted':
      return { ...document, reevaluationNoted: event.data.dueOn };
    case 'PublicationLatenessNoted':
      return { ...document, lateNotedFor: event.data.dueOn };
    case 'PublicationLimitSet': {
      const { limit, running } = event.data;
      const publishBy = running?.publishBy ?? document.publishBy;
      return { ...document, limit, publishBy, lateNotedFor: null };
    }
    case 'PublicationDueMoved':
      return { ...document, publishBy: event.data.to };
    case 'InspectionRecorded':
      return inspected(document, event.data);
    case 'DocumentDelivered': {
      const { to, place, deliveredOn: on } = event.data;
      const { version, deliveries } = document;
      return { ...document, deliveries: [...deliveries, { to, place, on, version }] };
    }
  }
};

type Ended = Extract<Later, { type: 'DocumentReplaced' | 'DocumentRepealed' }>;
const endingOf = ({ type, data }: Ended): Ending => {
  const { genre, normative, wasInForce } = data;
  const counted = { genre, normative, wasInForce };
  return type === 'DocumentReplaced'
    ? { by: 'replaced', on: data.replacedOn, ...counted }
    : { by: 'repealed', on: data.repealedOn, ...counted };
};

const withOne = (all: readonly string[], one: string): readonly string[] =>
  all.includes(one) ? all : [...all, one];

type Inspection = Extract<Later, { type: 'InspectionRecorded' }>['data'];
/** Passed, what was found is put right where it is shown; of a content under way it says nothing. */
const inspected = (document: Document, { inspectedOn: on, passed }: Inspection): Document => {
  const { version, publicDigest, contentDigest, returned } = document;
  const settled = passed && publicDigest === contentDigest;
  return { ...document, inspected: { on, version, passed }, returned: settled ? null : returned };
};

type Withdrawal = Extract<Later, { type: 'DocumentWithdrawn' }>['data'];
const withdrawn = (document: Document, data: Withdrawal): Document => {
  const { documentId: _, ...withdrawal } = data;
  const last = document.stays.length - 1;
  const stays = document.stays.map((stay, i) => (i === last ? { ...stay, withdrawal } : stay));
  const { decision, publicDigest, returned } = document;
  // Counted anew when an ending is taken back: it had left the public already.
  if (publicDigest === null) return { ...document, stays };
  const about = decision !== null && decision.contentDigest === publicDigest;
  return {
    ...document,
    publicDigest: null,
    publicContent: null,
    stays,
    decision: about ? { ...decision, withdrawn: true } : decision,
    approval: null,
    inForce: false,
    returned: data.cause === 'inspection' ? data.reason : returned,
  };
};

type Reevaluation = Extract<Later, { type: 'WithholdingReevaluated' }>;
const reevaluated = (document: Document, { data }: Reevaluation): Document =>
  data.outcome === 'kept'
    ? {
        ...document,
        // It is kept on the ground of the re-evaluation, of the edition then in force.
        decision: document.decision && {
          ...document.decision,
          ground: data.ground,
          reason: data.reason,
        },
        reevaluateOn: data.nextOn,
        reevaluationNoted: null,
      }
    : {
        ...document,
        barred: [],
        releasedOn: data.reevaluatedOn,
        publishBy: data.publishBy,
        reevaluateOn: null,
        decision: null,
        approval: null,
        proposal: null,
      };

type AttributeEvent = Extract<Later, { type: 'AttributeDecided' | 'AttributeMoved' }>;
const attributed = (document: Document, { type, data }: AttributeEvent): Document => {
  const { ground, reason, contentDigest, reevaluateOn } = data;
  const made =
    type === 'AttributeDecided'
      ? { attribute: data.attribute, by: data.decidedBy }
      : { attribute: data.to, by: data.movedBy };
  const decision = { ...made, ground, reason, contentDigest, withdrawn: false };
  return { ...document, decision, approval: null, returned: null, reevaluateOn };
};

type CoordinationEvent = Extract<Later, { type: `Coordination${string}` }>;
const coordinated = (document: Document, event: CoordinationEvent): Document => {
  const { party } = event.data;
  if (event.type === 'CoordinationAsked') {
    const { documentId: _, party: _party, ...asked } = event.data;
    const coordination = {
      ...document.coordination,
      [party]: { ...asked, answer: 'none' as const },
    };
    return { ...document, coordination };
  }
  const known = document.coordination[party];
  if (!known) return document;
  const now =
    event.type === 'CoordinationDueMoved'
      ? { ...known, dueOn: event.data.to }
      : { ...known, answer: answers[event.type] };
  // It is settled about the present content, of which an agency that is no more was never asked.
  if (event.type === 'CoordinationSettled') now.contentDigest = document.contentDigest;
  return { ...document, coordination: { ...document.coordination, [party]: now } };
};
const answers = {
  CoordinationConfirmed: 'confirmed',
  CoordinationObjected: 'objected',
  CoordinationSilenceNoted: 'silent',
  CoordinationSettled: 'settled',
} as const;

type SubmissionEvent = Extract<
  Later,
  { type: 'SubmissionSent' | 'SubmissionTaken' | 'SubmissionReturned' }
>;
const submitted = (document: Document, event: SubmissionEvent): Document => {
  if (event.type === 'SubmissionSent') {
    const { to, site, contentDigest, sentOn } = event.data;
    const open = { outcome: 'sent' as const, answeredOn: null };
    const submission = { to, site, contentDigest, sentOn, ...open };
    return { ...document, submissions: [...document.submissions, submission] };
  }
  const taken = event.type === 'SubmissionTaken';
  const outcome = taken ? 'taken' : 'returned';
  const answeredOn = taken ? event.data.takenOn : event.data.returnedOn;
  return {
    ...document,
    submissions: document.submissions.map((known, i) =>
      i === event.data.submission - 1 ? { ...known, outcome, answeredOn } : known,
    ),
  };
};
