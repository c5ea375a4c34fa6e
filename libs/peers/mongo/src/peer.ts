import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { folderOf, type MongoPeerKind } from './installed.js';
import { serve, type Served } from './process.js';

export type MongoPeer = {
  kind: MongoPeerKind;
  url: string;
  port: number;
  pid: number;
  /** Its folder; undefined where it keeps all in memory. */
  data: string | undefined;
  /** Ends it by its process id. A folder of its own goes with it, a given one stays. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
};

/** A user of the database `admin`. */
export type MongoUser = { name: string; password: string; roles: readonly object[] };

export type MongoPeerOptions = {
  /** 0: a free one. A fixed port brings a server back where its clients look for it. */
  port?: number;
  /** An existing folder, to start again on what was stored; SecantusDB only. */
  data?: string;
  /** With users it asks everybody for a password; SecantusDB only. */
  users?: readonly MongoUser[];
  /** PEM files; SecantusDB only. */
  tls?: { cert: string; key: string };
};

/**
 * Starts a server on a free loopback port. mongo-java-server keeps nothing and knows neither users
 * nor TLS as it is started here; SecantusDB has all three.
 */
export const startMongoPeer = async (
  kind: MongoPeerKind,
  options: MongoPeerOptions = {},
): Promise<MongoPeer> => (kind === 'java' ? startJava(options) : startSecantus(options));

const JAVA_OPTIONS = ['-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

const startJava = async ({ port = 0, ...rest }: MongoPeerOptions): Promise<MongoPeer> => {
  if (rest.data !== undefined || rest.users !== undefined || rest.tls !== undefined)
    throw new Error('mongo-java-server has no folder, users or TLS');
  const folder = folderOf('java');
  const path = [join(folder, 'classes'), join(folder, 'jars', '*')].join(':');
  const served = await serve('java', [...JAVA_OPTIONS, '-cp', path, 'MongoPeer', String(port)]);
  return {
    kind: 'java',
    url: `mongodb://127.0.0.1:${served.port}/?directConnection=true`,
    port: served.port,
    pid: served.pid,
    data: undefined,
    stop: (signal) => served.stop(signal),
  };
};

const startSecantus = async (options: MongoPeerOptions): Promise<MongoPeer> => {
  const data = options.data ?? mkdtempSync(join(tmpdir(), 'gongkai-secantus-'));
  const { users, tls, port = 0 } = options;
  if (users !== undefined) await withUsers(data, users);
  const served = await serveSecantus(data, [
    ...['--port', String(port)],
    // Without it a kill loses what was stored last.
    ...(options.data === undefined ? [] : ['--sync-on-commit']),
    ...(users === undefined ? [] : ['--auth']),
    ...(tls === undefined ? [] : ['--tls-cert-file', tls.cert, '--tls-key-file', tls.key]),
  ]);
  return {
    kind: 'secantus',
    url: `mongodb://127.0.0.1:${served.port}/?directConnection=true`,
    port: served.port,
    pid: served.pid,
    data,
    // Nobody needs a folder that goes with it to be closed well, which takes seconds.
    stop: async (signal = options.data === undefined ? 'SIGKILL' : 'SIGTERM') => {
      await served.stop(signal);
      if (options.data === undefined) rmSync(data, { recursive: true, force: true });
    },
  };
};

const serveSecantus = (data: string, args: readonly string[]): Promise<Served> => {
  const folder = folderOf('secantus');
  return serve(join(folder, 'venv/bin/python'), [
    join(folder, 'secantus_peer.py'),
    ...['--storage-path', data, '--cache-size', '256M'],
    ...args,
  ]);
};

/** Users are made while nobody is asked for a password yet. */
const withUsers = async (data: string, users: readonly MongoUser[]): Promise<void> => {
  const open = await serveSecantus(data, ['--port', '0']);
  const client = new MongoClient(`mongodb://127.0.0.1:${open.port}/?directConnection=true`);
  try {
    for (const { name, password, roles } of users)
      await client.db('admin').command({ createUser: name, pwd: password, roles: [...roles] });
  } finally {
    await client.close();
    await open.stop();
  }
};
