import { MailRound, type MailRoundDeps } from '@gongkai/inbox';

const EVERY_MS = 60_000;

/** Sends what waits to be sent, at once and then once a minute, until `stop`. */
export class Mailer {
  private readonly mails: MailRound;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<unknown> = Promise.resolve();

  constructor(private readonly deps: MailRoundDeps) {
    this.mails = new MailRound(deps);
  }

  /** Messages that cannot be read. */
  get unreadable(): number {
    return this.mails.unreadable;
  }

  /** A round that is still at it when the minute is over is not joined by a second one. */
  start(onError: (error: unknown) => void): void {
    let busy = false;
    const round = () => {
      if (busy) return;
      busy = true;
      this.running = this.mails
        .round()
        .catch(onError)
        .finally(() => (busy = false));
    };
    this.timer = setInterval(round, EVERY_MS);
    this.timer.unref();
    round();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.deps.notifier.close();
    await this.running;
  }
}
