import {
  GateError,
  gateErrors,
  isUnreadable,
  StoreUnavailable,
  type GateCode,
} from '@gongkai/kernel';

/** What a caller sees of a gate error; the same fields stand in GraphQL's `extensions`. */
export type GateBody = {
  code: GateCode;
  zh: string;
  en: string;
  requestId: string;
  /** The field or variable that is wrong, where one is. */
  field?: string;
};

/** Seconds after which a refused request may be tried again. */
const RETRY_AFTER: Partial<Record<GateCode, number>> = {
  SERVICE_BUSY: 1,
  TENANT_INCOMPLETE: 60,
  TOO_MANY_REQUESTS: 1,
  TOO_MANY_ATTEMPTS: 60,
};

const TRANSPORT: Readonly<Record<string, GateCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'BAD_JSON',
  HPE_INVALID_METHOD: 'METHOD_NOT_ALLOWED',
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
  ENOSPC: 'STORAGE_FULL',
  EDQUOT: 'STORAGE_FULL',
  SQLITE_FULL: 'STORAGE_FULL',
  SQLITE_BUSY: 'SERVICE_BUSY',
};

/** Stores outside this process that do not answer now; they say it in classes of their own. */
const AWAY =
  /^(ClusterStore|MongoStore|MongoNetwork|MongoNetworkTimeout|MongoServerSelection|MongoPoolCleared|MongoNotConnected|MongoTopologyClosed)Error$/;

/** The gate error that stands for anything thrown; what nobody expected is INTERNAL. */
export const gateOf = (error: unknown): GateError => {
  if (error instanceof GateError) return error;
  if (error instanceof StoreUnavailable)
    return new GateError(error.reason === 'full' ? 'STORAGE_FULL' : 'SERVICE_BUSY');
  if (error instanceof Error && AWAY.test(error.name)) return new GateError('SERVICE_BUSY');
  // That stream is not served until it is repaired.
  if (isUnreadable(error)) return new GateError('TENANT_INCOMPLETE');
  if (typeof error === 'object' && error !== null) {
    const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
    const known = typeof code === 'string' && Object.hasOwn(TRANSPORT, code);
    if (known) return new GateError(TRANSPORT[code]!);
    // Whatever else the server library refuses before a handler runs is the caller's mistake.
    const refusedByLibrary = typeof code === 'string' && /^(FST_ERR|HPE_)/.test(code);
    if (refusedByLibrary && (statusCode === undefined || Number(statusCode) < 500))
      return new GateError('BAD_REQUEST');
  }
  return new GateError('INTERNAL');
};

export const gateBody = (gate: GateError, requestId: string): GateBody => {
  const { zh, en, field } = gate.details;
  return {
    code: gate.code,
    zh: typeof zh === 'string' ? zh : gate.zh,
    en: typeof en === 'string' ? en : gate.en,
    requestId,
    ...(typeof field === 'string' ? { field } : {}),
  };
};

/** Headers that belong to a gate error. */
export const gateHeaders = (gate: GateError): Record<string, string> => {
  const given = gate.details['retryAfterSeconds'];
  const wait = typeof given === 'number' ? given : RETRY_AFTER[gate.code];
  return {
    ...(wait === undefined ? {} : { 'retry-after': String(wait) }),
    ...(gate.status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
  };
};

export const isGateCode = (code: unknown): code is GateCode =>
  typeof code === 'string' && Object.hasOwn(gateErrors, code);
