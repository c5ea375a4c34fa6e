import { cn2019, cn2021, type FormatTable, type ReportFormat } from '@gongkai/figures';
import { heldIn } from './cell-value.js';
import { labelKey } from './labels.js';
import type { PaperCell, PaperTable } from './paper.js';
import { distinct, placeOf, type Gathered } from './table-reading.js';
import { plainText } from './characters.js';

const tableOf = (format: ReportFormat): FormatTable => format.tables.find(({ id }) => id === 't2')!;

const OTHER_ROWS: Readonly<Record<string, string>> = {
  规范性文件: 'normative',
  行政规范性文件: 'normative',
  行政规章: 'rules',
  政府规章: 'rules',
  其他对外管理服务: 'other_services',
  采购: 'procurement',
};
/** Heads with one sign more or less than the form has. */
const OTHER_COLUMNS: Readonly<Record<string, string>> = {
  本年制发: 'made',
  本年制发件: 'made',
  本年制作: 'made',
  本年废止: 'repealed',
  本年废止件: 'repealed',
  现行有效: 'in_force',
  现行有效件: 'in_force',
  本年增减: 'change',
  采购金额: 'amount',
  本年收费金额: 'amount',
};

const rowOf = (format: ReportFormat, text: string): string | undefined => {
  const key = labelKey(text);
  return tableOf(format).rows.find(({ zh }) => labelKey(zh) === key)?.id ?? OTHER_ROWS[key];
};

const columnOf = (format: ReportFormat, text: string): string | undefined => {
  const key = labelKey(text);
  const own = tableOf(format).columns;
  const id = own.find(({ zh }) => labelKey(zh) === key)?.id ?? OTHER_COLUMNS[key];
  return own.some((column) => column.id === id) ? id : undefined;
};

/** Columns by their heads: a head merged over several stands over each. */
const headsIn = (format: ReportFormat, row: readonly PaperCell[]): Map<number, string> =>
  new Map(
    row.flatMap((cell, column): [number, string][] => {
      const id = columnOf(format, cell.text);
      return id === undefined ? [] : [[column, id]];
    }),
  );

const headsOf = (format: ReportFormat, tables: readonly PaperTable[]): number =>
  tables
    .flatMap(({ grid }) => grid)
    .reduce((sum, row) => sum + new Set(headsIn(format, row).values()).size, 0);

/** The edition whose heads the tables have, when they have any. */
export const initiativeEdition = (tables: readonly PaperTable[]): ReportFormat | null => {
  const [of2019, of2021] = [headsOf(cn2019, tables), headsOf(cn2021, tables)];
  if (Math.max(of2019, of2021) < 3) return null;
  return of2021 >= of2019 ? cn2021 : cn2019;
};

/** A unit named with the head over a column: 本年收费金额(单位:万元), 采购总金额(元). */
const unitIn = (text: string): string | null => /(万元|元)/.exec(plainText(text))?.[1] ?? null;

type Heads = { ids: Map<number, string>; row: readonly PaperCell[] };

const takeRow = (
  format: ReportFormat,
  table: PaperTable,
  row: number,
  { heads, id }: { heads: Heads; id: string },
  gathered: Gathered,
): void => {
  const byColumn = new Map<string, { cell: PaperCell; column: number }[]>();
  for (const { cell, column } of distinct(table.grid[row]!)) {
    const of = heads.ids.get(column);
    if (of !== undefined) byColumn.set(of, [...(byColumn.get(of) ?? []), { cell, column }]);
  }
  for (const [column, cells] of byColumn) {
    const known = format.cells.find((one) => one.id === `t2.${id}.${column}`);
    if (!known) continue;
    // Under one merged head at most one of the cells holds something.
    const held = cells.find(({ cell }) => heldIn(cell.text).value !== null) ?? cells[0]!;
    const unit = unitIn(heads.row[held.column]!.text);
    gathered.put(known, held.cell, placeOf(table, row, held.column), unit);
  }
};

const readTable = (format: ReportFormat, table: PaperTable, gathered: Gathered): boolean => {
  let heads: Heads | null = null;
  let found = false;
  for (const [row, cells] of table.grid.entries()) {
    const ids = headsIn(format, cells);
    if (ids.size > 0) {
      heads = { ids, row: cells };
      continue;
    }
    const [first] = distinct(cells).filter(({ cell }) => cell.text.trim() !== '');
    const id = first && rowOf(format, first.cell.text);
    if (!heads || id === undefined) continue;
    found = true;
    takeRow(format, table, row, { heads, id }, gathered);
  }
  return found;
};

/** Reads what was published on initiative; the tables it stood in. */
export const readInitiative = (
  format: ReportFormat,
  tables: readonly PaperTable[],
  gathered: Gathered,
): PaperTable[] => tables.filter((table) => readTable(format, table, gathered));
