import { setTimeout as pause } from 'node:timers/promises';
import type { FeedFilter, FeedOptions, Position } from '@gongkai/kernel';
import { StoreUnavailable } from '@gongkai/kernel';
import type { Connection, Incoming } from './connection.js';
import { lasting, NoAnswer, pauseMs, type Patience } from './failures.js';
import type { ReadResp } from './protocol.js';
import { positionOf, subscribeRequest } from './requests.js';
import { eventOf, type ServerEvent } from './server-event.js';
import type { StreamReads } from './stream-reads.js';
import { inTime } from './in-time.js';

export type ServerBatch = { events: ServerEvent[]; upTo: Position; live: boolean };

/** While catching up a batch waits this long to be filled, so that who saves it saves seldom. */
const FILL_MS = 50;

/**
 * One consumer of `$all`. A broken or silent subscription is taken up again behind the last event or
 * checkpoint seen, after a pause that grows; what the consumer has been given is never given again.
 */
export class ServerFeed {
  private readonly batchSize: number;
  private readonly follow: boolean;
  private readonly signal: AbortSignal;

  constructor(
    private readonly connection: Pick<Connection, 'readCall' | 'reconnect'>,
    private readonly patience: Patience,
    private readonly reads: Pick<StreamReads, 'head' | 'ensureWithin'>,
    private readonly wanted: (event: ServerEvent) => boolean,
    private readonly filter: FeedFilter,
    { batchSize = 500, follow = true, signal }: FeedOptions,
  ) {
    this.batchSize = batchSize;
    this.follow = follow;
    this.signal = signal;
  }

  async *from(after: Position | undefined): AsyncIterable<ServerBatch> {
    const state = { upTo: after, failures: 0, away: performance.now() };
    while (!this.signal.aborted) {
      const subscription = new Subscription(this.batchSize, this.wanted, state.upTo, this.signal);
      try {
        if (after !== undefined) await this.reads.ensureWithin(after);
        // Caught up is said without a position; it is at least what was there before we asked.
        const end = await this.reads.head();
        await this.open(subscription, state.upTo);
        let told = false;
        for await (const batch of this.batches(subscription)) {
          const reached = batch.live ? greater(batch.upTo, end) : batch.upTo;
          const news = reached !== state.upTo || (batch.live && !told);
          Object.assign(state, { upTo: reached, failures: 0, away: performance.now() });
          told ||= batch.live;
          if (reached !== undefined && news) yield { ...batch, upTo: reached };
        }
        return;
      } catch (error) {
        await this.recover(error, state);
      } finally {
        subscription.cancel();
      }
    }
  }

  /** Waits a little longer each time; throws what waiting does not mend. */
  private async recover(error: unknown, state: { failures: number; away: number }): Promise<void> {
    const permanent = lasting(error, 'read $all');
    if (permanent) throw permanent;
    if (!this.follow && performance.now() - state.away > this.patience.giveUpMs)
      throw Object.assign(new StoreUnavailable('busy'), { cause: error });
    if (error instanceof NoAnswer) await this.connection.reconnect();
    const options = { signal: this.signal };
    await pause(pauseMs(state.failures++), undefined, options).catch(() => undefined);
  }

  private async open(subscription: Subscription, after: Position | undefined): Promise<void> {
    const { answerMs } = this.patience;
    const calling = this.connection.readCall(subscribeRequest(after, this.filter));
    const call = await inTime(answerMs, 'subscribe', calling, (late) => late.cancel());
    subscription.attach(call, answerMs);
  }

  private async *batches(
    subscription: Subscription,
  ): AsyncIterable<{ events: ServerEvent[]; upTo: Position | undefined; live: boolean }> {
    while (!this.signal.aborted) {
      await subscription.filled();
      if (this.signal.aborted) return;
      const batch = subscription.take();
      yield batch;
      if (batch.live && !this.follow) return;
    }
  }
}

/** One subscription: what has come and was not taken yet. It stops reading when that is enough. */
class Subscription {
  private readonly waiting: ServerEvent[] = [];
  private call: Incoming<ReadResp> | undefined;
  private failure: Error | undefined;
  private live = false;
  /** Something has changed that the consumer has not been told: a checkpoint, or caught up. */
  private news = false;
  private paused = false;
  private answerMs = 0;
  private silence: NodeJS.Timeout | undefined;
  private wake: () => void = () => undefined;
  private readonly aborted = () => this.wake();

  constructor(
    private readonly batchSize: number,
    private readonly wanted: (event: ServerEvent) => boolean,
    /** Up to here everything has been considered. */
    private seen: Position | undefined,
    private readonly signal: AbortSignal,
  ) {
    signal.addEventListener('abort', this.aborted);
  }

  attach(call: Incoming<ReadResp>, answerMs: number): void {
    this.call = call;
    this.answerMs = answerMs;
    this.listen();
    call.on('data', (message) => this.receive(message));
    call.on('error', (error) => this.fail(error));
    call.on('end', () => this.fail(new Error('the subscription was ended')));
    if (this.signal.aborted) this.cancel();
  }

  /** Ends the call; safe to repeat. */
  cancel(): void {
    this.hush();
    this.signal.removeEventListener('abort', this.aborted);
    this.call?.cancel();
  }

  /** Resolves when there is a batch worth taking; throws when the subscription has broken. */
  async filled(): Promise<void> {
    let waitedUntil: number | undefined;
    while (!this.signal.aborted) {
      if (this.waiting.length >= this.batchSize) return;
      if (this.waiting.length > 0 || this.news) {
        if (this.live || this.failure) return;
        waitedUntil ??= performance.now() + FILL_MS;
        if (performance.now() >= waitedUntil) return;
      } else if (this.failure) throw this.failure;
      await this.change(waitedUntil);
    }
  }

  take(): { events: ServerEvent[]; upTo: Position | undefined; live: boolean } {
    const events = this.waiting.splice(0, this.batchSize);
    const all = this.waiting.length === 0;
    if (all) this.news = false;
    if (this.paused && this.waiting.length < this.batchSize) {
      this.paused = false;
      this.listen();
      this.call?.resume();
    }
    return {
      events: events.filter(this.wanted),
      upTo: all ? this.seen : events.at(-1)!.position,
      live: all && this.live,
    };
  }

  private change(until: number | undefined): Promise<void> {
    return new Promise((resolve) => {
      const timer =
        until === undefined
          ? undefined
          : setTimeout(() => this.wake(), Math.max(1, until - performance.now()));
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private receive(message: ReadResp): void {
    this.silence?.refresh();
    const event = eventOf(message);
    if (event) this.add(event);
    else if (message.hasCheckpoint()) this.checkpoint(message);
    else if (message.hasCaughtUp()) this.turn(true);
    else if (message.hasFellBehind()) this.turn(false);
    else return;
    this.wake();
  }

  private add(event: ServerEvent): void {
    // Seen already: the server began before the position it was given.
    if (this.seen !== undefined && event.position <= this.seen) return;
    this.seen = event.position;
    this.waiting.push(event);
    if (this.waiting.length < 2 * this.batchSize || this.paused) return;
    this.paused = true;
    this.hush();
    this.call?.pause();
  }

  /**
   * Only the commit position of a checkpoint is kept. Servers of 24.10 and 25.0 have sent some whose
   * commit is ahead of what they had considered, told by the prepare position that differs.
   */
  private checkpoint(message: ReadResp): void {
    const checkpoint = message.getCheckpoint()!;
    const commit = positionOf(checkpoint.getCommitPosition());
    if (commit === undefined || commit !== positionOf(checkpoint.getPreparePosition())) return;
    if (this.seen !== undefined && commit <= this.seen) return;
    this.seen = commit;
    this.news = true;
  }

  private turn(live: boolean): void {
    this.live = live;
    this.news = true;
    if (live) this.hush();
    else this.listen();
  }

  /** While there is more to come, silence means that the line is dead; later, keep-alives tell. */
  private listen(): void {
    this.hush();
    if (this.live || this.paused) return;
    this.silence = setTimeout(() => this.fail(new NoAnswer('subscription')), this.answerMs);
  }

  private hush(): void {
    clearTimeout(this.silence);
    this.silence = undefined;
  }

  private fail(error: Error): void {
    this.hush();
    this.failure ??= error;
    this.wake();
  }
}

const greater = (a: Position | undefined, b: Position | undefined): Position | undefined =>
  a === undefined || (b !== undefined && b > a) ? b : a;
