import { status as code } from '@grpc/grpc-js';
import type { Message } from 'google-protobuf';
import { ANY, EXISTS, NO_STREAM, type Outcome } from '../log/stored.js';
import {
  Any,
  GoogleEmpty,
  shared,
  status,
  streams,
  type Shared,
  type Status,
  type Streams,
} from './definitions.js';

/**
 * Errors of single appends in a batch: a status with exactly one packed detail. Without the detail
 * the client fails in its own handler.
 */
const statusOf = (
  number: number,
  message: string,
  type: string,
  detail: Message,
): Status.Status => {
  const packed = new Any();
  packed.pack(detail.serializeBinary(), `event_store.client.${type}`);
  const one = new status.Status();
  one.setCode(number as Parameters<Status.Status['setCode']>[0]);
  one.setMessage(message);
  one.setDetails(packed);
  return one;
};

export const batchStatus = {
  timeout: () => statusOf(code.DEADLINE_EXCEEDED, 'Timeout', 'Timeout', new shared.Timeout()),
  accessDenied: () =>
    statusOf(code.PERMISSION_DENIED, 'Access Denied', 'AccessDenied', new shared.AccessDenied()),
  unknown: (message: string) => statusOf(code.UNKNOWN, message, 'Unknown', new shared.Unknown()),
  tooLarge: (largest: number) => {
    const detail = new shared.MaximumAppendSizeExceeded();
    detail.setMaxappendsize(largest);
    const message = `Maximum Append Size of ${largest} Exceeded.`;
    return statusOf(code.INVALID_ARGUMENT, message, 'MaximumAppendSizeExceeded', detail);
  },
  badRequest: (message: string) => {
    const detail = new shared.BadRequest();
    detail.setMessage(message);
    return statusOf(code.INVALID_ARGUMENT, message, 'BadRequest', detail);
  },
  streamDeleted: (stream: string) => {
    const detail = new shared.StreamDeleted();
    detail.setStreamIdentifier(identifier(stream));
    return statusOf(code.NOT_FOUND, `Stream '${stream}' is deleted.`, 'StreamDeleted', detail);
  },
  wrongVersion: (expected: number, current: number) =>
    statusOf(
      code.ALREADY_EXISTS,
      'WrongExpectedVersion',
      'WrongExpectedVersion',
      wrongVersion(expected, current),
    ),
};

export const batchError = (
  correlation: Shared.UUID,
  stream: string,
  error: Status.Status,
): Streams.BatchAppendResp => {
  const response = responseTo(correlation, stream);
  response.setError(error);
  return response;
};

export const batchOutcome = (
  correlation: Shared.UUID,
  stream: string,
  expected: number,
  outcome: Outcome,
): Streams.BatchAppendResp => {
  if (outcome.kind === 'deleted')
    return batchError(correlation, stream, batchStatus.streamDeleted(stream));
  if (outcome.kind === 'wrong')
    return batchError(correlation, stream, batchStatus.wrongVersion(expected, outcome.current));
  const response = responseTo(correlation, stream);
  response.setSuccess(success(outcome.revision, outcome.position));
  return response;
};

const responseTo = (correlation: Shared.UUID, stream: string): Streams.BatchAppendResp => {
  const response = new streams.BatchAppendResp();
  response.setCorrelationId(correlation);
  response.setStreamIdentifier(identifier(stream));
  return response;
};

const identifier = (stream: string): Shared.StreamIdentifier => {
  const message = new shared.StreamIdentifier();
  message.setStreamName(new Uint8Array(Buffer.from(stream, 'utf8')));
  return message;
};

const success = (revision: number, position: number | null): Streams.BatchAppendResp.Success => {
  const message = new streams.BatchAppendResp.Success();
  if (revision < 0) message.setNoStream(new GoogleEmpty());
  else message.setCurrentRevision(`${revision}`);
  if (position === null) message.setNoPosition(new GoogleEmpty());
  else {
    const at = new shared.AllStreamPosition();
    at.setCommitPosition(`${position}`);
    at.setPreparePosition(`${position}`);
    message.setPosition(at);
  }
  return message;
};

const wrongVersion = (expected: number, current: number): Shared.WrongExpectedVersion => {
  const message = new shared.WrongExpectedVersion();
  if (expected === ANY) message.setExpectedAny(new GoogleEmpty());
  else if (expected === EXISTS) message.setExpectedStreamExists(new GoogleEmpty());
  else if (expected === NO_STREAM) message.setExpectedNoStream(new GoogleEmpty());
  else message.setExpectedStreamPosition(`${expected}`);
  if (current < 0) message.setCurrentNoStream(new GoogleEmpty());
  else message.setCurrentStreamRevision(`${current}`);
  return message;
};
