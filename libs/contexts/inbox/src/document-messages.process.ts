import { pickEvents } from '@gongkai/kernel';
import { publicationEvents, type DocumentEvent } from '@gongkai/publication';
import { reviews } from './case-events.js';
import { messagesOf, type CaseNews } from './case-messages.process.js';
import type { MessageSubject } from './subjects.js';

const followed = {
  ...pickEvents(
    publicationEvents,
    'AttributeDecided',
    'AttributeMoved',
    'CoordinationAsked',
    'CoordinationConfirmed',
    'CoordinationObjected',
    'CoordinationSilenceNoted',
    'DocumentApproved',
    'DocumentContentRevised',
    'DocumentCorrected',
    'DocumentPublished',
    'DocumentRepealed',
    'DocumentReplaced',
    'DocumentReturned',
    'DocumentWithdrawn',
    'DraftAbandoned',
    'EndingVoided',
    'PublicationLatenessNoted',
    'PublicationLimitSet',
    'PublicationVoided',
    'ReevaluationDueNoted',
    'WithholdingReevaluated',
  ),
  ...reviews,
};
type Followed = Extract<DocumentEvent, { type: keyof typeof followed }>;

const WORK: readonly MessageSubject[] = [
  'paperReviewWaiting',
  'paperReviewRefused',
  'paperToSign',
  'paperToPublish',
  'paperReturned',
  'publicationOverdue',
  'reevaluationDue',
];

/** What each event asks of whom, and what it shows to be done. */
const meanings: { readonly [T in Followed['type']]: Omit<CaseNews, 'agency'> } = {
  SecrecyReviewRequested: {
    settles: ['paperReviewRefused', 'paperReturned'],
    tells: ['paperReviewWaiting'],
  },
  SecrecyReviewPassed: { settles: ['paperReviewWaiting'], tells: ['paperToSign'] },
  SecrecyReviewRefused: {
    settles: ['paperReviewWaiting', 'paperToPublish'],
    tells: ['paperReviewRefused'],
  },
  SecrecyReviewVoided: {
    settles: ['paperReviewWaiting', 'paperReviewRefused', 'paperToSign', 'paperToPublish'],
  },
  DocumentContentRevised: {
    settles: ['paperReturned', 'paperReviewRefused', 'paperToSign', 'paperToPublish'],
  },
  DocumentReturned: { settles: ['paperToSign', 'paperToPublish'], tells: ['paperReturned'] },
  AttributeDecided: { settles: ['paperReviewRefused'] },
  AttributeMoved: { settles: ['reevaluationDue', 'publicationOverdue', 'paperToPublish'] },
  DocumentApproved: { settles: ['paperToSign'] },
  DocumentPublished: { settles: ['paperToPublish', 'publicationOverdue'] },
  DocumentCorrected: { settles: ['paperToPublish', 'publicationOverdue'] },
  DocumentWithdrawn: { settles: ['paperToPublish'] },
  CoordinationAsked: {},
  CoordinationConfirmed: { tells: ['coordinationAnswered'] },
  CoordinationObjected: { tells: ['coordinationAnswered'] },
  CoordinationSilenceNoted: { tells: ['coordinationAnswered'] },
  PublicationLatenessNoted: { tells: ['publicationOverdue'] },
  ReevaluationDueNoted: { tells: ['reevaluationDue'] },
  WithholdingReevaluated: { settles: ['reevaluationDue'] },
  PublicationLimitSet: { settles: ['publicationOverdue'] },
  PublicationVoided: {},
  EndingVoided: {},
  DraftAbandoned: { settles: WORK },
  DocumentRepealed: { settles: WORK },
  DocumentReplaced: { settles: WORK },
};

/** Tells officers what has become of a paper and what waits for them: 及时通知, once per cause. */
export const documentMessages = messagesOf<Followed>({
  name: 'documentMessages',
  about: 'document',
  events: followed,
  // The secrecy review of a reply stands in the stream of its request.
  idOf: ({ meta }) => (meta.aggregate === 'document' ? meta.aggregateId : undefined),
  news({ meta, ...event }) {
    const { agency } = meta;
    const meaning = meanings[event.type];
    if (event.type === 'DocumentApproved' && event.data.attribute === 'onInitiative')
      return { agency, ...meaning, tells: ['paperToPublish'] };
    if (event.type === 'PublicationVoided' && event.data.closed) return { agency, settles: WORK };
    // It is not public after all, or never ended, and may be published.
    if ((event.type === 'PublicationVoided' || event.type === 'EndingVoided') && event.data.ready)
      return { agency, tells: ['paperToPublish'] };
    if (event.type === 'CoordinationAsked' && !event.data.external) {
      const { party, dueOn } = event.data;
      return { agency, asks: { agency: party, subject: 'coordinationAsked', dueOn } };
    }
    return { agency, ...meaning };
  },
});
