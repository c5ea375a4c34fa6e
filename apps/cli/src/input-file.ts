import { readFile, stat } from 'node:fs/promises';
import { Failure } from './failure.js';
import { fromCaller } from './settings.js';

/**
 * The absolute path of a file that an option or argument names. A pipe or a device would be waited for
 * without end, or read once where it is read twice; what is not there is for who reads it to say.
 */
export const inputFile = async (named: string, option: string): Promise<string> => {
  const path = fromCaller(named);
  const found = await stat(path).catch(() => undefined);
  if (found && !found.isFile()) throw notAFile(named, option);
  return path;
};

/** The same for what may be a folder as well. */
export const inputPath = async (named: string, option: string): Promise<string> => {
  const found = await stat(fromCaller(named)).catch(() => undefined);
  return found?.isDirectory() ? fromCaller(named) : inputFile(named, option);
};

/** The bytes of a file that an option or argument names. */
export const inputBytes = async (named: string, option: string): Promise<Buffer> =>
  readFile(await inputFile(named, option));

/** The text of a file that an option or argument names. */
export const inputText = async (named: string, option: string): Promise<string> =>
  readFile(await inputFile(named, option), 'utf8');

const notAFile = (path: string, option: string) =>
  new Failure(
    2,
    'cli.notAFile',
    `${option} 须是普通文件,不能是管道、设备或目录。`,
    `${option} must be a regular file, not a pipe, a device or a folder.`,
    { option, path },
  );
