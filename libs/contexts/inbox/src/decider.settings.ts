import type { Aggregate, Decider, Facts } from '@gongkai/kernel';
import type { InboxSettingCommandData } from './commands.js';
import { rejectInbox } from './errors.js';
import { inboxSettingEvents, type InboxSettingEvent } from './events.js';

/** A week before the last day, unless the government wants it otherwise (a choice of ours). */
export const REMINDER_DAYS_DEFAULT = 5;

export type InboxSettings = {
  reminderDays: number;
  /** Agency (empty: the government's own office) → mailbox of the office. */
  mailboxes: Readonly<Record<string, string>>;
};

export type InboxSettingFacts = Facts & {
  /** Whether the agency named exists. */ agencyKnown: boolean;
};

/** One stream per government. */
export const INBOX_SETTINGS_ID = 'main';

const ADDRESS = /^[^\s@<>,;:"()[\]\\]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/;

export const mailboxOf = (settings: InboxSettings, agency: string | null): string | undefined =>
  settings.mailboxes[agency ?? ''];

export const inboxSettingDecider: Decider<
  InboxSettingCommandData,
  InboxSettings,
  InboxSettingEvent,
  InboxSettingFacts
> = {
  initial: { reminderDays: REMINDER_DAYS_DEFAULT, mailboxes: {} },
  decide(settings, command, { agencyKnown }) {
    switch (command.type) {
      case 'setReminderDays': {
        const { workingDays } = command;
        if (workingDays === settings.reminderDays) return [];
        return [{ type: 'ReminderDaysSet', data: { workingDays } }];
      }
      case 'setMailbox': {
        const { agency, address } = command;
        if (!ADDRESS.test(address))
          return rejectInbox('inbox.addressWrong', { address }, 'address');
        if (!agencyKnown) return rejectInbox('inbox.agencyUnknown', { agency }, 'agency');
        if (mailboxOf(settings, agency) === address) return [];
        return [{ type: 'OfficeMailboxSet', data: { agency, address } }];
      }
      case 'removeMailbox': {
        const { agency } = command;
        if (mailboxOf(settings, agency) === undefined)
          return rejectInbox('inbox.mailboxUnknown', {}, 'agency');
        return [{ type: 'OfficeMailboxRemoved', data: { agency } }];
      }
    }
  },
  evolve(settings, event) {
    switch (event.type) {
      case 'ReminderDaysSet':
        return { ...settings, reminderDays: event.data.workingDays };
      case 'OfficeMailboxSet': {
        const { agency, address } = event.data;
        return { ...settings, mailboxes: { ...settings.mailboxes, [agency ?? '']: address } };
      }
      case 'OfficeMailboxRemoved': {
        const { [event.data.agency ?? '']: _, ...mailboxes } = settings.mailboxes;
        return { ...settings, mailboxes };
      }
    }
  },
};

export const inboxSettingAggregate: Aggregate<
  InboxSettingCommandData,
  InboxSettings,
  InboxSettingEvent,
  InboxSettingFacts
> = {
  name: 'inboxSetting',
  events: inboxSettingEvents,
  decider: inboxSettingDecider,
  agencyOf: () => null,
};
