import { checkMeanings, type FiguresFile, type ReportFormat } from '@gongkai/figures';
import type exceljs from 'exceljs';
import { settledZip } from '../settled-zip.js';
import { labelText } from './official-forms.js';
import { placed, type PaperLanguage, type PaperTable, type ReportPaper } from './paper.js';
import {
  checkLines,
  reference,
  signOf,
  together,
  totalFormulas,
  type CheckLine,
  type Formula,
  type Place,
} from './sheet-rules.js';

const WORDS = {
  zh: {
    checks: '核对',
    text: '正文',
    heads: ['检查', '甲', '甲数', '关系', '乙数', '乙', '结果', '级别'],
    severity: { hard: '硬', soft: '软' },
    more: (count: number) => `等${count}项`,
  },
  en: {
    checks: 'Checks',
    text: 'Text',
    heads: ['Check', 'A', 'Sum of A', 'Rule', 'Sum of B', 'B', 'Result', 'Severity'],
    severity: { hard: 'hard', soft: 'soft' },
    more: (count: number) => `, ${count} in all`,
  },
} as const;

/** Columns of the sheet of checks, and its first line. */
const CHECKS = { left: 3, right: 5, verdict: 7, row: 2 } as const;
/** The caption and the agency stand above a table. */
const ABOVE = 2;
const CELL_TEXT_MAX = 32_000;
const FONT = { name: '仿宋', size: 10 };

const thin = { style: 'thin' as const };
const BOX: Partial<exceljs.Borders> = { top: thin, left: thin, bottom: thin, right: thin };

/** A name a workbook takes, each once. */
const sheetNames = (captions: readonly string[], taken: readonly string[]): string[] => {
  const used = new Set(taken);
  return captions.map((caption, i) => {
    const plain =
      caption
        .replace(/[\\/?*[\]:']/g, ' ')
        .trim()
        .slice(0, 28) || String(i + 1);
    let name = plain;
    for (let n = 2; used.has(name); n++) name = `${plain} ${n}`;
    used.add(name);
    return name;
  });
};

type Drawn = { table: PaperTable; name: string; sheet: exceljs.Worksheet };

const placesOf = (drawn: readonly Drawn[]): Map<string, Place> =>
  new Map(
    drawn.flatMap(({ table, name }) =>
      placed(table).flatMap(({ cell, row, column }) =>
        cell === null
          ? []
          : [[cell, { sheet: name, row: row + 1 + ABOVE, column: column + 1 }] as const],
      ),
    ),
  );

const drawTable = ({ table, sheet }: Drawn, paper: ReportPaper, totals: Map<string, Formula>) => {
  const width = table.widths.length;
  const whole = table.widths.reduce((sum, part) => sum + part, 0);
  const characters = Math.max(90, width * 9);
  for (const [i, part] of table.widths.entries())
    sheet.getColumn(i + 1).width = Math.max(8, (characters * part) / whole);
  const titles = [table.caption, `${paper.agency} ${paper.year}`];
  for (const [i, text] of titles.entries()) {
    sheet.mergeCells(i + 1, 1, i + 1, width);
    const cell = sheet.getCell(i + 1, 1);
    cell.value = text;
    cell.font = { ...FONT, bold: i === 0, size: i === 0 ? 14 : 10 };
    cell.alignment = { horizontal: i === 0 ? 'center' : 'left' };
  }
  for (const part of placed(table)) {
    const [row, column] = [part.row + 1 + ABOVE, part.column + 1];
    if (part.rows > 1 || part.columns > 1)
      sheet.mergeCells(row, column, row + part.rows - 1, column + part.columns - 1);
    const cell = sheet.getCell(row, column);
    const total = part.cell === null ? undefined : totals.get(part.cell);
    if (total) cell.value = total;
    else if (typeof part.value === 'number') cell.value = part.value;
    else if (part.text !== '') cell.value = part.text.slice(0, CELL_TEXT_MAX);
    cell.font = FONT;
    cell.border = BOX;
    cell.alignment = {
      horizontal: part.kind === 'label' ? 'left' : 'center',
      vertical: 'middle',
      wrapText: true,
      indent: part.indent,
    };
  }
  sheet.pageSetup = {
    paperSize: 9,
    orientation: width >= 12 ? 'landscape' : 'portrait',
    fitToPage: true,
    fitToWidth: 1,
    fitToHeight: 0,
  };
};

const namesOf = (ids: readonly string[], format: ReportFormat, language: PaperLanguage): string => {
  const first = format.cells.find(({ id }) => id === ids[0]);
  const name = first ? labelText(first, language) : (ids[0] ?? '');
  return ids.length > 1 ? name + WORDS[language].more(ids.length) : name;
};

const drawChecks = (
  sheet: exceljs.Worksheet,
  lines: readonly CheckLine[],
  format: ReportFormat,
  language: PaperLanguage,
): void => {
  const { heads, severity } = WORDS[language];
  sheet.addRow(heads).font = { ...FONT, bold: true };
  for (const line of lines) {
    const { rule, left, right, verdict } = line;
    sheet.addRow([
      checkMeanings[rule.check][language],
      namesOf(rule.left, format, language),
      left,
      signOf(rule),
      right,
      namesOf(rule.right, format, language),
      verdict,
      severity[rule.severity],
    ]).font = FONT;
  }
  for (const [i, width] of [50, 36, 12, 8, 12, 36, 8, 8].entries())
    sheet.getColumn(i + 1).width = width;
  sheet.views = [{ state: 'frozen', ySplit: 1 }];
};

type Mark = { sheet: string; row: number; column: number; head: string; headAt: [number, number] };

/**
 * Where the sign of a rule stands: beside the row it is about, or under its column where a table
 * has several.
 */
const markOf = (
  { rule }: CheckLine,
  places: ReadonlyMap<string, Place>,
  tables: ReadonlyMap<string, PaperTable>,
  language: PaperLanguage,
): Mark => {
  const cells = [...rule.left, ...rule.right].map((id) => places.get(id)!);
  const first = cells[0]!;
  const table = tables.get(first.sheet)!;
  const beside = table.widths.length + 2;
  const inColumn = cells.every(
    ({ sheet, column }) => sheet === first.sheet && column === first.column,
  );
  const inRow = cells.every(({ sheet, row }) => sheet === first.sheet && row === first.row);
  const several = table.widths.length > 3;
  if (inColumn && !inRow && several) {
    const row = ABOVE + table.rows.length + (rule.check === 'balance' ? 3 : 2);
    const head = checkMeanings[rule.check][language];
    return { sheet: first.sheet, row, column: first.column, head, headAt: [row, 1] };
  }
  const head = WORDS[language].checks;
  return { sheet: first.sheet, row: first.row, column: beside, head, headAt: [ABOVE + 1, beside] };
};

const drawMarks = (
  drawn: readonly Drawn[],
  lines: readonly CheckLine[],
  places: ReadonlyMap<string, Place>,
  checks: string,
  language: PaperLanguage,
): void => {
  const tables = new Map(drawn.map(({ name, table }) => [name, table]));
  const marks = new Map<string, { mark: Mark; verdicts: (Formula & { at: string })[] }>();
  for (const [i, line] of lines.entries()) {
    if (line.rule.severity !== 'hard') continue;
    const mark = markOf(line, places, tables, language);
    const key = `${mark.sheet} ${mark.row} ${mark.column}`;
    const held = marks.get(key) ?? { mark, verdicts: [] };
    const cell = { sheet: checks, row: CHECKS.row + i, column: CHECKS.verdict };
    held.verdicts.push({ ...line.verdict, at: reference(cell, mark.sheet) });
    marks.set(key, held);
  }
  for (const { mark, verdicts } of marks.values()) {
    const { sheet } = drawn.find(({ name }) => name === mark.sheet)!;
    const cell = sheet.getCell(mark.row, mark.column);
    cell.value = together(verdicts);
    cell.alignment = { horizontal: 'center' };
    const head = sheet.getCell(...mark.headAt);
    head.value = mark.head;
    cell.font = head.font = { ...FONT, color: { argb: 'FF666666' } };
  }
};

const drawText = (sheet: exceljs.Worksheet, paper: ReportPaper): void => {
  sheet.getColumn(1).width = 100;
  const add = (text: string, bold: boolean) => {
    for (let from = 0; from < text.length; from += CELL_TEXT_MAX) {
      const cell = sheet.addRow([text.slice(from, from + CELL_TEXT_MAX)]).getCell(1);
      cell.font = { ...FONT, bold };
      cell.alignment = { wrapText: true, vertical: 'top' };
    }
  };
  add(paper.title, true);
  for (const part of paper.parts)
    if (part.kind !== 'table') add(part.text, part.kind === 'heading');
};

/**
 * The report as a workbook: a sheet for each table, its totals as formulas, the text, and a sheet
 * with every rule of the form and whether it holds. What people wrote is never a formula.
 */
export const reportXlsx = async (
  paper: ReportPaper,
  file: FiguresFile,
  format: ReportFormat,
): Promise<Uint8Array> => {
  // Loaded when a workbook is written: every other file does without it.
  const { default: excel } = await import('exceljs');
  const book = new excel.Workbook();
  const words = WORDS[paper.language];
  book.creator = book.lastModifiedBy = 'Gongkai';
  book.created = book.modified = new Date(`${paper.year}-12-31T00:00:00Z`);
  book.calcProperties.fullCalcOnLoad = true;
  const tables = paper.parts.flatMap((part) => (part.kind === 'table' ? [part.table] : []));
  const names = sheetNames(
    tables.map(({ caption }) => caption),
    [words.checks, words.text],
  );
  drawText(book.addWorksheet(words.text), paper);
  const drawn = tables.map((table, i) => {
    const name = names[i]!;
    return { table, name, sheet: book.addWorksheet(name) };
  });
  const places = placesOf(drawn);
  const totals = totalFormulas(format, file.cells, places);
  for (const one of drawn) drawTable(one, paper, totals);
  const on = { ...CHECKS, sheet: words.checks };
  const lines = checkLines(format, file.cells, places, on);
  if (lines.length > 0) {
    drawChecks(book.addWorksheet(words.checks), lines, format, paper.language);
    drawMarks(drawn, lines, places, words.checks, paper.language);
  }
  return settledZip(new Uint8Array(await book.xlsx.writeBuffer()), `${paper.year}-12-31`);
};
