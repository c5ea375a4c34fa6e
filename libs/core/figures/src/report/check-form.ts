import type { ReportFormat } from '../format.js';
import { checkFormText } from './check-form-text.js';
import type { FiguresFile } from './figures-file.js';
import type { Finding, Ledger } from './finding.js';
import { headingCells, labelsOf } from './format-index.js';

type Said = Pick<Finding, 'cells' | 'printed' | 'expected' | 'zh' | 'en'>;

const found = (ledger: Ledger, said: Said): void =>
  ledger.found({ check: 'form', severity: 'soft', ...said });

const coversYear = ({ years }: ReportFormat, year: number): boolean =>
  years.from <= year && (years.to === null || year <= years.to);

const checkVersion = (
  format: ReportFormat,
  { year }: FiguresFile,
  formats: readonly ReportFormat[],
  ledger: Ledger,
): void => {
  ledger.tried('soft');
  if (coversYear(format, year)) return;
  const right = formats.filter((other) => coversYear(other, year)).map(({ id }) => id);
  found(ledger, {
    cells: [],
    printed: format.id,
    expected: right[0] ?? null,
    zh: `${year} 年的报告应使用 ${right.join('、') || '其他'} 格式,而不是 ${format.id}。`,
    en: `A report for ${year} is drawn up in ${right.join(', ') || 'another form'}, not in ${format.id}.`,
  });
};

const checkHeadings = (format: ReportFormat, { cells }: FiguresFile, ledger: Ledger): void => {
  const headings = headingCells(format);
  if (headings.size === 0) return;
  ledger.tried('soft');
  for (const [id, value] of Object.entries(cells)) {
    if (typeof value !== 'number' || !headings.has(id)) continue;
    const label = labelsOf(format, [id]);
    found(ledger, {
      cells: [id],
      printed: value,
      expected: null,
      zh: `${label.zh}是标题行,不填数,却填了 ${value}。`,
      en: `${label.en} is a heading and takes no number, but ${value} stands there.`,
    });
  }
};

/** Cells absent and cells blank, one finding a table for each kind. */
const checkGaps = (format: ReportFormat, { cells }: FiguresFile, ledger: Ledger): void => {
  for (const table of format.tables) {
    ledger.tried('soft');
    const ids = format.cells.filter((cell) => cell.table === table.id).map(({ id }) => id);
    const missing = ids.filter((id) => cells[id] === undefined);
    const blank = ids.filter((id) => cells[id] === null);
    const nothing = missing.length + blank.length === ids.length;
    if (nothing) {
      found(ledger, {
        cells: [],
        printed: null,
        expected: null,
        zh: `表“${table.zh}”一个数也没有填。`,
        en: `The table “${table.en}” has no number at all.`,
      });
      continue;
    }
    if (missing.length > 0)
      found(ledger, {
        cells: missing,
        printed: null,
        expected: null,
        zh: `表“${table.zh}”缺少 ${missing.length} 个单元格:${labelsOf(format, missing).zh}。`,
        en: `The table “${table.en}” lacks cells (${missing.length}): ${labelsOf(format, missing).en}.`,
      });
    if (blank.length > 0)
      found(ledger, {
        cells: blank,
        printed: null,
        expected: 0,
        zh: `表“${table.zh}”有 ${blank.length} 个单元格空白,没有的应填 0,不适用的填“/”:${labelsOf(format, blank).zh}。`,
        en: `The table “${table.en}” has blank cells (${blank.length}); none is 0, not applicable is “/”: ${labelsOf(format, blank).en}.`,
      });
  }
};

/** The form itself: its version, what is missing in it, and its text. */
export const checkForm = (
  format: ReportFormat,
  report: FiguresFile,
  previous: FiguresFile | undefined,
  formats: readonly ReportFormat[],
  ledger: Ledger,
): void => {
  checkVersion(format, report, formats, ledger);
  checkHeadings(format, report, ledger);
  checkGaps(format, report, ledger);
  checkFormText(format, report, previous, ledger);
};
