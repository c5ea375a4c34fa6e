import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { readConfig, type Config } from '@gongkai/kernel';
import type { Terminal } from './terminal.js';

/** What every command may know: where the data is, how to speak, in whose name. */
export type Settings = {
  /** The data folder, absolute. */
  data: string;
  /** Work on the stores of a cluster that the configuration names. */
  cluster: boolean;
  /** The file of the master key, absolute; undefined: beside the data folder. */
  masterKey: string | undefined;
  /** A server that holds the folder, when one is named. */
  url: string | null;
  token: string | null;
  /** Who acts at the command line; recorded with every event. */
  operator: string;
  config: Config;
  terminal: Terminal;
};

export type GlobalOptions = {
  data?: string;
  cluster?: boolean;
  json?: boolean;
  url?: string;
  operator?: string;
};

export const settingsOf = (options: GlobalOptions, terminal: Terminal): Settings => {
  const read = withFiles(readConfig(process.env));
  const data = fromCaller(options.data ?? read.GONGKAI_DATA);
  const config = { ...read, GONGKAI_DATA: data };
  return {
    data,
    cluster: options.cluster ?? false,
    masterKey: config.GONGKAI_MASTER_KEY && fromCaller(config.GONGKAI_MASTER_KEY),
    url: options.url ?? config.GONGKAI_URL ?? null,
    token: config.GONGKAI_TOKEN ?? null,
    operator: options.operator ?? userName(),
    config,
    terminal,
  };
};

const withFiles = (config: Config): Config =>
  config.GONGKAI_BLOBS === undefined
    ? config
    : { ...config, GONGKAI_BLOBS: fromCaller(config.GONGKAI_BLOBS) };

/** A path as the caller means it: npm runs scripts elsewhere and says where it was called. */
export const fromCaller = (path: string): string =>
  resolve(process.env.INIT_CWD ?? process.cwd(), path);

const userName = (): string => {
  try {
    return userInfo().username;
  } catch {
    return 'operator';
  }
};
