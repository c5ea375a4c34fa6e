import type { Rejection } from '@gongkai/kernel';
import { rejectImport } from '../import/errors.js';

/** Spaces, line breaks and capitals differ from one copy of a form to the next. */
export const plainOf = (text: string): string => text.normalize('NFC').replace(/\s+/g, ' ').trim();
export const keyOf = (text: string): string => plainOf(text).toLowerCase();

/** A mapping asks for a column that the heading has not, or has more than once. */
export class MissingColumn extends Error {
  constructor(readonly why: Rejection) {
    super(why.en);
  }
}

/** The columns of a sheet by name, and those the mapping speaks of. */
export class Columns {
  readonly headings: readonly string[];
  private readonly keys: readonly string[];
  private readonly used = new Set<number>();
  private readonly blank: ReadonlySet<string>;

  constructor(heading: readonly string[], blank: readonly string[]) {
    this.headings = heading.map(plainOf);
    this.keys = heading.map(keyOf);
    this.blank = new Set(blank.map(keyOf));
  }

  at({ column, nth }: { column: string; nth?: number | undefined }): number {
    const places = this.keys.flatMap((key, i) => (key === keyOf(column) ? [i] : []));
    const found = places[(nth ?? 1) - 1];
    const names = this.headings.filter((name) => name !== '');
    if (found === undefined)
      throw new MissingColumn(
        rejectImport('import.headingMissing', {
          heading: nth === undefined ? column : `${column} (${nth})`,
          found: names.slice(0, 40).join('、'),
        }),
      );
    if (nth === undefined && places.length > 1)
      throw new MissingColumn(rejectImport('import.headingTwice', { heading: column }));
    this.used.add(found);
    return found;
  }

  /** The text of a cell, `''` where there is none or a word stands for nothing. */
  text(cells: readonly string[], at: number): string {
    const value = plainOf(cells[at] ?? '');
    return this.blank.has(keyOf(value)) ? '' : value;
  }

  /** An empty line, a heading repeated on the next page, or the title of a section. */
  isNoRow(cells: readonly string[], number: number): boolean {
    const filled = cells.flatMap((cell, i) => (plainOf(cell) === '' ? [] : [i]));
    if (filled.length === 0) return true;
    if (filled.every((i) => keyOf(cells[i]!) === (this.keys[i] ?? ''))) return true;
    return filled.length === 1 && filled[0] !== number && !this.used.has(filled[0]!);
  }

  /** Short of a column the mapping needs, or with values beyond the last heading. */
  misshapen(cells: readonly string[]): Rejection | undefined {
    const expected = this.headings.length;
    const beyond = cells.slice(expected).some((cell) => cell.trim() !== '');
    const short = cells.length === 1 && expected > 1;
    return beyond || short
      ? rejectImport('import.cellCount', { expected, found: cells.length })
      : undefined;
  }
}
