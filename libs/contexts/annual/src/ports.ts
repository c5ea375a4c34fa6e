import type { Cells, ReportFormat, Scope } from '@gongkai/figures';
import type { Rejection } from '@gongkai/kernel';

export type ReportFigureQuery = {
  /** Id of the node in the tree. */
  node: string;
  period: string;
  format: ReportFormat;
  scope: Scope;
};

/** The cells of a form as the log bears them up to a position. */
export type DrawnFigures = {
  position: string;
  cells: Cells;
  incomplete: readonly string[];
};

/** Where a report gets its numbers from; nobody types one in. */
export interface ReportFigures {
  /** `settled` waits until everything recorded so far is counted. */
  draw(query: ReportFigureQuery, settled: boolean): Promise<DrawnFigures | Rejection>;
}
/** Nest token of the figures a report draws; the platform provides it. */
export const REPORT_FIGURES = Symbol('ReportFigures');
