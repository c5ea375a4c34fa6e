import type { sendUnaryData, ServerReadableStream } from '@grpc/grpc-js';
import { sizeOf, type Outcome, type Proposed } from '../log/stored.js';
import { ANY, EXISTS, NO_STREAM } from '../log/stored.js';
import { shared, streams, type Streams } from './definitions.js';
import { appendTooLarge, asServiceError, invalidArgument, streamDeleted } from './errors.js';
import { expectedOf, proposedOf, streamOf } from './requests.js';
import type { Caller } from './rights.js';
import { admit, meetFault, type Service } from './service.js';

type Call = ServerReadableStream<Streams.AppendReq, Streams.AppendResp>;
type Answer = sendUnaryData<Streams.AppendResp>;

/** Streams.Append: options first, then one message per event, one answer at the end. */
export const append =
  (service: Service) =>
  (call: Call, answer: Answer): void => {
    const request = new AppendRequest(service, call);
    let over = false;
    const fail = (error: unknown) => {
      if (over) return;
      over = true;
      answer(asServiceError(error));
    };
    call.on('data', (message: Streams.AppendReq) => {
      if (over) return;
      try {
        over = request.take(message) === 'silence';
      } catch (error) {
        fail(error);
      }
    });
    call.on('end', () => {
      if (over || call.cancelled) return;
      request.finish().then((response) => {
        if (response) answer(null, response);
      }, fail);
    });
    call.on('error', () => (over = true));
  };

class AppendRequest {
  private readonly caller: Caller;
  private readonly refused: unknown;
  private readonly events: Proposed[] = [];
  private stream = '';
  private expected: number | undefined;
  private size = 0;

  constructor(
    private readonly service: Service,
    call: Call,
  ) {
    try {
      this.caller = admit(service, call.metadata, true);
    } catch (error) {
      this.refused = error;
    }
  }

  take(message: Streams.AppendReq): 'silence' | undefined {
    if (this.refused) throw this.refused;
    if (message.hasOptions()) return this.begin(message.getOptions()!);
    const proposed = message.getProposedMessage();
    if (!proposed || this.expected === undefined) throw invalidArgument('Options come first.');
    const event = proposedOf(proposed);
    this.events.push(event);
    this.size += sizeOf(event);
    if (this.size > this.service.maxAppendSize) throw appendTooLarge(this.service.maxAppendSize);
    return undefined;
  }

  /** Undefined: no answer is to be given. */
  async finish(): Promise<Streams.AppendResp | undefined> {
    if (this.refused) throw this.refused;
    if (this.expected === undefined) throw invalidArgument('Options are required.');
    const before = this.meet('arrived');
    if (before === 'silence') return undefined;
    const outcome = await this.service.log.append(this.stream, this.expected, this.events);
    if (this.meet('stored') === 'silence') return undefined;
    this.meet('answering');
    return responseOf(this.stream, this.expected, outcome);
  }

  private begin(options: Streams.AppendReq.Options): 'silence' | undefined {
    this.stream = streamOf(options);
    this.expected = expectedOf(options);
    this.service.rights.check(this.caller, 'write', this.stream);
    return this.meet('receiving');
  }

  private meet(stage: 'receiving' | 'arrived' | 'stored' | 'answering'): 'silence' | undefined {
    const met = meetFault(this.service, stage, this.stream);
    if (met.how === 'refuse') throw met.error;
    return met.how === 'silence' ? 'silence' : undefined;
  }
}

const responseOf = (stream: string, expected: number, outcome: Outcome): Streams.AppendResp => {
  if (outcome.kind === 'deleted') throw streamDeleted(stream);
  const response = new streams.AppendResp();
  if (outcome.kind === 'wrong')
    response.setWrongExpectedVersion(wrongVersion(expected, outcome.current));
  else response.setSuccess(success(outcome));
  return response;
};

const success = ({
  revision,
  position,
}: {
  revision: number;
  position: number | null;
}): Streams.AppendResp.Success => {
  const message = new streams.AppendResp.Success();
  if (revision < 0) message.setNoStream(new shared.Empty());
  else message.setCurrentRevision(`${revision}`);
  if (position === null) message.setNoPosition(new shared.Empty());
  else {
    const at = new streams.AppendResp.Position();
    at.setCommitPosition(`${position}`);
    at.setPreparePosition(`${position}`);
    message.setPosition(at);
  }
  return message;
};

/** A wrong revision is an answer of this method, not an error. */
const wrongVersion = (
  expected: number,
  current: number,
): Streams.AppendResp.WrongExpectedVersion => {
  const message = new streams.AppendResp.WrongExpectedVersion();
  if (expected === ANY) message.setExpectedAny(new shared.Empty());
  else if (expected === EXISTS) message.setExpectedStreamExists(new shared.Empty());
  else if (expected === NO_STREAM) message.setExpectedNoStream(new shared.Empty());
  else message.setExpectedRevision(`${expected}`);
  if (current < 0) message.setCurrentNoStream(new shared.Empty());
  else message.setCurrentRevision(`${current}`);
  return message;
};
