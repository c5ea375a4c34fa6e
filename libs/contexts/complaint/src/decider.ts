import { addDays, type Calendar } from '@gongkai/calendar';
import { whyImpossible } from '@gongkai/entries';
import type { Aggregate, Day, Decider, Facts, Rejection } from '@gongkai/kernel';
import type { Sealed } from '@gongkai/vault';
import type { CommandOf, ComplaintCommandData } from './commands.js';
import { reject } from './errors.js';
import { complaintEvents, type ComplaintEvent } from './events.js';
import type { About, ComplaintKind, Period } from './events.kinds.js';
import { lastDayOf, type ComplaintRules } from './rules.js';

export type Complaint = {
  status: 'none' | 'open' | 'answered' | 'closed' | 'transferred' | 'voided';
  kind: ComplaintKind;
  agency: string | null;
  /** The agency that handles it; the one it came to until it is assigned. */
  handler: string | null;
  about: About;
  subject: string;
  receivedOn: Day;
  /** When the present period began: received, or taken up again. */
  since: Day;
  dueOn: Day | null;
  period: Period | null;
  provisional: boolean;
  overdueNoted: boolean;
  person: string;
  complainant: Sealed | null;
  text: Sealed | null;
  answers: readonly {
    on: Day;
    finding: string;
    measure: string;
    late: boolean;
    text: Sealed | null;
  }[];
  /** The day of the last step. */
  lastOn: Day;
  shownOn: Day | null;
};

/** What the handler looked up, straight from the log. */
export type ComplaintFacts = Facts & {
  calendar: Calendar;
  calendarRevision: number;
  rules: ComplaintRules;
  agencyActive?: boolean;
};

/** Nobody complained about disclosure before the Regulations were promulgated (2007-04-05). */
const EARLIEST = '2007-04-05';

export const noComplaint: Complaint = {
  status: 'none',
  kind: 'disclosureComplaint',
  agency: null,
  handler: null,
  about: { requestId: null, documentId: null },
  subject: '',
  receivedOn: EARLIEST,
  since: EARLIEST,
  dueOn: null,
  period: null,
  provisional: false,
  overdueNoted: false,
  person: '',
  complainant: null,
  text: null,
  answers: [],
  lastOn: EARLIEST,
  shownOn: null,
};

type Outcome = ComplaintEvent[] | Rejection;

const impossibleDay = (
  on: Day,
  notBefore: Day,
  today: Day,
  field = 'on',
): Rejection | undefined => {
  const why = whyImpossible(on, today, notBefore);
  return why && reject('complaint.dayImpossible', why, field);
};

/** The last day of the rule of a kind, from the day it came or was taken up again. */
const dueBy = (
  kind: ComplaintKind,
  from: Day,
  { calendar, calendarRevision, rules }: ComplaintFacts,
) => {
  const period = rules[kind];
  return { period, ...lastDayOf(calendar, from, period), calendar: calendarRevision };
};

const receive = (
  { status }: Complaint,
  command: CommandOf<'receive'>,
  facts: ComplaintFacts,
): Outcome => {
  if (status !== 'none') return [];
  const { receivedOn: given, dueOn, type: _, ...data } = command;
  const receivedOn = given ?? facts.today;
  const fault =
    impossibleDay(receivedOn, EARLIEST, facts.today, 'receivedOn') ??
    (dueOn === null ? undefined : impossibleDay(dueOn, receivedOn, dueOn, 'dueOn'));
  if (fault) return fault;
  if (facts.agencyActive === false) return reject('complaint.agencyUnknown', {}, 'agency');
  const stated = { period: null, dueOn, provisional: false, calendar: facts.calendarRevision };
  const due = dueOn === null ? dueBy(command.kind, receivedOn, facts) : stated;
  return [
    {
      type: 'ComplaintReceived',
      data: { ...data, receivedOn, ...due, recordedBy: facts.actor.id },
    },
  ];
};

/** The calendar has changed: the last day of a rule in working days is looked at again. */
const recalculate = (
  complaint: Complaint,
  { complaintId, notice, reason }: CommandOf<'recalculate'>,
  { calendar, calendarRevision }: ComplaintFacts,
): ComplaintEvent[] => {
  const { status, period, dueOn: from, since } = complaint;
  if (status !== 'open' || period === null || from === null) return [];
  const { dueOn: to, provisional } = lastDayOf(calendar, since, period);
  if (to === from && provisional === complaint.provisional) return [];
  const data = { complaintId, from, to, provisional, calendar: calendarRevision, notice, reason };
  return [{ type: 'ComplaintDueMoved', data }];
};

/** Noted once in a period, and only while it is handled here. */
const noteOverdue = (
  { status, dueOn, overdueNoted, kind }: Complaint,
  { complaintId }: CommandOf<'noteOverdue'>,
  { today }: ComplaintFacts,
): ComplaintEvent[] => {
  if (status !== 'open' || dueOn === null || today <= dueOn || overdueNoted) return [];
  return [{ type: 'ComplaintOverdueNoted', data: { complaintId, kind, dueOn, notedOn: today } }];
};

type Step = Exclude<ComplaintCommandData, { type: 'receive' | 'recalculate' | 'noteOverdue' }>;

/** Why a step cannot be taken as the complaint stands. */
const stepFault = (complaint: Complaint, { type }: Step): Rejection | undefined => {
  const { status, lastOn: on, shownOn } = complaint;
  if (type === 'void') return undefined;
  if (type === 'show')
    return shownOn === null ? undefined : reject('complaint.shown', { on: shownOn });
  if (status === 'transferred') return reject('complaint.transferred', { on });
  if (type === 'reopen') return status === 'open' ? reject('complaint.open') : undefined;
  if (status === 'closed') return reject('complaint.closed', { on });
  if (type === 'close') return status === 'open' ? reject('complaint.notAnswered') : undefined;
  return status === 'answered' ? reject('complaint.answered', { on }) : undefined;
};

const step = (complaint: Complaint, command: Step, facts: ComplaintFacts): Outcome => {
  const fault = stepFault(complaint, command);
  if (fault) return fault;
  const { kind, receivedOn, lastOn } = complaint;
  const { complaintId } = command;
  const recordedBy = facts.actor.id;
  const of = { complaintId, kind, recordedBy };
  if (command.type === 'void')
    return [{ type: 'ComplaintVoided', data: { ...of, receivedOn, cause: command.cause } }];
  const on = command.on ?? facts.today;
  const day = impossibleDay(on, command.type === 'show' ? receivedOn : lastOn, facts.today);
  if (day) return day;
  switch (command.type) {
    case 'assign': {
      const { to } = command;
      if (facts.agencyActive === false) return reject('complaint.agencyUnknown', {}, 'to');
      if (to === complaint.handler) return reject('complaint.assignedThere', {}, 'to');
      return [{ type: 'ComplaintAssigned', data: { ...of, to, on } }];
    }
    case 'transfer': {
      const { to, reason } = command;
      return [{ type: 'ComplaintTransferred', data: { ...of, to, reason, on } }];
    }
    case 'answer': {
      const { finding, measure, text } = command;
      const { dueOn } = complaint;
      const late = dueOn !== null && on > dueOn;
      return [
        { type: 'ComplaintAnswered', data: { ...of, finding, measure, on, dueOn, late, text } },
      ];
    }
    case 'reopen': {
      const due = dueBy(kind, on, facts);
      return [{ type: 'ComplaintReopened', data: { ...of, on, reason: command.reason, ...due } }];
    }
    case 'close':
      return [{ type: 'ComplaintClosed', data: { ...of, satisfied: command.satisfied, on } }];
    case 'show':
      return [{ type: 'ComplaintShown', data: { ...of, on } }];
  }
};

const evolve = (complaint: Complaint, event: ComplaintEvent): Complaint => {
  switch (event.type) {
    case 'ComplaintReceived': {
      const { complaintId: _, recordedBy: __, channel: ___, reference: ____, ...data } = event.data;
      const { calendar: _____, agency, receivedOn: since } = data;
      const { calendar: ______, ...shown } = data;
      return { ...complaint, ...shown, status: 'open', handler: agency, since, lastOn: since };
    }
    case 'ComplaintAssigned':
      return { ...complaint, handler: event.data.to, lastOn: event.data.on };
    case 'ComplaintTransferred':
      return { ...complaint, status: 'transferred', lastOn: event.data.on };
    case 'ComplaintDueMoved': {
      const { to: dueOn, provisional } = event.data;
      return { ...complaint, dueOn, provisional };
    }
    case 'ComplaintAnswered': {
      const { on, finding, measure, late, text } = event.data;
      const answers = [...complaint.answers, { on, finding, measure, late, text }];
      return { ...complaint, status: 'answered', answers, lastOn: on };
    }
    case 'ComplaintOverdueNoted':
      return { ...complaint, overdueNoted: true };
    case 'ComplaintReopened': {
      const { on, dueOn, period, provisional } = event.data;
      const again = { since: on, dueOn, period, provisional, overdueNoted: false, lastOn: on };
      return { ...complaint, ...again, status: 'open' };
    }
    case 'ComplaintClosed':
      return { ...complaint, status: 'closed', lastOn: event.data.on };
    case 'ComplaintShown':
      return { ...complaint, shownOn: event.data.on };
    case 'ComplaintVoided':
      return { ...complaint, status: 'voided' };
  }
};

export const complaintDecider: Decider<
  ComplaintCommandData,
  Complaint,
  ComplaintEvent,
  ComplaintFacts
> = {
  initial: noComplaint,
  decide(complaint, command, facts) {
    if (command.type === 'receive') return receive(complaint, command, facts);
    if (complaint.status === 'none') return reject('complaint.unknown', {}, 'complaintId');
    if (command.type === 'recalculate') return recalculate(complaint, command, facts);
    if (command.type === 'noteOverdue') return noteOverdue(complaint, command, facts);
    if (complaint.status === 'voided') return reject('complaint.voided', {}, 'complaintId');
    return step(complaint, command, facts);
  },
  evolve,
};

export const complaintAggregate: Aggregate<
  ComplaintCommandData,
  Complaint,
  ComplaintEvent,
  ComplaintFacts
> = {
  name: 'complaint',
  events: complaintEvents,
  decider: complaintDecider,
  agencyOf: ({ agency }) => agency,
};

/** The day after the last one to answer; null while nothing is awaited. */
export const overdueFrom = ({ status, dueOn }: Pick<Complaint, 'status' | 'dueOn'>): Day | null =>
  status === 'open' && dueOn !== null ? addDays(dueOn, 1) : null;
