import { cn2014, cn2021, type FormatRow, type ReportFormat } from '@gongkai/figures';

/** A cell of an invented report: text, and how far it reaches. */
export type Invented = { text: string; rows?: number; columns?: number };
export type InventedRow = readonly Invented[];

const text = (value: string | number): Invented => ({ text: String(value) });
const wide = (value: string, columns: number): Invented => ({ text: value, columns });
const tall = (value: string, rows: number): Invented => ({ text: value, rows });

/** A number for a cell that follows from its id alone, so that a reader can be held to it. */
export const numberFor = (id: string): number =>
  [...id].reduce((sum, sign) => (sum * 31 + sign.charCodeAt(0)) % 997, 7);

/** The table of 2014 with a number in every cell, as offices lay it out. */
export const rowsOf2014 = (
  value: (id: string) => string = (id) => String(numberFor(id)),
): InventedRow[] => [
  [text('指 标'), text('单位'), text('数量')],
  ...cn2014.tables[0]!.rows.map((row) => {
    const cell = cn2014.cells.find(({ id }) => id === row.id);
    return [text(row.zh), text(cell?.unit ?? '—'), text(cell ? value(row.id) : '')];
  }),
];

const figuresBelow = (rows: readonly FormatRow[], parent: string): FormatRow[] =>
  rows.filter(({ id, kind }) => kind === 'number' && id.startsWith(`${parent}.`));

/** Table 3 as printed: labels in up to three columns, merged down and across. */
export const rowsOfTable3 = (
  format: ReportFormat = cn2021,
  value: (id: string) => string = (id) => String(numberFor(id)),
): InventedRow[] => {
  const { rows, columns } = format.tables.find(({ id }) => id === 't3')!;
  const numbers = (row: FormatRow) => columns.map(({ id }) => text(value(`t3.${row.id}.${id}`)));
  const results = rows.filter(({ id, kind }) => kind === 'number' && !/^(new|carried)/.test(id));
  const heads: InventedRow[] = [
    [
      {
        text: '(本列数据的勾稽关系为:第一项加第二项之和,等于第三项加第四项之和)',
        rows: 3,
        columns: 3,
      },
      wide('申请人情况', 7),
    ],
    [tall('自然人', 2), wide('法人或其他组织', 5), tall('总计', 2)],
    columns.slice(1, 6).map(({ zh }) => text(zh)),
  ];
  let first = true;
  const body = rows.flatMap((row): InventedRow[] => {
    if (row.kind === 'heading') return [];
    if (/^(new|carried)/.test(row.id)) return [[wide(row.zh, 3), ...numbers(row)]];
    const lead: Invented[] = first ? [tall('三、本年度办理结果', results.length)] : [];
    first = false;
    const [parent, part] = row.id.split('.');
    if (part === undefined) return [[...lead, wide(row.zh, 2), ...numbers(row)]];
    const group = rows.find(({ id }) => id === parent)!;
    const siblings = figuresBelow(rows, parent!);
    const above = siblings[0] === row ? [tall(group.zh, siblings.length)] : [];
    return [[...lead, ...above, text(row.zh), ...numbers(row)]];
  });
  return [...heads, ...body];
};

/** Table 2 of 2021: every article of the Regulations with heads of its own. */
export const rowsOfTable2 = (
  value: (id: string) => string = (id) => String(numberFor(id)),
): InventedRow[] => {
  const one = (id: string, label: string): InventedRow => [text(label), wide(value(id), 3)];
  return [
    [wide('第二十条 第(一)项', 4)],
    ['信息内容', '本年制发件数', '本年废止件数', '现行有效件数'].map(text),
    ...(['rules', 'normative'] as const).map((row) => [
      text(row === 'rules' ? '规章' : '行政规范性文件'),
      ...['made', 'repealed', 'in_force'].map((column) => text(value(`t2.${row}.${column}`))),
    ]),
    [wide('第二十条 第(五)项', 4)],
    [text('信息内容'), wide('本年处理决定数量', 3)],
    one('t2.licences.decisions', '行政许可'),
    [wide('第二十条 第(六)项', 4)],
    [text('信息内容'), wide('本年处理决定数量', 3)],
    one('t2.penalties.decisions', '行政处罚'),
    one('t2.coercion.decisions', '行政强制'),
    [wide('第二十条 第(八)项', 4)],
    [text('信息内容'), wide('本年收费金额(单位:万元)', 3)],
    one('t2.fees.amount', '行政事业性收费'),
  ];
};

/** Table 4: three groups of five outcomes. */
export const rowsOfTable4 = (
  value: (id: string) => string = (id) => String(numberFor(id)),
): InventedRow[] => {
  const { rows, columns } = cn2021.tables.find(({ id }) => id === 't4')!;
  return [
    [{ text: '行政复议', columns: 5, rows: 2 }, wide('行政诉讼', 10)],
    [wide('未经复议直接起诉', 5), wide('复议后起诉', 5)],
    rows.flatMap(() => columns.map(({ zh }) => text(zh))),
    rows.flatMap((row) => columns.map(({ id }) => text(value(`t4.${row.id}.${id}`)))),
  ];
};

export const INVENTED_TITLE = '云岭县人民政府2022年政府信息公开工作年度报告';

/** A short invented report: title, sections and the three tables of 2021. */
export const inventedReport = (): (string | InventedRow[])[] => [
  INVENTED_TITLE,
  '本报告所列数据的统计期限自2022年1月1日起至2022年12月31日止。',
  '一、总体情况',
  '全年通过县政府网站公开信息1,230条,其中:政策文件类230条,业务动态类800条,其他200条。比上年增加230条,增长23%。',
  '二、主动公开政府信息情况',
  rowsOfTable2(),
  '三、收到和处理政府信息公开申请情况',
  rowsOfTable3(),
  '四、政府信息公开行政复议、行政诉讼情况',
  rowsOfTable4(),
  '五、存在的主要问题及改进情况',
  '部分单位公开不够及时,将在2023年予以改进。',
  '六、其他需要报告的事项',
  '全年未收取信息处理费。',
];

/** The cells of table 2 to 4 of 2021 as the invented report prints them. */
export const inventedCells = (): Record<string, number> =>
  Object.fromEntries(cn2021.cells.map(({ id }) => [id, numberFor(id)]));
