import { IntegrityError, type Position } from '@gongkai/kernel';
import { ClusterStoreError } from './cluster-store-error.js';
import type { Connection } from './connection.js';
import { Done, failureOf, NoAnswer, patiently, type Patience } from './failures.js';
import { inTime } from './in-time.js';
import type { ReadReq } from './protocol.js';
import {
  endOfAllRequest,
  lastOfAllRequest,
  lastOfStreamRequest,
  streamRequest,
} from './requests.js';
import { eventOf, isOurs, ourStream, type ServerEvent } from './server-event.js';

const LOOKING = 3;

/** Reads of streams; each is repeated while the server is away, for it changes nothing. */
export class StreamReads {
  constructor(
    private readonly connection: Connection,
    private readonly patience: Patience,
  ) {}

  /** Every event from a revision on, or `IntegrityError` when one is missing or not ours. */
  async read(stream: string, fromRevision: number): Promise<ServerEvent[]> {
    const events = await this.events(stream, streamRequest(stream, fromRevision));
    for (const [i, event] of events.entries()) {
      const revision = fromRevision + i;
      if (event.revision !== revision || !isOurs(event)) throw IntegrityError.of(stream, revision);
    }
    return events;
  }

  async revision(stream: string): Promise<number> {
    const [last] = await this.events(stream, lastOfStreamRequest(stream));
    return last?.revision ?? 0;
  }

  /** Position of the last event in a stream of ours. */
  async head(): Promise<Position | undefined> {
    // The server looks for it from its end backwards, which may take longer than an answer.
    const [last] = await this.events('$all', lastOfAllRequest(), LOOKING);
    return last && (ourStream(last.stream) ? last.position : undefined);
  }

  /** A server takes a position behind its end without a word, and then gives nothing for ever. */
  async ensureWithin(position: Position): Promise<void> {
    const [last] = await this.events('$all', endOfAllRequest());
    if (last && last.position >= position) return;
    throw new ClusterStoreError('position', `${position} > ${last?.position ?? 0n}`);
  }

  private async events(stream: string, request: ReadReq, times = 1): Promise<ServerEvent[]> {
    try {
      return await patiently(this.patience, `read ${stream}`, () =>
        this.once(stream, request, times * this.patience.answerMs),
      );
    } catch (error) {
      throw error instanceof Done ? error.cause : error;
    }
  }

  private async once(stream: string, request: ReadReq, answerMs: number): Promise<ServerEvent[]> {
    const call = await inTime(answerMs, 'read', this.connection.readCall(request), (late) =>
      late.cancel(),
    );
    const events: ServerEvent[] = [];
    try {
      await new Promise<void>((resolve, reject) => {
        const silence = setTimeout(() => reject(new NoAnswer('read')), answerMs);
        const settled = (settle: () => void) => {
          clearTimeout(silence);
          settle();
        };
        call.on('data', (message) => {
          silence.refresh();
          if (message.hasStreamNotFound()) return;
          const event = eventOf(message);
          if (event) events.push(event);
        });
        call.on('end', () => settled(resolve));
        call.on('error', (error) => settled(() => reject(error)));
      });
      return events;
    } catch (error) {
      call.cancel();
      const { type } = failureOf(error);
      if (type === 'stream-deleted') throw new Done(IntegrityError.of(stream, 1));
      if (error instanceof NoAnswer) await this.connection.reconnect();
      throw error;
    }
  }
}
