import { addDays, isWorkingDay, type Calendar } from '@gongkai/calendar';
import { deriveId, type Aggregate, type Day, type Decider, type Facts } from '@gongkai/kernel';
import type { MessageCommandData } from './commands.js';
import { messageEvents, type MessageEvent, type Recipient } from './events.js';
import { subjects } from './subjects.js';

export type Message = {
  posted: boolean;
  to: Recipient | null;
  about: Extract<MessageEvent, { type: 'MessagePosted' }>['data']['about'] | null;
  /** The day a reminder that is not posted yet is set for. */
  remindOn: Day | null;
  readBy: readonly string[];
  settled: boolean;
  mail: 'none' | 'waiting' | 'sent' | 'givenUp';
  attempts: number;
};

export type MessageFacts = Facts & {
  /** The working calendar of the government. */
  calendar: Calendar;
  /** How many working days before the last day officers are reminded. */
  reminderDays: number;
  /** Whether there is a mailbox for whom the message is to. */
  mailbox: boolean;
};

const keyOf = (to: Recipient): string =>
  to.kind === 'officer' ? `account:${to.account}` : `${to.roles.join('+')}@${to.agency ?? ''}`;

/** Once per cause: the id follows from what a message is posted for and from whom it is to. */
export const messageIdOf = (cause: string, to: Recipient): string =>
  deriveId('message', cause, keyOf(to));

/** The n-th working day before a day: from its end on there are n working days left. */
export const workingDayBefore = (calendar: Calendar, day: Day, n: number): Day => {
  let at = day;
  for (let left = n; left > 0;) {
    at = addDays(at, -1);
    if (isWorkingDay(calendar, at)) left -= 1;
  }
  return at;
};

/** Minutes until a mail that failed is tried again; after the last the office must look. */
const RETRY_MINUTES = [1, 5, 15, 60, 240, 720, 1_440] as const;

const minutesAfter = (instant: string, minutes: number): string =>
  new Date(Date.parse(instant) + minutes * 60_000).toISOString();

type Of<T extends MessageCommandData['type']> = Extract<MessageCommandData, { type: T }>;

const post = (command: Of<'post'> | Of<'remind'>, { mailbox }: MessageFacts): MessageEvent => {
  const { cause, to, subject, about, dueOn } = command;
  const mail = mailbox && subjects[subject].mail && to.kind === 'office';
  return { type: 'MessagePosted', data: { cause, to, subject, about, dueOn, mail } };
};

const remind = (message: Message, command: Of<'remind'>, facts: MessageFacts): MessageEvent[] => {
  const { cause, about, dueOn } = command;
  const remindOn = workingDayBefore(facts.calendar, dueOn, facts.reminderDays);
  if (remindOn <= facts.today) return [post(command, facts)];
  if (remindOn === message.remindOn) return [];
  return [{ type: 'ReminderScheduled', data: { cause, about, remindOn, dueOn } }];
};

const mailFailed = (message: Message, command: Of<'noteMailFailed'>): MessageEvent => {
  const attempt = message.attempts + 1;
  const minutes = command.final ? undefined : RETRY_MINUTES[attempt - 1];
  const retryAt = minutes === undefined ? null : minutesAfter(command.at, minutes);
  const { reason, at: failedAt } = command;
  return { type: 'MessageMailFailed', data: { attempt, reason, failedAt, retryAt } };
};

export const messageDecider: Decider<MessageCommandData, Message, MessageEvent, MessageFacts> = {
  initial: {
    posted: false,
    to: null,
    about: null,
    remindOn: null,
    readBy: [],
    settled: false,
    mail: 'none',
    attempts: 0,
  },
  decide(message, command, facts) {
    switch (command.type) {
      case 'post':
        return message.posted ? [] : [post(command, facts)];
      case 'remind':
        return message.posted ? [] : remind(message, command, facts);
      case 'settle': {
        if (message.about === null || message.settled) return [];
        return [{ type: 'MessageSettled', data: { about: message.about } }];
      }
      case 'read': {
        const { id: account } = facts.actor;
        if (!message.posted || message.readBy.includes(account)) return [];
        return [{ type: 'MessageRead', data: { account } }];
      }
      case 'noteMailed':
        if (message.mail !== 'waiting') return [];
        return [
          {
            type: 'MessageMailed',
            data: { attempt: message.attempts + 1, mailedAt: command.at },
          },
        ];
      case 'noteMailFailed':
        return message.mail === 'waiting' ? [mailFailed(message, command)] : [];
    }
  },
  evolve(message, event) {
    switch (event.type) {
      case 'MessagePosted': {
        const { to, about, mail } = event.data;
        return { ...message, posted: true, to, about, mail: mail ? 'waiting' : 'none' };
      }
      case 'ReminderScheduled':
        return { ...message, about: event.data.about, remindOn: event.data.remindOn };
      case 'MessageRead':
        return { ...message, readBy: [...message.readBy, event.data.account] };
      case 'MessageSettled':
        return { ...message, settled: true };
      case 'MessageMailed':
        return { ...message, mail: 'sent', attempts: event.data.attempt };
      case 'MessageMailFailed': {
        const { attempt, retryAt } = event.data;
        return { ...message, mail: retryAt === null ? 'givenUp' : 'waiting', attempts: attempt };
      }
    }
  },
};

export const messageAggregate: Aggregate<MessageCommandData, Message, MessageEvent, MessageFacts> =
  {
    name: 'message',
    events: messageEvents,
    decider: messageDecider,
    agencyOf: ({ to }) => (to?.kind === 'office' ? to.agency : null),
  };
