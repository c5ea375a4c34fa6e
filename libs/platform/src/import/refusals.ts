import { once } from 'node:events';
import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { Rejection } from '@gongkai/kernel';
import { CsvReader, type SheetRow } from './csv.js';

/** What stands before the columns of the source. */
const REASONS = ['line', 'code', 'field', 'zh', 'en'];

/**
 * The rows that were refused, as they stood, with their line and the reasons. Opens in a
 * spreadsheet: byte order mark first, and no cell that a spreadsheet would run as a formula.
 */
export class RefusalsFile {
  private out: WriteStream | null = null;
  private failure: Error | null = null;
  written = 0;

  constructor(
    readonly path: string,
    private readonly headings: readonly string[],
  ) {}

  async add(line: number, cells: readonly string[], reasons: readonly Rejection[]): Promise<void> {
    this.out ??= this.begin();
    if (this.failure) throw this.failure;
    const texts = [
      String(line),
      reasons.map((r) => r.code).join(' '),
      reasons.map((r) => r.field ?? '').join(' '),
      reasons.map((r) => r.zh).join(' '),
      reasons.map((r) => r.en).join(' '),
    ];
    this.written += 1;
    if (!this.out.write(csvLine([...texts, ...cells]))) await once(this.out, 'drain');
  }

  /** The path when anything was refused. */
  async close(): Promise<string | null> {
    if (!this.out) return null;
    this.out.end();
    await finished(this.out);
    return this.path;
  }

  private begin(): WriteStream {
    const out = createWriteStream(this.path);
    out.on('error', (error) => (this.failure = error));
    out.write('\uFEFF' + csvLine([...REASONS, ...this.headings]));
    return out;
  }
}

export type RefusedRow = {
  line: number;
  code: string;
  field: string | null;
  zh: string;
  en: string;
};

/** The first refusals of the file, by line of the source. */
export const readRefusals = async (path: string, limit: number): Promise<RefusedRow[]> => {
  const reader = new CsvReader(',');
  const rows: SheetRow[] = [];
  for await (const text of createReadStream(path, 'utf8')) {
    rows.push(...reader.push(text as string));
    if (rows.length > limit) break;
  }
  return [...rows, ...reader.end()]
    .slice(1, limit + 1)
    .map(({ cells: [line, code = '', field = '', zh = '', en = ''] }) => ({
      line: Number(line),
      code,
      field: field === '' ? null : field,
      zh,
      en,
    }))
    .sort((a, b) => a.line - b.line);
};

/** One line of CSV; text that a spreadsheet takes for a formula gets an apostrophe before it. */
export const csvLine = (cells: readonly string[]): string => cells.map(csvCell).join(',') + '\r\n';

const csvCell = (value: string): string => {
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) || safe !== value ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/**
 * Also in full width, as an input method types them: spreadsheets in Chinese take those too. With the
 * apostrophes before it, so that taking one away gives back what was there.
 */
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/;

/** Cells as they stood in the source when they come from a file of refused rows, corrected and sent again. */
export const asInSource = (heading: readonly string[]): ((cells: string[]) => string[]) =>
  REASONS.every((name, at) => heading[at] === name)
    ? (cells) => cells.map((cell) => (/^'/.test(cell) && FORMULA.test(cell) ? cell.slice(1) : cell))
    : (cells) => cells;
