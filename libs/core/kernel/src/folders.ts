import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';

/**
 * Makes a folder with what is missing above it, each with the mode. The `recursive` of Node asks again
 * for ever where a file system takes no folder (/proc); here that is an error like any other, ENOENT.
 */
export const makeFolder = (folder: string, mode = 0o777): void => {
  const missing = missingOf(resolve(folder));
  // What is there must be a folder; nothing is made then, so that nothing is asked twice.
  if (missing.length === 0) mkdirSync(folder, { recursive: true });
  for (const path of missing) makeOne(path, mode);
};

/** The folder and those above it that are not there, the topmost first. */
const missingOf = (folder: string): string[] => {
  if (existsSync(folder)) return [];
  const above = dirname(folder);
  return above === folder ? [folder] : [...missingOf(above), folder];
};

/** Another process may make it in the same moment. */
const makeOne = (path: string, mode: number): void => {
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !existsSync(path)) throw error;
  }
};

/**
 * Whether a path is the folder or in it, also where it is still to be made. Links are followed as far
 * as they lead to something: what is linked out of the folder is outside.
 */
export const isInside = (path: string, folder: string): boolean => {
  const way = relative(realPath(folder), realPath(path));
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || resolve(way) === way);
};

const realPath = (path: string): string => {
  const whole = resolve(path);
  if (existsSync(whole)) return realpathSync(whole);
  const above = dirname(whole);
  return above === whole ? whole : join(realPath(above), basename(whole));
};
