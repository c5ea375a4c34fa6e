import type { Constraint, ReportFormat } from '../format.js';
import type { Bilingual } from '../indicator.js';
import { sameAgency } from './agency-name.js';
import { allBlank, numberIn, sumOf } from './cell-sums.js';
import type { CheckName, Severity } from './check-names.js';
import type { FiguresFile } from './figures-file.js';
import { exact, type Finding, type Ledger } from './finding.js';
import { labelOf } from './format-index.js';

const ACROSS: readonly CheckName[] = ['carry-over', 'in-force'];

const NONE: Bilingual = { zh: '没有上一年的报告。', en: 'There is no report of the year before.' };
const APART: Bilingual = {
  zh: '所给报告不是上一年的。',
  en: 'The report given is not of the year before.',
};
const NO_ROW: Bilingual = {
  zh: '上一年的报告没有这些数。',
  en: 'The report of the year before has no such figures.',
};
const BLANK: Bilingual = { zh: '相关单元格空白。', en: 'Its cells are blank.' };
const NO_RULE: Bilingual = { zh: '此格式没有这项规则。', en: 'This form has no such rule.' };

const SCOPE_HINT: Bilingual = {
  zh: '两份报告的单位或范围不同,可能由此而来。',
  en: 'The two reports differ in agency or scope, which may explain it.',
};

/** Nothing known speaks against the two being of one agency and one scope. */
const comparable = (report: FiguresFile, previous: FiguresFile): boolean =>
  sameAgency(report.agency, previous.agency) &&
  (report.scope === null || previous.scope === null || report.scope === previous.scope);

/** What the first cell of the rule should be, from the others and from the year before. */
const expectedOf = (rule: Constraint, report: FiguresFile, previous: FiguresFile): number =>
  exact(
    sumOf(report.cells, rule.right) +
      sumOf(previous.cells, rule.previous!) -
      sumOf(previous.cells, rule.previousLess ?? []) -
      sumOf(report.cells, rule.left.slice(1)),
  );

const breach = (
  format: ReportFormat,
  rule: Constraint,
  values: { printed: number | null; expected: number },
  severity: Severity,
): Finding => {
  const [first = ''] = rule.left;
  const label = labelOf(format, first);
  const { printed, expected } = values;
  const shown = printed ?? '空白 blank';
  const hints = [rule.excess, severity === rule.severity ? undefined : SCOPE_HINT].filter(
    (hint) => hint !== undefined,
  );
  const zh =
    rule.relation === 'equal'
      ? `“${label.zh}”填 ${shown},按上一年报告应为 ${expected}。`
      : `“${label.zh}”填 ${shown},多于按上一年报告所能有的 ${expected}。`;
  const en =
    rule.relation === 'equal'
      ? `“${label.en}” says ${shown}; by last year’s report it is ${expected}.`
      : `“${label.en}” says ${shown}, more than the ${expected} that last year’s report leaves room for.`;
  return {
    check: rule.check,
    severity,
    cells: [...rule.left, ...rule.right],
    printed,
    expected,
    zh: zh + hints.map((hint) => hint.zh).join(''),
    en: [en, ...hints.map((hint) => hint.en)].join(' '),
  };
};

type Pair = { format: ReportFormat; report: FiguresFile; previous: FiguresFile };

const checkRule = ({ format, report, previous }: Pair, rule: Constraint, ledger: Ledger): void => {
  const before = [...rule.previous!, ...(rule.previousLess ?? [])];
  if (before.some((id) => numberIn(previous.cells, id) === null))
    return ledger.skip(rule.check, NO_ROW);
  if (rule.left.length > 1 && allBlank(report.cells, rule.left.slice(0, 1)))
    return ledger.skip(rule.check, BLANK);
  const severity = comparable(report, previous) ? rule.severity : 'soft';
  ledger.tried(severity);
  const printed = numberIn(report.cells, rule.left[0]!);
  const expected = expectedOf(rule, report, previous);
  const value = printed ?? 0;
  const holds = rule.relation === 'equal' ? value === expected : value <= expected;
  if (!holds) ledger.found(breach(format, rule, { printed, expected }, severity));
};

/** The rules between the report of one year and that of the year before. */
export const checkYears = (
  format: ReportFormat,
  report: FiguresFile,
  previous: FiguresFile | undefined,
  ledger: Ledger,
): void => {
  const rules = format.constraints.filter((rule) => rule.previous !== undefined);
  for (const check of ACROSS)
    if (!rules.some((rule) => rule.check === check)) ledger.skip(check, NO_RULE);
  if (previous === undefined || previous.year !== report.year - 1) {
    for (const { check } of rules) ledger.skip(check, previous === undefined ? NONE : APART);
    return;
  }
  for (const rule of rules) checkRule({ format, report, previous }, rule, ledger);
};
