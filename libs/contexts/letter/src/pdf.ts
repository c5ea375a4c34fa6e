import { ASCENT, trueTypeOf, UNITS_PER_EM, type PrintFonts } from '@gongkai/print';
import PDFDocument from 'pdfkit';
import type { Block } from './fill.js';
import { PAGE, pagesOf, STYLES, type SetLine } from './typeset.js';

export type FileMeta = { title: string; language: 'zh' | 'en'; on: string };

const FOOT_SIZE = 12;
const footOf = (page: number) => `— ${String(page)} —`;

const textOf = (blocks: readonly Block[], bold: boolean): string =>
  blocks
    .filter(({ kind }) => STYLES[kind].bold === bold)
    .map(({ text }) => text)
    .join('');

const drawn = (doc: PDFKit.PDFDocument, { text, x, y, size, bold }: SetLine): void => {
  const baseline = y + (STYLES.paragraph.lead - size) / 2;
  doc.font(bold ? 'Bold' : 'Regular').fontSize(size);
  doc.text(text, x, baseline, { lineBreak: false });
};

/**
 * The letter as PDF: text that can be searched and copied, fonts embedded, the same bytes for the
 * same letter. Throws `GlyphMissing`.
 */
export const letterPdf = async (
  blocks: readonly Block[],
  { title, language, on }: FileMeta,
  fonts: PrintFonts,
): Promise<Uint8Array> => {
  const regular = await fonts.glyphsFor(`${textOf(blocks, false)}0123456789— `, 400);
  const bold = await fonts.glyphsFor(`${textOf(blocks, true)} `, 700);
  const advance = (character: string, isBold: boolean) =>
    (isBold ? bold : regular).get(character.codePointAt(0)!)!.advance;
  const pages = pagesOf(blocks, advance);
  const at = new Date(`${on}T00:00:00+08:00`);
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    autoFirstPage: false,
    pdfVersion: '1.7',
    lang: language === 'zh' ? 'zh-CN' : 'en',
    displayTitle: true,
    info: { Title: title, Creator: 'Gongkai', Producer: 'Gongkai', CreationDate: at, ModDate: at },
  });
  doc.registerFont('Regular', Buffer.from(trueTypeOf('LetterRegular', regular)));
  doc.registerFont('Bold', Buffer.from(trueTypeOf('LetterBold', bold)));
  const chunks: Uint8Array[] = [];
  const done = new Promise<void>((resolve, reject) => {
    doc.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    doc.on('end', resolve);
    doc.on('error', reject);
  });
  for (const [i, lines] of pages.entries()) {
    doc.addPage();
    for (const line of lines) drawn(doc, line);
    const foot = footOf(i + 1);
    const width = [...foot].reduce((sum, sign) => sum + advance(sign, false), 0);
    const x = (PAGE.width - (width * FOOT_SIZE) / UNITS_PER_EM) / 2;
    const y = PAGE.height - PAGE.bottom / 2 - (FOOT_SIZE * ASCENT) / UNITS_PER_EM;
    drawn(doc, { text: foot, x, y, size: FOOT_SIZE, bold: false });
  }
  doc.end();
  await done;
  return Buffer.concat(chunks);
};
