import type { Calendar } from '@gongkai/calendar';
import type { Day, Facts } from '@gongkai/kernel';
import type { Document } from '@gongkai/publication';
import type { Request } from '@gongkai/request';
import type {
  Body,
  Challenged,
  DecisionOutcome,
  EndCause,
  LawEdition,
  Order,
  Procedure,
  Reckoned,
  TableOutcome,
} from './events.kinds.js';

/** A due day as last recorded; null while it stands still. */
export type Clock = {
  startsOn: Day;
  dueOn: Day | null;
  provisional: boolean;
  calendar: number;
  article: string;
};
export type PeriodName = 'examination' | 'answer' | 'decision';

/** How it ended. */
export type End = {
  kind: 'decided' | 'refused' | 'terminated';
  outcome: DecisionOutcome | null;
  cause: EndCause | null;
  tableOutcome: TableOutcome;
  on: Day;
  late: boolean;
};

export type Appeal = {
  id: string;
  status: 'none' | 'filed' | 'correcting' | 'accepted' | 'ended' | 'voided';
  number: string;
  respondent: string | null;
  body: Body | null;
  edition: LawEdition;
  challenged: Challenged | null;
  ground: string | null;
  reviewFirst: boolean;
  actOn: Day | null;
  filedOn: Day;
  receivedOn: Day;
  filing: Reckoned | null;
  late: boolean;
  subject: string;
  person: string;
  /** Since when the body examines it: receipt, or the last correction. */
  examinedFrom: Day;
  correction: { on: Day; respondBy: Day | null } | null;
  /** `from`: since when it counts as accepted. */
  accepted: { on: Day; from: Day; deemed: boolean } | null;
  procedure: Procedure | null;
  copyOn: Day | null;
  answered: { on: Day; late: boolean } | null;
  materials: number;
  /** Days granted that count. */
  extension: { days: number; on: Day } | null;
  suspensions: readonly { from: Day; to: Day | null }[];
  mediated: boolean;
  clocks: Readonly<Partial<Record<PeriodName, Clock>>>;
  /** The due day that was noted as missed. */
  answerMissed: Day | null;
  decisionMissed: Day | null;
  withdrawnOn: Day | null;
  end: End | null;
  order: Order | null;
  servedOn: Readonly<Partial<Record<'applicant' | 'respondent', Day>>>;
};

export const noAppeal: Appeal = {
  id: '',
  status: 'none',
  number: '',
  respondent: null,
  body: null,
  edition: '2023',
  challenged: null,
  ground: null,
  reviewFirst: false,
  actOn: null,
  filedOn: '',
  receivedOn: '',
  filing: null,
  late: false,
  subject: '',
  person: '',
  examinedFrom: '',
  correction: null,
  accepted: null,
  procedure: null,
  copyOn: null,
  answered: null,
  materials: 0,
  extension: null,
  suspensions: [],
  mediated: false,
  clocks: {},
  answerMissed: null,
  decisionMissed: null,
  withdrawnOn: null,
  end: null,
  order: null,
  servedOn: {},
};

/** What the handler looked up, straight from the log; absent where a command does not need it. */
export type ReconsiderationFacts = Facts & {
  calendar: Calendar;
  /** 0 are the built-in tables. */
  calendarRevision: number;
  /** The request that is challenged, as it is now; null when there is none. */
  request?: Request | null;
  /** The document that is challenged; null when there is none. */
  document?: Document | null;
  /** What the respondent is in the tree: department, county, town… */
  respondentKind?: string;
};

/** Whether it can still be worked on. */
export const isOpen = ({ status }: Appeal): boolean =>
  status === 'filed' || status === 'correcting' || status === 'accepted';

export const isSuspended = ({ suspensions }: Appeal): boolean => suspensions.at(-1)?.to === null;

/** Accepted because the body said nothing, and nothing has shown yet that it said something. */
export const onlyDeemed = ({ status, accepted, copyOn }: Appeal): boolean =>
  status === 'accepted' && accepted?.deemed === true && copyOn === null;

/** What the figures need to know of the case, for each event they count. */
export const countedOf = ({ challenged, edition, procedure, reviewFirst, filedOn }: Appeal) => ({
  challenge: challenged!.kind,
  edition,
  procedure,
  reviewFirst,
  filedOn,
});
