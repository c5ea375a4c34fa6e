import {
  CLOCK,
  EVENT_STORE,
  loadState,
  READ_STORE,
  type Clock,
  type EventStore,
  type Officer,
  type ReadStore,
} from '@gongkai/kernel';
import {
  CurrentOfficer,
  CURSORS,
  mutationsOf,
  pageOf,
  pageSize,
  type Cursors,
} from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { InboxSettingCommand, MessageCommand } from './commands.js';
import { INBOX_SETTINGS_ID, inboxSettingAggregate } from './decider.settings.js';
import type { MessageRow } from './messages.projection.js';
import { isRead, isWaiting, MyMessages } from './my-messages.js';
import { subjects } from './subjects.js';

@Resolver('InboxMessage')
export class InboxResolver extends mutationsOf(
  [MessageCommand, { readMessage: 'read' }, ({ message }) => ({ messageId: message })],
  [
    InboxSettingCommand,
    {
      setReminderDays: 'setReminderDays',
      setOfficeMailbox: 'setMailbox',
      removeOfficeMailbox: 'removeMailbox',
    },
  ],
) {
  private readonly mine: MyMessages;
  constructor(
    @Inject(CommandBus) bus: CommandBus,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(READ_STORE) reads: ReadStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CURSORS) private readonly cursors: Cursors,
  ) {
    super(bus);
    this.mine = new MyMessages(reads);
  }

  @Query('inboxMessages')
  async messages(
    @CurrentOfficer() officer: Officer,
    @Args('unread') unread?: boolean | null,
    @Args('waiting') waiting?: boolean | null,
    @Args('first') first?: number | null,
    @Args('after') after?: string | null,
  ) {
    const { tenant, account } = officer;
    const which = { unread: unread ?? false, waiting: waiting ?? false };
    const query = { inbox: account, ...which };
    const key = after ? this.cursors.decode(tenant, query, after) : null;
    const page = await this.mine.page(officer, which, key, pageSize(first));
    return pageOf(page, this.cursors, tenant, query, (row) => this.shown(row, officer));
  }

  @Query('inboxCounts')
  async counts(@CurrentOfficer() officer: Officer) {
    const { rows, more } = await this.mine.open(officer);
    const waiting = rows.filter(isWaiting);
    return {
      unread: rows.filter((row) => !isRead(row, officer)).length,
      waiting: waiting.length,
      late: waiting.filter((row) => this.isLate(row)).length,
      more,
    };
  }

  @Query('inboxSettings')
  async settings(@CurrentOfficer() officer: Officer) {
    const { tenant } = officer;
    const { state } = await loadState(this.store, inboxSettingAggregate, tenant, INBOX_SETTINGS_ID);
    const { reminderDays, mailboxes } = state;
    return {
      reminderDays,
      mailboxes: Object.entries(mailboxes).map(([agency, address]) => ({
        agency: agency === '' ? null : agency,
        address,
      })),
    };
  }

  private isLate({ dueOn }: MessageRow): boolean {
    return dueOn !== null && dueOn < this.clock.today();
  }

  private shown(row: MessageRow, officer: Officer) {
    const { id, subject, about, to, dueOn, postedAt, mail } = row;
    const { zh, en } = subjects[subject];
    return {
      id,
      subject,
      zh,
      en,
      about,
      agency: to.kind === 'office' ? to.agency : null,
      dueOn,
      late: this.isLate(row),
      postedAt,
      read: isRead(row, officer),
      waiting: isWaiting(row),
      mail: mail.state,
    };
  }
}
