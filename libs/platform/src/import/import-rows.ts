import { deriveId, Rejection, sha256, type Receipt } from '@gongkai/kernel';
import { CsvReader, type SheetRow } from './csv.js';
import { rejectImport } from './errors.js';
import { asInSource, RefusalsFile } from './refusals.js';
import { Slots } from './slots.js';
import { textOf, type SourceFile } from './text.js';

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

/** A row of a source: where it stands, and what names it there; null when nothing does. */
export type SourceRow = { line: number; key: string | null };

/** Reads rows under one heading: a row, why it cannot be one, or null for what is no row at all. */
export type SheetReader<Row extends SourceRow> = {
  headings: readonly string[];
  read(row: SheetRow): Row | Rejection[] | null;
};

/** Where in a file the rows are. */
export type SheetLayout = {
  delimiter?: string | undefined;
  sheet?: string | undefined;
  /** Line of the heading; without one, the first line that has every column asked for. */
  headingLine?: number | undefined;
  /** Tells sources apart whose keys could meet. */
  source?: string | undefined;
};

export type ImportRun<Row extends SourceRow> = {
  file: SourceFile;
  mapping: SheetLayout;
  refusalsPath: string;
  /** Joins the mapping and a heading; refuses a heading that lacks a column. */
  reader(heading: readonly string[]): SheetReader<Row> | Rejection;
  /** Turns a row into a command and sends it. */
  submit(row: Row, commandId: string): Promise<Receipt | Rejection>;
  onProgress?: (progress: ImportProgress) => void;
  signal?: AbortSignal;
  /** Rows on their way at once: enough to fill a group commit, few enough to stay small. */
  atOnce?: number;
};

/**
 * Reads a source row by row, submits each under a command id that follows from the row, and writes
 * down what is refused. Running it again submits the same commands, which change nothing twice.
 */
export const importRows = async <Row extends SourceRow>(
  run: ImportRun<Row>,
): Promise<ImportResult | Rejection> => {
  const counts: ImportProgress = { read: 0, accepted: 0, refused: 0, part: 0 };
  const sheet: { intake?: RowIntake<Row> } = {};
  let refusals: string | null = null;
  let broken: Rejection | undefined;
  try {
    broken = await takeAll(run, counts, sheet);
  } finally {
    // However the reading ends: no row is left on its way, and what is refused is on disk.
    refusals = (await sheet.intake?.end()) ?? null;
  }
  if (broken) return broken;
  if (!sheet.intake) return rejectImport('import.fileEmpty', {}, 'file');
  run.onProgress?.(counts);
  const { read, accepted, refused } = counts;
  const result = { read, accepted, refused, refusals };
  return run.signal?.aborted ? rejectImport('import.stopped', result) : result;
};

/** Reads to the end or to what ends it, which may be a refusal of the source as a whole. */
const takeAll = async <Row extends SourceRow>(
  run: ImportRun<Row>,
  counts: ImportProgress,
  sheet: { intake?: RowIntake<Row> },
): Promise<Rejection | undefined> => {
  for await (const batch of sheetRows(run.file, run.mapping, counts)) {
    if (batch instanceof Rejection) return batch;
    const begun = sheet.intake ?? beginWith(run, batch, counts);
    if (begun instanceof Rejection) return begun;
    if (!begun) continue;
    sheet.intake = begun;
    await begun.take(batch);
    run.onProgress?.(counts);
    if (begun.isStopped) return undefined;
  }
  return undefined;
};

/** How far down a heading is looked for. */
const HEADING_LINES_MAX = 100;

/** Takes the heading off the first batch; undefined while it has not come. */
const beginWith = <Row extends SourceRow>(
  run: ImportRun<Row>,
  batch: SheetRow[],
  counts: ImportProgress,
): RowIntake<Row> | Rejection | undefined => {
  const { headingLine } = run.mapping;
  const from = headingLine ?? 1;
  const candidates = batch.filter(({ line }) => line >= from && line < from + HEADING_LINES_MAX);
  const tried = headingLine === undefined ? candidates : candidates.slice(0, 1);
  let refused: { width: number; why: Rejection } | undefined;
  for (const heading of tried) {
    const reader = heading.broken ? rejectImport(heading.broken) : run.reader(heading.cells);
    if (!(reader instanceof Rejection)) {
      batch.splice(0, batch.indexOf(heading) + 1);
      return new RowIntake(run, reader, counts, asInSource(heading.cells));
    }
    // Of several lines that will not do, the fullest is most likely meant to be the heading.
    const width = heading.cells.filter((cell) => cell.trim() !== '').length;
    if (!refused || width > refused.width) refused = { width, why: reader };
  }
  if (!refused) batch.length = 0;
  return refused?.why;
};

/** Rows on their way to the bus, a bounded number at once. */
class RowIntake<Row extends SourceRow> {
  private readonly slots: Slots;
  private readonly refusals: RefusalsFile;
  private readonly commandIdOf: (row: SourceRow) => string;
  private failure: { error: unknown } | null = null;

  constructor(
    private readonly run: ImportRun<Row>,
    private readonly reader: SheetReader<Row>,
    private readonly counts: ImportProgress,
    private readonly cellsOf: (cells: string[]) => string[],
  ) {
    this.slots = new Slots(run.atOnce ?? 1024);
    this.refusals = new RefusalsFile(run.refusalsPath, reader.headings);
    this.commandIdOf = commandIdsOf(run.file, run.mapping);
  }

  get isStopped(): boolean {
    return this.failure !== null || this.run.signal?.aborted === true;
  }

  async take(rows: readonly SheetRow[]): Promise<void> {
    for (const found of rows) {
      if (this.isStopped) return;
      await this.slots.take();
      const row = { ...found, cells: this.cellsOf(found.cells) };
      const read = this.reader.read(row);
      if (read === null) {
        this.slots.free();
        continue;
      }
      this.counts.read += 1;
      this.judge(row, read)
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

  private async judge(row: SheetRow, read: Row | Rejection[]): Promise<void> {
    const { run } = this;
    if (Array.isArray(read)) return this.refuse(row, read);
    const outcome = await run.submit(read, this.commandIdOf(read));
    if (outcome instanceof Rejection) return this.refuse(row, [explain(outcome, read)]);
    this.counts.accepted += 1;
  }

  private refuse(row: SheetRow, reasons: readonly Rejection[]): Promise<void> {
    this.counts.refused += 1;
    return this.refusals.add(row.line, row.cells, reasons);
  }
}

/**
 * The command id of a row: follows from the source key, else from the very bytes of the file and the
 * line. The latter has the form of a ULID that grows with the line, so that the streams made lie side
 * by side.
 */
const commandIdsOf = ({ digest }: SourceFile, { source = '' }: SheetLayout) => {
  const ofFile = deriveId(digest).slice(1, 5);
  return ({ key, line }: SourceRow): string => {
    if (key !== null) return `import.${sha256(`${source}\u001f${key}`).slice(0, 40)}`;
    const at = base32Of(line.toString(32).toUpperCase().padStart(5, '0'));
    return `0${ofFile}${at}${deriveId(digest, String(line)).slice(10)}`;
  };
};

/** Digits of base 32 in the alphabet of ULIDs, which leaves out I, L, O and U; order is kept. */
const base32Of = (digits: string): string =>
  digits.replace(/[I-V]/g, (digit) => 'JKMNPQRSTVWXYZ'['IJKLMNOPQRSTUV'.indexOf(digit)]!);

const explain = (outcome: Rejection, row: SourceRow): Rejection =>
  outcome.code === 'command.idReused'
    ? rejectImport('import.keyTaken', { key: row.key?.replaceAll('\u001f', ' ') ?? row.line })
    : outcome;

async function* sheetRows(
  file: SourceFile,
  mapping: SheetLayout,
  counts: ImportProgress,
): AsyncGenerator<SheetRow[] | Rejection> {
  if (file.kind === 'xlsx') {
    counts.part = null;
    // Loaded when a workbook is read: every other start does without it.
    const { workbookRows } = await import('./workbook.js');
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
