import {
  MongoCompatibilityError,
  MongoError,
  MongoInvalidArgumentError,
  MongoNetworkError,
  MongoParseError,
  MongoServerError,
  MongoServerSelectionError,
} from 'mongodb';
import { MongoStoreError } from './errors.js';

/** Codes of servers: who somebody is, what somebody may. */
const AUTHENTICATION_FAILED = 18;
const UNAUTHORIZED = 13;
const DUPLICATE_KEY = 11_000;
export const NAMESPACE_EXISTS = 48;

export const isDuplicateKey = (error: unknown): boolean =>
  error instanceof MongoServerError && error.code === DUPLICATE_KEY;

/** An error of the driver as an operator can understand it; what is none of theirs stays as it is. */
export const explained = (error: unknown): unknown => {
  if (!(error instanceof MongoError)) return error;
  if (error instanceof MongoParseError || error instanceof MongoInvalidArgumentError)
    return new MongoStoreError('url', withoutSecrets(error.message));
  if (error instanceof MongoServerError) return refused(error);
  if (!(error instanceof MongoServerSelectionError) && !(error instanceof MongoNetworkError))
    return error instanceof MongoCompatibilityError
      ? new MongoStoreError('tooOld', error.message)
      : error;
  return unconnected(error);
};

const refused = (error: MongoServerError): unknown => {
  if (error.code === AUTHENTICATION_FAILED) return new MongoStoreError('credentials');
  if (error.code === UNAUTHORIZED) return new MongoStoreError('right', error.message);
  return error;
};

const unconnected = (error: MongoError): unknown => {
  const said = [error.message, ...causesOf(error)].join(' ');
  if (/wire version|requires at least/i.test(said)) return new MongoStoreError('tooOld', said);
  if (/certificate|self.signed|\bSSL\b|\bTLS\b|ERR_TLS|altnames/i.test(said))
    return new MongoStoreError('certificate', withoutSecrets(error.message));
  const server = causedBy(error, MongoServerError);
  if (server !== undefined) return refused(server as MongoServerError);
  return new MongoStoreError('unreachable', withoutSecrets(error.message));
};

const chainOf = (error: Error): Error[] => {
  const chain: Error[] = [];
  for (let at: unknown = error; at instanceof Error && chain.length < 8; at = at.cause)
    chain.push(at);
  return chain;
};

const causesOf = (error: Error): string[] => chainOf(error).map(({ message }) => message);

const causedBy = (error: Error, kind: typeof MongoServerError): Error | undefined =>
  chainOf(error).find((one) => one instanceof kind);

/** An address may carry a password. */
export const withoutSecrets = (text: string): string => text.replace(/\/\/[^@/\s]*@/g, '//…@');

/** What goes wrong at the server is told as an operator can understand it. */
export const plainly = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw explained(error);
  }
};
