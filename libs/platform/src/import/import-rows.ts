import { deriveId, Rejection, sha256, type Receipt } from '@gongkai/kernel';
import { CsvReader, type SheetRow } from './csv.js';
import { rejectImport } from './errors.js';
import type { ImportMapping } from './mapping.js';
import { RefusalsFile } from './refusals.js';
import { rowReader, type ReadRow, type RowReader } from './rows.js';
import { Slots } from './slots.js';
import { textOf, type SourceFile } from './text.js';
import { workbookRows } from './workbook.js';

/** How far an import is; `part` is the share of the file read, null for a workbook. */
export type ImportProgress = {
  read: number;
  accepted: number;
  refused: number;
  part: number | null;
};

export type ImportResult = {
  read: number;
  accepted: number;
  refused: number;
  /** The file of refused rows, null when there are none. */
  refusals: string | null;
};

export type ImportRun = {
  file: SourceFile;
  mapping: ImportMapping;
  refusalsPath: string;
  /** Turns a row into a command and sends it; more than one reason when several cells are wrong. */
  submit(row: ReadRow, commandId: string): Promise<Receipt | Rejection | Rejection[]>;
  onProgress?: (progress: ImportProgress) => void;
  signal?: AbortSignal;
  /** Rows on their way at once: enough to fill a group commit, few enough to stay small. */
  atOnce?: number;
};

/**
 * Reads a source row by row, submits each under a command id that follows from the row, and writes
 * down what is refused. Running it again submits the same commands, which change nothing twice.
 */
export const importRows = async (run: ImportRun): Promise<ImportResult | Rejection> => {
  const slots = new Slots(run.atOnce ?? 1024);
  const counts: ImportProgress = { read: 0, accepted: 0, refused: 0, part: 0 };
  let reader: RowReader | undefined;
  let refusals: RefusalsFile | undefined;
  let failure: unknown;

  const refuse = async (row: SheetRow, reasons: Rejection[]) => {
    counts.refused += 1;
    await refusals!.add(row.line, row.cells, reasons);
  };
  const handle = async (row: SheetRow): Promise<void> => {
    try {
      const read = reader!.read(row);
      const outcome = Array.isArray(read)
        ? read
        : await run.submit(read, commandIdOf(run.file, run.mapping, read));
      if (outcome instanceof Rejection) await refuse(row, [explain(outcome, read as ReadRow)]);
      else if (Array.isArray(outcome)) await refuse(row, outcome);
      else counts.accepted += 1;
    } catch (error) {
      failure ??= error;
    } finally {
      slots.free();
    }
  };

  for await (const batch of sheetRows(run.file, run.mapping, counts)) {
    if (batch instanceof Rejection) return batch;
    for (const row of batch) {
      if (failure !== undefined || run.signal?.aborted) break;
      if (!reader) {
        if (row.line < run.mapping.headingLine) continue;
        const made = row.broken ? rejectImport(row.broken) : rowReader(run.mapping, row.cells);
        if (made instanceof Rejection) return made;
        reader = made;
        refusals = new RefusalsFile(run.refusalsPath, made.headings);
        continue;
      }
      await slots.take();
      counts.read += 1;
      void handle(row);
    }
    run.onProgress?.(counts);
    if (failure !== undefined || run.signal?.aborted) break;
  }
  await slots.allFree();
  const path = (await refusals?.close()) ?? null;
  if (failure !== undefined) throw failure;
  if (!reader) return rejectImport('import.fileEmpty', {}, 'file');
  run.onProgress?.(counts);
  const { read, accepted, refused } = counts;
  if (run.signal?.aborted)
    return rejectImport('import.stopped', { read, accepted, refused, refusals: path });
  return { read, accepted, refused, refusals: path };
};

/**
 * Follows from the source key, else from the very bytes of the file and the line. The latter has
 * the form of a ULID that grows with the line, so that the streams made lie side by side.
 */
const commandIdOf = (file: SourceFile, mapping: ImportMapping, row: ReadRow): string => {
  if (row.key !== null)
    return `import.${sha256(`${mapping.source ?? ''}\u001f${row.key}`).slice(0, 40)}`;
  const id = deriveId(file.digest, String(row.line));
  const line = row.line.toString(32).toUpperCase().padStart(5, '0');
  return `0${deriveId(file.digest).slice(1, 5)}${base32Of(line)}${id.slice(10)}`;
};

/** Digits of base 32 in the alphabet of ULIDs, which leaves out I, L, O and U; order is kept. */
const base32Of = (digits: string): string =>
  digits.replace(/[I-V]/g, (digit) => 'JKMNPQRSTVWXYZ'['IJKLMNOPQRSTUV'.indexOf(digit)]!);

const explain = (outcome: Rejection, row: ReadRow): Rejection =>
  outcome.code === 'command.idReused'
    ? rejectImport('import.keyTaken', { key: row.key?.replaceAll('\u001f', ' ') ?? row.line })
    : outcome;

async function* sheetRows(
  file: SourceFile,
  mapping: ImportMapping,
  counts: ImportProgress,
): AsyncGenerator<SheetRow[] | Rejection> {
  if (file.kind === 'xlsx') {
    counts.part = null;
    yield* workbookRows(file.path, mapping.sheet);
    return;
  }
  const reader = new CsvReader(mapping.delimiter);
  let bytes = 0;
  for await (const piece of textOf(file.path, file.encoding!)) {
    bytes += piece.bytes;
    counts.part = Math.min(1, bytes / file.size);
    yield reader.push(piece.text);
  }
  yield reader.end();
}
