import type { Paper, PaperBlock } from '@gongkai/reading';
import { gridOf, type RawCell } from './table-grid.js';

const cell = (text: string): RawCell => ({ text: text.trim(), rows: 1, columns: 1 });

/** `| a | b |` as its cells; the last bar only closes. */
const barred = (line: string): string[] => {
  const inner = line.trim().replace(/^\|/, '').replace(/\|$/, '');
  return inner.split('|');
};

const ruled = (line: string): boolean =>
  /^[|+\-=:\s─━┼│┌┐└┘├┤┬┴]+$/.test(line) && /[-=─━]/.test(line);

type Table = { rows: RawCell[][]; line: number };

/**
 * A table drawn with bars: a line that begins with one and holds text begins a row, lines that only
 * end with one are its further cells, as pages turned into text have them.
 */
class Bars {
  private table: Table | null = null;

  constructor(private readonly blocks: PaperBlock[]) {}

  take(line: string, at: number): boolean {
    const trimmed = line.trim();
    if (this.table === null && !/^\|\s*[^|\s]/.test(trimmed)) return false;
    if (!/[|]$/.test(trimmed)) {
      if (this.table && ruled(trimmed)) return true;
      this.end();
      return false;
    }
    if (ruled(trimmed)) return true;
    this.table ??= { rows: [], line: at };
    const { rows } = this.table;
    if (/^\|\s*[^|\s]/.test(trimmed) || (trimmed.startsWith('|') && trimmed.length > 1))
      rows.push(barred(trimmed).map(cell));
    else rows.at(-1)?.push(cell(trimmed.slice(0, -1)));
    return true;
  }

  end(): void {
    if (!this.table) return;
    const { rows, line } = this.table;
    this.table = null;
    const place = { line, table: tablesIn(this.blocks) + 1 };
    this.blocks.push({ kind: 'table', grid: gridOf(rows, place), place });
  }
}

const tablesIn = (blocks: readonly PaperBlock[]): number =>
  blocks.filter(({ kind }) => kind === 'table').length;

/** Lines with tabs between their cells, as a table copied from a program has them. */
class Tabs {
  private rows: string[][] = [];
  private first = 0;

  constructor(private readonly blocks: PaperBlock[]) {}

  take(line: string, at: number): boolean {
    const cells = line.split('\t');
    if (cells.length < 2 || cells.filter((text) => text.trim() !== '').length < 2) {
      if (cells.length > 2 && this.rows.length > 0) {
        this.rows.push(cells);
        return true;
      }
      this.end();
      return false;
    }
    if (this.rows.length === 0) this.first = at;
    this.rows.push(cells);
    return true;
  }

  end(): void {
    const { rows, first } = this;
    if (rows.length === 0) return;
    this.rows = [];
    const place = { line: first, table: tablesIn(this.blocks) + 1 };
    if (rows.length === 1)
      this.blocks.push({
        kind: 'paragraph',
        text: rows[0]!.join('\t').trim(),
        place: { line: first },
      });
    else
      this.blocks.push({
        kind: 'table',
        grid: gridOf(
          rows.map((row) => row.map(cell)),
          place,
        ),
        place,
      });
  }
}

export const readPlainText = (text: string): Paper => {
  const blocks: PaperBlock[] = [];
  const bars = new Bars(blocks);
  const tabs = new Tabs(blocks);
  text.split(/\r\n|[\r\n\u2028\f]/).forEach((line, i) => {
    const bare = line.replace(/^\ufeff/, '');
    // Rows of bars alone are an ornament of the page, not a table.
    if (/^\|*\s*$/.test(bare) && bare.trim().length !== 1) {
      if (bare.trim() === '') tabs.end();
      return;
    }
    if (bars.take(bare.replace(/^\|{3,}(?=[^|])/, ''), i + 1)) return;
    if (tabs.take(bare, i + 1)) return;
    const said = bare.replace(/^\|{3,}/, '').trim();
    if (said !== '' && said !== '|')
      blocks.push({ kind: 'paragraph', text: said, place: { line: i + 1 } });
  });
  bars.end();
  tabs.end();
  return { kind: 'text', title: null, blocks, gaps: [] };
};
