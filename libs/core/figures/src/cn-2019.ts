import {
  cellAt,
  columnsFrom,
  equal,
  linesOf,
  matrixCells,
  rowOf,
  soft,
  type Constraint,
  type FormatCell,
  type FormatTable,
  type ReportFormat,
} from './format.js';
import type { Bilingual } from './indicator.js';
import { sections2019 } from './sections.js';
import { requestTable } from './table-3.js';

const rowsFrom = (text: string) =>
  linesOf(text).map(([id = '', zh = '', en = '']) => rowOf(id, false, zh, en));

const T2 = { id: 't2', zh: '二、主动公开政府信息情况', en: 'II. Published on initiative' };

const onInitiative2019: FormatTable = {
  ...T2,
  rows: rowsFrom(`
rules | 规章 | Government rules
normative | 规范性文件 | Normative documents
licences | 行政许可 | Licences
other_services | 其他对外管理服务事项 | Other services to the public
penalties | 行政处罚 | Penalties
coercion | 行政强制 | Coercive measures
fees | 行政事业性收费 | Administrative fees
procurement | 政府集中采购 | Central procurement
`),
  columns: columnsFrom(`
made | 本年新制作数量 | newly made
newly_published | 本年新公开数量 | newly published
published_total | 对外公开总数量 | public in all
items_last_year | 上一年项目数量 | kinds the year before
change | 本年增/减 | more or fewer
decisions | 处理决定数量 | decisions
projects | 采购项目数量 | projects
amount | 采购总金额 | amount
`),
};

const PUBLIC_NOTE: Bilingual = {
  zh: '按期末现行有效且已公开的件数计。',
  en: 'Those in force and before the public at the end of the period.',
};

// Columns: row.column | unit | indicators. Numbers of decisions, and documents that are not kept here
// one by one, come with the returns of agencies.
const cells2019 = matrixCells(
  onInitiative2019,
  `
rules.made | 件 | publication.regulationsIssued returns.regulationsMade
rules.newly_published | 件 | publication.regulations returns.regulationsPublished
rules.published_total | 件 | publication.regulationsInForce returns.regulationsInForce
normative.made | 件 | publication.normativeIssued returns.normativeMade
normative.newly_published | 件 | publication.normative returns.normativePublished
normative.published_total | 件 | publication.inForce returns.normativeInForce
licences.items_last_year | 项 | before returns.licenceItems
licences.change | 项 | returns.licenceItemsChange
licences.decisions | 件 | returns.licences
other_services.items_last_year | 项 | before returns.otherServiceItems
other_services.change | 项 | returns.otherServiceItemsChange
other_services.decisions | 件 | returns.otherServices
penalties.items_last_year | 项 | before returns.penaltyItems
penalties.change | 项 | returns.penaltyItemsChange
penalties.decisions | 件 | returns.penalties
coercion.items_last_year | 项 | before returns.coercionItems
coercion.change | 项 | returns.coercionItemsChange
coercion.decisions | 件 | returns.coercions
fees.items_last_year | 项 | before returns.feeItems
fees.change | 项 | returns.feeItemsChange
procurement.projects | 个 | returns.procurementProjects
procurement.amount | | returns.procurementAmount
`,
  {
    'rules.published_total': PUBLIC_NOTE,
    'normative.published_total': PUBLIC_NOTE,
    'procurement.amount': {
      zh: '表中未注明单位,按万元填。',
      en: 'The form names no unit; filled in 万元 (ten thousand yuan).',
    },
  },
);

const onInitiative2021: FormatTable = {
  ...T2,
  rows: rowsFrom(`
rules | 规章 | Government rules
normative | 行政规范性文件 | Normative documents
licences | 行政许可 | Licences
penalties | 行政处罚 | Penalties
coercion | 行政强制 | Coercive measures
fees | 行政事业性收费 | Administrative fees
`),
  columns: columnsFrom(`
made | 本年制发件数 | issued in the year
repealed | 本年废止件数 | repealed in the year
in_force | 现行有效件数 | in force
decisions | 本年处理决定数量 | decisions in the year
amount | 本年收费金额(单位:万元) | amount charged in the year
`),
};

const cells2021 = matrixCells(
  onInitiative2021,
  `
rules.made | 件 | publication.regulationsIssued returns.regulationsMade
rules.repealed | 件 | publication.regulationsRepealed returns.regulationsRepealed
rules.in_force | 件 | publication.regulationsInForce returns.regulationsInForce
normative.made | 件 | publication.normativeIssued returns.normativeMade
normative.repealed | 件 | publication.normativeRepealed returns.normativeRepealed
normative.in_force | 件 | publication.inForce returns.normativeInForce
licences.decisions | 件 | returns.licences
penalties.decisions | 件 | returns.penalties
coercion.decisions | 件 | returns.coercions
fees.amount | 万元 | returns.feesAmount
`,
);

const MADE: Bilingual = {
  zh: '制发的文件除已废止的外应计入现行有效。',
  en: 'What was issued and not repealed is in force.',
};

/** What is in force is what was, and what was issued, without what was repealed. */
const inForce = (row: string): Constraint => ({
  ...equal('in-force', [`t2.${row}.in_force`, `t2.${row}.repealed`], [`t2.${row}.made`]),
  previous: [`t2.${row}.in_force`],
});

const disputes: FormatTable = {
  id: 't4',
  zh: '四、政府信息公开行政复议、行政诉讼情况',
  en: 'IV. Reconsideration and litigation',
  rows: rowsFrom(`
review | 行政复议 | Reconsideration
suit_direct | 行政诉讼-未经复议直接起诉 | Litigation without reconsideration
suit_after_review | 行政诉讼-复议后起诉 | Litigation after reconsideration
`),
  columns: columnsFrom(`
upheld | 结果维持 | upheld
corrected | 结果纠正 | corrected
other | 其他结果 | otherwise
pending | 尚未审结 | not decided yet
sum | 总计 | total
`),
};

/** What counts the cases of a row. */
const BEARS: Readonly<Record<string, string>> = {
  review: 'reconsideration',
  suit_direct: 'litigation.direct',
  suit_after_review: 'litigation.afterReconsideration',
};
const COUNTED = ['upheld', 'corrected', 'other', 'pending'];

/** Reports say of themselves that cases carried over are in; nothing says that they are not. */
const ENDED_NOTE: Bilingual = {
  zh: '以本机关为被申请人、被告,按审结当期计,含以前年度结转的案件。',
  en: 'The agency as respondent, when the case ended, those carried over from earlier years included.',
};
const DISPUTE_NOTES: Readonly<Record<string, Bilingual>> = {
  upheld: ENDED_NOTE,
  corrected: ENDED_NOTE,
  other: ENDED_NOTE,
  pending: {
    zh: '期末尚未审结的件数,不论何年收到。',
    en: 'Open at the end of the period, in whatever year they were filed.',
  },
  sum: {
    zh: '各列之和。共同被告在共同上级只计1件,复议机关作共同被告的不计。',
    en: 'The sum of the columns. Joint respondents count once above what they have in common, review bodies never.',
  },
};

const disputeCells: FormatCell[] = disputes.rows.flatMap((row) =>
  disputes.columns.map((column) =>
    cellAt(disputes, row.id, column.id, {
      unit: '件',
      figure: {
        sum: (column.id === 'sum' ? COUNTED : [column.id]).map((of) => `${BEARS[row.id]!}.${of}`),
      },
      note: DISPUTE_NOTES[column.id]!,
      // After an upheld reconsideration both agencies are defendants (诉讼法 art. 26).
      ...(row.id === 'review' ? {} : { netted: true }),
    }),
  ),
);
const disputeSums = disputes.rows.map(({ id }) =>
  equal(
    'table4-sum',
    [`t4.${id}.sum`],
    COUNTED.map((column) => `t4.${id}.${column}`),
  ),
);

const requests2019 = requestTable(2019);
const requests2021 = requestTable(2021);

/** The trial form of 国办公开办函〔2019〕60号, used for 2019 and 2020. */
export const cn2019: ReportFormat = {
  id: 'cn-2019',
  name: {
    zh: '政府信息公开工作年度报告表(2019年试行)',
    en: 'Annual report tables, trial form of 2019',
  },
  years: { from: 2019, to: 2020 },
  basis: '国办公开办函〔2019〕60号',
  sections: sections2019,
  tables: [onInitiative2019, requests2019.table, disputes],
  cells: [...cells2019, ...requests2019.cells, ...disputeCells],
  constraints: [
    ...['rules', 'normative'].flatMap((row) => [
      soft('part-of', 'atMost', [`t2.${row}.newly_published`], [`t2.${row}.published_total`]),
      soft('plausibility', 'zeroWith', [`t2.${row}.newly_published`], [`t2.${row}.made`]),
    ]),
    ...['licences', 'other_services', 'penalties', 'coercion'].map((row) =>
      soft(
        'plausibility',
        'differs',
        [`t2.${row}.decisions`],
        [`t2.${row}.items_last_year`, `t2.${row}.change`],
      ),
    ),
    ...requests2019.constraints,
    ...disputeSums,
  ],
};

/** The form of 国办公开办函〔2021〕30号, used since 2021. */
export const cn2021: ReportFormat = {
  id: 'cn-2021',
  name: { zh: '政府信息公开工作年度报告表(2021年)', en: 'Annual report tables, form of 2021' },
  years: { from: 2021, to: null },
  basis: '国办公开办函〔2021〕30号',
  sections: sections2019,
  tables: [onInitiative2021, requests2021.table, disputes],
  cells: [...cells2021, ...requests2021.cells, ...disputeCells],
  constraints: [
    ...['rules', 'normative'].flatMap((row) => [
      inForce(row),
      {
        ...soft(
          'plausibility',
          'atMost',
          [`t2.${row}.made`],
          [`t2.${row}.in_force`, `t2.${row}.repealed`],
        ),
        excess: MADE,
      },
    ]),
    ...requests2021.constraints,
    ...disputeSums,
  ],
};
