import {
  AlignmentType,
  Document,
  HeadingLevel,
  Packer,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlignTable,
  WidthType,
} from 'docx';
import { OFFICE_FONTS, officeFooter } from '../office-docx.js';
import { settledZip } from '../settled-zip.js';
import {
  placed,
  type PaperPart,
  type PaperTable,
  type PlacedCell,
  type ReportPaper,
} from './paper.js';

// Twentieths of a point, as the format has them; the page of GB/T 9704 with room for wide tables.
const PAGE = { width: 11906, height: 16838, top: 2098, side: 1304, bottom: 1984 } as const;
const TEXT_WIDTH = PAGE.width - 2 * PAGE.side;
const LEAD = { line: 560, lineRule: 'exact' } as const;
/** Half points. */
const SIZE = { title: 44, body: 32, table: 21, narrow: 18 } as const;
const NARROW_FROM = 12;

const tableCell = (cell: PlacedCell, width: number, size: number): TableCell =>
  new TableCell({
    columnSpan: cell.columns,
    rowSpan: cell.rows,
    width: { size: width, type: WidthType.DXA },
    verticalAlign: VerticalAlignTable.CENTER,
    margins: { left: 40, right: 40, top: 20, bottom: 20 },
    children: [
      new Paragraph({
        alignment: cell.kind === 'label' ? AlignmentType.LEFT : AlignmentType.CENTER,
        indent: { left: cell.indent * size * 10 },
        children: [new TextRun({ text: cell.text, size, font: OFFICE_FONTS.body })],
      }),
    ],
  });

const tableOf = (table: PaperTable): Table => {
  const whole = table.widths.reduce((sum, width) => sum + width, 0);
  const widths = table.widths.map((width) => Math.floor((TEXT_WIDTH * width) / whole));
  const size = widths.length >= NARROW_FROM ? SIZE.narrow : SIZE.table;
  const cells = placed(table);
  return new Table({
    width: { size: widths.reduce((sum, width) => sum + width, 0), type: WidthType.DXA },
    columnWidths: widths,
    layout: TableLayoutType.FIXED,
    rows: table.rows.map(
      (_, row) =>
        new TableRow({
          tableHeader: row < table.heads,
          cantSplit: true,
          children: cells
            .filter((cell) => cell.row === row)
            .map((cell) => {
              const across = widths.slice(cell.column, cell.column + cell.columns);
              return tableCell(
                cell,
                across.reduce((sum, width) => sum + width, 0),
                size,
              );
            }),
        }),
    ),
  });
};

const blocksOf = (part: PaperPart): (Paragraph | Table)[] => {
  if (part.kind === 'table')
    return [tableOf(part.table), new Paragraph({ spacing: { line: 240 }, children: [] })];
  const heading = part.kind === 'heading';
  const size = part.kind === 'line' ? SIZE.table : SIZE.body;
  return [
    new Paragraph({
      ...(heading ? { heading: HeadingLevel.HEADING_1, keepNext: true } : {}),
      indent: { firstLine: part.kind === 'line' ? 0 : SIZE.body * 20 },
      spacing: { ...LEAD, before: 0, after: 0 },
      children: [
        new TextRun({
          text: part.text,
          size,
          font: heading ? OFFICE_FONTS.heading : OFFICE_FONTS.body,
          color: '000000',
        }),
      ],
    }),
  ];
};

const titleOf = (text: string): Paragraph =>
  new Paragraph({
    heading: HeadingLevel.TITLE,
    alignment: AlignmentType.CENTER,
    spacing: { line: 720, lineRule: 'exact', after: 320 },
    children: [new TextRun({ text, bold: true, size: SIZE.title, font: OFFICE_FONTS.title })],
  });

/** The report as an office writes it, dated by the end of its year: the same bytes each time. */
export const reportDocx = async (paper: ReportPaper): Promise<Uint8Array> => {
  const document = new Document({
    title: paper.title,
    creator: 'Gongkai',
    lastModifiedBy: 'Gongkai',
    sections: [
      {
        properties: {
          page: {
            size: { width: PAGE.width, height: PAGE.height },
            margin: { top: PAGE.top, bottom: PAGE.bottom, left: PAGE.side, right: PAGE.side },
          },
        },
        footers: { default: officeFooter() },
        children: [titleOf(paper.title), ...paper.parts.flatMap(blocksOf)],
      },
    ],
  });
  return settledZip(new Uint8Array(await Packer.toBuffer(document)), `${paper.year}-12-31`);
};
