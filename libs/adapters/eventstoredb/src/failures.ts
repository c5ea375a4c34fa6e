import { setTimeout } from 'node:timers/promises';
import { convertToCommandError } from '@eventstore/db-client';
import { IntegrityError, StoreUnavailable } from '@gongkai/kernel';
import { ClusterStoreError } from './cluster-store-error.js';

/** No answer in the time given; what the server did is not known. */
export class NoAnswer extends Error {
  constructor(what: string) {
    super(`no answer from the event store: ${what}`);
    this.name = 'NoAnswer';
  }
}

type Failure = Error & { type?: string; code?: number; details?: string };

const UNAUTHENTICATED = 16;
const PERMISSION_DENIED = 7;
const INVALID_ARGUMENT = 3;
const SECURITY = /certificate|altname|self.signed|\bSSL\b|\bTLS\b|EPROTO|wrong version number/i;

/** The client gives raw gRPC errors in some places and its own in others; this gives its own. */
export const failureOf = (error: unknown): Failure => {
  if (!(error instanceof Error)) return new Error(String(error));
  try {
    return convertToCommandError(error) as Failure;
  } catch {
    // Some of the client's own want details that a server in trouble does not send.
    return error;
  }
};

/** What an operator has to put right; undefined for what may pass by itself. */
export const lasting = (error: unknown, subject: string): ClusterStoreError | undefined => {
  if (error instanceof ClusterStoreError) return error;
  const { type, code, message } = failureOf(error);
  if (code === UNAUTHENTICATED) return new ClusterStoreError('credentials');
  if (type === 'access-denied' || code === PERMISSION_DENIED)
    return new ClusterStoreError('right', subject);
  if (type === 'maximum-append-size-exceeded')
    return new ClusterStoreError(
      'tooLarge',
      String((failureOf(error) as { maxAppendSize?: number }).maxAppendSize ?? ''),
    );
  if (code === INVALID_ARGUMENT && subject.startsWith('read'))
    return new ClusterStoreError('position', message);
  if (SECURITY.test(message)) return new ClusterStoreError('certificate', causeIn(error));
  return undefined;
};

/** `… Last error: Error: self-signed certificate. Resolution note: …` in short. */
export const causeIn = (error: unknown): string => {
  const { message } = failureOf(error);
  const [, cause = message] = /Last error: (?:Error: )?([^\n]*)/.exec(message) ?? [];
  return cause
    .replace(/\. Resolution note:.*$/, '')
    .replace(/^[0-9A-F]+:error:[0-9A-F]+:/, '')
    .replace(/:[^:]*\.c:\d+:?$/, '')
    .slice(0, 200);
};

export type Patience = { answerMs: number; giveUpMs: number };

const PAUSE_MIN_MS = 50;
const PAUSE_MAX_MS = 2_000;

/** How long to wait before the nth repeat: doubles, up to two seconds, never quite the same. */
export const pauseMs = (attempt: number): number =>
  Math.min(PAUSE_MAX_MS, PAUSE_MIN_MS * 2 ** Math.min(attempt, 10)) * (0.75 + Math.random() / 2);

/** Repeats what may pass by itself until it works or patience is at its end. */
export const patiently = async <T>(
  { giveUpMs }: Patience,
  subject: string,
  attempt: (count: number) => Promise<T>,
): Promise<T> => {
  const began = performance.now();
  for (let count = 0; ; count++) {
    try {
      return await attempt(count);
    } catch (error) {
      if (error instanceof IntegrityError || error instanceof Done) throw error;
      const permanent = lasting(error, subject);
      if (permanent) throw permanent;
      const pause = pauseMs(count);
      if (performance.now() - began + pause > giveUpMs)
        throw Object.assign(new StoreUnavailable('busy'), { cause: error });
      await setTimeout(pause);
    }
  }
};

/** An answer that ends all repeating although it is an error, e.g. a conflict. */
export class Done extends Error {
  constructor(override readonly cause: Error) {
    super(cause.message);
  }
}
