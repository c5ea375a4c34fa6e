import { Metadata, status as code, type ServiceError } from '@grpc/grpc-js';

/** Metadata of gRPC is ASCII; anything else would end the connection. */
const ascii = (text: string): string =>
  /^[\x20-\x7e]*$/.test(text) ? text : encodeURIComponent(text);

/** An error as the server sends it: a status and, under `exception`, what kind of error it is. */
export const rpcError = (
  status: number,
  details: string,
  trailers: Readonly<Record<string, string>> = {},
): ServiceError => {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(trailers)) metadata.set(key, ascii(value));
  return Object.assign(new Error(details), { code: status, details: ascii(details), metadata });
};

export const invalidArgument = (details: string): ServiceError =>
  rpcError(code.INVALID_ARGUMENT, details);

export const streamDeleted = (stream: string): ServiceError =>
  rpcError(code.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': stream,
  });

export const wrongExpectedVersion = (
  operation: string,
  stream: string,
  expected: number,
  actual: number,
): ServiceError =>
  rpcError(
    code.FAILED_PRECONDITION,
    `${operation} failed due to WrongExpectedVersion. Stream: ${stream}, Expected version: ${expected}, Actual version: ${actual}`,
    {
      exception: 'wrong-expected-version',
      'stream-name': stream,
      'expected-version': `${expected}`,
      'actual-version': `${actual}`,
    },
  );

export const appendTooLarge = (largest: number): ServiceError =>
  rpcError(code.INVALID_ARGUMENT, `Maximum Append Size of ${largest} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': `${largest}`,
  });

export const propertyMissing = (name: string): ServiceError =>
  rpcError(code.INVALID_ARGUMENT, `Required Metadata Property '${name}' is missing`, {
    exception: 'missing-required-metadata-property',
    'required-metadata-properties': 'type,content-type',
  });

export const notLeader = ({ host, port }: { host: string; port: number }): ServiceError =>
  rpcError(code.NOT_FOUND, 'Leader info available', {
    exception: 'not-leader',
    'leader-endpoint-host': host,
    'leader-endpoint-port': `${port}`,
  });

export const accessDenied = (): ServiceError =>
  rpcError(code.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' });

export const unauthenticated = (): ServiceError =>
  rpcError(code.UNAUTHENTICATED, 'The credentials are not valid.');

export const notReady = (): ServiceError => rpcError(code.UNAVAILABLE, 'Server Is Not Ready');

export const timedOut = (): ServiceError => rpcError(code.ABORTED, 'Operation timed out');

/** What a handler threw, as an error of the wire. */
export const asServiceError = (error: unknown): ServiceError =>
  typeof (error as { code?: unknown }).code === 'number'
    ? (error as ServiceError)
    : rpcError(code.UNKNOWN, (error as Error).message);
