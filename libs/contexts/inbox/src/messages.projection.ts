import type { CollectionSpec, Day, Instant, Officer, Projection } from '@gongkai/kernel';
import { messageEvents, type About, type MessageEvent, type Recipient } from './events.js';
import { subjects, type MessageSubject } from './subjects.js';

export type MessageRow = {
  id: string;
  cause: string;
  subject: MessageSubject;
  about: About;
  to: Recipient;
  dueOn: Day | null;
  postedAt: Instant;
  readBy: readonly { account: string; at: Instant }[];
  settledAt: Instant | null;
  mail: {
    state: 'none' | 'waiting' | 'sent' | 'givenUp';
    attempts: number;
    /** When it is to be sent, or tried again. */
    nextAt: Instant | null;
    reason: string | null;
  };
};

/** Everywhere in the government: where a grant without an agency reaches. */
const ANYWHERE = '*';

/** Under which addresses a message is found: one officer, or a role here and everywhere. */
const audienceOf = (to: Recipient): string[] =>
  to.kind === 'officer'
    ? [`account:${to.account}`]
    : to.roles.flatMap((role) => [`${role}@${to.agency ?? ''}`, `${role}@${ANYWHERE}`]);

/** The addresses an officer looks under. */
export const addressesOf = ({ account, grants }: Officer): string[] => [
  `account:${account}`,
  ...new Set(grants.map(({ role, agency }) => `${role}@${agency ?? ANYWHERE}`)),
];

/** Whether a message is to this officer. */
export const isTo = (to: Recipient, officer: Officer): boolean => {
  const audience = new Set(audienceOf(to));
  return addressesOf(officer).some((address) => audience.has(address));
};

export const messageCollection: CollectionSpec<MessageRow> = {
  name: 'messages',
  version: 1,
  keys: {
    postedAt: (row) => row.postedAt,
    /** Something waits, or it is news nobody has settled. */
    open: (row) => (row.settledAt === null ? 1 : 0),
    work: (row) => (subjects[row.subject].news ? 0 : 1),
    mailAt: (row) => row.mail.nextAt,
  },
  sets: { audience: (row) => audienceOf(row.to) },
  indexes: [['postedAt'], ['mailAt']],
};

const noMail = { state: 'none', attempts: 0, nextAt: null, reason: null } as const;

export const messageRows: Projection<MessageRow, MessageEvent> = {
  name: 'messageRows',
  version: 1,
  events: messageEvents,
  collection: messageCollection,
  key: ({ meta }) => meta.aggregateId,
  apply(row, event, id) {
    const at = event.meta.recordedAt;
    if (event.type === 'MessagePosted') {
      const { cause, subject, about, to, dueOn, mail } = event.data;
      const sending = mail ? { ...noMail, state: 'waiting' as const, nextAt: at } : noMail;
      const open = { postedAt: at, readBy: [], settledAt: null, mail: sending };
      return { id, cause, subject, about, to, dueOn, ...open };
    }
    if (!row) return undefined;
    switch (event.type) {
      case 'ReminderScheduled':
        return row;
      case 'MessageRead':
        return { ...row, readBy: [...row.readBy, { account: event.data.account, at }] };
      case 'MessageSettled':
        // What is done need not be mailed any more.
        return {
          ...row,
          settledAt: at,
          mail: { ...row.mail, nextAt: null },
        };
      case 'MessageMailed': {
        const { attempt: attempts } = event.data;
        return { ...row, mail: { state: 'sent', attempts, nextAt: null, reason: null } };
      }
      case 'MessageMailFailed': {
        const { attempt: attempts, reason, retryAt } = event.data;
        const state = retryAt === null ? 'givenUp' : 'waiting';
        const nextAt = row.settledAt === null ? retryAt : null;
        return { ...row, mail: { state, attempts, nextAt, reason } };
      }
    }
  },
};
