import type { CellValue, FiguresFile, ReportFormat } from '@gongkai/figures';

/** A report whose rules hold, every figure different as far as they allow, with blanks and strokes. */
export const example = (format: ReportFormat, more: Partial<FiguresFile> = {}): FiguresFile => {
  const sums = new Map(
    format.constraints
      .filter(
        ({ relation, left, previous }) => relation === 'equal' && left.length === 1 && !previous,
      )
      .map(({ left, right }) => [left[0]!, right]),
  );
  const cells: Record<string, CellValue> = {};
  const fill = (id: string): number => {
    const held = cells[id];
    if (held !== undefined) return typeof held === 'number' ? held : 0;
    const parts = sums.get(id);
    cells[id] = 0;
    return (cells[id] = parts
      ? parts.reduce((sum, part) => sum + fill(part), 0)
      : 7 + Object.keys(cells).length);
  };
  for (const [id, value] of [
    ['t3.denied.1.natural', null],
    ['t3.denied.2.natural', '/'],
    ['t3.denied.3.natural', 0],
    ['t2.rules.made', '/'],
    ['t2.fees.amount', 4068.208],
    ['2.2.4', null],
    ['2.2.5', '/'],
    ['7', 0.5],
  ] as const)
    if (format.cells.some((cell) => cell.id === id)) cells[id] = value;
  for (const { id } of format.cells.filter(({ row }) => row !== 'new')) fill(id);
  const at = (row: string, column: string) => Number(cells[`t3.${row}.${column}`] ?? 0);
  for (const { id, column } of format.cells.filter(({ row }) => row === 'new'))
    cells[id] = at('total', column!) + at('carried_out', column!) - at('carried_in', column!);
  return {
    format: format.id,
    agency: '衡南县人民政府',
    year: format.years.from,
    scope: 'all',
    cells,
    notes: [],
    statements: [],
    ...more,
  };
};

export const sections = [
  { title: '一、总体情况', text: '本年度主动公开 63 条。\n受理申请 2 件。' },
  { title: '二、主动公开政府信息情况', text: '' },
  { title: '五、存在的主要问题及改进情况', text: '一是更新不及时。' },
  { title: '六、其他需要报告的事项', text: '未收取信息处理费。' },
];
