import { ConflictError, StoreUnavailable, type Appended } from '@gongkai/kernel';
import type { LogHost } from './log-host.js';
import { GROUP_MAX, GroupFailed, type AppendRequest } from './log-writer.js';

type Waiting = {
  request: AppendRequest;
  resolve: (appended: Appended) => void;
  reject: (error: Error) => void;
};

/** From so many on they go ahead to a writer that is at work, which then need not wait for this thread. */
const AHEAD = 16;

/**
 * Takes what has queued up in this turn of the event loop as one group; what arrives while the
 * group is made durable forms the next, here or beside a writer that gathers. No timer: one caller
 * waits for one sync, many share one.
 */
export class GroupCommit {
  private queue: Waiting[] = [];
  /** Appends the writer has been given and has not answered. */
  private sent = 0;
  private scheduled = false;
  private idle: (() => void)[] = [];
  /** How the last group fared. */
  state: 'ok' | 'full' | 'failed' = 'ok';

  constructor(
    private readonly host: LogHost,
    readonly queueMax: number,
    private readonly seen: {
      /** For each append, before anybody is told. */
      appended(stream: string, revision: number): void;
      /** Once for the group. */
      committed(head: number): void;
    },
  ) {}

  /** Appends that wait for their sync. */
  get length(): number {
    return this.queue.length + this.sent;
  }

  append(request: AppendRequest): Promise<Appended> {
    if (this.length >= this.queueMax) return Promise.reject(new StoreUnavailable('busy'));
    return new Promise((resolve, reject) => {
      this.queue.push({ request, resolve, reject });
      const ahead = this.host.gathers && this.queue.length >= AHEAD && this.sent < GROUP_MAX;
      if (ahead) this.send();
      else if (this.sent === 0 && !this.scheduled) {
        this.scheduled = true;
        setImmediate(() => {
          this.scheduled = false;
          this.send();
        });
      }
    });
  }

  /** Resolves when everything queued so far has been answered. */
  drained(): Promise<void> {
    return this.length > 0 ? new Promise((resolve) => this.idle.push(resolve)) : Promise.resolve();
  }

  private send(): void {
    const group = this.queue.splice(0, GROUP_MAX);
    if (group.length === 0) return;
    this.sent += group.length;
    void this.commit(group).then(() => {
      this.sent -= group.length;
      this.send();
      if (this.length === 0) for (const wake of this.idle.splice(0)) wake();
    });
  }

  private async commit(group: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await this.host.append(group.map(({ request }) => request));
      this.state = 'ok';
      let head = 0;
      for (const [i, outcome] of outcomes.entries()) {
        const { request, resolve, reject } = group[i]!;
        if (!outcome.ok)
          reject(new ConflictError(request.stream, request.expectedRevision, outcome.actual));
        else {
          head = outcome.position;
          this.seen.appended(request.stream, outcome.revision);
          resolve({
            revision: outcome.revision,
            position: BigInt(outcome.position),
            recordedAt: outcome.recordedAt,
          });
        }
      }
      if (head > 0) this.seen.committed(head);
    } catch (error) {
      if (error instanceof GroupFailed) this.state = error.reason;
      const cause = error instanceof GroupFailed ? new StoreUnavailable(error.reason) : error;
      for (const { reject } of group) reject(cause as Error);
    }
  }
}
