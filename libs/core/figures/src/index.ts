export * from './carry.js';
export * from './cell-store.js';
export * from './cn-2014.js';
export * from './cn-2019.js';
export * from './count-table.js';
export * from './errors.js';
export {
  APPLICANT_KINDS,
  type ApplicantKind,
  type Constraint,
  type Figure,
  type FormatCell,
  type FormatColumn,
  type FormatRow,
  type FormatSection,
  type FormatTable,
  type ReportFormat,
} from './format.js';
export * from './formats.js';
export * from './indicator.js';
export * from './layout.js';
export * from './path.js';
export * from './period.js';
export * from './portions.js';
export { relationHolds, TELLING } from './report/cell-sums.js';
export * from './report/check-names.js';
export { onFeeGrid } from './report/fee-grid.js';
export * from './report/check-report.js';
export * from './report/figures-file.js';
export type { CheckOutcome, Finding, Skipped } from './report/finding.js';
export * from './report/format-file.js';
export { headingCells } from './report/format-index.js';
export * from './report/read-figures.js';
export * from './report/roll-up.js';
export { sampleReport } from './report/sample-report.js';
export { freeFormat } from './sections.js';
export type { LeafCells } from './sheet-tally.js';
export * from './tally.js';
export * from './values.js';
