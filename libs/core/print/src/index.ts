export { GlyphMissing, PrintFonts, type Weight } from './fonts.js';
export { linesOf, widthOf, type Advance, type LineStyle } from './lines.js';
export { OFFICE_FONTS, officeFooter } from './office-docx.js';
export { FOOT_CHARACTERS, pagesPdf, type PdfPages, type SetText } from './pages-pdf.js';
export { settledZip } from './settled-zip.js';
export { ASCENT, trueTypeOf, UNITS_PER_EM, type Glyph } from './true-type.js';
export { printErrors } from './errors.js';
export type {
  PaperCell,
  PaperLanguage,
  PaperPart,
  PaperTable,
  ReportPaper,
} from './report/paper.js';
export {
  REPORT_FILES,
  reportFile,
  type ReportFileKind,
  type ReportFileOptions,
} from './report/report-files.js';
export { reportPaper } from './report/report-paper.js';
