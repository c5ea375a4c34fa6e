import { consultationEvents } from '@gongkai/consultation';
import { pickEvents } from '@gongkai/kernel';
import { requestEvents, type RequestEvent } from '@gongkai/request';
import { secrecyEvents } from '@gongkai/secrecy';
import type { OwnEvent } from './posts.js';
import type { MessageSubject } from './subjects.js';

/** The course of a secrecy review, of a reply or of a paper. */
export const reviews = pickEvents(
  secrecyEvents,
  'SecrecyReviewRequested',
  'SecrecyReviewPassed',
  'SecrecyReviewRefused',
  'SecrecyReviewVoided',
);

/** What of a case officers are told, or what shows that they have done it. */
export const cases = {
  ...pickEvents(
    requestEvents,
    'RequestReceived',
    'RequestAccepted',
    'RequestRouted',
    'RequestTransferredOut',
    'RequestTransferredIn',
    'RequestWithdrawn',
    'RequestAbandoned',
    'RequestConcluded',
    'RequestReopened',
    'RequestArchived',
    'ClarificationReceived',
    'ExcessReasonsGiven',
    'DeadlineSet',
    'DeadlineMoved',
    'DeadlineMissed',
    'ReplyApproved',
    'ReplyIssued',
    'ReplyReturned',
    'RoundOpened',
    'FeePaid',
    'PublicationSuggested',
    'PublicationSuggestionDecided',
  ),
  ...pickEvents(
    consultationEvents,
    'ConsultationAnswered',
    'ConsultationSilent',
    'ConsultationReturned',
  ),
  ...reviews,
};
export type CaseEvent = Extract<RequestEvent, { type: keyof typeof cases }>;
export type Followed = CaseEvent | OwnEvent;

/** What happened tells these officers this. */
export const TELLS: Readonly<Partial<Record<CaseEvent['type'], MessageSubject>>> = {
  RequestReceived: 'requestReceived',
  RequestTransferredIn: 'requestReceived',
  RequestWithdrawn: 'requestWithdrawn',
  RequestAbandoned: 'requestAbandoned',
  ClarificationReceived: 'clarificationReceived',
  ExcessReasonsGiven: 'reasonsGiven',
  ConsultationAnswered: 'consultationAnswered',
  ConsultationSilent: 'consultationSilent',
  ConsultationReturned: 'consultationReturned',
  SecrecyReviewRequested: 'secrecyReviewWaiting',
  SecrecyReviewRefused: 'secrecyReviewRefused',
  SecrecyReviewPassed: 'replyToApprove',
  ReplyApproved: 'replyToIssue',
  ReplyReturned: 'replyReturned',
  FeePaid: 'feePaid',
  DeadlineMissed: 'overdue',
  RoundOpened: 'roundOpened',
  PublicationSuggested: 'publicationSuggested',
};

/** What happened does what these messages asked for. */
export const SETTLES: Readonly<Partial<Record<CaseEvent['type'], readonly MessageSubject[]>>> = {
  RequestAccepted: ['requestReceived'],
  SecrecyReviewRequested: ['secrecyReviewRefused'],
  SecrecyReviewPassed: ['secrecyReviewWaiting'],
  SecrecyReviewRefused: ['secrecyReviewWaiting'],
  SecrecyReviewVoided: ['secrecyReviewWaiting', 'replyToApprove', 'replyToIssue'],
  ReplyApproved: ['replyToApprove'],
  ReplyIssued: ['replyToIssue', 'replyToApprove', 'roundOpened'],
  DeadlineMissed: ['dueSoon'],
  PublicationSuggestionDecided: ['publicationSuggested'],
};
