import type { FiguresFile, ReportFormat } from '@gongkai/figures';
import { GateError } from '@gongkai/kernel';
import { accepted, Failure, failureOf } from './failure.js';
import { inputBytes } from './input-file.js';

const BYTES_MAX = 16 * 1024 * 1024;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** One JSON value from a file, as strictly as the server reads it. */
const jsonOf = async (path: string, option: string): Promise<unknown> => {
  const { parseJson } = await import('@gongkai/nest');
  const bytes = await inputBytes(path, option);
  if (bytes.length > BYTES_MAX) throw new GateError('BODY_TOO_LARGE', { bytes: bytes.length });
  const marked = BYTE_ORDER_MARK.every((byte, i) => bytes[i] === byte);
  return parseJson(marked ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes);
};

/** Says which file an error is about. */
const aboutFile = async <T>(file: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    const { exitCode, code, zh, en, details } = failureOf(error);
    throw new Failure(exitCode, code, zh, en, { file, ...details });
  }
};

/** A figures file (docs/reference/report-checks.md). */
export const readFiguresFile = (
  file: string,
  formats: readonly ReportFormat[],
  option = '<file>',
): Promise<FiguresFile> =>
  aboutFile(file, async () => {
    const { readFigures } = await import('@gongkai/figures');
    return accepted(readFigures(await jsonOf(file, option), formats));
  });

/** The report forms of the program and those in files. */
export const readFormats = async (files: readonly string[] = []): Promise<ReportFormat[]> => {
  const { readFormat, reportFormats } = await import('@gongkai/figures');
  const formats = [...reportFormats];
  for (const file of files)
    formats.push(
      await aboutFile(file, async () =>
        accepted(readFormat(await jsonOf(file, '--formats'), formats)),
      ),
    );
  return formats;
};
