import type { Worksheet } from 'exceljs';
import type { InventedRow } from './invented-report.js';

/** What an invented paper says, in order: paragraphs and tables. */
export type Invention = readonly (string | readonly InventedRow[])[];

type Laid = { text: string; row: number; column: number; rows: number; columns: number };

/** Where each cell comes to stand, as a browser lays a table out. */
const laidOut = (rows: readonly InventedRow[]): { cells: Laid[]; width: number } => {
  const taken = new Set<string>();
  const cells = rows.flatMap((row, r) => {
    let column = 0;
    return row.map(({ text, rows: height = 1, columns = 1 }): Laid => {
      while (taken.has(`${r}.${column}`)) column++;
      const cell = { text, row: r, column, rows: height, columns };
      for (let i = 0; i < height; i++)
        for (let j = 0; j < columns; j++) taken.add(`${r + i}.${column + j}`);
      return cell;
    });
  });
  return { cells, width: Math.max(...cells.map(({ column, columns }) => column + columns)) };
};

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** A page as a content system puts it out. */
export const reportHtml = (paper: Invention): string => {
  const cell = ({ text, rows = 1, columns = 1 }: InventedRow[number]) =>
    `<td rowspan="${rows}" colspan="${columns}"><p><span>${escaped(text)}</span></p></td>`;
  const body = paper.map((block) =>
    typeof block === 'string'
      ? `<p>&emsp;&emsp;${escaped(block)}</p>`
      : `<table border="1"><tbody>${block.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('\n')}</tbody></table>`,
  );
  return `<!DOCTYPE html><html><head><meta charset="utf-8"><title>政府网</title><script>var count = "9999条";</script></head><body><div class="article">${body.join('\n')}</div></body></html>`;
};

export const reportDocx = async (paper: Invention): Promise<Uint8Array> => {
  // The makers of files are loaded by the specs that make some.
  const { Document, Packer, Paragraph, Table, TableCell, TableRow } = await import('docx');
  const table = (rows: readonly InventedRow[]) =>
    new Table({
      rows: rows.map(
        (row) =>
          new TableRow({
            children: row.map(
              ({ text, rows: rowSpan = 1, columns: columnSpan = 1 }) =>
                new TableCell({ children: [new Paragraph(text)], rowSpan, columnSpan }),
            ),
          }),
      ),
    });
  const children = paper.map((block) =>
    typeof block === 'string' ? new Paragraph(block) : table(block),
  );
  return Packer.toBuffer(new Document({ sections: [{ children }] }));
};

export const reportXlsx = async (
  paper: Invention,
  change: (sheet: Worksheet) => void = () => undefined,
): Promise<Uint8Array> => {
  const { default: excel } = await import('exceljs');
  const book = new excel.Workbook();
  for (const [i, block] of paper.entries()) {
    const sheet = book.addWorksheet(`表${i + 1}`);
    if (typeof block === 'string') sheet.getCell(1, 1).value = block;
    else
      for (const { text, row, column, rows, columns } of laidOut(block).cells) {
        const number = /^\d+(\.\d+)?$/.test(text);
        sheet.getCell(row + 1, column + 1).value = number ? Number(text) : text;
        if (rows > 1 || columns > 1)
          sheet.mergeCells(row + 1, column + 1, row + rows, column + columns);
      }
    change(sheet);
  }
  return new Uint8Array(await book.xlsx.writeBuffer());
};

const SIZE = 9;
const LEAD = 13;
const MARGIN = 50;
const PAD = 3;
/** Units of a font to the em, as advances are told. */
const EM = 1000;
const PAGE = { width: 595, height: 842 };

/** A page as a word processor prints it: text wrapped, tables ruled, cut where the page ends. */
class Print {
  private y = MARGIN;

  constructor(
    private readonly doc: PDFKit.PDFDocument,
    private readonly advance: (character: string) => number,
  ) {}

  paragraph(text: string): void {
    const [first = '', ...others] = this.wrapped(`　　${text}`, PAGE.width - 2 * MARGIN);
    for (const line of [first, ...others]) {
      this.room(LEAD);
      this.line(line, MARGIN, this.y);
      this.y += LEAD;
    }
  }

  table(rows: readonly InventedRow[]): void {
    const { cells, width } = laidOut(rows);
    const column = (PAGE.width - 2 * MARGIN) / width;
    const texts = new Map(
      cells.map((cell) => [cell, this.wrapped(cell.text, column * cell.columns - 2 * PAD)]),
    );
    const heights = rows.map(
      (_, r) =>
        Math.max(
          LEAD,
          ...cells
            .filter(({ row, rows: down }) => row === r && down === 1)
            .map((cell) => texts.get(cell)!.length * LEAD),
        ) +
        2 * PAD,
    );
    for (let from = 0; from < rows.length;) {
      this.room(heights[from]!);
      let to = from;
      let below = this.y;
      while (to < rows.length && below + heights[to]! <= PAGE.height - MARGIN)
        below += heights[to++]!;
      this.rowsBetween({ cells, texts, heights, column, from, to });
      this.y = below;
      from = to;
    }
    this.y += LEAD;
  }

  private rowsBetween(part: {
    cells: Laid[];
    texts: Map<Laid, string[]>;
    heights: number[];
    column: number;
    from: number;
    to: number;
  }): void {
    const { cells, texts, heights, column, from, to } = part;
    const height = (first: number, end: number) =>
      heights.slice(first, end).reduce((sum, value) => sum + value, 0);
    for (const cell of cells) {
      const [first, end] = [Math.max(cell.row, from), Math.min(cell.row + cell.rows, to)];
      if (first >= end) continue;
      const [x, y] = [MARGIN + cell.column * column, this.y + height(from, first)];
      this.doc.rect(x, y, cell.columns * column, height(first, end)).stroke();
      if (cell.row >= from)
        for (const [i, text] of texts.get(cell)!.entries())
          this.line(text, x + PAD, y + PAD + i * LEAD);
    }
  }

  private room(height: number): void {
    if (this.y + height <= PAGE.height - MARGIN) return;
    this.doc.addPage();
    this.y = MARGIN;
  }

  private line(text: string, x: number, y: number): void {
    if (text !== '') this.doc.text(text, x, y, { lineBreak: false });
  }

  private wrapped(text: string, width: number): string[] {
    const lines: string[] = [];
    let [line, used] = ['', 0];
    for (const character of text) {
      const wide = (this.advance(character) * SIZE) / EM;
      if (used + wide > width && line !== '') {
        lines.push(line);
        [line, used] = ['', 0];
      }
      line += character;
      used += wide;
    }
    return [...lines, line];
  }
}

export const reportPdf = async (
  paper: Invention,
  options: PDFKit.PDFDocumentOptions = {},
): Promise<Uint8Array> => {
  const text = paper
    .flatMap((block) =>
      typeof block === 'string' ? [block] : block.flat().map((cell) => cell.text),
    )
    .join('');
  const [{ default: PDFDocument }, { PrintFonts, trueTypeOf }] = await Promise.all([
    import('pdfkit'),
    import('@gongkai/print'),
  ]);
  const glyphs = await new PrintFonts().glyphsFor(`${text}　 0`, 400);
  const doc = new PDFDocument({ size: 'A4', margin: 0, ...options });
  doc.registerFont('Text', Buffer.from(trueTypeOf('Text', glyphs)));
  doc.font('Text').fontSize(SIZE);
  const chunks: Uint8Array[] = [];
  const done = new Promise<void>((resolve, reject) => {
    doc.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    doc.on('end', resolve);
    doc.on('error', reject);
  });
  const print = new Print(doc, (character) => glyphs.get(character.codePointAt(0)!)!.advance);
  for (const block of paper)
    if (typeof block === 'string') print.paragraph(block);
    else print.table(block);
  doc.end();
  await done;
  return Buffer.concat(chunks);
};
