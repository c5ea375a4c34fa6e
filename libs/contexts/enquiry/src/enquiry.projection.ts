import type { CollectionSpec, Day, Projection } from '@gongkai/kernel';
import {
  enquiryEvents,
  singleEvents,
  type AskerKind,
  type EnquiryChannel,
  type EnquiryEvent,
  type EnquirySubject,
  type EntryFault,
  type SingleEvent,
} from './events.js';

export type EnquiryRow = {
  id: string;
  agency: string | null;
  askerKind: AskerKind;
  subject: EnquirySubject;
  channel: EnquiryChannel;
  askedOn: Day;
  answeredOn: Day | null;
  /** Why it does not count. */
  voidedBecause: EntryFault | null;
};

export const enquiryCollection: CollectionSpec<EnquiryRow> = {
  name: 'enquiries',
  version: 1,
  keys: {
    agency: (row) => row.agency ?? '',
    askerKind: (row) => row.askerKind,
    subject: (row) => row.subject,
    askedOn: (row) => row.askedOn,
    state: (row) =>
      row.voidedBecause !== null ? 'voided' : row.answeredOn === null ? 'open' : 'answered',
  },
  indexes: [['askedOn'], ['agency', 'askedOn'], ['state', 'askedOn']],
};

/** One row per enquiry that was logged by itself. */
export const enquiryRows: Projection<EnquiryRow, SingleEvent> = {
  name: 'enquiries',
  version: 1,
  events: singleEvents,
  collection: enquiryCollection,
  key: (event) => event.data.enquiryId,
  apply(row, event, id) {
    if (event.type === 'EnquiryLogged') {
      const { agency, askerKind, subject, channel, askedOn } = event.data;
      const open = { answeredOn: null, voidedBecause: null };
      return { id, agency, askerKind, subject, channel, askedOn, ...open };
    }
    if (!row) return undefined;
    switch (event.type) {
      case 'EnquiryAnswered':
        return { ...row, answeredOn: event.data.answeredOn };
      case 'EnquiryCorrected':
        return { ...row, [event.data.change.field]: event.data.change.now };
      case 'EnquiryVoided':
        return { ...row, voidedBecause: event.data.reason };
    }
  },
};

/** The enquiries of a month by asker and by subject: of the whole government, and of each agency. */
export type EnquiryMonthRow = {
  /** `all`, `own` for the government's own office, or an agency. */
  scope: string;
  month: string;
  total: number;
  askers: Partial<Record<AskerKind, number>>;
  subjects: Partial<Record<EnquirySubject, number>>;
};

export const enquiryMonthCollection: CollectionSpec<EnquiryMonthRow> = {
  name: 'enquiryMonths',
  version: 1,
  keys: { scope: (row) => row.scope, month: (row) => row.month },
  indexes: [['scope', 'month']],
};

type Numbers<K extends string> = Partial<Record<K, number>>;
const plus = <K extends string>(numbers: Numbers<K>, key: K, add: number): Numbers<K> => ({
  ...numbers,
  [key]: (numbers[key] ?? 0) + add,
});

const { EnquiryAnswered: _, ...countingEvents } = enquiryEvents;
type CountingEvent = Exclude<EnquiryEvent, { type: 'EnquiryAnswered' }>;
const dayOf = ({ data }: CountingEvent): Day => ('askedOn' in data ? data.askedOn : data.on);

export const enquiryMonths: Projection<EnquiryMonthRow, CountingEvent> = {
  name: 'enquiryMonths',
  version: 1,
  events: countingEvents,
  collection: enquiryMonthCollection,
  key: (event) => {
    const month = dayOf(event).slice(0, 7);
    return [`all.${month}`, `${event.data.agency ?? 'own'}.${month}`];
  },
  apply(before, event, id) {
    const [scope = '', month = ''] = id.split('.');
    const row = before ?? { scope, month, total: 0, askers: {}, subjects: {} };
    if (event.type === 'EnquiryCorrected') {
      const { change } = event.data;
      return change.field === 'askerKind'
        ? { ...row, askers: plus(plus(row.askers, change.was, -1), change.now, 1) }
        : { ...row, subjects: plus(plus(row.subjects, change.was, -1), change.now, 1) };
    }
    const { askerKind, subject } = event.data;
    const number = 'number' in event.data ? event.data.number : 1;
    const voided = event.type === 'EnquiryVoided' || event.type === 'EnquiriesCountVoided';
    const add = voided ? -number : number;
    return {
      ...row,
      total: row.total + add,
      askers: plus(row.askers, askerKind, add),
      subjects: plus(row.subjects, subject, add),
    };
  },
};
