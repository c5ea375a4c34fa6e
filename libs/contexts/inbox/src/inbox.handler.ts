import { agencyAggregate } from '@gongkai/directory';
import { CALENDARS, type Calendars } from '@gongkai/holiday';
import {
  authorise,
  CLOCK,
  envelopeOf,
  EVENT_STORE,
  execute,
  GateError,
  handle,
  IDS,
  loadState,
  parseCommand,
  StateCache,
  type Actor,
  type Call,
  type Clock,
  type EventStore,
  type Ids,
  type Receipt,
  type Rejection,
} from '@gongkai/kernel';
import { Handler } from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  InboxSettingCommand,
  InboxSettingCommands,
  MessageCommand,
  MessageCommands,
  OFFICER_COMMANDS,
  type MessageCommandData,
} from './commands.js';
import { messageAggregate } from './decider.js';
import { INBOX_SETTINGS_ID, inboxSettingAggregate, mailboxOf } from './decider.settings.js';
import { isTo } from './messages.projection.js';
import { inboxPolicy } from './policy.js';

@CommandHandler(MessageCommand)
export class MessageHandler implements ICommandHandler<MessageCommand> {
  private readonly settings;
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(IDS) private readonly ids: Ids,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CALENDARS) private readonly calendars: Calendars,
  ) {
    this.settings = new StateCache(store, inboxSettingAggregate);
  }

  async execute({ call, data }: MessageCommand): Promise<Receipt | Rejection> {
    const parsed = parseCommand(MessageCommands, data);
    if ('rejection' in parsed) return parsed.rejection;
    const { command } = parsed;
    const actor = await this.actorOf(call, command);
    const { state: settings } = await this.settings.get(call.tenant, INBOX_SETTINGS_ID);
    const agency = 'to' in command && command.to.kind === 'office' ? command.to.agency : null;
    const facts = {
      today: call.today ?? this.clock.today(),
      actor,
      calendar: this.calendars.of(call.tenant).calendar,
      reminderDays: settings.reminderDays,
      mailbox: mailboxOf(settings, agency) !== undefined,
    };
    const deps = { store: this.store, ids: this.ids };
    const envelope = envelopeOf(call, actor);
    return execute(deps, messageAggregate, command.messageId, command, facts, envelope);
  }

  /** An officer may read what is addressed to them; everything else is what programs do. */
  private async actorOf(call: Call, command: MessageCommandData): Promise<Actor> {
    const { caller } = call;
    if (caller.kind !== 'officer') return authorise(inboxPolicy, 'inbox.read', caller, null);
    if (!OFFICER_COMMANDS.includes(command.type)) throw new GateError('FORBIDDEN');
    const { officer } = caller;
    const actor = authorise(inboxPolicy, 'inbox.read', caller, officer.grants[0]?.agency ?? null);
    const { messageId } = command;
    const { state } = await loadState(this.store, messageAggregate, call.tenant, messageId);
    // Somebody else's message looks like one that does not exist.
    if (!state.posted || !isTo(state.to!, officer)) throw new GateError('NOT_FOUND');
    return actor;
  }
}

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
