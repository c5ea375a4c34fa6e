import PDFDocument from 'pdfkit';
import type { PrintFonts } from '../fonts.js';
import { ASCENT, trueTypeOf, UNITS_PER_EM } from '../true-type.js';
import { PAGE, PageSetting, type SetText } from './page-setting.js';
import type { ReportPaper } from './paper.js';

const FOOT_SIZE = 12;
const footOf = (page: number) => `— ${String(page)} —`;

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
  const regular = await fonts.glyphsFor(spaced(`${textOf(paper, false)}0123456789— `), 400);
  const bold = await fonts.glyphsFor(spaced(`${textOf(paper, true)} `), 700);
  const advance = (character: string, isBold: boolean) =>
    (isBold ? bold : regular).get(spaced(character).codePointAt(0)!)!.advance;
  const at = new Date(`${paper.year}-12-31T00:00:00+08:00`);
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    autoFirstPage: false,
    pdfVersion: '1.7',
    lang: paper.language === 'zh' ? 'zh-CN' : 'en',
    displayTitle: true,
    info: {
      Title: paper.title,
      Creator: 'Gongkai',
      Producer: 'Gongkai',
      CreationDate: at,
      ModDate: at,
    },
  });
  doc.registerFont('Regular', Buffer.from(trueTypeOf('ReportRegular', regular)));
  doc.registerFont('Bold', Buffer.from(trueTypeOf('ReportBold', bold)));
  const chunks: Uint8Array[] = [];
  const done = new Promise<void>((resolve, reject) => {
    doc.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    doc.on('end', resolve);
    doc.on('error', reject);
  });
  for (const [i, { texts, rules }] of new PageSetting(advance).report(paper).entries()) {
    doc.addPage();
    doc.lineWidth(0.5);
    for (const { x, y, width, height } of rules) doc.rect(x, y, width, height).stroke();
    for (const text of texts) drawn(doc, { ...text, text: spaced(text.text) });
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
