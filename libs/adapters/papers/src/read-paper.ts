import type { Rejection } from '@gongkai/kernel';
import type { Paper } from '@gongkai/reading';
import { readDocx } from './docx.js';
import { textFrom } from './encoding.js';
import { readHtml } from './html.js';
import { PAPER_LIMITS, PaperRefused, refuse } from './limits.js';
import { partsOf } from './package-parts.js';
import { readPlainText } from './plain-text.js';
import { readXlsx } from './xlsx.js';

const SIGNS: readonly (readonly [hex: string, kind: string])[] = [
  ['25504446', 'PDF'],
  ['504b0304', 'ZIP'],
  ['504b0506', 'ZIP'],
  ['d0cf11e0', 'OLE'],
  ['89504e47', 'PNG'],
  ['ffd8ff', 'JPEG'],
  ['49492a00', 'TIFF'],
  ['4d4d002a', 'TIFF'],
  ['1f8b', 'gzip'],
  ['52617221', 'RAR'],
  ['377abcaf', '7z'],
];

const MARKUP =
  /^\s*(?:<!--[\s\S]{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title|div|table|p|h[1-6]|center|span|section)\b/i;

const startsWith = (bytes: Uint8Array, hex: string): boolean =>
  Buffer.from(bytes.subarray(0, hex.length / 2)).toString('hex') === hex;

/** An office document under a password is kept in the container of the older formats. */
const oleProblem = (bytes: Uint8Array): PaperRefused => {
  const protectedName = Buffer.from('EncryptedPackage', 'utf16le');
  return Buffer.from(bytes).includes(protectedName)
    ? refuse('report.fileProtected')
    : refuse('report.fileKind', {}, { kind: 'DOC/XLS/WPS' });
};

const readArchived = (bytes: Uint8Array): Paper => {
  const { names } = partsOf(bytes, () => false);
  if (names.has('word/document.xml')) return readDocx(bytes);
  if (names.has('xl/workbook.xml')) return readXlsx(bytes);
  throw refuse('report.fileKind', {}, { kind: names.has('OFD.xml') ? 'OFD' : 'ZIP' });
};

const readByKind = async (bytes: Uint8Array): Promise<Paper> => {
  const sign = SIGNS.find(([hex]) => startsWith(bytes, hex))?.[1];
  if (sign === 'PDF') {
    // The reader of PDF is large: loaded when there is one to read.
    const { readPdf } = await import('./pdf.js');
    return readPdf(bytes);
  }
  if (sign === 'ZIP') return readArchived(bytes);
  if (sign === 'OLE') throw oleProblem(bytes);
  const [a, b] = bytes;
  const wide = (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff);
  if (sign !== undefined || (!wide && bytes.subarray(0, 65_536).includes(0)))
    throw refuse('report.fileKind', {}, { kind: sign ?? 'binary' });
  const text = textFrom(bytes);
  return MARKUP.test(text) || /<\/(?:table|html|body)>/i.test(text)
    ? readHtml(text)
    : readPlainText(text);
};

/** The lines of a PDF's first page from the top; throws when it cannot be read. */
export const readPdfHead = async (bytes: Uint8Array): Promise<string[]> => {
  const { pdfHeadLines } = await import('./pdf-head.js');
  return pdfHeadLines(new Uint8Array(bytes));
};

/**
 * Reads an annual report as a person sees it. What kind of file it is, its bytes tell, never its
 * name. A file that cannot be read is a refusal that says where.
 */
export const readPaper = async (bytes: Uint8Array): Promise<Paper | Rejection> => {
  try {
    if (bytes.length === 0) throw refuse('report.fileEmpty');
    const limit = PAPER_LIMITS.bytes;
    if (bytes.length > limit) throw refuse('report.fileTooLarge', {}, { limit });
    return await readByKind(bytes);
  } catch (error) {
    if (error instanceof PaperRefused) return error.rejection;
    throw error;
  }
};
