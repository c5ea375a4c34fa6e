import type { FiguresFile, FormatRow, FormatTable, ReportFormat } from '@gongkai/figures';
import { headingCells } from '@gongkai/figures';
import {
  APPLICANTS_HEAD,
  ARTICLE_20,
  article20,
  BALANCE_NOTE,
  CONTENT,
  DISPUTE_HEADS,
  DISPUTE_ROWS,
  labelText,
  ORGANISATIONS,
  ORGANISATIONS_HEAD,
  SINGLE_HEADS,
  STROKE,
  unitText,
} from './official-forms.js';
import {
  figureCell,
  headCell,
  labelCell,
  strokeCell,
  type PaperCell,
  type PaperLanguage,
  type PaperTable,
} from './paper.js';

/** What laying out a table looks at. */
type Sheet = {
  format: ReportFormat;
  table: FormatTable;
  cells: FiguresFile['cells'];
  language: PaperLanguage;
  known: ReadonlySet<string>;
};

/** The table as the form prints it; a form this program has no layout for as rows and columns. */
export const paperTable = (
  format: ReportFormat,
  table: FormatTable,
  cells: FiguresFile['cells'],
  language: PaperLanguage,
): PaperTable => {
  const known = new Set(format.cells.map(({ id }) => id));
  const sheet = { format, table, cells, language, known };
  const rows = table.rows.map(({ id }) => id);
  if (table.columns.length === 0) return singleTable(sheet);
  if (rows.every((id) => Object.hasOwn(ARTICLE_20, id))) return initiativeTable(sheet);
  if (rows.length === DISPUTE_ROWS.length && DISPUTE_ROWS.every((id) => rows.includes(id)))
    return disputeTable(sheet);
  return matrixTable(sheet);
};

const figureAt = ({ cells }: Sheet, id: string, columns = 1): PaperCell =>
  figureCell(id, cells[id] ?? null, { columns });

/** Where a row meets a column the form does not ask for: a heading somebody filled in, or nothing. */
const crossing = (sheet: Sheet, id: string): PaperCell =>
  sheet.known.has(id) || typeof sheet.cells[id] === 'number'
    ? figureAt(sheet, id)
    : strokeCell(STROKE);

const tableOf = (
  { table, language }: Sheet,
  more: Pick<PaperTable, 'widths' | 'heads' | 'rows'>,
): PaperTable => ({ id: table.id, caption: labelText(table, language), ...more });

/** One figure a row, with its unit: the table of 国办发〔2014〕32号. */
const singleTable = (sheet: Sheet): PaperTable => {
  const { format, table, language } = sheet;
  const units = new Map(format.cells.map(({ id, unit }) => [id, unit]));
  const { item, unit, count } = SINGLE_HEADS;
  const headings = headingCells(format);
  const body = table.rows.map((row): PaperCell[] => {
    const heading = headings.has(row.id);
    return [
      labelCell(labelText(row, language), { indent: indentOf(row) }),
      strokeCell(heading ? STROKE : unitText(units.get(row.id) ?? null, language)),
      crossing(sheet, row.id),
    ];
  });
  const head = [item, unit, count].map((words) => headCell(words[language]));
  return tableOf(sheet, { widths: [68, 14, 18], heads: 1, rows: [head, ...body] });
};

const LEVELS: readonly (readonly [pattern: RegExp, depth: number])[] = [
  [/^[一二三四五六七八九十]+、/, 1],
  [/^[(\uFF08][一二三四五六七八九十]+[)\uFF09]/, 2],
  [/^\d+[.\uFF0E、]/, 3],
];

/** How deep a row stands, told by the mark before its label, as people number them. */
const depthOf = ({ zh, level }: FormatRow): number =>
  LEVELS.find(([pattern]) => pattern.test(zh))?.[1] ?? level;

const indentOf = (row: FormatRow): number => {
  const depth = depthOf(row);
  // 其中 and what is listed after it stand one step further in.
  return LEVELS.some(([pattern]) => pattern.test(row.zh)) ? depth - 1 : Math.max(depth - 1, 2) + 1;
};

/** What is published on initiative: items under the part of the article that asks for them. */
const initiativeTable = (sheet: Sheet): PaperTable => {
  const { table, language, known } = sheet;
  const columnsOf = ({ id }: FormatRow) =>
    table.columns.filter((column) => known.has(`${table.id}.${id}.${column.id}`));
  const widest = Math.max(1, ...table.rows.map((row) => columnsOf(row).length));
  const items = [...new Set(table.rows.map(({ id }) => ARTICLE_20[id]!))];
  const rows = items.flatMap((item): PaperCell[][] => {
    const ofItem = table.rows.filter(({ id }) => ARTICLE_20[id] === item);
    const columns = columnsOf(ofItem[0]!);
    // The last column reaches to the edge where there are fewer than in the widest part.
    const reach = (i: number) => (i === columns.length - 1 ? widest - i : 1);
    return [
      [headCell(article20(item)[language], { columns: widest + 1 })],
      [
        headCell(CONTENT[language]),
        ...columns.map((column, i) => headCell(labelText(column, language), { columns: reach(i) })),
      ],
      ...ofItem.map((row) => [
        labelCell(labelText(row, language)),
        ...columns.map((column, i) =>
          figureAt(sheet, `${table.id}.${row.id}.${column.id}`, reach(i)),
        ),
      ]),
    ];
  });
  const widths = [30, ...Array.from({ length: widest }, () => 70 / widest)];
  return tableOf(sheet, { widths, heads: 0, rows });
};

/** Reconsideration and litigation side by side: one row of figures under three rows of heads. */
const disputeTable = (sheet: Sheet): PaperTable => {
  const { table, language } = sheet;
  const { columns } = table;
  const each = columns.length;
  const { review, suits, direct, after } = DISPUTE_HEADS;
  const outcomes = (rows: number) =>
    columns.map((column) => headCell(labelText(column, language), { rows }));
  const rows: PaperCell[][] = [
    [
      headCell(review[language], { columns: each }),
      headCell(suits[language], { columns: 2 * each }),
    ],
    [
      ...outcomes(2),
      headCell(direct[language], { columns: each }),
      headCell(after[language], { columns: each }),
    ],
    [...outcomes(1), ...outcomes(1)],
    DISPUTE_ROWS.flatMap((row) =>
      columns.map(({ id }) => figureAt(sheet, `${table.id}.${row}.${id}`)),
    ),
  ];
  return tableOf(sheet, { widths: Array.from({ length: 3 * each }, () => 1), heads: 3, rows });
};

/** Rows under rows against columns: requests by kind of applicant, and forms not known here. */
const matrixTable = (sheet: Sheet): PaperTable => {
  const { table, language } = sheet;
  const depths = table.rows.map(depthOf);
  const least = Math.min(...depths);
  const deep = Math.max(...depths) - least + 1;
  const body: PaperCell[][] = [];
  let above: PaperCell[] = [];
  for (const [i, row] of table.rows.entries()) {
    const depth = depths[i]! - least + 1;
    const text = labelText(row, language);
    const below = table.rows.slice(i + 1);
    const end = below.findIndex((_, j) => depths[i + 1 + j]! <= depths[i]!);
    const under = end === -1 ? below : below.slice(0, end);
    const figures = under.filter(({ kind }) => kind === 'number').length;
    const filled = table.columns.some(
      ({ id }) => typeof sheet.cells[`${table.id}.${row.id}.${id}`] === 'number',
    );
    if (row.kind === 'heading' && figures > 0 && !filled) {
      above.push(labelCell(text, { rows: figures }));
      continue;
    }
    body.push([
      ...above,
      labelCell(text, { columns: deep - depth + 1 }),
      ...table.columns.map(({ id }) => crossing(sheet, `${table.id}.${row.id}.${id}`)),
    ]);
    above = [];
  }
  const heads = matrixHeads(sheet, deep);
  const labels = deep === 3 ? [8, 10, 24] : Array.from({ length: deep }, () => 40 / deep);
  const each = (100 - labels.reduce((sum, width) => sum + width, 0)) / table.columns.length;
  return tableOf(sheet, {
    widths: [...labels, ...table.columns.map(() => each)],
    heads: heads.length,
    rows: [...heads, ...body],
  });
};

const matrixHeads = ({ table, language }: Sheet, deep: number): PaperCell[][] => {
  const { columns } = table;
  const first = columns.findIndex(({ id }) => id === ORGANISATIONS[0]);
  const text = (column: (typeof columns)[number]) => labelText(column, language);
  if (!ORGANISATIONS.every((id, i) => columns[first + i]?.id === id))
    return [[headCell('', { columns: deep }), ...columns.map((column) => headCell(text(column)))]];
  const last = first + ORGANISATIONS.length;
  return [
    [
      headCell(BALANCE_NOTE[language], { columns: deep, rows: 3 }),
      headCell(APPLICANTS_HEAD[language], { columns: columns.length }),
    ],
    [
      ...columns.slice(0, first).map((column) => headCell(text(column), { rows: 2 })),
      headCell(ORGANISATIONS_HEAD[language], { columns: ORGANISATIONS.length }),
      ...columns.slice(last).map((column) => headCell(text(column), { rows: 2 })),
    ],
    columns.slice(first, last).map((column) => headCell(text(column))),
  ];
};
