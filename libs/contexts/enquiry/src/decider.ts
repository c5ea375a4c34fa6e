import { FIRST_DAY, whyImpossible } from '@gongkai/entries';
import type { Aggregate, Day, Decider, Facts, Rejection } from '@gongkai/kernel';
import type { EnquiryCommandData } from './commands.js';
import { reject } from './errors.js';
import {
  singleEvents,
  type AskerKind,
  type EnquiryChange,
  type EnquiryChannel,
  type EnquirySubject,
  type SingleEvent,
} from './events.js';

/** Whether the agency named in the command was there on the day; null stands for the government. */
export type EnquiryFacts = Facts & { agencyActive: boolean };

export type Enquiry = {
  status: 'none' | 'open' | 'answered' | 'voided';
  agency: string | null;
  askerKind: AskerKind;
  subject: EnquirySubject;
  channel: EnquiryChannel;
  askedOn: Day;
  answeredOn: Day | null;
};

/** Refuses a day that cannot be. */
export const impossible = (
  on: Day,
  notBefore: Day,
  today: Day,
  field: string,
): Rejection | undefined => {
  const why = whyImpossible(on, today, notBefore);
  return why && reject('enquiry.dayImpossible', why, field);
};

export const enquiryDecider: Decider<EnquiryCommandData, Enquiry, SingleEvent, EnquiryFacts> = {
  initial: {
    status: 'none',
    agency: null,
    askerKind: 'unknown',
    subject: 'other',
    channel: 'other',
    askedOn: FIRST_DAY,
    answeredOn: null,
  },

  decide(enquiry, command, facts) {
    if (command.type === 'log') return log(enquiry, command, facts);
    if (enquiry.status === 'none') return reject('enquiry.unknown', {}, 'enquiryId');
    if (enquiry.status === 'voided') return reject('enquiry.voided', {}, 'enquiryId');
    const { enquiryId } = command;
    const { agency, askerKind, subject, channel, askedOn, answeredOn } = enquiry;
    const officer = facts.actor.id;
    switch (command.type) {
      case 'answer': {
        if (answeredOn !== null) return reject('enquiry.alreadyAnswered', { on: answeredOn });
        const on = command.answeredOn ?? facts.today;
        const of = { enquiryId, agency, askerKind, subject, askedOn };
        return (
          impossible(on, askedOn, facts.today, 'answeredOn') ?? [
            { type: 'EnquiryAnswered', data: { ...of, answeredOn: on, answeredBy: officer } },
          ]
        );
      }
      case 'correct': {
        const { reason } = command;
        return changesIn(enquiry, command).map((change) => ({
          type: 'EnquiryCorrected',
          data: { enquiryId, agency, change, askedOn, reason, correctedBy: officer },
        }));
      }
      case 'void': {
        const of = { enquiryId, agency, askerKind, subject, channel, askedOn, answeredOn };
        const { reason } = command;
        return [{ type: 'EnquiryVoided', data: { ...of, reason, voidedBy: officer } }];
      }
    }
  },

  evolve(enquiry, event) {
    switch (event.type) {
      case 'EnquiryLogged': {
        const { agency, askerKind, subject, channel, askedOn } = event.data;
        const answeredOn = null;
        return { status: 'open', agency, askerKind, subject, channel, askedOn, answeredOn };
      }
      case 'EnquiryAnswered':
        return { ...enquiry, status: 'answered', answeredOn: event.data.answeredOn };
      case 'EnquiryCorrected': {
        const { change } = event.data;
        return change.field === 'askerKind'
          ? { ...enquiry, askerKind: change.now }
          : { ...enquiry, subject: change.now };
      }
      case 'EnquiryVoided':
        return { ...enquiry, status: 'voided' };
    }
  },
};

const log = (
  { status }: Enquiry,
  command: Extract<EnquiryCommandData, { type: 'log' }>,
  { today, actor, agencyActive }: EnquiryFacts,
): SingleEvent[] | Rejection => {
  if (status !== 'none') return [];
  const { enquiryId, agency, askerKind, subject, channel, answeredOn } = command;
  const askedOn = command.askedOn ?? today;
  const day =
    impossible(askedOn, FIRST_DAY, today, 'askedOn') ??
    (answeredOn === null ? undefined : impossible(answeredOn, askedOn, today, 'answeredOn'));
  if (day) return day;
  if (!agencyActive) return reject('enquiry.agencyUnknown', {}, 'agency');
  const of = { enquiryId, agency, askerKind, subject, askedOn };
  const logged: SingleEvent = {
    type: 'EnquiryLogged',
    data: { ...of, channel, loggedBy: actor.id },
  };
  if (answeredOn === null) return [logged];
  return [logged, { type: 'EnquiryAnswered', data: { ...of, answeredOn, answeredBy: actor.id } }];
};

const changesIn = (
  enquiry: Enquiry,
  { askerKind, subject }: Extract<EnquiryCommandData, { type: 'correct' }>,
): EnquiryChange[] => {
  const changes: EnquiryChange[] = [];
  if (askerKind !== undefined && askerKind !== enquiry.askerKind)
    changes.push({ field: 'askerKind', was: enquiry.askerKind, now: askerKind });
  if (subject !== undefined && subject !== enquiry.subject)
    changes.push({ field: 'subject', was: enquiry.subject, now: subject });
  return changes;
};

export const enquiryAggregate: Aggregate<EnquiryCommandData, Enquiry, SingleEvent, EnquiryFacts> = {
  name: 'enquiry',
  events: singleEvents,
  decider: enquiryDecider,
  agencyOf: ({ agency }) => agency,
};
