import { AlignmentType, Footer, PageNumber, Paragraph, TextRun } from 'docx';

// Fonts every office in China has; the receiving program brings the glyphs.
const face = (eastAsia: string) => ({
  ascii: 'Times New Roman',
  hAnsi: 'Times New Roman',
  cs: 'Times New Roman',
  eastAsia,
});
/** The fonts of an official paper as DOCX names them. */
export const OFFICE_FONTS = {
  body: face('仿宋'),
  title: face('宋体'),
  heading: face('黑体'),
} as const;

/** The page number in the middle of the foot, as GB/T 9704 has it. */
export const officeFooter = (): Footer =>
  new Footer({
    children: [
      new Paragraph({
        alignment: AlignmentType.CENTER,
        children: [
          new TextRun({
            children: ['— ', PageNumber.CURRENT, ' —'],
            size: 24,
            font: OFFICE_FONTS.body,
          }),
        ],
      }),
    ],
  });
