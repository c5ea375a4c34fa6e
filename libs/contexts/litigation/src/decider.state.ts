import type { Calendar } from '@gongkai/calendar';
import { whyImpossible } from '@gongkai/entries';
import { sharedAgency, type Day, type Facts, type Rejection } from '@gongkai/kernel';
import type { Sealed } from '@gongkai/vault';
import { reject } from './errors.js';
import type {
  Appellant,
  Challenged,
  Evidence,
  Instance,
  Limit,
  Order,
  PartyKind,
  Role,
  Route,
  SuitOutcome,
  TableOutcome,
} from './events.kinds.js';

/** The copy of the complaint or appeal, and the day by which it is answered. */
export type Copy = {
  instance: Instance;
  receivedOn: Day;
  answerBy: Day;
  article: string;
  provisional: boolean;
  calendar: number;
};

export type Judgment = {
  instance: Instance;
  outcome: SuitOutcome;
  tableOutcome: TableOutcome | null;
  ruling: boolean;
  number: string | null;
  article: string;
  judgedOn: Day;
  servedOn: Day | null;
  appealBy: Day | null;
  order: Order | null;
};

export type Party = { kind: PartyKind; name: string | null; person: Sealed | null; on: Day };

export type Conclusion = {
  instance: Instance;
  outcome: SuitOutcome;
  tableOutcome: TableOutcome;
  on: Day;
  order: Order | null;
  opensRound: boolean;
};

export type Suit = {
  id: string;
  status: 'none' | 'pending' | 'concluded' | 'voided';
  agency: string | null;
  role: Role;
  route: Route;
  jointWith: readonly string[];
  reconsiderationId: string | null;
  challenged: Challenged;
  decidedOn: Day | null;
  court: string;
  subject: string;
  filedOn: Day;
  limit: Limit | null;
  late: boolean;
  reviewSkipped: boolean;
  person: string;
  plaintiff: Sealed | null;
  accepted: { on: Day; number: string } | null;
  parties: readonly Party[];
  instance: Instance;
  copies: readonly Copy[];
  answers: readonly { instance: Instance; on: Day; late: boolean }[];
  delayedTo: Day | null;
  evidence: readonly (Evidence & { on: Day; late: boolean; counts: boolean; instance: Instance })[];
  evidenceMissedOn: Day | null;
  /** All there ever were; those sent back stay on record. */
  judgments: readonly Judgment[];
  /** Of the present course: none after a case was sent back. */
  first: Judgment | null;
  second: Judgment | null;
  appeal: { by: Appellant; court: string; on: Day; late: boolean } | null;
  conclusion: Conclusion | null;
  executedOn: Day | null;
};

export const noSuit: Suit = {
  id: '',
  status: 'none',
  agency: null,
  role: 'respondent',
  route: 'direct',
  jointWith: [],
  reconsiderationId: null,
  challenged: { kind: 'elsewhere', subject: '—' },
  decidedOn: null,
  court: '',
  subject: '',
  filedOn: '',
  limit: null,
  late: false,
  reviewSkipped: false,
  person: '',
  plaintiff: null,
  accepted: null,
  parties: [],
  instance: 1,
  copies: [],
  answers: [],
  delayedTo: null,
  evidence: [],
  evidenceMissedOn: null,
  judgments: [],
  first: null,
  second: null,
  appeal: null,
  conclusion: null,
  executedOn: null,
};

/** The challenged act as the log has it. */
export type Act = {
  agency: string | null;
  /** The day it was made, which evidence is held against; null for silence. */
  decidedOn: Day | null;
  /** The day it became known, or for silence the last day to reply. */
  knownOn: Day;
  ground: string | null;
};

/** The reconsideration before the suit. */
export type Earlier = {
  body: string;
  sameAct: boolean;
  /** Null: it has not ended, and its period is not over. */
  endedOn: Day | null;
  receivedOn: Day | null;
  upheld: boolean;
};

/** What the handler looked up, straight from the log; absent where a command does not need it. */
export type SuitFacts = Facts & {
  calendar: Calendar;
  /** 0 are the built-in tables. */
  calendarRevision: number;
  agencyActive?: boolean;
  /** Null: there was no such act by the day of filing. Absent: it is not kept here. */
  act?: Act | null;
  /** Null: there is no such reconsideration. */
  earlier?: Earlier | null;
  /** A node that the command names and that is not there, or lies below this agency. */
  wrongNode?: { name: string; below: boolean } | null;
  missingFile?: string | null;
  /** What the request has to do on an order to answer anew; null: it is no request of ours. */
  anew?: { requestId: string; replyId: string | null; opensRound: boolean } | null;
};

export const countedOf = ({ role, route }: Suit) => ({ role, route });

/** Refuses a day that cannot be. */
export const impossibleDay = (
  on: Day,
  notBefore: Day,
  { today }: Pick<Facts, 'today'>,
  field = 'on',
): Rejection | undefined => {
  const why = whyImpossible(on, today, notBefore);
  return why && reject('litigation.dayImpossible', why, field);
};

/** The copy of the instance the case is in. */
export const copyOf = ({ copies, instance }: Suit): Copy | null =>
  copies.findLast((copy) => copy.instance === instance) ?? null;

/** The last day for evidence: that of the answer, or the later one the court permitted. */
export const evidenceBy = (suit: Suit): Day | null => {
  const copy = suit.copies.find(({ instance }) => instance === 1);
  if (!copy) return null;
  return suit.delayedTo !== null && suit.delayedTo > copy.answerBy ? suit.delayedTo : copy.answerBy;
};

/** Whose the events are: a joint respondent's are not counted again where others count the suit. */
export const agencyOf = ({ agency, jointWith }: Suit): string | null =>
  sharedAgency(agency, jointWith);
