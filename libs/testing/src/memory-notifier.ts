import type { Mail, MailOutcome, Notifier } from '@gongkai/kernel';

/** Mail that goes nowhere: what was sent can be looked at, mailboxes and the way there can fail. */
export class MemoryNotifier implements Notifier {
  readonly sent: Mail[] = [];
  private readonly unknown = new Set<string>();
  private broken = false;

  refuse(address: string): void {
    this.unknown.add(address);
  }
  breakDown(broken: boolean): void {
    this.broken = broken;
  }

  async send(mail: Mail): Promise<MailOutcome> {
    if (this.broken) return { outcome: 'failed', reason: 'unreachable' };
    if (this.unknown.has(mail.to)) return { outcome: 'refused', reason: '550' };
    this.sent.push(mail);
    return { outcome: 'sent' };
  }

  async close(): Promise<void> {
    this.broken = true;
  }
}
