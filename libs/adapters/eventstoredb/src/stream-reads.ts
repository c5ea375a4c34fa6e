import type { Position } from '@gongkai/kernel';
import { IntegrityError } from './cluster-store-error.js';
import type { Connection } from './connection.js';
import { Done, failureOf, NoAnswer, patiently, type Patience } from './failures.js';
import type { ReadReq } from './protocol.js';
import { lastOfAllRequest, lastOfStreamRequest, streamRequest } from './requests.js';
import { eventOf, isOurs, ourStream, type ServerEvent } from './server-event.js';

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
      if (event.revision !== revision || !isOurs(event)) throw new IntegrityError(stream, revision);
    }
    return events;
  }

  async revision(stream: string): Promise<number> {
    const [last] = await this.events(stream, lastOfStreamRequest(stream));
    return last?.revision ?? 0;
  }

  /** Position of the last event in a stream of ours. */
  async head(): Promise<Position | undefined> {
    const [last] = await this.events('$all', lastOfAllRequest());
    return last && (ourStream(last.stream) ? last.position : undefined);
  }

  private async events(stream: string, request: ReadReq): Promise<ServerEvent[]> {
    try {
      return await patiently(this.patience, `read ${stream}`, () => this.once(stream, request));
    } catch (error) {
      throw error instanceof Done ? error.cause : error;
    }
  }

  private async once(stream: string, request: ReadReq): Promise<ServerEvent[]> {
    const { answerMs } = this.patience;
    const call = await within(answerMs, 'read', this.connection.readCall(request));
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
      if (type === 'stream-deleted') throw new Done(new IntegrityError(stream, 1));
      if (error instanceof NoAnswer) await this.connection.reconnect();
      throw error;
    }
  }
}

/** The answer, or `NoAnswer` when it takes longer. */
export const within = async <T>(ms: number, what: string, answer: Promise<T>): Promise<T> => {
  let stop: () => void = () => undefined;
  const silence = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(new NoAnswer(what)), ms);
    stop = () => clearTimeout(timer);
  });
  try {
    return await Promise.race([answer, silence]);
  } finally {
    stop();
  }
};
