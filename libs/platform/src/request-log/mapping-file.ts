import { readFile } from 'node:fs/promises';
import type { Rejection } from '@gongkai/kernel';
import { rejectImport } from '../import/errors.js';
import { parseLogMapping, type RequestLogMapping } from './mapping.js';

/** Reads the mapping of a register from its file. */
export const readLogMapping = async (path: string): Promise<RequestLogMapping | Rejection> => {
  const bytes = await readFile(path).catch(() => undefined);
  return bytes === undefined
    ? rejectImport('import.fileMissing', { file: path }, 'mapping')
    : parseLogMapping(bytes.toString('utf8'));
};
