import type { Paper, PaperBlock, PaperGap } from '@gongkai/reading';
import { getDocumentProxy, getResolvedPDFJS } from 'unpdf';
import { PAPER_LIMITS, refuse } from './limits.js';
import { piecesOn, type Page } from './pdf-head.js';
import { BEGINS, paragraphsOf, printedLines } from './pdf-lines.js';
import { multiplied, rulesOf, type Matrix, type Rule } from './pdf-rules.js';
import { ruledTables } from './pdf-table.js';

type Document = Awaited<ReturnType<typeof getDocumentProxy>>;
type Operations = Readonly<Record<string, number>>;

const CHARACTERS_OF_A_SCAN = 8;
const UNKNOWN = /[\uE000-\uF8FF\uFFFD\u0000-\u0008]/g;

const opened = async (bytes: Uint8Array): Promise<Document> => {
  try {
    // The reader takes the bytes over: it gets a copy.
    return await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 });
  } catch (error) {
    const { name } = error as Error;
    throw refuse(name === 'PasswordException' ? 'report.fileProtected' : 'report.fileDamaged');
  }
};

const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

/** The rules drawn on a page, and how many pictures stand on it. */
const drawnOn = async (
  page: Page,
  ops: Operations,
): Promise<{ rules: Rule[]; pictures: number }> => {
  const { fnArray, argsArray } = await page.getOperatorList();
  const rules: Rule[] = [];
  let pictures = 0;
  let matrix = IDENTITY;
  const kept: Matrix[] = [];
  const strokes = new Set([
    ops['stroke'],
    ops['closeStroke'],
    ops['fillStroke'],
    ops['closeFillStroke'],
  ]);
  const fills = new Set([ops['fill'], ops['eoFill']]);
  fnArray.forEach((operation: number, i: number) => {
    const args = argsArray[i] as unknown[] | null;
    if (operation === ops['save']) kept.push(matrix);
    else if (operation === ops['restore']) matrix = kept.pop() ?? IDENTITY;
    else if (operation === ops['transform']) matrix = multiplied(matrix, args as unknown as Matrix);
    else if (operation === ops['constructPath'] && args) {
      const [painted, [path] = []] = args as [number, [ArrayLike<number>?]];
      if (path && (strokes.has(painted) || fills.has(painted)))
        rules.push(...rulesOf(path, matrix, strokes.has(painted)));
    } else if (operation === ops['paintImageXObject'] || operation === ops['paintImageMaskXObject'])
      pictures++;
  });
  return { rules, pictures };
};

type Read = { blocks: PaperBlock[]; characters: number; unknown: number; pictures: number };

const readPage = async (page: Page, number: number, ops: Operations): Promise<Read> => {
  const [pieces, { rules, pictures }] = await Promise.all([piecesOn(page), drawnOn(page, ops)]);
  const tables = ruledTables(rules, pieces);
  const outside = pieces.filter(
    ({ x, y, width }) =>
      !tables.some(
        ({ left, right, top, bottom }) =>
          x + width / 2 > left && x + width / 2 < right && y > bottom - 2 && y < top + 2,
      ),
  );
  const lines = printedLines(outside);
  const blocks = [
    ...paragraphsOf(lines, number).map(({ y, ...block }) => ({ y, block: block as PaperBlock })),
    ...tables.map(({ top, grid }, i) => ({
      y: top,
      block: { kind: 'table', grid, place: { page: number, table: i + 1 } } as PaperBlock,
    })),
  ];
  const text = pieces.map((piece) => piece.text).join('');
  return {
    blocks: blocks.sort((a, b) => b.y - a.y).map(({ block }) => block),
    characters: text.replace(/\s/g, '').length,
    unknown: text.match(UNKNOWN)?.length ?? 0,
    pictures,
  };
};

/** A sentence that a page break cut goes on at the top of the next page. */
const append = (blocks: PaperBlock[], next: readonly PaperBlock[]): void => {
  const [last, first] = [blocks.at(-1), next[0]];
  const cut =
    last?.kind === 'paragraph' &&
    first?.kind === 'paragraph' &&
    last.text.length > 20 &&
    !/[。!?:;！？：；]$/.test(last.text) &&
    !BEGINS.test(first.text);
  if (cut) blocks[blocks.length - 1] = { ...last, text: last.text + first.text };
  blocks.push(...(cut ? next.slice(1) : next));
};

const unread = (page: number): PaperGap => ({
  zh: '此页是图片,没有文字可读。',
  en: 'This page is a picture without text.',
  place: { page },
});

export const readPdf = async (bytes: Uint8Array): Promise<Paper> => {
  const [document, { OPS }] = await Promise.all([opened(bytes), getResolvedPDFJS()]);
  try {
    const { numPages: pages } = document;
    const limit = PAPER_LIMITS.pages;
    if (pages > limit) throw refuse('report.tooManyPages', {}, { pages, limit });
    const blocks: PaperBlock[] = [];
    const gaps: PaperGap[] = [];
    let [characters, unknown] = [0, 0];
    for (let number = 1; number <= pages; number++) {
      const page = await document.getPage(number);
      const read = await readPage(page, number, OPS as Operations);
      page.cleanup();
      append(blocks, read.blocks);
      characters += read.characters;
      unknown += read.unknown;
      if (read.characters < CHARACTERS_OF_A_SCAN && read.pictures > 0) gaps.push(unread(number));
    }
    if (characters < CHARACTERS_OF_A_SCAN) throw refuse('report.fileScanned', { page: 1 });
    if (unknown > characters / 3) throw refuse('report.fontUnreadable', { page: 1 });
    return { kind: 'pdf', title: null, blocks, gaps };
  } catch (error) {
    if (error instanceof Error && error.name.endsWith('Exception'))
      throw refuse('report.fileDamaged');
    throw error;
  } finally {
    await document.loadingTask.destroy();
  }
};
