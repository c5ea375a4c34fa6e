import type { PaperText } from '@gongkai/reading';
import type { Piece } from './pdf-table.js';

/** A line of print. */
export type PrintedLine = { text: string; left: number; right: number; y: number; height: number };

/** Text pieces as lines from the top; a wide gap in a line becomes a tab. */
export const printedLines = (pieces: readonly Piece[]): PrintedLine[] => {
  const sorted = pieces.filter(({ text }) => text.trim() !== '').sort((a, b) => b.y - a.y);
  const rows: Piece[][] = [];
  for (const piece of sorted) {
    const last = rows.at(-1);
    if (last && Math.abs(last[0]!.y - piece.y) <= Math.max(2, piece.height * 0.4)) last.push(piece);
    else rows.push([piece]);
  }
  return rows.map((row) => {
    const across = row.toSorted((a, b) => a.x - b.x);
    let text = '';
    let end = across[0]!.x;
    for (const piece of across) {
      const gap = piece.x - end;
      if (text !== '' && gap > piece.height * 2) text += '\t';
      else if (text !== '' && gap > piece.height * 0.25) text += ' ';
      text += piece.text;
      end = piece.x + piece.width;
    }
    const height = Math.max(...row.map((piece) => piece.height));
    return { text: text.trim(), left: across[0]!.x, right: end, y: row[0]!.y, height };
  });
};

const NUMBER_OF_PAGE = /^[-—–\s]*(?:第\s*)?\d{1,3}(?:\s*页)?(?:\s*[/共]\s*\d{1,3}\s*页?)?[-—–\s]*$/;
/** How a new paragraph or heading begins. */
export const BEGINS =
  /^(?:[一二三四五六七八九十]+、|[(（][一二三四五六七八九十\d]+[)）]|\d+[.、．])/;

/** Whether a line goes on with the sentence of the one above it. */
const continues = (above: PrintedLine, line: PrintedLine, left: number, right: number): boolean => {
  const em = line.height;
  if (Math.abs(above.height - em) > 1.5 || above.text.includes('\t') || line.text.includes('\t'))
    return false;
  if (BEGINS.test(line.text)) return false;
  // A paragraph is set in at its beginning, or the one before it ended short.
  return line.left - left < em * 1.2 && right - above.right < em * 2.5;
};

/** The paragraphs of a page; the page number is none. */
export const paragraphsOf = (
  lines: readonly PrintedLine[],
  page: number,
): (PaperText & { y: number })[] => {
  const told = lines.filter(({ text }) => !NUMBER_OF_PAGE.test(text));
  const left = Math.min(...told.map((line) => line.left));
  const right = Math.max(...told.map((line) => line.right));
  const found: (PaperText & { y: number })[] = [];
  told.forEach((line, i) => {
    const above = told[i - 1];
    const last = found.at(-1);
    if (above && last && continues(above, line, left, right)) last.text += line.text;
    else
      found.push({ kind: 'paragraph', text: line.text, place: { page, line: i + 1 }, y: line.y });
  });
  return found;
};
