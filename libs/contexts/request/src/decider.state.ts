import type { Calendar } from '@gongkai/calendar';
import type { Consultations } from '@gongkai/consultation';
import type { Day, Facts } from '@gongkai/kernel';
import type { Edition, Secrecy } from '@gongkai/secrecy';
import type { Sealed } from '@gongkai/vault';
import type { DeliveryRoute } from './decider.delivery-routes.js';
import type { FeeBasis } from './decider.fee-rules.js';
import type {
  ApplicantKind,
  Channel,
  ClarificationItem,
  Defect,
  IdentityKind,
  Outcome,
  RequestFile,
  RequestKind,
  Restart,
  Supply,
} from './events.kinds.js';
import type { Remedy, ReplyContent } from './events.reply.js';
import type { ReplyGround, ReplyKind, ReplyStatement } from './reply-kinds.js';

/** Who asks, and for what; personal fields as they were sealed. */
export type Applicant = {
  kind: ApplicantKind;
  identityKind: IdentityKind;
  person: string;
  identityMac: string | null;
  name: Sealed | null;
  contact: Sealed | null;
  agent: Sealed | null;
};

/** 补正, once in a case whatever round it is in (条例第三十条). */
export type Clarification = {
  round: number;
  items: readonly ClarificationItem[];
  sentOn: Day;
  respondBy: Day;
  late: boolean;
  answer: { receivedOn: Day; late: boolean; counts: boolean } | null;
};

/** 条例第三十五条, once in a round. */
export type Excess = {
  askedOn: Day;
  answerBy: Day | null;
  givenOn: Day | null;
  decided: { reasonable: boolean; delayedTo: Day | null; on: Day } | null;
};

/** A draft or a reply with the secrecy review of exactly its contents. */
export type Reply = {
  id: string;
  round: number;
  kind: ReplyKind;
  article: string;
  ground: ReplyGround | null;
  groundArticle: string | null;
  statements: readonly ReplyStatement[];
  contents: readonly ReplyContent[];
  contentDigest: string;
  /** Everybody who ever wrote in it; none of them may review or approve it. */
  authors: readonly string[];
  draftedOn: Day;
  secrecy: Secrecy;
  approval: { contentDigest: string; by: string; on: Day } | null;
  issued: { on: Day; remedy: Remedy; letter: string | null } | null;
  delivered: { route: DeliveryRoute; givenOn: Day; late: boolean } | null;
  returnedOn: Day | null;
  undone: { by: 'court' | 'reconsideration' | 'office'; on: Day } | null;
};

export type Fee = {
  id: string;
  round: number;
  basis: FeeBasis;
  quantity: number;
  amountFen: number;
  reductionFen: number;
  sentOn: Day;
  payBy: Day | null;
  paid: { on: Day; late: boolean; counts: boolean } | null;
  waivedOn: Day | null;
};

/** A round that is over, as it ended. */
export type Conclusion = { round: number; outcome: Outcome; extended: boolean; on: Day };

/** The reply period as last recorded. */
export type Clock = {
  round: number;
  edition: Edition;
  startsOn: Day | null;
  dueOn: Day | null;
  provisional: boolean;
  calendar: number;
};

export type Request = {
  id: string;
  /** `open` and `concluded` are of the present round; what is archived stays so. */
  status: 'none' | 'open' | 'concluded' | 'archived';
  number: string;
  agency: string | null;
  kind: RequestKind;
  channel: Channel;
  receivedOn: Day;
  confirmedOn: Day | null;
  acceptedOn: Day | null;
  edition: Edition;
  /** Why the edition is not that of the day of receipt; null when it is. */
  editionReason: string | null;
  applicant: Applicant;
  description: Sealed | null;
  files: readonly RequestFile[];
  supply: Supply;
  subject: string | null;
  trackingDigest: string | null;
  defects: readonly Defect[];
  partOf: string | null;
  parts: readonly { id: string; number: string; subject: string }[];
  joinedInto: string | null;
  unit: string | null;
  officer: string | null;
  /** What happened to the clock of the whole before this part was split off. */
  inherited: readonly Restart[];
  /** Of a case handled elsewhere under a law of its own: the working days that law allowed. */
  daysAllowed: number | null;
  clarification: Clarification | null;
  /** Of the present round. */
  extension: { days: number; grantedOn: Day; late: boolean } | null;
  excess: Excess | null;
  consultations: Consultations;
  /** Consultation id → the round it was sent in. */
  consultedIn: Readonly<Record<string, number>>;
  fees: readonly Fee[];
  round: number;
  /** Of a later round: when it began, and the working days set for it, if not the statutory ones. */
  roundStart: { startsOn: Day; days: number | null } | null;
  clock: Clock | null;
  /** Due days of the present round that were noted as missed. */
  missed: readonly Day[];
  replies: readonly Reply[];
  abandoned: { cause: 'notClarified' | 'feeUnpaid'; round: number; on: Day } | null;
  conclusions: readonly Conclusion[];
  suggestions: readonly { id: string; on: Day; decided: { taken: boolean; on: Day } | null }[];
  archivedOn: Day | null;
};

export const noRequest: Request = {
  id: '',
  status: 'none',
  number: '',
  agency: null,
  kind: 'disclosure',
  channel: 'inPerson',
  receivedOn: '',
  confirmedOn: null,
  acceptedOn: null,
  edition: '2019',
  editionReason: null,
  applicant: {
    kind: 'natural',
    identityKind: 'none',
    person: '',
    identityMac: null,
    name: null,
    contact: null,
    agent: null,
  },
  description: null,
  files: [],
  supply: { form: 'other', route: 'other' },
  subject: null,
  trackingDigest: null,
  defects: [],
  partOf: null,
  parts: [],
  joinedInto: null,
  unit: null,
  officer: null,
  inherited: [],
  daysAllowed: null,
  clarification: null,
  extension: null,
  excess: null,
  consultations: {},
  consultedIn: {},
  fees: [],
  round: 1,
  roundStart: null,
  clock: null,
  missed: [],
  replies: [],
  abandoned: null,
  conclusions: [],
  suggestions: [],
  archivedOn: null,
};

/** What the handler looked up, straight from the log; absent where a command does not need it. */
export type RequestFacts = Facts & {
  calendar: Calendar;
  /** 0 are the built-in tables. */
  calendarRevision: number;
  /** Whether the agency that the command names exists and is active; true for the own office. */
  agencyActive?: boolean;
  /** The first digest named by the command whose bytes are not there. */
  missingFile?: string | null;
  /** The request that another is joined to; null when there is none. */
  joinTarget?: Request | null;
  /** The split request that a part belongs to; null when there is none. */
  whole?: Request | null;
  /** Requests of the same identity number in the calendar month up to this one, itself included. */
  requestsInMonth?: number | null;
};

/** Whether the present round can still be worked on. */
export const isOpen = (request: Request): boolean => request.status === 'open';

/** The reply given or to be given in this round: issued and not undone. */
export const replyInForce = (request: Request, round = request.round): Reply | null =>
  request.replies.find(
    (reply) => reply.round === round && reply.issued !== null && reply.undone === null,
  ) ?? null;

/** The clarification that is awaited: not answered, or so late that the answer does not count. */
export const awaitedClarification = (request: Request): Clarification | null => {
  const { clarification, round } = request;
  if (clarification === null || clarification.round !== round) return null;
  return clarification.answer?.counts ? null : clarification;
};

/** The fee that is awaited: not paid, or so late that the payment does not count. */
export const awaitedFee = (request: Request): Fee | null =>
  request.fees.find(
    (fee) =>
      fee.round === request.round &&
      fee.amountFen > 0 &&
      fee.waivedOn === null &&
      !fee.paid?.counts,
  ) ?? null;

/** Whether the present round was extended in time. */
export const isExtended = ({ extension }: Request): boolean =>
  extension !== null && !extension.late;
