import type { Tree } from '@gongkai/directory';
import {
  rejectFigures,
  REPORT_YEARS,
  reportFormats,
  SCOPES,
  type FiguresFile,
  type Note,
  type ReportFormat,
} from '@gongkai/figures';
import { Rejection } from '@gongkai/kernel';
import type { Platform } from './platform.js';
import { LogFigures } from './report-figures.js';

export type BuildQuestion = {
  /** Id of the node. */
  node: string;
  year: number;
  /** Absent: a government with everything below it, an agency alone. */
  scope?: string;
  /** Absent: the form of the year. */
  format?: string;
  /** The forms known here; absent: those of the program. */
  formats?: readonly ReportFormat[];
};

/** The form valid in a year, or the one named. */
const formFor = (
  { year, format }: BuildQuestion,
  formats: readonly ReportFormat[],
): ReportFormat | undefined =>
  format === undefined
    ? formats.findLast(({ years: { from, to } }) => year >= from && (to === null || year <= to))
    : formats.find(({ id }) => id === format);

const notesOf = (format: ReportFormat, blank: readonly string[], incomplete: readonly string[]) => {
  const notes: Note[] = [];
  if (format.cells.length === 0)
    notes.push({
      code: 'report.noTable',
      zh: '该年度没有统一的统计表。',
      en: 'There was no uniform table in this year.',
    });
  if (blank.length > 0)
    notes.push({
      code: 'report.notKeptYet',
      zh: `平台尚未统计 ${blank.length} 个单元格,留空。`,
      en: `${blank.length} cells are not kept yet and left blank.`,
      where: blank.join(' '),
    });
  if (incomplete.length > 0)
    notes.push({
      code: 'report.incomplete',
      zh: '部分政府的记录未能读全,数字可能偏少。',
      en: 'Records of some governments could not all be read; figures may lack something.',
      where: incomplete.join(', '),
    });
  return notes;
};

/** What the node is called in its report, and whose events count unless it is said. */
const reporterAt = (tree: Tree, { node, year, scope }: BuildQuestion) => {
  const known = tree.node(node, `${year}-12-31`) ?? tree.node(node);
  const government = tree.governmentAt(node);
  const agency = !government && known?.tenant != null;
  return {
    name: government?.name ?? known?.name ?? node,
    scope: scope ?? (agency ? 'own' : 'all'),
  };
};

/** The figures file of a node and year as the events bear it now. */
export const buildReport = async (
  platform: Pick<Platform, 'events' | 'figures' | 'waitFor' | 'parts' | 'tree'>,
  question: BuildQuestion,
): Promise<FiguresFile | Rejection> => {
  const { node, year, formats = reportFormats } = question;
  const { from, to } = REPORT_YEARS;
  if (!Number.isInteger(year) || year < from || year > to)
    return rejectFigures('report.yearInvalid', { year: String(year), from, to }, 'year');
  const format = formFor(question, formats);
  if (!format)
    return rejectFigures('figures.formatUnknown', { format: question.format ?? year }, 'format');
  const of = reporterAt(platform.tree, question);
  const scope = SCOPES.find((each) => each === of.scope);
  if (!scope)
    return rejectFigures('figures.scopeUnknown', { scope: of.scope.slice(0, 60) }, 'scope');
  const drawn = await new LogFigures(platform).draw(
    { node, period: String(year), format, scope },
    false,
  );
  if (drawn instanceof Rejection) return drawn;
  const cells = format.cells.length === 0 ? {} : drawn.cells;
  const blank = Object.keys(cells).filter((id) => cells[id] === null);
  return {
    format: format.id,
    agency: of.name,
    year,
    scope,
    cells,
    notes: notesOf(format, blank, drawn.incomplete),
    statements: [],
  };
};
