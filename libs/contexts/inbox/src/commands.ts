import { Code, Day, type Call } from '@gongkai/kernel';
import { z } from 'zod';
import { About, Recipient } from './events.js';
import { MessageSubject } from './subjects.js';

const messageId = z.string().regex(/^[A-Za-z0-9]{1,64}$/);
const AgencyId = z.string().regex(/^[A-Za-z0-9]{1,64}$/);
const instant = z.iso.datetime();

const post = { messageId, cause: z.string(), to: Recipient, subject: MessageSubject, about: About };

export const MessageCommands = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('post'), ...post, dueOn: Day.nullable() }),
  /** Posts when the day of the reminder has come, else says which day that is. */
  z.strictObject({ type: z.literal('remind'), ...post, dueOn: Day }),
  z.strictObject({ type: z.literal('settle'), messageId }),
  z.strictObject({ type: z.literal('read'), messageId }),
  z.strictObject({ type: z.literal('noteMailed'), messageId, at: instant }),
  z.strictObject({
    type: z.literal('noteMailFailed'),
    messageId,
    at: instant,
    reason: z.string().max(100),
    /** There is no use in trying again. */
    final: z.boolean(),
  }),
]);
export type MessageCommandData = z.infer<typeof MessageCommands>;

/** What an officer may ask of a message; the rest is for programs. */
export const OFFICER_COMMANDS: readonly MessageCommandData['type'][] = ['read'];

export const REMINDER_DAYS_MAX = 15;

export const InboxSettingCommands = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('setReminderDays'),
    workingDays: z.int().min(0).max(REMINDER_DAYS_MAX),
  }),
  z.strictObject({
    type: z.literal('setMailbox'),
    agency: AgencyId.nullable().default(null),
    address: Code(254),
  }),
  z.strictObject({ type: z.literal('removeMailbox'), agency: AgencyId.nullable().default(null) }),
]);
export type InboxSettingCommandData = z.infer<typeof InboxSettingCommands>;

/** A command to one message. */
export class MessageCommand {
  constructor(
    readonly call: Call,
    readonly data: unknown,
  ) {}
}

/** A command to the settings of the inbox of the caller's government. */
export class InboxSettingCommand {
  constructor(
    readonly call: Call,
    readonly data: unknown,
  ) {}
}
