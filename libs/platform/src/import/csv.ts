import type { ImportCode } from './errors.js';

/** One line of a sheet: its cells, or why it cannot be read as cells. */
export type SheetRow = {
  /** Number of its first line in the file, the heading being line 1 as a rule. */
  line: number;
  cells: string[];
  broken: ImportCode | null;
};

/** Longest record, characters; a longer one is a quotation mark that was never closed. */
const RECORD_CHARS_MAX = 65_536;

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;

type Parsed =
  | { kind: 'record'; cells: string[]; next: number; lines: number }
  | { kind: 'broken'; why: ImportCode }
  | { kind: 'more' };

/**
 * Comma-separated values, fed in pieces. A broken record costs its own line only: reading goes on
 * at the next line, so that one open quotation mark does not swallow the hundred thousand below it.
 */
export class CsvReader {
  private text = '';
  private at = 0;
  private line = 1;
  private delimiter: number | null;
  /** Within a line that is too long and was refused: what is left of it is dropped. */
  private dropping = false;

  constructor(delimiter?: string) {
    this.delimiter = delimiter === undefined ? null : delimiter.charCodeAt(0);
  }

  push(chunk: string): SheetRow[] {
    this.text = this.text.slice(this.at) + chunk;
    this.at = 0;
    if (this.dropping) this.drop();
    return this.take(false);
  }

  end(): SheetRow[] {
    return this.take(true);
  }

  private drop(): void {
    const { end, next } = lineFrom(this.text, 0, false);
    this.dropping = next === null;
    this.at = next ?? end;
  }

  private take(final: boolean): SheetRow[] {
    const rows: SheetRow[] = [];
    this.delimiter ??= delimiterOf(this.text, final || this.text.length > RECORD_CHARS_MAX);
    if (this.delimiter === null) return rows;
    while (this.at < this.text.length) {
      const parsed = parseRecord(this.text, this.at, this.delimiter, final);
      if (parsed.kind === 'more') break;
      if (parsed.kind === 'broken') {
        const { end, next } = lineFrom(this.text, this.at, final);
        if (next === null && this.text.length - this.at <= RECORD_CHARS_MAX) break;
        const kept = Math.min(end, this.at + RECORD_CHARS_MAX);
        const cells = [this.text.slice(this.at, kept)];
        rows.push({ line: this.line, cells, broken: parsed.why });
        this.at = next ?? end;
        this.dropping = next === null;
        this.line += 1;
        continue;
      }
      const { cells, next, lines } = parsed;
      const blank = cells.length === 1 && cells[0] === '';
      if (!blank) rows.push({ line: this.line, cells, broken: null });
      this.at = next;
      this.line += lines;
    }
    return rows;
  }
}

/** Where a line ends, by LF, CRLF or CR, and where the next begins: null while that is still to come. */
const lineFrom = (
  text: string,
  from: number,
  final: boolean,
): { end: number; next: number | null } => {
  const ends = [text.indexOf('\n', from), text.indexOf('\r', from)].filter((at) => at >= 0);
  const end = Math.min(text.length, ...ends);
  const isCr = text.charCodeAt(end) === CR;
  if (!final && end + (isCr ? 1 : 0) >= text.length) return { end, next: null };
  return { end, next: end + (isCr && text.charCodeAt(end + 1) === LF ? 2 : 1) };
};

/** Comma, tab or semicolon, whichever the heading has most of. */
const delimiterOf = (text: string, final: boolean): number | null => {
  const { end, next } = lineFrom(text, 0, final);
  if (next === null) return null;
  const heading = text.slice(0, end);
  const counts = [',', '\t', ';'].map((mark) => heading.split(mark).length);
  const most = counts.indexOf(Math.max(...counts));
  return [0x2c, 0x09, 0x3b][most]!;
};

const parseRecord = (text: string, start: number, delimiter: number, final: boolean): Parsed => {
  const cells: string[] = [];
  let lines = 1;
  let i = start;
  for (;;) {
    const cell =
      text.charCodeAt(i) === QUOTE
        ? readQuoted(text, i + 1, start, final)
        : readPlain(text, i, delimiter);
    if (cell.kind !== 'value') return cell;
    lines += cell.lines;
    cells.push(cell.value);
    i = cell.next;
    if (i - start > RECORD_CHARS_MAX) return { kind: 'broken', why: 'import.recordTooLong' };
    if (text.charCodeAt(i) !== delimiter) return endOfRecord(text, i, cells, lines, final);
    i += 1;
    if (i >= text.length && !final) return { kind: 'more' };
  }
};

const endOfRecord = (
  text: string,
  at: number,
  cells: string[],
  lines: number,
  final: boolean,
): Parsed => {
  if (at >= text.length)
    return final ? { kind: 'record', cells, next: at, lines } : { kind: 'more' };
  const c = text.charCodeAt(at);
  if (c === LF) return { kind: 'record', cells, next: at + 1, lines };
  if (c !== CR) return { kind: 'broken', why: 'import.quoteStray' };
  if (at + 1 >= text.length && !final) return { kind: 'more' };
  const next = text.charCodeAt(at + 1) === LF ? at + 2 : at + 1;
  return { kind: 'record', cells, next, lines };
};

const readPlain = (text: string, from: number, delimiter: number): Cell => {
  let next = from;
  for (; next < text.length; next++) {
    const c = text.charCodeAt(next);
    if (c === delimiter || c === LF || c === CR) break;
  }
  return { kind: 'value', value: text.slice(from, next), next, lines: 0 };
};

type Cell =
  | { kind: 'value'; value: string; next: number; lines: number }
  | { kind: 'broken'; why: ImportCode }
  | { kind: 'more' };

const readQuoted = (text: string, open: number, start: number, final: boolean): Cell => {
  let value = '';
  let from = open;
  for (;;) {
    const quote = text.indexOf('"', from);
    const tooLong = (quote < 0 ? text.length : quote) - start > RECORD_CHARS_MAX;
    if (tooLong || (quote < 0 && final)) return { kind: 'broken', why: 'import.quoteOpen' };
    if (quote < 0 || (quote + 1 >= text.length && !final)) return { kind: 'more' };
    if (text.charCodeAt(quote + 1) === QUOTE) {
      value += text.slice(from, quote + 1);
      from = quote + 2;
      continue;
    }
    value += text.slice(from, quote);
    return { kind: 'value', value, next: quote + 1, lines: lineEndsIn(value) };
  }
};

const lineEndsIn = (value: string): number => {
  let count = 0;
  for (let i = 0; i < value.length; i++) {
    const c = value.charCodeAt(i);
    if (c === LF || (c === CR && value.charCodeAt(i + 1) !== LF)) count += 1;
  }
  return count;
};
