import type { Block } from './fill.js';
import type { LineKind } from './template.js';

/** Points; the page of GB/T 9704: A4, a text of 28 characters by 22 lines. */
export const PAGE = { width: 595.28, height: 841.89, left: 79, top: 105, bottom: 99 } as const;
const TEXT_WIDTH = 448;

export type Style = {
  size: number;
  lead: number;
  bold: boolean;
  align: 'left' | 'centre' | 'right';
  /** Characters by which the first line is set in. */
  indent: number;
};

const body = { size: 16, lead: 29, bold: false, align: 'left', indent: 2 } as const;
export const STYLES: Readonly<Record<LineKind, Style>> = {
  title: { size: 22, lead: 36, bold: true, align: 'centre', indent: 0 },
  heading: { ...body, bold: true },
  flush: { ...body, indent: 0 },
  right: { ...body, align: 'right', indent: 0 },
  item: body,
  paragraph: body,
};

export type SetLine = { text: string; x: number; y: number; size: number; bold: boolean };
/** Advance of a character in thousandths of the size. */
export type Advance = (character: string, bold: boolean) => number;

/** 避头尾: what may not begin a line, and what may not end one. */
const NOT_FIRST =
  /^[\uFF0C\uFF1B\uFF1A\uFF1F\uFF01\uFF09\uFF05。、》〉】〕』」”’…‰℃·—,.;:?!)\]}%]/u;
const NOT_LAST = /[\uFF08《〈【〔『「“‘([{]$/u;
const WORD = /[\p{Script=Latin}\p{N}@&/\\_.+#'’-]+|\s+|./gsu;

/** Pieces that are not broken: a Chinese character with the signs bound to it, a word, a space. */
const piecesOf = (text: string): string[] => {
  const pieces: string[] = [];
  for (const [piece] of text.matchAll(WORD)) {
    const last = pieces.at(-1);
    if (last !== undefined && last.trim() !== '' && (NOT_FIRST.test(piece) || NOT_LAST.test(last)))
      pieces[pieces.length - 1] = last + piece;
    else pieces.push(piece);
  }
  return pieces;
};

const widthOf = (text: string, { size, bold }: Style, advance: Advance): number => {
  let width = 0;
  for (const character of text) width += advance(character, bold);
  return (width * size) / 1000;
};

/** A piece longer than a line is cut where the line ends: a web address, a long number. */
const cut = (piece: string, room: number, style: Style, advance: Advance): [string, string] => {
  let head = '';
  for (const character of piece) {
    if (head !== '' && widthOf(head + character, style, advance) > room) break;
    head += character;
  }
  return [head, piece.slice(head.length)];
};

/** Breaks a block into lines that fit. */
export const linesOf = (text: string, style: Style, advance: Advance): string[] => {
  const lines: string[] = [];
  let line = '';
  let room: number = TEXT_WIDTH - style.indent * style.size;
  const next = () => {
    lines.push(line.trimEnd());
    line = '';
    room = TEXT_WIDTH;
  };
  for (let piece of piecesOf(text)) {
    if (line !== '' && widthOf(line + piece.trimEnd(), style, advance) > room) next();
    if (line === '' && piece.trim() === '' && lines.length > 0) continue;
    while (widthOf(piece, style, advance) > room && [...piece].length > 1) {
      [line, piece] = cut(piece, room, style, advance);
      next();
    }
    line += piece;
  }
  if (line !== '') lines.push(line.trimEnd());
  return lines;
};

/** Sets blocks on pages. */
export const pagesOf = (blocks: readonly Block[], advance: Advance): SetLine[][] => {
  const pages: SetLine[][] = [[]];
  let y: number = PAGE.top;
  for (const { kind, text } of blocks) {
    const style = STYLES[kind];
    for (const [i, line] of linesOf(text, style, advance).entries()) {
      if (y + style.lead > PAGE.height - PAGE.bottom) {
        pages.push([]);
        y = PAGE.top;
      }
      const indent = i === 0 ? style.indent * style.size : 0;
      const free = TEXT_WIDTH - widthOf(line, style, advance);
      const shift = { left: indent, centre: free / 2, right: free }[style.align];
      pages
        .at(-1)!
        .push({ text: line, x: PAGE.left + shift, y, size: style.size, bold: style.bold });
      y += style.lead;
    }
  }
  return pages;
};
