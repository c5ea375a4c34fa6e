import type { ColumnInput } from './commands.js';
import type { ColumnAgencyKind, ColumnClass, IndexNumberTemplate } from './events.js';

type Row = readonly [code: string, name: string, withinDays: number | null];

const MONTH = 31;
const QUARTER = 92;
const YEAR = 366;

/** 业务工作 and the like by class; the first row is the head of its group. */
const GROUPS: readonly (readonly [ColumnClass, readonly Row[]])[] = [
  [
    'functions',
    [
      ['01', '机构职能', null],
      ['0101', '机构概况', null],
      ['0102', '领导信息', null],
      ['0103', '内设机构', null],
    ],
  ],
  [
    'policy',
    [
      ['02', '政策法规', null],
      ['0201', '规范性文件', null],
      ['0202', '其他文件', null],
      ['0203', '政策解读', null],
    ],
  ],
  [
    'plans',
    [
      ['03', '规划计划', null],
      ['0301', '政府工作报告', YEAR],
      ['0302', '发展规划', null],
      ['0303', '年度计划与总结', YEAR],
    ],
  ],
  [
    'work',
    [
      ['04', '业务工作', null],
      ['0401', '工作动态', MONTH],
      ['0402', '行政许可与办事指南', null],
      ['0403', '行政处罚与强制', null],
      ['0404', '财政预决算', YEAR],
      ['0405', '行政事业性收费', null],
      ['0406', '政府采购', null],
      ['0407', '重大建设项目', QUARTER],
      ['0408', '统计信息', QUARTER],
      ['0409', '应急管理', null],
      ['0410', '民生保障', null],
      ['0411', '人事信息', null],
    ],
  ],
  [
    'other',
    [
      ['05', '其他', null],
      ['0501', '政府信息公开年度报告', YEAR],
      ['0502', '公开制度', null],
    ],
  ],
];

/** What towns add to their catalogues (条例第二十一条 names their further duties). */
const TOWNSHIP_COLUMNS: readonly Row[] = [
  ['0451', '农村工作', null],
  ['0452', '土地管理', null],
  ['0453', '计划生育', null],
];

const column = (
  [code, name, withinDays]: Row,
  columnClass: ColumnClass,
  agencyKinds: ColumnAgencyKind[] = [],
): ColumnInput => ({
  code,
  name,
  parent: code.length > 2 ? code.slice(0, 2) : null,
  class: columnClass,
  agencyKinds,
  responsibleAgency: null,
  updateMode: withinDays !== null ? 'regular' : columnClass === 'functions' ? 'permanent' : 'adHoc',
  updateWithinDays: withinDays,
});

/** A catalogue to begin with: the four classes and the rest, and what townships add. */
export const starterColumns: readonly ColumnInput[] = [
  ...GROUPS.flatMap(([columnClass, rows]) => rows.map((row) => column(row, columnClass))),
  ...TOWNSHIP_COLUMNS.map((row) => column(row, 'work', ['township'])),
];

/** The form most offices have used since about 2010: `00835003X/2015-00018`. */
export const starterIndexNumber: IndexNumberTemplate = [
  { kind: 'agencyCode' },
  { kind: 'literal', text: '/' },
  { kind: 'year' },
  { kind: 'literal', text: '-' },
  { kind: 'serial', width: 5 },
];
