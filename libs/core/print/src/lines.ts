export type LineStyle = {
  /** Points. */
  size: number;
  bold: boolean;
  /** Characters by which the first line is set in. */
  indent: number;
};

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

/** Width of a text in points. */
export const widthOf = (text: string, { size, bold }: LineStyle, advance: Advance): number => {
  let width = 0;
  for (const character of text) width += advance(character, bold);
  return (width * size) / 1000;
};

/** A piece longer than a line is cut where the line ends: a web address, a long number. */
const cut = (piece: string, room: number, style: LineStyle, advance: Advance): [string, string] => {
  let head = '';
  for (const character of piece) {
    if (head !== '' && widthOf(head + character, style, advance) > room) break;
    head += character;
  }
  return [head, piece.slice(head.length)];
};

/** Breaks a paragraph into lines that fit a width in points. */
export const linesOf = (
  text: string,
  style: LineStyle,
  advance: Advance,
  width: number,
): string[] => {
  const lines: string[] = [];
  let line = '';
  let room = width - style.indent * style.size;
  const next = () => {
    lines.push(line.trimEnd());
    line = '';
    room = width;
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
