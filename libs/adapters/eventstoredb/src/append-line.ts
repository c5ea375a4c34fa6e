import { randomUUID } from 'node:crypto';
import {
  AccessDeniedError,
  DeadlineExceededError,
  MaxAppendSizeExceededError,
  StreamDeletedError,
  UnavailableError,
  UnknownError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import type { Connection, Duplex } from './connection.js';
import { NoAnswer } from './failures.js';
import { inTime } from './in-time.js';
import { shared, streams, type BatchAppendReq, type BatchAppendResp } from './protocol.js';
import { positionOf, streamIdentifier } from './requests.js';

/** An event as the server takes it. */
export type ProposedEvent = { id: string; type: string; metadata: Uint8Array; data: Uint8Array };
/** The position is left out where the server leaves it out. */
export type Written = { revision: number; position: bigint | undefined };

/** Events of one append go in messages of about this size; the server makes one write of them. */
const MESSAGE_BYTES = 1024 * 1024;
const TYPE_URL = 'event_store.client.';

type Pending = { resolve: (written: Written) => void; reject: (error: Error) => void };

/**
 * Appends over one long call, many under way at once, each with its own time-out. When the line
 * breaks or is silent, every append on it fails at once and may be repeated; the next opens a new one.
 */
export class AppendLine {
  private line: Promise<Line> | undefined;

  constructor(
    private readonly connection: Pick<Connection, 'appendCall' | 'reconnect'>,
    private readonly answerMs: number,
  ) {}

  /** One try. What the server did is not known when it fails with anything but a refusal. */
  async append(
    stream: string,
    expectedRevision: number,
    events: readonly ProposedEvent[],
  ): Promise<Written> {
    try {
      return await inTime(this.answerMs, 'append', this.send(stream, expectedRevision, events));
    } catch (error) {
      if (error instanceof NoAnswer) await this.giveUp();
      throw error;
    }
  }

  close(): void {
    const line = this.line;
    this.line = undefined;
    line?.then(
      (open) => open.fail(new UnavailableError()),
      () => undefined,
    );
  }

  private async send(
    stream: string,
    expectedRevision: number,
    events: readonly ProposedEvent[],
  ): Promise<Written> {
    const line = await this.opened();
    return line.append(stream, expectedRevision, events);
  }

  private opened(): Promise<Line> {
    if (this.line) return this.line;
    const opening: Promise<Line> = this.connection.appendCall().then(
      (call) =>
        new Line(call, () => {
          if (this.line === opening) this.line = undefined;
        }),
    );
    opening.catch(() => {
      if (this.line === opening) this.line = undefined;
    });
    this.line = opening;
    return opening;
  }

  private async giveUp(): Promise<void> {
    this.close();
    await this.connection.reconnect();
  }
}

class Line {
  private readonly pending = new Map<string, Pending>();
  private draining: Promise<void> | undefined;
  private drained: () => void = () => undefined;
  private broken: Error | undefined;

  constructor(
    private readonly call: Duplex,
    private readonly onBroken: () => void,
  ) {
    call.on('data', (answer) => this.answer(answer));
    call.on('error', (error) => this.fail(error));
    call.on('end', () => this.fail(new UnavailableError()));
    call.on('drain', () => this.drained());
  }

  append(
    stream: string,
    expectedRevision: number,
    events: readonly ProposedEvent[],
  ): Promise<Written> {
    const id = randomUUID();
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve, reject });
      this.write(messagesOf(id, stream, expectedRevision, events)).catch(reject);
    });
  }

  fail(error: Error): void {
    this.broken ??= error;
    this.onBroken();
    const waiting = [...this.pending.values()];
    this.pending.clear();
    for (const { reject } of waiting) reject(error);
    this.drained();
    this.call.cancel();
  }

  private async write(messages: readonly BatchAppendReq[]): Promise<void> {
    for (const message of messages) {
      while (this.draining) await this.draining;
      if (this.broken) throw this.broken;
      if (this.call.write(message)) continue;
      this.draining = new Promise<void>((resolve) => {
        this.drained = resolve;
      }).finally(() => (this.draining = undefined));
    }
  }

  /** An answer to an append that nobody waits for any more is passed over. */
  private answer(answer: BatchAppendResp): void {
    const id = answer.getCorrelationId()?.getString().toLowerCase() ?? '';
    const waiting = this.pending.get(id);
    if (!waiting) return;
    this.pending.delete(id);
    try {
      waiting.resolve(writtenOf(answer));
    } catch (error) {
      waiting.reject(error as Error);
    }
  }
}

const writtenOf = (answer: BatchAppendResp): Written => {
  if (!answer.hasSuccess()) throw refusalOf(answer);
  const success = answer.getSuccess()!;
  if (!success.hasCurrentRevision())
    throw new UnknownError(undefined, 'an append was answered without a revision');
  const position = success.getPosition();
  return {
    revision: Number(success.getCurrentRevision()) + 1,
    position: position && positionOf(position.getCommitPosition()),
  };
};

/** The refusal as the error that the client has for it; a status without details is no reason to fail. */
const refusalOf = (answer: BatchAppendResp): Error => {
  const status = answer.getError();
  const details = status?.getDetails();
  const stream = Buffer.from(answer.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString();
  const kind = details?.getTypeName() ?? '';
  switch (kind) {
    case `${TYPE_URL}WrongExpectedVersion`: {
      const unpacked = details!.unpack(shared.WrongExpectedVersion.deserializeBinary, kind)!;
      return WrongExpectedVersionError.fromWrongExpectedVersion(unpacked, stream);
    }
    case `${TYPE_URL}StreamDeleted`:
      return StreamDeletedError.fromStreamName(stream);
    case `${TYPE_URL}AccessDenied`:
      return new AccessDeniedError();
    case `${TYPE_URL}Timeout`:
      return new DeadlineExceededError();
    case `${TYPE_URL}MaximumAppendSizeExceeded`: {
      const unpacked = details!.unpack(shared.MaximumAppendSizeExceeded.deserializeBinary, kind)!;
      return MaxAppendSizeExceededError.fromMaxAppendSize(unpacked.getMaxappendsize());
    }
    default:
      return new UnknownError(undefined, status?.getMessage() || 'an append was refused');
  }
};

/** No deadline goes along: the one the protocol has here is an instant, and clocks differ. */
const messagesOf = (
  id: string,
  stream: string,
  expectedRevision: number,
  events: readonly ProposedEvent[],
): BatchAppendReq[] => {
  const options = new streams.BatchAppendReq.Options();
  options.setStreamIdentifier(streamIdentifier(stream));
  if (expectedRevision === 0) options.setNoStream(new shared.Empty());
  else options.setStreamPosition(String(expectedRevision - 1));
  const correlation = new shared.UUID();
  correlation.setString(id);
  const messages: BatchAppendReq[] = [];
  let bytes = Infinity;
  for (const event of events) {
    bytes += event.metadata.length + event.data.length;
    if (bytes > MESSAGE_BYTES) {
      const message = new streams.BatchAppendReq();
      message.setCorrelationId(correlation);
      if (messages.length === 0) message.setOptions(options);
      messages.push(message);
      bytes = event.metadata.length + event.data.length;
    }
    messages.at(-1)!.addProposedMessages(proposedOf(event));
  }
  messages.at(-1)!.setIsFinal(true);
  return messages;
};

const proposedOf = ({ id, type, metadata, data }: ProposedEvent) => {
  const uuid = new shared.UUID();
  uuid.setString(id);
  const message = new streams.BatchAppendReq.ProposedMessage();
  message.setId(uuid);
  message.getMetadataMap().set('type', type).set('content-type', 'application/octet-stream');
  message.setCustomMetadata(metadata);
  message.setData(data);
  return message;
};
