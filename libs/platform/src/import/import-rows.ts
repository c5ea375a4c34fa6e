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
  /** Turns a row into a command and sends it. */
  submit(row: ReadRow, commandId: string): Promise<Receipt | Rejection>;
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
  const counts: ImportProgress = { read: 0, accepted: 0, refused: 0, part: 0 };
  let intake: RowIntake | undefined;
  for await (const batch of sheetRows(run.file, run.mapping, counts)) {
    if (batch instanceof Rejection) return batch;
    const begun = intake ?? beginWith(run, batch, counts);
    if (begun instanceof Rejection) return begun;
    intake = begun;
    await intake?.take(batch);
    run.onProgress?.(counts);
    if (intake?.isStopped) break;
  }
  if (!intake) return rejectImport('import.fileEmpty', {}, 'file');
  const refusals = await intake.end();
  run.onProgress?.(counts);
  const { read, accepted, refused } = counts;
  const result = { read, accepted, refused, refusals };
  return run.signal?.aborted ? rejectImport('import.stopped', result) : result;
};

/** Takes the heading off the first batch; undefined while it has not come. */
const beginWith = (
  run: ImportRun,
  batch: SheetRow[],
  counts: ImportProgress,
): RowIntake | Rejection | undefined => {
  while (batch[0] && batch[0].line < run.mapping.headingLine) batch.shift();
  const heading = batch.shift();
  if (!heading) return undefined;
  if (heading.broken) return rejectImport(heading.broken);
  const reader = rowReader(run.mapping, heading.cells);
  return reader instanceof Rejection ? reader : new RowIntake(run, reader, counts);
};

/** Rows on their way to the bus, a bounded number at once. */
class RowIntake {
  private readonly slots: Slots;
  private readonly refusals: RefusalsFile;
  private failure: { error: unknown } | null = null;

  constructor(
    private readonly run: ImportRun,
    private readonly reader: RowReader,
    private readonly counts: ImportProgress,
  ) {
    this.slots = new Slots(run.atOnce ?? 1024);
    this.refusals = new RefusalsFile(run.refusalsPath, reader.headings);
  }

  get isStopped(): boolean {
    return this.failure !== null || this.run.signal?.aborted === true;
  }

  async take(rows: readonly SheetRow[]): Promise<void> {
    for (const row of rows) {
      if (this.isStopped) return;
      await this.slots.take();
      this.counts.read += 1;
      this.judge(row)
        .catch((error: unknown) => (this.failure ??= { error }))
        .finally(() => this.slots.free());
    }
  }

  /** Waits for the rows under way; the file of refused rows, if there are any. */
  async end(): Promise<string | null> {
    await this.slots.allFree();
    const path = await this.refusals.close();
    if (this.failure) throw this.failure.error;
    return path;
  }

  private async judge(row: SheetRow): Promise<void> {
    const { run } = this;
    const read = this.reader.read(row);
    if (Array.isArray(read)) return this.refuse(row, read);
    const outcome = await run.submit(read, commandIdOf(run.file, run.mapping, read));
    if (outcome instanceof Rejection) return this.refuse(row, [explain(outcome, read)]);
    this.counts.accepted += 1;
  }

  private refuse(row: SheetRow, reasons: readonly Rejection[]): Promise<void> {
    this.counts.refused += 1;
    return this.refusals.add(row.line, row.cells, reasons);
  }
}

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
