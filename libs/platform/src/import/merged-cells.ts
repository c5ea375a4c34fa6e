import { BrokenArchive, entryText, type ArchiveEntry } from './archive.js';

/** Stands in every line below the first of a merged cell that has content. */
const MERGED = '#MERGED!';
/** As many columns as a sheet has. */
const COLUMNS_MAX = 16_384;
/** As many as a sheet has lines. */
const MERGES_MAX = 1_048_576;
/** Longest element looked for, characters: it may lie across two pieces. */
const ELEMENT_CHARS_MAX = 256;
const ELEMENT =
  /<(?:\w+:)?mergeCell\s[^>]{0,99}?\bref\s?=\s?["']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})/g;

/** Lines and columns, counted from 1, the last of them included. */
type Merge = { top: number; bottom: number; left: number; right: number };

/** The merged cells of a sheet. It lists them behind its rows, so it is gone through beforehand. */
export const mergedCells = async (path: string, entry: ArchiveEntry): Promise<MergedCells> => {
  const merges: Merge[] = [];
  let rest = '';
  try {
    for await (const piece of entryText(path, entry)) {
      rest = takeMerges(rest + piece, merges);
      if (merges.length > MERGES_MAX) break;
    }
  } catch (error) {
    // Who reads the rows meets the damage where it is.
    if (!(error instanceof BrokenArchive)) throw error;
  }
  if (merges.length > MERGES_MAX) throw new BrokenArchive('merged');
  return new MergedCells(merges);
};

/** Takes the merged cells out of a text; what may be the beginning of another is left over. */
const takeMerges = (text: string, merges: Merge[]): string => {
  let done = Math.max(0, text.length - ELEMENT_CHARS_MAX);
  for (const found of text.matchAll(ELEMENT)) {
    const [left, right] = [columnOf(found[1]!), columnOf(found[3]!)];
    const [top, bottom] = [Number(found[2]), Number(found[4])];
    if (bottom > top) merges.push({ top, bottom, left, right });
    done = Math.max(done, found.index + found[0].length);
  }
  return text.slice(done);
};

/**
 * Marks what a cell merged with the line above covers: whether its content is meant for one line or
 * for each, only people can say, and an empty cell would say something else.
 */
export class MergedCells {
  private readonly coming: Merge[];
  private covering: Merge[] = [];

  constructor(merges: readonly Merge[]) {
    this.coming = [...merges].sort((a, b) => b.top - a.top);
  }

  /** Lines come in their order. */
  mark(line: number, cells: string[]): void {
    this.covering = this.covering.filter(({ bottom }) => bottom >= line);
    for (const { left, right } of this.covering)
      for (let at = left - 1; at < Math.min(right, cells.length); at++) cells[at] ||= MERGED;
    for (let next = this.coming.at(-1); next && next.top <= line; next = this.coming.at(-1)) {
      this.coming.pop();
      if (next.top === line && cells[next.left - 1]) this.covering.push(next);
    }
    const width = this.covering.reduce((sum, { left, right }) => sum + right - left + 1, 0);
    // They never overlap.
    if (width > COLUMNS_MAX) throw new BrokenArchive('merged');
  }
}

/** `AB12` → 28. */
export const columnOf = (reference: string): number => {
  let column = 0;
  for (const letter of /^[A-Z]{1,3}/.exec(reference)?.[0] ?? '')
    column = column * 26 + letter.charCodeAt(0) - 64;
  return column;
};
