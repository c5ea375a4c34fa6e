import type { ReportFormat } from '../format.js';
import { reportFormats } from '../formats.js';
import { checkCells } from './check-cells.js';
import { checkChildren } from './check-children.js';
import { checkForm } from './check-form.js';
import { CHECK_NAMES } from './check-names.js';
import { checkCompetence, checkPlausibility } from './check-plausibility.js';
import { checkText } from './check-text.js';
import { checkYears } from './check-years.js';
import type { FiguresFile } from './figures-file.js';
import { Ledger, type CheckOutcome } from './finding.js';

export type CheckInput = {
  report: FiguresFile;
  /** The report of the year before. */
  previous?: FiguresFile | undefined;
  /** The reports this one adds up. */
  children?: readonly FiguresFile[] | undefined;
  /** Whether the agency may make government rules, where more than its name is known. */
  mayMakeRules?: boolean | undefined;
  /** The forms known here; absent: those of the program. */
  formats?: readonly ReportFormat[];
};

const WITHIN = ['row-sum', 'result-sum', 'balance', 'table4-sum', 'part-of'] as const;

/**
 * Every check of the catalogue on one report, as far as there is something to check it by. A hard
 * finding cannot be right whatever the scope; a soft one may have an explanation.
 */
export const checkReport = ({
  report,
  previous,
  children = [],
  mayMakeRules,
  formats = reportFormats,
}: CheckInput): CheckOutcome => {
  const ledger = new Ledger();
  const format = formats.find(({ id }) => id === report.format);
  if (format === undefined) {
    const unknown = {
      zh: `没有名为“${report.format}”的报表格式。`,
      en: `There is no report format “${report.format}”.`,
    };
    for (const check of CHECK_NAMES) ledger.skip(check, unknown);
    return ledger.outcome(report.format);
  }
  for (const check of WITHIN)
    if (!format.constraints.some((rule) => rule.check === check))
      ledger.skip(check, { zh: '此格式没有这项规则。', en: 'This form has no such rule.' });
  checkCells(format, report.cells, ledger);
  checkYears(format, report, previous, ledger);
  checkChildren(format, report, children, ledger);
  checkText(format, report, previous, ledger);
  checkForm(format, report, previous, formats, ledger);
  checkCompetence(format, report, mayMakeRules, ledger);
  checkPlausibility(format, report, previous, ledger);
  return ledger.outcome(format.id);
};
