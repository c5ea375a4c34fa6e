import {
  MongoCompatibilityError,
  MongoNetworkError,
  MongoServerError,
  MongoServerSelectionError,
  type MongoError,
} from 'mongodb';
import { MongoStoreError } from './errors.js';

/** Codes of servers: who somebody is, what somebody may, what stands in the way. */
const AUTHENTICATION_FAILED = 18;
const UNAUTHORIZED = 13;
const DUPLICATE_KEY = 11_000;
export const NAMESPACE_EXISTS = 48;
const WRITE_CONCERN = new Set<unknown>([64, 79, 100]);
/** Stepping down, shutting down, recovering, no longer or not yet the one that takes writes. */
const NOT_PRIMARY = new Set<unknown>([91, 189, 10058, 10107, 11600, 11602, 13435, 13436]);

export const isDuplicateKey = (error: unknown): boolean =>
  error instanceof MongoServerError && error.code === DUPLICATE_KEY;

/** An error of the driver as an operator can understand it; what is none of theirs stays as it is. */
export const explained = (error: unknown): unknown => {
  if (error instanceof MongoServerError) return refused(error);
  if (error instanceof MongoCompatibilityError) return new MongoStoreError('tooOld', error.message);
  const unconnected =
    error instanceof MongoServerSelectionError || error instanceof MongoNetworkError;
  return unconnected ? lost(error) : error;
};

const refused = (error: MongoServerError): unknown => {
  if (error.code === AUTHENTICATION_FAILED) return new MongoStoreError('credentials');
  if (error.code === UNAUTHORIZED) return new MongoStoreError('right', error.message);
  if (NOT_PRIMARY.has(error.code)) return new MongoStoreError('noPrimary', error.message);
  if (WRITE_CONCERN.has(error.code)) return new MongoStoreError('noMajority', error.message);
  return error;
};

const lost = (error: MongoError): unknown => {
  const chain = chainOf(error);
  const said = chain.map(({ message }) => message).join(' ');
  if (/wire version/i.test(said)) return new MongoStoreError('tooOld', said);
  if (/certificate|self.signed|\bSSL\b|\bTLS\b|ERR_TLS|altnames/i.test(said))
    return new MongoStoreError('certificate', withoutSecrets(error.message));
  const server = chain.find((one) => one instanceof MongoServerError);
  if (server !== undefined) return refused(server);
  const { reason } = error as MongoServerSelectionError;
  const kinds = [...(reason?.servers?.values() ?? [])].map(({ type }) => type);
  const away = kinds.every((kind) => kind === 'Unknown' || kind === 'PossiblePrimary');
  const problem = kinds.length > 0 && !away ? 'noPrimary' : 'unreachable';
  return new MongoStoreError(problem, withoutSecrets(error.message));
};

const chainOf = (error: Error): Error[] => {
  const chain: Error[] = [];
  for (let at: unknown = error; at instanceof Error && chain.length < 8; at = at.cause)
    chain.push(at);
  return chain;
};

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

/** Two processes may make the same document at once; the second finds it the next time. */
export const onceMore = async (work: () => Promise<unknown>): Promise<void> => {
  try {
    await work();
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    await work();
  }
};
