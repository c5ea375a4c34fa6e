import {
  APPLICANT_KINDS,
  cellAt,
  concluded,
  equal,
  linesOf,
  rowOf,
  type ApplicantKind,
  type Constraint,
  type Figure,
  type FormatCell,
  type FormatColumn,
  type FormatTable,
} from './format.js';
import type { Bilingual } from './indicator.js';

// Columns: id | – for a heading | official label | English | outcomes that stand in the row.
const HEAD = `
new | | 一、本年新收政府信息公开申请数量 | I. Requests newly received in the year
carried_in | | 二、上年结转政府信息公开申请数量 | II. Requests carried over from the year before
results | – | 三、本年度办理结果 | III. How requests ended in the year
granted | | (一)予以公开 | (1) disclosed | alreadyPublic granted
partial | | (二)部分公开(区分处理的,只计这一情形,不计其他情形) | (2) disclosed in part | partlyGranted
denied | – | (三)不予公开 | (3) withheld
denied.1 | | 1.属于国家秘密 | state secret | refusedStateSecret
denied.2 | | 2.其他法律行政法规禁止公开 | forbidden by another law | refusedByLaw
denied.3 | | 3.危及“三安全一稳定” | danger to security or stability | refusedSecurity
denied.4 | | 4.保护第三方合法权益 | rights of a third party | refusedCommercialSecret refusedPrivacy
denied.5 | | 5.属于三类内部事务信息 | internal affairs | refusedInternal
denied.6 | | 6.属于四类过程性信息 | papers of a process | refusedProcess
denied.7 | | 7.属于行政执法案卷 | enforcement file | refusedEnforcementFile
denied.8 | | 8.属于行政查询事项 | a register with rules of its own | otherAccessRules
unable | – | (四)无法提供 | (4) cannot be given
unable.1 | | 1.本机关不掌握相关政府信息 | not held by this agency | notHeld notResponsible
unable.2 | | 2.没有现成信息需要另行制作 | would have to be made | needsCreation
unable.3 | | 3.补正后申请内容仍不明确 | still unclear after correction | stillUnclear
unprocessed | – | (五)不予处理 | (5) not processed
unprocessed.1 | | 1.信访举报投诉类申请 | a petition or complaint | petition
unprocessed.2 | | 2.重复申请 | repeated | repeated
unprocessed.3 | | 3.要求提供公开出版物 | asks for a public publication | publicPublication
unprocessed.4 | | 4.无正当理由大量反复申请 | excessive without good reason | excessive
unprocessed.5 | | 5.要求行政机关确认或重新出具已获取信息 | asks to confirm or issue again | reissue
`;

const OTHERWISE =
  'withdrawn notGovernmentInformation movedToArchive joined recordCorrected recordNotCorrected otherEnded';

const OTHER_2019 = `
other | | (六)其他处理 | (6) handled otherwise | notClarified feeUnpaid ${OTHERWISE}
`;

const OTHER_2021 = `
other | – | (六)其他处理 | (6) handled otherwise
other.1 | | 1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请 | not corrected in time | notClarified
other.2 | | 2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请 | fee not paid in time | feeUnpaid
other.3 | | 3.其他 | other | ${OTHERWISE}
`;

const TAIL = `
total | | (七)总计 | (7) total
carried_out | | 四、结转下年度继续办理 | IV. Carried over to the next year
`;

const COLUMNS: readonly (FormatColumn & { kinds: readonly ApplicantKind[] })[] = [
  { id: 'natural', zh: '自然人', en: 'natural persons', kinds: ['natural'] },
  { id: 'business', zh: '商业企业', en: 'businesses', kinds: ['business'] },
  { id: 'research', zh: '科研机构', en: 'research institutions', kinds: ['research'] },
  { id: 'charity', zh: '社会公益组织', en: 'public-benefit organisations', kinds: ['charity'] },
  { id: 'legal', zh: '法律服务机构', en: 'legal services', kinds: ['legal'] },
  { id: 'other_org', zh: '其他', en: 'other organisations', kinds: ['otherOrg'] },
  { id: 'sum', zh: '总计', en: 'total', kinds: APPLICANT_KINDS },
];

const OTHER_NOTE: Bilingual = {
  zh: '不属于政府信息、移交档案馆、并案、更正自身信息等没有对应行的情形计入其他;填报口径未见规定。',
  en: 'What has no row of its own (not government information, moved to an archive, joined, corrections of one’s own record) stands under other; no official rule is known.',
};
const NOTES: Readonly<Record<string, Bilingual>> = {
  new: {
    zh: '移送其他机关的在移送当期减去,拆分的按拆分后的件数计;纠错后重新答复不再计为新收。',
    en: 'One transferred away is taken off when it leaves, one split counts as its parts; a new round after a reply was undone is not received again. No official rule is known.',
  },
  total: {
    zh: '纠错后重新答复的不重复计入办理结果;填报口径未见规定。',
    en: 'A later reply in place of one undone does not count as another result; no official rule is known.',
  },
  other: OTHER_NOTE,
  'other.3': OTHER_NOTE,
};

/** Table 3 in one of its two shapes; the parts of the constraint are its rows of results. */
export const requestTable = (
  shape: 2019 | 2021,
): { table: FormatTable; cells: FormatCell[]; constraints: Constraint[] } => {
  const text = [HEAD, shape === 2019 ? OTHER_2019 : OTHER_2021, TAIL].map((part) => part.trim());
  const lines = linesOf(text.join('\n'));
  const outcomes = new Map(lines.map(([id = '', , , , of = '']) => [id, wordsOf(of)]));
  const rows = lines.map(([id = '', heading, zh = '', en = '']) =>
    rowOf(id, heading === '–', zh, en),
  );
  const table: FormatTable = {
    id: 't3',
    zh: '三、收到和处理政府信息公开申请情况',
    en: 'III. Requests received and handled',
    rows,
    columns: COLUMNS.map(({ id, zh, en }) => ({ id, zh, en })),
  };
  const every = [...outcomes.values()].flat();
  const figureAt = (row: string, kinds: readonly ApplicantKind[]): Figure => {
    const each = (name: string) => kinds.map((kind) => `request.${name}.${kind}`);
    if (row === 'new') return { sum: each('new') };
    if (row === 'carried_in') return { sum: each('pending'), before: true };
    if (row === 'carried_out') return { sum: each('pending') };
    const ended = row === 'total' ? every : outcomes.get(row)!;
    return { sum: ended.flatMap((outcome) => concluded(outcome, kinds)) };
  };
  const figures = rows.filter(({ kind }) => kind === 'number').map(({ id }) => id);
  const results = figures.filter((id) => outcomes.get(id)!.length > 0);
  const cells = figures.flatMap((row) =>
    COLUMNS.map(({ id, kinds }) =>
      cellAt(table, row, id, {
        unit: '件',
        figure: figureAt(row, kinds),
        note: NOTES[row] ?? null,
      }),
    ),
  );
  return { table, cells, constraints: constraintsOf(figures, results) };
};

const wordsOf = (text: string): string[] => text.split(' ').filter((word) => word !== '');

const constraintsOf = (figures: readonly string[], results: readonly string[]): Constraint[] => {
  const at = (row: string, column: string) => `t3.${row}.${column}`;
  const columns = COLUMNS.map(({ id }) => id);
  const kinds = columns.filter((id) => id !== 'sum');
  return [
    ...figures.map((row) =>
      equal(
        'row-sum',
        [at(row, 'sum')],
        kinds.map((column) => at(row, column)),
      ),
    ),
    ...columns.map((column) =>
      equal(
        'result-sum',
        [at('total', column)],
        results.map((row) => at(row, column)),
      ),
    ),
    // Printed on the form: the first and the second add up to the third and the fourth.
    ...columns.map((column) =>
      equal(
        'balance',
        [at('new', column), at('carried_in', column)],
        [at('total', column), at('carried_out', column)],
      ),
    ),
    ...columns.map((column) => ({
      ...equal('carry-over', [at('carried_in', column)], []),
      previous: [at('carried_out', column)],
    })),
  ];
};
