import type { ReportFormat } from '../format.js';
import type { Bilingual } from '../indicator.js';
import { ruleMakingOf, sameAgency } from './agency-name.js';
import { numberIn, sumOf } from './cell-sums.js';
import { FEE_UNIT, onFeeGrid } from './fee-grid.js';
import type { FiguresFile, Statement } from './figures-file.js';
import { aboutStatement, exact, type Ledger } from './finding.js';
import { labelsOf } from './format-index.js';
import { plain } from './plain-text.js';
import { inUnit } from './printed-number.js';

const UNKNOWN_AGENCY: Bilingual = {
  zh: '从名称看不出该机关的层级。',
  en: 'The name does not tell the level of the agency.',
};
const NO_RULES: Bilingual = {
  zh: '此格式不填规章。',
  en: 'This form has no government rules.',
};

/** Rules (规章) in the report of an agency that cannot make them. */
export const checkCompetence = (
  format: ReportFormat,
  report: FiguresFile,
  mayMakeRules: boolean | undefined,
  ledger: Ledger,
): void => {
  const cells = format.cells.filter(({ row }) => row === 'rules').map(({ id }) => id);
  if (cells.length === 0) return ledger.skip('competence', NO_RULES);
  const byName = ruleMakingOf(report.agency);
  const making = mayMakeRules === undefined ? byName : mayMakeRules ? 'may' : 'mayNot';
  if (making === 'unknown') return ledger.skip('competence', UNKNOWN_AGENCY);
  ledger.tried('soft');
  const filled = cells.filter((id) => (numberIn(report.cells, id) ?? 0) > 0);
  if (making === 'may' || filled.length === 0) return;
  const label = labelsOf(format, filled);
  ledger.found({
    check: 'competence',
    severity: 'soft',
    cells: filled,
    printed: numberIn(report.cells, filled[0]!),
    expected: 0,
    zh: `${report.agency}无权制定规章,却填了${label.zh};或是把规范性文件填入规章。`,
    en: `${report.agency} cannot make government rules, yet ${label.en} is filled in: perhaps normative documents in the wrong row.`,
  });
};

/** Totals printed as 0 over parts that are not: a column nobody filled in. */
const checkEmptyTotals = (format: ReportFormat, report: FiguresFile, ledger: Ledger): void => {
  const { cells } = report;
  for (const { id: table } of format.tables) {
    const inTable = new Set(
      format.cells.filter((cell) => cell.table === table).map(({ id }) => id),
    );
    const sums = format.constraints.filter(
      ({ check, left }) =>
        (check === 'row-sum' || check === 'table4-sum') && inTable.has(left[0] ?? ''),
    );
    if (sums.length < 2) continue;
    ledger.tried('soft');
    const borne = sums.filter(({ right }) => sumOf(cells, right) !== 0);
    const empty = borne.filter(({ left }) => cells[left[0]!] === 0).map(({ left }) => left[0]!);
    if (empty.length < 2 || empty.length < borne.length) continue;
    ledger.found({
      check: 'plausibility',
      severity: 'soft',
      cells: empty,
      printed: 0,
      expected: null,
      zh: `总计全部为 0,而各分项不为 0:${labelsOf(format, empty).zh}。`,
      en: `All totals are 0 over parts that are not: ${labelsOf(format, empty).en}.`,
    });
  }
};

const FEW = 5;

/** All the numbers of the year before once more. */
const checkCopied = (
  report: FiguresFile,
  previous: FiguresFile | undefined,
  ledger: Ledger,
): void => {
  if (previous === undefined || previous.format !== report.format) return;
  if (!sameAgency(report.agency, previous.agency) || previous.year === report.year) return;
  ledger.tried('soft');
  const valueOf = (of: FiguresFile, id: string) => numberIn(of.cells, id) ?? 0;
  const differs = (id: string) => valueOf(report, id) !== valueOf(previous, id);
  const ids = Object.keys(report.cells);
  if (ids.some(differs) || Object.keys(previous.cells).some(differs)) return;
  if (ids.filter((id) => valueOf(report, id) !== 0).length < FEW) return;
  ledger.found({
    check: 'plausibility',
    severity: 'soft',
    cells: [],
    printed: report.year,
    expected: null,
    zh: `全部数字与 ${previous.year} 年报告相同。`,
    en: `Every number is that of the report for ${previous.year}.`,
  });
};

const FEE = /信息处理费|(收取|收费|收到).*费/;
const OTHER_FEE = /行政事业性收费|经费|诉讼费/;
const ONE_CASE = /(?<!\d)[1一][件笔宗次]/;
const TARIFF_SINCE = 2021;

const checkFee = (statement: Statement, year: number, ledger: Ledger): void => {
  const text = plain(statement.text);
  const unit = plain(statement.unit ?? '');
  if (statement.kind !== 'count' || !unit.endsWith('元')) return;
  if (!FEE.test(text) || OTHER_FEE.test(text) || year < TARIFF_SINCE - 1) return;
  ledger.tried('soft');
  const yuan = exact(inUnit(statement.value, unit, '元').value);
  if (yuan === 0) return;
  const noTariff = year < TARIFF_SINCE;
  const off = yuan % FEE_UNIT !== 0 || (ONE_CASE.test(text) && !onFeeGrid(yuan));
  if (!noTariff && !off) return;
  ledger.found(
    aboutStatement('plausibility', statement, {
      severity: 'soft',
      printed: yuan,
      expected: noTariff ? 0 : null,
      zh: noTariff
        ? `${year} 年尚无信息处理费标准,却收取 ${yuan} 元。`
        : `${yuan} 元不是按信息处理费标准能收的数。`,
      en: noTariff
        ? `There was no tariff in ${year}, yet ${yuan} yuan were charged.`
        : `${yuan} yuan is no fee that the tariff gives.`,
    }),
  );
};

/** What numbers say against common sense, beyond the soft rules of the form. */
export const checkPlausibility = (
  format: ReportFormat,
  report: FiguresFile,
  previous: FiguresFile | undefined,
  ledger: Ledger,
): void => {
  checkEmptyTotals(format, report, ledger);
  checkCopied(report, previous, ledger);
  for (const statement of report.statements) checkFee(statement, report.year, ledger);
};
