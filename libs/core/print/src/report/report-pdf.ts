import type { PrintFonts } from '../fonts.js';
import { FOOT_CHARACTERS, pagesPdf, type SetText } from '../pages-pdf.js';
import { PAGE, PageSetting } from './page-setting.js';
import type { ReportPaper } from './paper.js';

/** Titles and headings are bold, everything else is not. */
const textOf = ({ title, parts }: ReportPaper, bold: boolean): string =>
  parts
    .flatMap((part) => {
      if (part.kind === 'table')
        return bold ? [] : part.table.rows.flatMap((row) => row.map(({ text }) => text));
      return (part.kind === 'heading') === bold ? [part.text] : [];
    })
    .concat(bold ? [title] : [])
    .join('');

const drawn = (doc: PDFKit.PDFDocument, { text, x, y, size, bold }: SetText): void => {
  doc.font(bold ? 'Bold' : 'Regular').fontSize(size);
  doc.text(text, x, y, { lineBreak: false });
};

/** Tabs and line feeds have no glyph, and a space will do. */
const spaced = (text: string): string => text.replace(/[\t\n]/g, ' ');

/**
 * The report as PDF: text that can be searched and copied, fonts embedded, dated by the end of its
 * year, the same bytes for the same report. Throws `GlyphMissing`.
 */
export const reportPdf = async (paper: ReportPaper, fonts: PrintFonts): Promise<Uint8Array> => {
  const regular = await fonts.glyphsFor(spaced(`${textOf(paper, false)}${FOOT_CHARACTERS}`), 400);
  const bold = await fonts.glyphsFor(spaced(`${textOf(paper, true)} `), 700);
  const advance = (character: string, isBold: boolean) =>
    (isBold ? bold : regular).get(spaced(character).codePointAt(0)!)!.advance;
  return pagesPdf({
    title: paper.title,
    language: paper.language,
    on: `${paper.year}-12-31`,
    name: 'Report',
    regular,
    bold,
    pages: new PageSetting(advance).report(paper),
    paper: PAGE,
    draw(doc, { texts, rules }) {
      doc.lineWidth(0.5);
      for (const { x, y, width, height } of rules) doc.rect(x, y, width, height).stroke();
      for (const text of texts) drawn(doc, { ...text, text: spaced(text.text) });
    },
    drawText: drawn,
  });
};
