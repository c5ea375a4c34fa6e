import { Day, event, ROLES, type EventOf } from '@gongkai/kernel';
import { z } from 'zod';
import { MessageSubject } from './subjects.js';

/** Officers by role in an agency (null: the government's own office), or one officer. */
export const Recipient = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('office'),
    roles: z.array(z.enum(ROLES)).min(1),
    agency: z.string().nullable(),
  }),
  z.strictObject({ kind: z.literal('officer'), account: z.string() }),
]);
export type Recipient = z.infer<typeof Recipient>;

/** The thing a message is about; never its applicant. */
export const About = z.strictObject({
  kind: z.enum([
    'request',
    'calendar',
    'reconsideration',
    'suit',
    'complaint',
    'retention',
    'document',
  ]),
  id: z.string(),
  /** Registration number of a case; null where there is none. */
  number: z.string().nullable(),
});
export type About = z.infer<typeof About>;

const instant = z.iso.datetime();

export const messageEvents = {
  MessagePosted: event(
    z.strictObject({
      /** What it was posted for; the id of the message follows from it and from whom it is to. */
      cause: z.string(),
      to: Recipient,
      subject: MessageSubject,
      about: About,
      /** The last day to do what it asks, as known when it was posted. */
      dueOn: Day.nullable(),
      /** Whether it goes to the mailbox of the office. */
      mail: z.boolean(),
    }),
  ),
  /** A reminder is due on that day by the setting and the calendar of the government. */
  ReminderScheduled: event(
    z.strictObject({ cause: z.string(), about: About, remindOn: Day, dueOn: Day }),
  ),
  MessageRead: event(z.strictObject({ account: z.string() })),
  /** What it asked for is done, or asked no longer. */
  MessageSettled: event(z.strictObject({ about: About })),
  /** A mail server has taken it over. */
  MessageMailed: event(z.strictObject({ attempt: z.int().min(1), mailedAt: instant })),
  /** Null: not to be tried again. */
  MessageMailFailed: event(
    z.strictObject({
      attempt: z.int().min(1),
      reason: z.string(),
      failedAt: instant,
      retryAt: instant.nullable(),
    }),
  ),
};
export type MessageEvent = EventOf<typeof messageEvents>;

export const inboxSettingEvents = {
  ReminderDaysSet: event(z.strictObject({ workingDays: z.int().min(0) })),
  OfficeMailboxSet: event(z.strictObject({ agency: z.string().nullable(), address: z.string() })),
  OfficeMailboxRemoved: event(z.strictObject({ agency: z.string().nullable() })),
};
export type InboxSettingEvent = EventOf<typeof inboxSettingEvents>;
