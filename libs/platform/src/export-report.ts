import { ReportDesk, type AnnualReport } from '@gongkai/annual';
import { reportFormats, type FiguresFile, type ReportFormat } from '@gongkai/figures';
import { Rejection } from '@gongkai/kernel';
import { buildReport, type BuildQuestion } from './build-report.js';
import type { Platform } from './platform.js';
import { LogFigures } from './report-figures.js';

/** What a report says now: as handed in last, else as frozen in its draft; null before either. */
const settledContents = ({ versions, draft }: AnnualReport) =>
  versions.at(-1)?.contents ?? (draft.figures === null ? null : draft);

/** A figures file with the forms it may be of, those of its government among them. */
export type Exportable = { file: FiguresFile; formats: readonly ReportFormat[] };

/**
 * The figures file a report is exported from: the report as handed in or frozen, with its text, and
 * where there is none the figures as they are computed now.
 */
export const reportToExport = async (
  platform: Pick<Platform, 'events' | 'figures' | 'waitFor' | 'parts' | 'tree'>,
  question: BuildQuestion,
): Promise<Exportable | Rejection> => {
  const { tree, events } = platform;
  const { node, year, scope, format, formats = reportFormats } = question;
  const government = tree.governmentAt(node);
  const tenant = government?.tenant ?? tree.node(node)?.tenant ?? null;
  if (tenant !== null) {
    const agency = government ? null : node;
    const desk = new ReportDesk(events, tree, new LogFigures(platform));
    const office = agency === null && scope === 'own';
    const report = await desk.reportOf({ tenant, agency, office }, String(year));
    const contents = report && settledContents(report);
    const asked = (wanted: string | undefined, held: string) =>
      wanted === undefined || wanted === held;
    if (contents && asked(format, report.format) && asked(scope, report.scope))
      return {
        file: await desk.file(tenant, report, contents),
        formats: [...formats, ...(await desk.formats(tenant))],
      };
  }
  const file = await buildReport(platform, question);
  return file instanceof Rejection ? file : { file, formats };
};
