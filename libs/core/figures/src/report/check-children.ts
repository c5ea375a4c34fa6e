import type { FormatCell, ReportFormat } from '../format.js';
import type { Bilingual } from '../indicator.js';
import { hasAgencies, sameAgency } from './agency-name.js';
import { numberIn } from './cell-sums.js';
import type { FiguresFile } from './figures-file.js';
import { exact, type Finding, type Ledger } from './finding.js';
import { labelOf } from './format-index.js';
import { rollUp } from './roll-up.js';

const NAMED = 5;

const SILENT: Bilingual = {
  zh: '部分单元格在下级报告中都没有数。',
  en: 'Some cells have no number in any report of a child.',
};

/** Children that can be added up with the parent's report, or why they cannot. */
const obstacle = (report: FiguresFile, children: readonly FiguresFile[]): Bilingual | null => {
  if (children.length === 0)
    return { zh: '没有下级报告。', en: 'There are no reports of children.' };
  const names = (found: readonly FiguresFile[]) =>
    found
      .map(({ agency }) => agency)
      .toSorted()
      .slice(0, NAMED)
      .join('、');
  const otherYear = children.filter(({ year }) => year !== report.year);
  if (otherYear.length > 0)
    return {
      zh: `下列报告的年度不同:${names(otherYear)}。`,
      en: `These are of another year: ${names(otherYear)}.`,
    };
  const otherForm = children.filter(({ format }) => format !== report.format);
  if (otherForm.length > 0)
    return {
      zh: `下列报告的格式不同:${names(otherForm)}。`,
      en: `These are in another form: ${names(otherForm)}.`,
    };
  return null;
};

/**
 * Whether a child’s figures are all that the parent’s scope takes from it. The parent’s own office is
 * a part by itself, and a department or township has nothing below that its own figures leave out.
 */
const fits = (child: FiguresFile, { scope, agency }: FiguresFile): boolean => {
  if (scope === null || child.scope === null || child.scope === scope) return true;
  if (sameAgency(child.agency, agency)) return true;
  return scope !== 'own' && child.scope !== 'all' && !hasAgencies(child.agency);
};

const ofOtherScope = (report: FiguresFile, children: readonly FiguresFile[]): string[] =>
  children
    .filter((child) => !fits(child, report))
    .map(({ agency }) => agency)
    .toSorted();

type Gap = { cell: FormatCell; printed: number | null; expected: number };

/** The children that explain a gap by themselves: left out, counted twice, or larger than the whole. */
const culprits = (
  { cell, printed, expected }: Gap,
  children: readonly FiguresFile[],
): Bilingual => {
  const gap = exact(expected - (printed ?? 0));
  const texts: Bilingual[] = [];
  const sorted = children.toSorted((a, b) => (a.agency < b.agency ? -1 : 1));
  for (const { agency, cells } of sorted) {
    const value = numberIn(cells, cell.id) ?? 0;
    if (value === 0) continue;
    if (value === gap)
      texts.push({
        zh: `差额正是${agency}的 ${value},可能漏计。`,
        en: `The gap is ${agency}’s ${value}: perhaps left out.`,
      });
    else if (value === -gap)
      texts.push({
        zh: `差额正是${agency}的 ${value},可能重复计入。`,
        en: `The gap is ${agency}’s ${value}: perhaps counted twice.`,
      });
    else if (value > (printed ?? 0))
      texts.push({
        zh: `仅${agency}就有 ${value}。`,
        en: `${agency} alone has ${value}.`,
      });
  }
  const named = texts.slice(0, NAMED);
  return {
    zh: named.map(({ zh }) => zh).join(''),
    en: named.map(({ en }) => ` ${en}`).join(''),
  };
};

const breach = (
  format: ReportFormat,
  gap: Gap,
  children: readonly FiguresFile[],
  reason: { scopes: readonly string[]; netted: boolean },
): Finding => {
  const label = labelOf(format, gap.cell.id);
  const { zh, en } = culprits(gap, children);
  const scopes = reason.scopes.slice(0, NAMED).join('、');
  const why: Bilingual = reason.netted
    ? { zh: '共同被告的案件汇总时只计一次。', en: ' Cases with co-defendants count once.' }
    : scopes === ''
      ? { zh: '', en: '' }
      : { zh: `范围不同:${scopes}。`, en: ` Of another scope: ${scopes}.` };
  const shown = gap.printed ?? '空白 blank';
  return {
    check: 'roll-up',
    severity: reason.netted || scopes !== '' ? 'soft' : 'hard',
    cells: [gap.cell.id],
    printed: gap.printed,
    expected: gap.expected,
    zh: `“${label.zh}”填 ${shown},${children.length} 个下级之和为 ${gap.expected}。${zh}${why.zh}`,
    en: `“${label.en}” says ${shown}; its ${children.length} children add up to ${gap.expected}.${en}${why.en}`,
  };
};

/** Every cell of a report against the sum of the reports below it. */
export const checkChildren = (
  format: ReportFormat,
  report: FiguresFile,
  children: readonly FiguresFile[],
  ledger: Ledger,
): void => {
  const why = obstacle(report, children);
  if (why) return ledger.skip('roll-up', why);
  const scopes = ofOtherScope(report, children);
  const sums = rollUp(format, children);
  for (const cell of format.cells) {
    const printed = numberIn(report.cells, cell.id);
    const sum = sums[cell.id] ?? null;
    // A cell that no child has says nothing about theirs.
    if (sum === null) {
      if (printed !== null) ledger.skip('roll-up', SILENT);
      continue;
    }
    const expected = sum;
    const netted = cell.netted === true && (printed ?? 0) < expected;
    ledger.tried(scopes.length > 0 || netted ? 'soft' : 'hard');
    if ((printed ?? 0) !== expected)
      ledger.found(breach(format, { cell, printed, expected }, children, { scopes, netted }));
  }
};
