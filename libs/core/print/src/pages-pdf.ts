import PDFDocument from 'pdfkit';
import type { PrintFonts } from './fonts.js';
import { ASCENT, trueTypeOf, UNITS_PER_EM } from './true-type.js';

/** Text that has its place on a page, in points from its top left. */
export type SetText = { text: string; x: number; y: number; size: number; bold: boolean };
type Glyphs = Awaited<ReturnType<PrintFonts['glyphsFor']>>;

export type PdfPages<Page> = {
  title: string;
  language: 'zh' | 'en';
  /** The day it is dated by. */
  on: string;
  /** What the fonts in it are called. */
  name: string;
  regular: Glyphs;
  bold: Glyphs;
  pages: readonly Page[];
  /** Of the page; its number stands in the middle of the lower edge. */
  paper: { width: number; height: number; bottom: number };
  draw(doc: PDFKit.PDFDocument, page: Page): void;
  drawText(doc: PDFKit.PDFDocument, text: SetText): void;
};

const FOOT_SIZE = 12;
/** The characters of page numbers: the regular font must have them. */
export const FOOT_CHARACTERS = '0123456789— ';

/**
 * Pages as PDF: text that can be searched and copied, fonts embedded, page numbers as GB/T 9704 has
 * them, the same bytes for the same pages.
 */
export const pagesPdf = async <Page>(of: PdfPages<Page>): Promise<Uint8Array> => {
  const { title, language, name, regular, bold, paper } = of;
  const at = new Date(`${of.on}T00:00:00+08:00`);
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    autoFirstPage: false,
    pdfVersion: '1.7',
    lang: language === 'zh' ? 'zh-CN' : 'en',
    displayTitle: true,
    info: { Title: title, Creator: 'Gongkai', Producer: 'Gongkai', CreationDate: at, ModDate: at },
  });
  doc.registerFont('Regular', Buffer.from(trueTypeOf(`${name}Regular`, regular)));
  doc.registerFont('Bold', Buffer.from(trueTypeOf(`${name}Bold`, bold)));
  const chunks: Uint8Array[] = [];
  const done = new Promise<void>((resolve, reject) => {
    doc.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    doc.on('end', resolve);
    doc.on('error', reject);
  });
  for (const [i, page] of of.pages.entries()) {
    doc.addPage();
    of.draw(doc, page);
    const text = `— ${String(i + 1)} —`;
    const units = [...text].reduce(
      (sum, sign) => sum + regular.get(sign.codePointAt(0)!)!.advance,
      0,
    );
    const x = (paper.width - (units * FOOT_SIZE) / UNITS_PER_EM) / 2;
    const y = paper.height - paper.bottom / 2 - (FOOT_SIZE * ASCENT) / UNITS_PER_EM;
    of.drawText(doc, { text, x, y, size: FOOT_SIZE, bold: false });
  }
  doc.end();
  await done;
  return Buffer.concat(chunks);
};
