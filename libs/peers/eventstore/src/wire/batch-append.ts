import type { ServerDuplexStream, ServiceError } from '@grpc/grpc-js';
import { sizeOf, type Outcome, type Proposed } from '../log/stored.js';
import { batchError, batchOutcome, batchStatus } from './batch-answers.js';
import type { Shared, Streams } from './definitions.js';
import { asServiceError } from './errors.js';
import { expectedOf, proposedOf, streamOf, uuidOf } from './requests.js';
import type { Caller } from './rights.js';
import { admit, meetFault, type Service } from './service.js';

type Call = ServerDuplexStream<Streams.BatchAppendReq, Streams.BatchAppendResp>;

/** One append on its way in; its events may come in several messages. */
type Pending = {
  correlation: Shared.UUID;
  stream: string;
  expected: number;
  events: Proposed[];
  size: number;
  timer: NodeJS.Timeout | undefined;
};

/** The server waits no longer than this for an append, whatever the client would. */
const LONGEST_WAIT = 4_000;

/** Streams.BatchAppend: many appends over one call, each answered under its correlation id. */
export const batchAppend =
  (service: Service) =>
  (call: Call): void => {
    try {
      const batch = new Batch(service, call, admit(service, call.metadata, true));
      call.on('data', (request: Streams.BatchAppendReq) => batch.take(request));
      call.on('end', () => batch.end());
      call.on('cancelled', () => batch.drop());
      call.on('error', () => batch.drop());
    } catch (error) {
      call.emit('error', asServiceError(error));
    }
  };

class Batch {
  private readonly pending = new Map<string, Pending>();
  private answering = 0;
  private ended = false;
  private over = false;

  constructor(
    private readonly service: Service,
    private readonly call: Call,
    private readonly caller: Caller,
  ) {}

  take(request: Streams.BatchAppendReq): void {
    if (this.over) return;
    const correlation = request.getCorrelationId();
    try {
      const key = uuidOf(correlation);
      if (request.hasOptions() && !this.begin(key, request)) return;
      const pending = this.pending.get(key);
      if (!pending) return;
      this.add(pending, request);
      if (pending.size > this.service.maxAppendSize)
        this.refuse(key, pending, batchStatus.tooLarge(this.service.maxAppendSize));
      else if (request.getIsFinal()) void this.finish(key, pending);
    } catch (error) {
      const stream = this.pending.get(correlation?.getString() ?? '')?.stream ?? '';
      this.pending.delete(correlation?.getString() ?? '');
      if (correlation)
        this.write(
          batchError(correlation, stream, batchStatus.badRequest((error as Error).message)),
        );
    }
  }

  end(): void {
    this.ended = true;
    this.endWhenAnswered();
  }

  drop(): void {
    this.over = true;
    for (const { timer } of this.pending.values()) clearTimeout(timer);
    this.pending.clear();
  }

  /** False when the append is refused before its events are looked at. */
  private begin(key: string, request: Streams.BatchAppendReq): boolean {
    const options = request.getOptions()!;
    const pending: Pending = {
      correlation: request.getCorrelationId()!,
      stream: streamOf(options),
      expected: expectedOf(options),
      events: [],
      size: 0,
      timer: undefined,
    };
    const wait = waitOf(options);
    const { rights } = this.service;
    if (!rights.allows(this.caller, 'write', pending.stream))
      this.refuse(key, pending, batchStatus.accessDenied());
    else if (wait <= 0) this.refuse(key, pending, batchStatus.timeout());
    else if (this.passes('receiving', pending)) {
      this.pending.set(key, pending);
      if (!request.getIsFinal())
        pending.timer = setTimeout(() => this.refuse(key, pending, batchStatus.timeout()), wait);
      return true;
    }
    return false;
  }

  private add(pending: Pending, request: Streams.BatchAppendReq): void {
    for (const message of request.getProposedMessagesList()) {
      const event = proposedOf(message);
      pending.events.push(event);
      pending.size += sizeOf(event);
    }
  }

  private async finish(key: string, pending: Pending): Promise<void> {
    this.pending.delete(key);
    clearTimeout(pending.timer);
    if (!this.passes('arrived', pending)) return;
    const { stream, expected, events, correlation } = pending;
    this.answering += 1;
    try {
      const outcome: Outcome = await this.service.log.append(stream, expected, events);
      if (!this.passes('stored', pending)) return;
      meetFault(this.service, 'answering', stream);
      this.write(batchOutcome(correlation, stream, expected, outcome));
    } catch (error) {
      this.write(batchError(correlation, stream, batchStatus.unknown((error as Error).message)));
    } finally {
      this.answering -= 1;
      this.endWhenAnswered();
    }
  }

  /** False when a fault struck that leaves nothing more to do. */
  private passes(stage: 'receiving' | 'arrived' | 'stored', pending: Pending): boolean {
    const met = meetFault(this.service, stage, pending.stream);
    if (met.how === 'pass') return true;
    if (met.how === 'refuse') this.fail(pending, met.error);
    return false;
  }

  /** A time-out is an answer of the one append; any other refusal ends the call. */
  private fail(pending: Pending, error: ServiceError): void {
    if (error.details === 'Operation timed out')
      this.write(batchError(pending.correlation, pending.stream, batchStatus.timeout()));
    else {
      this.drop();
      this.call.emit('error', error);
    }
  }

  private refuse(key: string, pending: Pending, status: ReturnType<typeof batchStatus.timeout>) {
    this.pending.delete(key);
    clearTimeout(pending.timer);
    this.write(batchError(pending.correlation, pending.stream, status));
  }

  private write(response: Streams.BatchAppendResp): void {
    if (!this.over) this.call.write(response);
  }

  private endWhenAnswered(): void {
    if (!this.ended || this.answering > 0 || this.over) return;
    this.over = true;
    this.call.end();
  }
}

const waitOf = (options: Streams.BatchAppendReq.Options): number => {
  const deadline = options.getDeadline();
  const wait = deadline ? deadline.toDate().getTime() - Date.now() : LONGEST_WAIT;
  return Math.min(wait, LONGEST_WAIT);
};
