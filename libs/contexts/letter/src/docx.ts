import { AlignmentType, Document, Packer, Paragraph, TextRun } from 'docx';
import { OFFICE_FONTS, officeFooter, settledZip } from '@gongkai/print';
import type { Block } from './fill.js';
import type { FileMeta } from './pdf.js';
import { PAGE, STYLES } from './typeset.js';

const ALIGN = {
  left: AlignmentType.LEFT,
  centre: AlignmentType.CENTER,
  right: AlignmentType.RIGHT,
} as const;
const twips = (points: number) => Math.round(points * 20);

const paragraphOf = ({ kind, text }: Block): Paragraph => {
  const { size, lead, bold, align, indent } = STYLES[kind];
  return new Paragraph({
    alignment: ALIGN[align],
    indent: { firstLine: twips(indent * size) },
    spacing: { line: twips(lead), lineRule: 'exact' },
    children: [
      new TextRun({
        text,
        bold,
        size: size * 2,
        font: kind === 'title' ? OFFICE_FONTS.title : OFFICE_FONTS.body,
      }),
    ],
  });
};

/** The letter as DOCX, to be finished by hand where the law leaves room; the same bytes each time. */
export const letterDocx = async (
  blocks: readonly Block[],
  { title, on }: FileMeta,
): Promise<Uint8Array> => {
  const document = new Document({
    title,
    creator: 'Gongkai',
    lastModifiedBy: 'Gongkai',
    sections: [
      {
        properties: {
          page: {
            size: { width: twips(PAGE.width), height: twips(PAGE.height) },
            margin: {
              top: twips(PAGE.top),
              bottom: twips(PAGE.bottom),
              left: twips(PAGE.left),
              right: twips(PAGE.left - 11),
            },
          },
        },
        footers: { default: officeFooter() },
        children: blocks.map(paragraphOf),
      },
    ],
  });
  return settledZip(new Uint8Array(await Packer.toBuffer(document)), on);
};
