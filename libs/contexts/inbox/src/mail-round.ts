import {
  deriveId,
  GateError,
  isUnreadable,
  StateCache,
  type Clock,
  type EventStore,
  type Mail,
  type MailOutcome,
  type Notifier,
  type ReadStore,
  type Receipt,
  type Rejection,
} from '@gongkai/kernel';
import { MessageCommand, type MessageCommandData } from './commands.js';
import { INBOX_SETTINGS_ID, inboxSettingAggregate, mailboxOf } from './decider.settings.js';
import { messageCollection, type MessageRow } from './messages.projection.js';
import { subjects } from './subjects.js';

export type MailRoundDeps = {
  store: EventStore;
  reads: ReadStore;
  clock: Clock;
  notifier: Notifier;
  tenants: () => readonly string[];
  send: (command: object) => Promise<Receipt | Rejection>;
};

/** Mail that could not leave for a week is old news: the officers have seen the inbox since. */
const MAIL_DAYS_MAX = 7;
/** What one attempt to send a mail came to. */
type Handled = { attempts: number; result: 'sent' | 'notSent' | 'unreadable' };

const PAGE = 100;
const DAY_MS = 86_400_000;

/** Subject and text of a mail: the number of the case and the day, nothing of an applicant. */
export const mailOf = (row: MessageRow, to: string): Mail => {
  const { zh, en } = subjects[row.subject];
  const { number } = row.about;
  const named = number === null ? '' : `(${number})`;
  const lines = [
    `${zh}。${en}.`,
    ...(number === null ? [] : [`登记编号 Number: ${number}`]),
    ...(row.dueOn === null ? [] : [`期限 Due: ${row.dueOn}`]),
    '请登录政府信息公开平台办理。Sign in to the disclosure platform to handle it.',
  ];
  return { cause: row.id, to, subject: `${zh}${named}`, text: `${lines.join('\n')}\n` };
};

/**
 * Sends what waits to be sent and records what became of it, so that a restart sends nothing twice.
 * Should the process die between the server's yes and the record, the mail goes again under the same
 * message id.
 */
export class MailRound {
  private readonly settings;
  /** By government: what was done for the messages that wait as far as the rows show. */
  private readonly handled = new Map<string, Map<string, Handled>>();

  constructor(private readonly deps: MailRoundDeps) {
    this.settings = new StateCache(deps.store, inboxSettingAggregate);
  }

  /** How many messages cannot be read. */
  get unreadable(): number {
    const all = [...this.handled.values()].flatMap((of) => [...of.values()]);
    return all.filter(({ result }) => result === 'unreadable').length;
  }

  /** One look at every government; returns how many mails were taken over. */
  async round(): Promise<number> {
    let sent = 0;
    for (const tenant of this.deps.tenants()) sent += await this.look(tenant);
    return sent;
  }

  private async look(tenant: string): Promise<number> {
    const now = this.deps.clock.now();
    const from = new Date(now.getTime() - MAIL_DAYS_MAX * DAY_MS).toISOString();
    const { rows } = await this.deps.reads.find(messageCollection, tenant, {
      where: [{ key: 'mailAt', from, to: now.toISOString() }],
      sort: { key: 'mailAt' },
      limit: PAGE,
    });
    const before = this.handled.get(tenant);
    const handled = new Map<string, Handled>();
    for (const { id, mail } of rows) {
      const known = before?.get(id);
      if (known?.attempts === mail.attempts) handled.set(id, known);
    }
    this.handled.set(tenant, handled);
    let sent = 0;
    for (const row of rows) {
      // The rows do not show it yet, or stand still: not again each minute.
      if (handled.has(row.id)) continue;
      const result = await this.handle(tenant, row);
      handled.set(row.id, { attempts: row.mail.attempts, result });
      if (result === 'sent') sent += 1;
    }
    return sent;
  }

  private async handle(tenant: string, row: MessageRow): Promise<Handled['result']> {
    try {
      const outcome = await this.deliver(tenant, row);
      await this.note(tenant, row, outcome);
      return outcome.outcome === 'sent' ? 'sent' : 'notSent';
    } catch (error) {
      if (isUnreadable(error)) return 'unreadable';
      throw error;
    }
  }

  private async deliver(tenant: string, row: MessageRow): Promise<MailOutcome> {
    const { state } = await this.settings.get(tenant, INBOX_SETTINGS_ID);
    const to = row.to.kind === 'office' ? mailboxOf(state, row.to.agency) : undefined;
    if (to === undefined) return { outcome: 'refused', reason: 'noMailbox' };
    return this.deps.notifier.send(mailOf(row, to));
  }

  private async note(tenant: string, row: MessageRow, outcome: MailOutcome): Promise<void> {
    const of = { messageId: row.id, at: this.deps.clock.now().toISOString() };
    const data: MessageCommandData =
      outcome.outcome === 'sent'
        ? { type: 'noteMailed', ...of }
        : {
            type: 'noteMailFailed',
            ...of,
            reason: outcome.reason,
            final: outcome.outcome === 'refused',
          };
    const attempt = String(row.mail.attempts + 1);
    const call = {
      tenant,
      caller: { kind: 'process', name: 'mail' } as const,
      commandId: deriveId('mail', row.id, attempt),
      body: { type: 'noteMail', messageId: row.id, attempt },
    };
    try {
      await this.deps.send(new MessageCommand(call, data));
    } catch (error) {
      if (!(error instanceof GateError)) throw error;
    }
  }
}
