import { FOOT_CHARACTERS, pagesPdf, type PrintFonts, type SetText } from '@gongkai/print';
import type { Block } from './fill.js';
import { PAGE, pagesOf, STYLES } from './typeset.js';

export type FileMeta = { title: string; language: 'zh' | 'en'; on: string };

const textOf = (blocks: readonly Block[], bold: boolean): string =>
  blocks
    .filter(({ kind }) => STYLES[kind].bold === bold)
    .map(({ text }) => text)
    .join('');

const drawn = (doc: PDFKit.PDFDocument, { text, x, y, size, bold }: SetText): void => {
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
  const regular = await fonts.glyphsFor(`${textOf(blocks, false)}${FOOT_CHARACTERS}`, 400);
  const bold = await fonts.glyphsFor(`${textOf(blocks, true)} `, 700);
  const advance = (character: string, isBold: boolean) =>
    (isBold ? bold : regular).get(character.codePointAt(0)!)!.advance;
  return pagesPdf({
    title,
    language,
    on,
    name: 'Letter',
    regular,
    bold,
    pages: pagesOf(blocks, advance),
    paper: PAGE,
    draw(doc, lines) {
      for (const line of lines) drawn(doc, line);
    },
    drawText: drawn,
  });
};
