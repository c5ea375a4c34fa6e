import {
  rejectFigures,
  reportFormats,
  type FiguresFile,
  type ReportFormat,
} from '@gongkai/figures';
import type { Rejection } from '@gongkai/kernel';
import { rejectPrint } from '../errors.js';
import { GlyphMissing, PrintFonts } from '../fonts.js';
import type { PaperLanguage } from './paper.js';
import { reportHtml } from './report-html.js';
import { reportJson } from './report-json.js';
import { reportPaper } from './report-paper.js';

/** The kinds of file a report is exported as, with their media types. */
export const REPORT_FILES = {
  html: 'text/html; charset=utf-8',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  json: 'application/json; charset=utf-8',
} as const;
export type ReportFileKind = keyof typeof REPORT_FILES;

export type ReportFileOptions = {
  language?: PaperLanguage;
  /** The forms known here, those of the tenant among them. */
  formats?: readonly ReportFormat[];
  fonts?: PrintFonts;
};

/** A report as a file an office can publish as it is; the same bytes for the same figures. */
export const reportFile = async (
  kind: ReportFileKind,
  file: FiguresFile,
  { language = 'zh', formats = reportFormats, fonts = new PrintFonts() }: ReportFileOptions = {},
): Promise<Uint8Array | Rejection> => {
  const format = formats.find(({ id }) => id === file.format);
  if (!format) return rejectFigures('figures.formatUnknown', { format: file.format }, 'format');
  if (kind === 'json') return Buffer.from(reportJson(file, format));
  const paper = reportPaper(file, format, language);
  switch (kind) {
    case 'html':
      return Buffer.from(reportHtml(paper));
    // What sets and writes these is large, and loaded when it is needed.
    case 'docx':
      return (await import('./report-docx.js')).reportDocx(paper);
    case 'xlsx':
      return (await import('./report-xlsx.js')).reportXlsx(paper, file, format);
    case 'pdf':
      try {
        return await (await import('./report-pdf.js')).reportPdf(paper, fonts);
      } catch (error) {
        if (!(error instanceof GlyphMissing)) throw error;
        return rejectPrint('report.glyphMissing', { characters: error.characters.join('') });
      }
  }
};
