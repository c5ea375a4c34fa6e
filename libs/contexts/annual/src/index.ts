import type { Indicator } from '@gongkai/figures';
import type { ContextManifest } from '@gongkai/kernel';
import sdl from './annual.graphql';
import { annualIndicators } from './annual.indicators.js';
import { annualRows } from './annual.projection.js';
import { annualErrors } from './errors.js';
import { annualEvents, reportFormatEvents } from './events.js';
import { annualPolicy } from './policy.js';

export { fileOf, printedCells } from './annual-file.js';
export { seenNode } from './annual-view.js';
export { annualCollection, type AnnualRow } from './annual.projection.js';
export { AnnualReportCommand, ReportFormatCommand, type AnnualCommandInput } from './commands.js';
export { annualAggregate } from './decider.js';
export type { AnnualReport, ReportContents, ReportVersion } from './decider.state.js';
export { dueDaysOf, reportPeriod, type DueDays, type ReportPeriod } from './due-days.js';
export { annualEvents, type AnnualEvent } from './events.js';
export {
  REPORT_FIGURES,
  type DrawnFigures,
  type ReportFigureQuery,
  type ReportFigures,
} from './ports.js';
export { annualReportId, ReportDesk, type Reporter } from './report-desk.js';

export const annualContext: ContextManifest & { indicators: readonly Indicator[] } = {
  name: 'annual',
  events: { ...annualEvents, ...reportFormatEvents },
  projections: [annualRows],
  processes: [],
  policy: annualPolicy,
  errors: annualErrors,
  sdl,
  module: () => import('./annual.module.js').then((m) => m.AnnualModule),
  indicators: annualIndicators,
};
