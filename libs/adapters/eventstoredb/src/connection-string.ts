import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ClusterStoreError } from './cluster-store-error.js';

export type EndPoint = { address: string; port: number };

/** What a connection string says, with its files read. */
export type ConnectionSettings = {
  hosts: EndPoint[];
  /** The one host is a name that stands for the members of a cluster. */
  discover: boolean;
  tls: boolean;
  certificates: { root?: Buffer; userCert?: Buffer; userKey?: Buffer };
  credentials: { username: string; password: string } | undefined;
  nodePreference: 'leader' | 'follower' | 'random' | 'read_only_replica';
  connectionName: string | undefined;
  /** Milliseconds, but for `gossipTimeout`, which is seconds as in every client. */
  numbers: Partial<Record<NumberOption, number>>;
};

const NUMBERS = [
  'defaultDeadline',
  'discoveryInterval',
  'gossipTimeout',
  'keepAliveInterval',
  'keepAliveTimeout',
  'maxDiscoverAttempts',
] as const;
type NumberOption = (typeof NUMBERS)[number];

const OPTIONS = [
  ...NUMBERS,
  'tls',
  'tlsVerifyCert',
  'tlsCAFile',
  'userCertFile',
  'userKeyFile',
  'nodePreference',
  'connectionName',
  'throwOnAppendFailure',
] as const;
type Option = (typeof OPTIONS)[number];

const PREFERENCES = {
  leader: 'leader',
  follower: 'follower',
  random: 'random',
  readonlyreplica: 'read_only_replica',
} as const;

const SHAPE =
  /^(?:esdb|kurrentdb)(\+discover)?:\/\/(?:([^:@/?]+):([^@/?]+)@)?([^@/?]+)\/?(?:\?(.*))?$/;
const HOST = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?$/;

const wrong = (subject: string) => new ClusterStoreError('url', subject);

/**
 * Reads `esdb://user:password@host:2113,host:2113?tls=true`. Stricter than the client, which only
 * warns of an option it does not know and drops credentials in silence when there is no TLS.
 */
export const parseConnectionString = (text: string): ConnectionSettings => {
  const match = SHAPE.exec(text.trim());
  if (!match) throw wrong('esdb://[user:password@]host[:2113][,host…][?option=value&…]');
  const [, discover, user, password, hosts, query] = match;
  const options = optionsOf(query ?? '');
  const tls = flag(options, 'tls', true);
  if (!flag(options, 'tlsVerifyCert', true)) throw wrong('tlsVerifyCert=false is not supported');
  if (user !== undefined && !tls) throw wrong('credentials are sent with tls=true only');
  const preference = (options.get('nodePreference') ?? 'leader').toLowerCase();
  if (!Object.hasOwn(PREFERENCES, preference)) throw wrong('nodePreference');
  const connectionName = options.get('connectionName');
  if (connectionName !== undefined && !/^[\x20-\x7e]+$/.test(connectionName))
    throw wrong('connectionName is ASCII');
  return {
    hosts: hosts!.split(',').map(hostOf),
    discover: discover !== undefined,
    tls,
    certificates: tls ? certificatesOf(options) : {},
    credentials:
      user === undefined ? undefined : { username: decoded(user), password: decoded(password!) },
    nodePreference: PREFERENCES[preference as keyof typeof PREFERENCES],
    connectionName,
    numbers: Object.fromEntries(
      NUMBERS.filter((name) => options.has(name)).map((name) => [name, numberOf(options, name)]),
    ),
  };
};

const hostOf = (text: string): EndPoint => {
  const match = HOST.exec(text.trim());
  const port = Number(match?.[2] ?? 2113);
  if (!match || port < 1 || port > 65_535) throw wrong(`host ${text.trim()}`);
  return { address: match[1]!, port };
};

const optionsOf = (query: string): Map<Option, string> => {
  const options = new Map<Option, string>();
  for (const part of query.split('&').filter((item) => item !== '')) {
    const [name = '', value = ''] = part.split(/=(.*)/s);
    const known = OPTIONS.find((option) => option.toLowerCase() === name.toLowerCase());
    if (!known) throw wrong(`option ${name} is not known`);
    if (value === '') throw wrong(`option ${known} has no value`);
    options.set(known, decoded(value));
  }
  return options;
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw wrong('a percent sign is not followed by two hexadecimal digits');
  }
};

const flag = (options: ReadonlyMap<Option, string>, name: Option, otherwise: boolean): boolean => {
  const value = options.get(name)?.toLowerCase();
  if (value === undefined) return otherwise;
  if (value !== 'true' && value !== 'false') throw wrong(`${name} is true or false`);
  return value === 'true';
};

const numberOf = (options: ReadonlyMap<Option, string>, name: Option): number => {
  const value = options.get(name)!;
  if (!/^-?\d{1,9}$/.test(value)) throw wrong(`${name} is a whole number`);
  return Number(value);
};

const certificatesOf = (
  options: ReadonlyMap<Option, string>,
): ConnectionSettings['certificates'] => {
  const root = fileOf(options, 'tlsCAFile');
  const userCert = fileOf(options, 'userCertFile');
  const userKey = fileOf(options, 'userKeyFile');
  if ((userCert === undefined) !== (userKey === undefined))
    throw wrong('userCertFile and userKeyFile go together');
  return { ...(root && { root }), ...(userCert && { userCert }), ...(userKey && { userKey }) };
};

const fileOf = (options: ReadonlyMap<Option, string>, name: Option): Buffer | undefined => {
  const given = options.get(name);
  if (given === undefined) return undefined;
  const path = resolve(given);
  if (!existsSync(path)) throw new ClusterStoreError('certificate', `${name} ${path}`);
  const bytes = readFileSync(path);
  if (!bytes.includes('-----BEGIN '))
    throw new ClusterStoreError('certificate', `${name} ${path} is not PEM`);
  return bytes;
};
