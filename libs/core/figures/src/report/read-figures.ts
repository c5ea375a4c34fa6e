import { Rejection, wordsOf } from '@gongkai/kernel';
import type { z } from 'zod';
import { rejectFigures } from '../errors.js';
import type { FormatCell, ReportFormat } from '../format.js';
import { reportFormats } from '../formats.js';
import { figuresFileSchema, REPORT_YEARS, type FiguresFile } from './figures-file.js';
import { formatOf, headingCells } from './format-index.js';

const PROBLEMS_MAX = 50;

/** What is wrong with one cell. */
export type CellProblem = { code: string; cell: string; value: unknown; zh: string; en: string };

type Where = { cell: string; value: unknown; format: string };

const problem = (code: Parameters<typeof rejectFigures>[0], where: Where): CellProblem => {
  const { zh, en } = rejectFigures(code, { ...where, value: shown(where.value) });
  return { code, cell: where.cell, value: where.value, zh, en };
};

const shown = (value: unknown): string => (JSON.stringify(value) ?? String(value)).slice(0, 60);

const wrongCell = (cell: FormatCell | undefined, where: Where): CellProblem | null => {
  const { value } = where;
  if (value === null || value === '/') return null;
  if (typeof value !== 'number') return problem('report.numberExpected', where);
  if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER)
    return problem('report.numberTooLarge', where);
  const takes = cell?.takes ?? 'count';
  if (value < 0 && takes !== 'change') return problem('report.countNegative', where);
  if (takes !== 'amount' && !Number.isInteger(value)) return problem('report.countFraction', where);
  return null;
};

/** Every cell that cannot stand in a report of this form. */
export const cellProblems = (
  format: ReportFormat,
  cells: Readonly<Record<string, unknown>>,
): CellProblem[] => {
  const byId = formatOf(format).cells;
  const headings = headingCells(format);
  const problems: CellProblem[] = [];
  for (const [cell, value] of Object.entries(cells)) {
    const known = byId.get(cell);
    if (known !== undefined && value === 0) continue;
    const where = { cell, value, format: format.id };
    const wrong =
      known === undefined && !headings.has(cell)
        ? problem('report.cellUnknown', where)
        : wrongCell(known, where);
    if (wrong) problems.push(wrong);
  }
  return problems;
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const fileInvalid = (field: string | null, { zh, en }: { zh: string; en: string }): Rejection =>
  rejectFigures(
    'report.fileInvalid',
    { where: field ?? 'JSON', problem: zh, problemEn: en },
    field,
  );

const invalidAt = (field: string | null, wanted: string): Rejection =>
  fileInvalid(field, { zh: `≠ ${wanted}`, en: `≠ ${wanted}` });

const firstIssue = (error: z.ZodError): Rejection => {
  const issue = error.issues[0]!;
  return fileInvalid(issue.path.map(String).join('.') || null, wordsOf(issue));
};

const yearOrScopeProblem = (value: Record<string, unknown>): Rejection | null => {
  const { year, scope } = value;
  const { from, to } = REPORT_YEARS;
  if (!Number.isInteger(year) || (year as number) < from || (year as number) > to)
    return rejectFigures('report.yearInvalid', { year: shown(year), from, to }, 'year');
  if (
    scope !== undefined &&
    scope !== null &&
    !['own', 'agencies', 'all'].includes(scope as string)
  )
    return rejectFigures('figures.scopeUnknown', { scope: shown(scope) }, 'scope');
  return null;
};

/** A sentence that names a cell names one of the form. */
const strangeStatement = (format: ReportFormat, { statements }: FiguresFile): Rejection | null => {
  const { cells } = formatOf(format);
  const at = statements.findIndex(({ cell }) => cell !== undefined && !cells.has(cell));
  if (at < 0) return null;
  const { cell } = statements[at]!;
  return rejectFigures(
    'report.cellUnknown',
    { cell, format: format.id, statement: at },
    `statements.${at}.cell`,
  );
};

/**
 * A figures file from parsed JSON, or why it is none: which field, or which cells. `formats` are the
 * forms known here, those of the tenant among them.
 */
export const readFigures = (
  value: unknown,
  formats: readonly ReportFormat[] = reportFormats,
): FiguresFile | Rejection => {
  if (!isObject(value)) return invalidAt(null, '{…}');
  if (typeof value.format !== 'string') return invalidAt('format', '"cn-2021"');
  if (!isObject(value.cells)) return invalidAt('cells', '{"t3.new.sum": 0}');
  const format = formats.find(({ id }) => id === value.format);
  if (!format)
    return rejectFigures('figures.formatUnknown', { format: value.format.slice(0, 60) }, 'format');
  const other = yearOrScopeProblem(value);
  if (other) return other;
  const problems = cellProblems(format, value.cells);
  const [first] = problems;
  if (first)
    return new Rejection(first.code, first.zh, first.en, `cells.${first.cell}`, {
      cell: first.cell,
      value: first.value,
      format: format.id,
      problems: problems.slice(0, PROBLEMS_MAX),
    });
  // The cells are judged above, by the form.
  const parsed = figuresFileSchema.safeParse({ ...value, cells: {} }, { reportInput: true });
  if (!parsed.success) return firstIssue(parsed.error);
  const file = { ...parsed.data, cells: { ...value.cells } as FiguresFile['cells'] };
  return strangeStatement(format, file) ?? file;
};
