import { posix } from 'node:path';
import { Parser } from 'htmlparser2';
import { archiveEntries, BrokenArchive, entryText, type ArchiveEntry } from './archive.js';

/** Where the parts of a workbook lie, and what its cells refer to. */
export type WorkbookParts = {
  /** Worksheets in their order, those that people do not see among them. */
  sheets: readonly { name: string; isHidden: boolean; entry: ArchiveEntry }[];
  texts: readonly string[];
  /** By the style of a cell: whether it shows its number as a day. */
  dated: readonly boolean[];
  /** Days are counted from 1904 rather than 1900. */
  from1904: boolean;
};

export const workbookParts = async (path: string): Promise<WorkbookParts> => {
  const entries = new Map((await archiveEntries(path))?.map((entry) => [entry.name, entry]));
  const named: { name: string; isHidden: boolean; id: string }[] = [];
  let from1904 = false;
  await readPart(path, entries.get('xl/workbook.xml'), {
    open(name, attributes) {
      const { name: title = '', state = 'visible' } = attributes;
      if (name === 'sheet')
        named.push({ name: title, isHidden: state !== 'visible', id: relationOf(attributes) });
      if (name === 'workbookPr') from1904 = ['1', 'true'].includes(attributes['date1904'] ?? '');
    },
  });
  const targets = new Map<string, string>();
  await readPart(path, entries.get('xl/_rels/workbook.xml.rels'), {
    open(name, { Id = '', Type = '', Target = '' }) {
      // Sheets of charts hold no rows.
      if (name === 'Relationship' && Type.endsWith('/worksheet'))
        targets.set(Id, posix.resolve('/xl', Target).slice(1));
    },
  });
  const sheets = named.flatMap(({ id, ...sheet }) => {
    const target = targets.get(id);
    if (target === undefined) return [];
    const entry = entries.get(target);
    if (!entry) throw new BrokenArchive('sheet');
    return [{ ...sheet, entry }];
  });
  const texts = await sharedTexts(path, entries.get('xl/sharedStrings.xml'));
  const dated = await datedStyles(path, entries.get('xl/styles.xml'));
  return { sheets, texts, dated, from1904 };
};

export type PartHandler = {
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  text?(text: string): void;
  close?(name: string): void;
};

/** Longest tag or remark, characters; it is kept until it ends. */
const MARKUP_CHARS_MAX = 1024 ** 2;

/**
 * Walks through a part by local names, giving way after each piece. Document types are not read, so
 * nothing expands. A part that is cut off, or whose elements do not close, is broken.
 */
export async function* walkPart(
  path: string,
  entry: ArchiveEntry,
  { open, text, close }: PartHandler,
): AsyncGenerator<void> {
  const filled: boolean[] = [];
  let [closed, unread] = [0, 0];
  const fill = () => {
    unread = 0;
    if (filled.length > 0) filled[filled.length - 1] = true;
  };
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        fill();
        filled.push(false);
        open?.(local(name), attributes);
      },
      ontext(piece) {
        fill();
        text?.(piece);
      },
      onclosetag(name, isImplied) {
        // An element that is empty may close itself.
        if (filled.pop() && isImplied) throw new BrokenArchive('xml');
        [closed, unread] = [closed + 1, 0];
        close?.(local(name));
      },
    },
    { xmlMode: true },
  );
  for await (const piece of entryText(path, entry)) {
    parser.write(piece);
    unread += piece.length;
    if (unread > MARKUP_CHARS_MAX) throw new BrokenArchive('markup');
    yield;
  }
  parser.end();
  if (closed === 0) throw new BrokenArchive('xml');
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

const relationOf = (attributes: Readonly<Record<string, string>>): string =>
  Object.entries(attributes).find(([name]) => name.endsWith(':id'))?.[1] ?? '';

const readPart = async (
  path: string,
  entry: ArchiveEntry | undefined,
  handler: PartHandler,
): Promise<void> => {
  if (!entry) throw new BrokenArchive('part');
  for await (const _ of walkPart(path, entry, handler));
};

/** Spreadsheets keep half of it in a cell. */
const CELL_CHARS_MAX = 65_536;

export const lengthened = (text: string, piece: string): string => {
  if (text.length + piece.length > CELL_CHARS_MAX) throw new BrokenArchive('text');
  return text + piece;
};

/** `_x000D_` and the like stand for characters XML has no room for. */
export const unescaped = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
        String.fromCharCode(parseInt(code, 16)),
      )
    : text;

/** The texts cells share; how Chinese or Japanese is read aloud (`rPh`) is not part of a text. */
const sharedTexts = async (path: string, entry: ArchiveEntry | undefined): Promise<string[]> => {
  const texts: string[] = [];
  if (!entry) return texts;
  let text = '';
  let [inText, aside] = [false, false];
  await readPart(path, entry, {
    open(name) {
      if (name === 'si') text = '';
      else if (name === 'rPh') aside = true;
      else if (name === 't') inText = !aside;
    },
    text(piece) {
      if (inText) text = lengthened(text, piece);
    },
    close(name) {
      if (name === 't') inText = false;
      else if (name === 'rPh') aside = false;
      else if (name === 'si') texts.push(unescaped(text));
    },
  });
  return texts;
};

const datedStyles = async (path: string, entry: ArchiveEntry | undefined): Promise<boolean[]> => {
  const own = new Map<number, string>();
  const dated: boolean[] = [];
  if (!entry) return dated;
  let ofCells = false;
  await readPart(path, entry, {
    open(name, { numFmtId = '0', formatCode = '' }) {
      if (name === 'numFmt') own.set(Number(numFmtId), formatCode);
      else if (name === 'cellXfs') ofCells = true;
      else if (name === 'xf' && ofCells) dated.push(isDated(Number(numFmtId), own));
    },
    close(name) {
      if (name === 'cellXfs') ofCells = false;
    },
  });
  return dated;
};

/** Formats that every workbook has without naming them, those of East Asia among them. */
const DATED: readonly (readonly [number, number])[] = [
  [14, 22],
  [27, 36],
  [45, 47],
  [50, 58],
];

const isDated = (format: number, own: ReadonlyMap<number, string>): boolean => {
  const code = own.get(format);
  if (code === undefined) return DATED.some(([from, to]) => format >= from && format <= to);
  // Words, colours and conditions within a format are not its parts.
  return /[ymdhs]/i.test(code.replace(/\[[^\]]*\]|"[^"]*"|[\\_*]./g, ''));
};
