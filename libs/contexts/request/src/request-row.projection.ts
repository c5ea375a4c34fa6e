import type { Day } from '@gongkai/kernel';
import type { Edition } from '@gongkai/secrecy';
import type {
  ApplicantKind,
  Channel,
  Defect,
  IdentityKind,
  Outcome,
  RequestKind,
} from './events.kinds.js';
import type { RequestEvent } from './events.js';
import type { ReplyKind } from './reply-kinds.js';

/** Where a request stands; each stage is a queue of the roles that take it further. */
export const REQUEST_STAGES = [
  'confirmation',
  'acceptance',
  'clarification',
  'excess',
  'payment',
  'consultation',
  'handling',
  'secrecy',
  'approval',
  'issue',
  'delivery',
  'concluded',
  'archived',
] as const;
export type RequestStage = (typeof REQUEST_STAGES)[number];

/** The reply under way in this round, as far as a queue needs to know. */
type ReplyUnderWay = {
  replyId: string;
  kind: ReplyKind;
  secrecy: 'none' | 'requested' | 'passed' | 'refused';
  approved: boolean;
  issued: boolean;
};

/** One request for queues: nothing sealed and nothing of the person but the vault's key. */
export type RequestRow = {
  requestId: string;
  number: string;
  agency: string | null;
  kind: RequestKind;
  channel: Channel;
  applicantKind: ApplicantKind;
  identityKind: IdentityKind;
  person: string;
  identityMac: string | null;
  trackingDigest: string | null;
  subject: string | null;
  defects: readonly Defect[];
  partOf: string | null;
  edition: Edition;
  receivedOn: Day;
  confirmedOn: Day | null;
  acceptedOn: Day | null;
  unit: string | null;
  officer: string | null;
  round: number;
  startsOn: Day | null;
  dueOn: Day | null;
  provisional: boolean;
  extended: boolean;
  late: boolean;
  waitsForApplicant: boolean;
  excessAsked: boolean;
  openFees: readonly string[];
  openConsultations: readonly string[];
  reply: ReplyUnderWay | null;
  outcome: Outcome | null;
  concludedOn: Day | null;
  archivedOn: Day | null;
  lastOn: Day;
  stage: RequestStage;
};

type Unstaged = Omit<RequestRow, 'stage'>;

const replyStage = ({ secrecy, approved, issued }: ReplyUnderWay): RequestStage => {
  if (issued) return 'delivery';
  if (approved) return 'issue';
  if (secrecy === 'requested') return 'secrecy';
  return secrecy === 'passed' ? 'approval' : 'handling';
};

const stageOf = (row: Unstaged): RequestStage => {
  if (row.archivedOn !== null) return 'archived';
  if (row.outcome !== null) return 'concluded';
  if (row.reply?.issued) return 'delivery';
  if (row.waitsForApplicant) return 'clarification';
  if (row.startsOn === null && row.confirmedOn === null) return 'confirmation';
  if (row.excessAsked) return 'excess';
  if (row.openFees.length > 0) return 'payment';
  if (row.openConsultations.length > 0) return 'consultation';
  if (row.reply !== null) return replyStage(row.reply);
  return row.acceptedOn === null ? 'acceptance' : 'handling';
};

/** The row after an event; a share of the events may begin in the middle: no row without a beginning. */
export const rowAfter = (
  known: RequestRow | undefined,
  event: RequestEvent,
  on: Day,
): RequestRow | undefined => {
  if (event.type === 'RequestReceived') return staged(received(event));
  if (known === undefined) return undefined;
  const { stage: _, ...row } = known;
  const next = replying(consulting(clock(intake(row, event), event), event), event);
  return staged({ ...next, lastOn: on > row.lastOn ? on : row.lastOn });
};

const staged = (row: Unstaged): RequestRow => ({ ...row, stage: stageOf(row) });

const received = (event: Extract<RequestEvent, { type: 'RequestReceived' }>): Unstaged => {
  const {
    applicant: _,
    contact: __,
    description: ___,
    agent: ____,
    files: __________,
    supply: ______,
    restarts: _______,
    editionReason: ________,
    registeredBy: _________,
    ...shown
  } = event.data;
  return {
    ...shown,
    acceptedOn: null,
    unit: null,
    officer: null,
    round: 1,
    startsOn: null,
    dueOn: null,
    provisional: false,
    extended: false,
    late: false,
    waitsForApplicant: false,
    excessAsked: false,
    openFees: [],
    openConsultations: [],
    reply: null,
    outcome: null,
    concludedOn: null,
    archivedOn: null,
    lastOn: shown.receivedOn,
  };
};

const without = (list: readonly string[], gone: string) => list.filter((one) => one !== gone);

type ReceiptChange = Extract<RequestEvent, { type: 'ReceiptCorrected' }>['data']['change'];

const corrected = (row: Unstaged, change: ReceiptChange): Unstaged => {
  switch (change.field) {
    case 'receivedOn':
      return { ...row, receivedOn: change.now };
    case 'confirmedOn':
      return { ...row, confirmedOn: change.now };
    case 'channel':
      return { ...row, channel: change.now };
    case 'applicantKind':
      return { ...row, applicantKind: change.now };
  }
};

const withReply = (row: Unstaged, change: Partial<ReplyUnderWay>): Unstaged =>
  row.reply === null ? row : { ...row, reply: { ...row.reply, ...change } };

const intake = (row: Unstaged, event: RequestEvent): Unstaged => {
  switch (event.type) {
    case 'ReceiptConfirmed':
      return { ...row, confirmedOn: event.data.confirmedOn };
    case 'ReceiptCorrected':
      return corrected(row, event.data.change);
    case 'EditionOverridden':
      return { ...row, edition: event.data.edition };
    case 'RequestAccepted':
      return { ...row, acceptedOn: event.data.acceptedOn };
    case 'SubjectSet':
      return { ...row, subject: event.data.subject };
    case 'RequestRouted':
      return { ...row, unit: event.data.unit, officer: event.data.officer };
    case 'RequestTransferredIn':
      return { ...row, agency: event.data.to, unit: null, officer: null };
    case 'ClarificationRequested':
      return { ...row, waitsForApplicant: true };
    case 'ClarificationReceived': {
      const { identityKind, identityMac, defects } = event.data;
      return {
        ...row,
        waitsForApplicant: false,
        defects,
        ...(identityKind === null ? {} : { identityKind, identityMac }),
      };
    }
    case 'ExcessReasonsAsked':
      return { ...row, excessAsked: true };
    case 'ExcessReasonsGiven':
    case 'ExcessDecided':
      return { ...row, excessAsked: false };
    case 'ExtensionGranted':
      return { ...row, extended: row.extended || !event.data.late };
    default:
      return row;
  }
};

const clock = (row: Unstaged, event: RequestEvent): Unstaged => {
  switch (event.type) {
    case 'DeadlineSet': {
      const { startsOn, dueOn, provisional, round } = event.data;
      return { ...row, startsOn, dueOn, provisional, round };
    }
    case 'DeadlineMoved': {
      const { startsOn, to, provisional, round } = event.data;
      return { ...row, startsOn, dueOn: to, provisional, round };
    }
    case 'DeadlineMissed':
      return { ...row, late: true };
    case 'RequestConcluded': {
      const { outcome, concludedOn, extended } = event.data;
      const late = row.late || (row.dueOn !== null && concludedOn > row.dueOn);
      const ended = { waitsForApplicant: false, excessAsked: false, openFees: [] };
      return { ...row, ...ended, openConsultations: [], outcome, concludedOn, extended, late };
    }
    case 'RequestReopened':
      return { ...row, outcome: null, concludedOn: null };
    case 'RoundOpened': {
      const { round } = event.data;
      const fresh = { outcome: null, concludedOn: null, reply: null, extended: false };
      return { ...row, ...fresh, round, late: false };
    }
    case 'RequestArchived':
      return { ...row, archivedOn: event.data.on };
    default:
      return row;
  }
};

const consulting = (row: Unstaged, event: RequestEvent): Unstaged => {
  const { openConsultations } = row;
  switch (event.type) {
    case 'ConsultationSent': {
      const open = [...without(openConsultations, event.data.consultationId)];
      return { ...row, openConsultations: [...open, event.data.consultationId] };
    }
    case 'ConsultationAnswered':
    case 'ConsultationSilent':
    case 'ConsultationReturned':
      return { ...row, openConsultations: without(openConsultations, event.data.consultationId) };
    case 'FeeNoticed':
      return { ...row, openFees: [...without(row.openFees, event.data.feeId), event.data.feeId] };
    case 'FeePaid':
    case 'FeeWaived':
      return { ...row, openFees: without(row.openFees, event.data.feeId) };
    default:
      return row;
  }
};

const replying = (row: Unstaged, event: RequestEvent): Unstaged => {
  switch (event.type) {
    case 'ReplyDrafted': {
      const { replyId, kind } = event.data;
      const reply = { replyId, kind, secrecy: 'none' as const, approved: false, issued: false };
      return { ...row, reply };
    }
    case 'SecrecyReviewRequested':
      return withReply(row, { secrecy: 'requested' });
    case 'SecrecyReviewPassed':
      return withReply(row, { secrecy: 'passed' });
    case 'SecrecyReviewRefused':
      return withReply(row, { secrecy: 'refused' });
    case 'ReplyApproved':
      return withReply(row, { approved: true });
    case 'ReplyIssued':
      return withReply(row, { approved: true, issued: true });
    default:
      return row;
  }
};
