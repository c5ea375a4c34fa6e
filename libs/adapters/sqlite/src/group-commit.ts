import { ConflictError, StoreUnavailable, type Appended } from '@gongkai/kernel';
import type { LogHost } from './log-host.js';
import { GroupFailed, type AppendRequest } from './log-writer.js';

type Waiting = {
  request: AppendRequest;
  resolve: (appended: Appended) => void;
  reject: (error: Error) => void;
};

const GROUP_MAX = 2_000;

/**
 * Takes what has queued up in this turn of the event loop as one group; what arrives while the
 * group is made durable forms the next. No timer: one caller waits for one sync, many share one.
 */
export class GroupCommit {
  private queue: Waiting[] = [];
  private busy = false;
  private idle: (() => void)[] = [];
  /** How the last group fared. */
  state: 'ok' | 'full' | 'failed' = 'ok';

  constructor(
    private readonly host: LogHost,
    private readonly queueMax: number,
    private readonly seen: {
      /** For each append, before anybody is told. */
      appended(stream: string, revision: number): void;
      /** Once for the group. */
      committed(head: number): void;
    },
  ) {}

  get length(): number {
    return this.queue.length;
  }

  append(request: AppendRequest): Promise<Appended> {
    if (this.queue.length >= this.queueMax) return Promise.reject(new StoreUnavailable('busy'));
    return new Promise((resolve, reject) => {
      this.queue.push({ request, resolve, reject });
      if (!this.busy) {
        this.busy = true;
        setImmediate(() => void this.run());
      }
    });
  }

  /** Resolves when everything queued so far has been answered. */
  drained(): Promise<void> {
    return this.busy ? new Promise((resolve) => this.idle.push(resolve)) : Promise.resolve();
  }

  private async run(): Promise<void> {
    while (this.queue.length > 0) await this.commit(this.queue.splice(0, GROUP_MAX));
    this.busy = false;
    for (const wake of this.idle.splice(0)) wake();
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
