import { getDocumentProxy } from 'unpdf';
import { printedLines } from './pdf-lines.js';
import type { Piece } from './pdf-table.js';

type Document = Awaited<ReturnType<typeof getDocumentProxy>>;
export type Page = Awaited<ReturnType<Document['getPage']>>;

/** The pieces of text on a page, as they were set. */
export const piecesOn = async (page: Page): Promise<Piece[]> => {
  const { items } = await page.getTextContent();
  return items.flatMap((item) => {
    if (!('str' in item) || item.str === '') return [];
    const [a = 0, b = 0, , , x = 0, y = 0] = item.transform as number[];
    const height = item.height || Math.hypot(a, b);
    return [{ text: item.str, x, y, width: item.width, height }];
  });
};

/** The lines of the first page from the top. Takes the bytes over; throws when it cannot be read. */
export const pdfHeadLines = async (bytes: Uint8Array): Promise<string[]> => {
  const document = await getDocumentProxy(bytes, { verbosity: 0 });
  try {
    return printedLines(await piecesOn(await document.getPage(1))).map(({ text }) => text);
  } finally {
    await document.loadingTask.destroy();
  }
};
