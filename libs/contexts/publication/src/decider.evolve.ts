import type { Document } from './decider.state.js';
import type { Content } from './decider.content.js';
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
      return { ...document, proposal, returned: null };
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
      return released(document, event);
    case 'SubmissionSent':
    case 'SubmissionTaken':
    case 'SubmissionReturned':
      return submitted(document, event);
    case 'DocumentWithdrawn':
      return withdrawn(document, event.data);
    case 'DocumentReplaced':
    case 'DocumentRepealed': {
      const ended = event.type === 'DocumentReplaced' ? 'replaced' : 'repealed';
      return { ...document, inForce: false, ended };
    }
    case 'WithholdingReevaluated':
      return reevaluated(document, event);
    case 'ReevaluationDueNoted':
      return { ...document, reevaluationNoted: event.data.dueOn };
    case 'PublicationLatenessNoted':
      return { ...document, lateNotedFor: event.data.dueOn };
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

type Inspection = Extract<Later, { type: 'InspectionRecorded' }>['data'];
/** Passed, what was found is put right where it is shown; of a content under way it says nothing. */
const inspected = (document: Document, { inspectedOn: on, passed }: Inspection): Document => {
  const { version, publicDigest, contentDigest, returned } = document;
  const settled = passed && publicDigest === contentDigest;
  return { ...document, inspected: { on, version, passed }, returned: settled ? null : returned };
};

type Withdrawal = Extract<Later, { type: 'DocumentWithdrawn' }>['data'];
const withdrawn = (document: Document, { cause, reason }: Withdrawal): Document => {
  const { decision, publicDigest, returned } = document;
  const about = decision !== null && decision.contentDigest === publicDigest;
  return {
    ...document,
    publicDigest: null,
    publicContent: null,
    placements: [],
    decision: about ? { ...decision, withdrawn: true } : decision,
    approval: null,
    inForce: false,
    returned: cause === 'inspection' ? reason : returned,
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

const shown = ({ genre, normative, formedOn }: Content) => ({ genre, normative, formedOn });

type Release = Extract<
  Later,
  {
    type: 'DocumentAttested' | 'PublicationAttested' | 'DocumentPublished' | 'DocumentCorrected';
  }
>;
const released = (document: Document, event: Release): Document => {
  if (event.type === 'DocumentCorrected') {
    const { version, contentDigest, item } = event.data;
    const publicContent = shown(item.content);
    return {
      ...document,
      version,
      publicDigest: contentDigest,
      publicContent,
      changedOn: null,
      returned: null,
      publishedLate: document.publishedLate || event.data.late,
    };
  }
  const { channel, means, site, url, publishedOn, first, late } = event.data;
  const gazetteIssue = 'gazetteIssue' in event.data ? event.data.gazetteIssue : null;
  const placement = { channel, means, site, url, publishedOn, gazetteIssue };
  const placed: Document = {
    ...document,
    placements: [...document.placements, placement],
    channels: document.channels.includes(channel)
      ? document.channels
      : [...document.channels, channel],
    ...(first ? { everPublic: true, firstPublishedOn: publishedOn, publishedLate: late } : {}),
  };
  if (event.type === 'PublicationAttested') return placed;
  const { item, contentDigest } = event.data;
  if (item === null) return placed;
  const entered: Document = {
    ...placed,
    publicDigest: contentDigest,
    publicContent: shown(item.content),
    version: placed.version + 1,
    indexNumber: item.indexNumber,
    inForce: placed.ended === null,
  };
  if (event.type === 'DocumentPublished') return entered;
  const { agency, column, columnClass, content } = item;
  return {
    ...entered,
    id: event.data.documentId,
    status: 'open',
    agency,
    column,
    columnClass,
    content,
    contentDigest,
    attestedDigest: contentDigest,
    authors: [event.data.recordedBy],
  };
};

type SubmissionEvent = Extract<Later, { type: `Submission${string}` }>;
const submitted = (document: Document, event: SubmissionEvent): Document => {
  if (event.type === 'SubmissionSent') {
    const { to, site, contentDigest, sentOn } = event.data;
    const submission = { to, site, contentDigest, sentOn, outcome: 'sent' as const };
    return { ...document, submissions: [...document.submissions, submission] };
  }
  const outcome = event.type === 'SubmissionTaken' ? 'taken' : 'returned';
  return {
    ...document,
    submissions: document.submissions.map((known, i) =>
      i === event.data.submission - 1 ? { ...known, outcome } : known,
    ),
  };
};
