import { agencyAggregate } from '@gongkai/directory';
import { CALENDARS, type Calendars } from '@gongkai/holiday';
import {
  CLOCK,
  EVENT_STORE,
  GateError,
  handle,
  IDS,
  loadState,
  StateCache,
  type Call,
  type Clock,
  type EventStore,
  type Ids,
} from '@gongkai/kernel';
import { Handler } from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { CommandHandler } from '@nestjs/cqrs';
import {
  InboxSettingCommand,
  InboxSettingCommands,
  MessageCommand,
  MessageCommands,
  OFFICER_COMMANDS,
  type MessageCommandData,
} from './commands.js';
import { messageAggregate, type Message } from './decider.js';
import { INBOX_SETTINGS_ID, inboxSettingAggregate, mailboxOf } from './decider.settings.js';
import { isTo } from './messages.projection.js';
import { inboxPolicy } from './policy.js';

@CommandHandler(MessageCommand)
export class MessageHandler extends Handler {
  private readonly settings = new StateCache(this.deps.store, inboxSettingAggregate);
  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(IDS) ids: Ids,
    @Inject(CLOCK) clock: Clock,
    @Inject(CALENDARS) private readonly calendars: Calendars,
  ) {
    super(store, ids, clock);
  }

  execute(sent: MessageCommand) {
    return handle(this.deps, sent, {
      schema: MessageCommands,
      aggregate: messageAggregate,
      policy: inboxPolicy,
      operation: 'inbox.read',
      agency: () => ownAgency(sent.call),
      idField: 'messageId',
      facts: async ({ command, call, state }) => {
        await requireAddressee(call, command, state);
        const { tenant } = call;
        const { state: settings } = await this.settings.get(tenant, INBOX_SETTINGS_ID);
        const agency = 'to' in command && command.to.kind === 'office' ? command.to.agency : null;
        return {
          calendar: this.calendars.of(tenant).calendar,
          reminderDays: settings.reminderDays,
          mailbox: mailboxOf(settings, agency) !== undefined,
        };
      },
    });
  }
}

const ownAgency = ({ caller }: Call): string | null =>
  caller.kind === 'officer' ? (caller.officer.grants[0]?.agency ?? null) : null;

/** An officer may read what is addressed to them; everything else is what programs do. */
const requireAddressee = async (
  { caller }: Call,
  { type }: MessageCommandData,
  message: () => Promise<Message>,
) => {
  if (caller.kind !== 'officer') return;
  if (!OFFICER_COMMANDS.includes(type)) throw new GateError('FORBIDDEN');
  const { posted, to } = await message();
  // Somebody else's message looks like one that does not exist.
  if (!posted || !isTo(to!, caller.officer)) throw new GateError('NOT_FOUND');
};

@CommandHandler(InboxSettingCommand)
export class InboxSettingHandler extends Handler {
  execute(sent: InboxSettingCommand) {
    return handle(this.deps, sent, {
      schema: InboxSettingCommands,
      aggregate: inboxSettingAggregate,
      policy: inboxPolicy,
      operation: 'inbox.settings',
      agency: null,
      idOf: () => INBOX_SETTINGS_ID,
      facts: async ({ command, call: { tenant } }) => {
        const agency = command.type === 'setReminderDays' ? null : command.agency;
        const { store } = this.deps;
        const agencyKnown =
          agency === null || (await loadState(store, agencyAggregate, tenant, agency)).state.exists;
        return { agencyKnown };
      },
    });
  }
}
