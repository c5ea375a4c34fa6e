import {
  kindOfName,
  secrecyMarkIn,
  secrecyMarkInText,
  type FileKind,
  type SecrecyMarkFound,
} from '@gongkai/kernel';
import { chunksOf, findAny, memorySource, type ByteSource } from './byte-source.js';
import { endsAsArchive, readArchive } from './archive.js';
import {
  decodedText,
  htmlLines,
  MARKED_PARTS,
  officeLines,
  type OfficeKind,
} from './document-text.js';
import { fitsKind, signatureOf } from './file-kind.js';
import { refuseFile } from './refusal.js';
import { starredMarkInUtf16 } from './starred-mark.js';

/** A picture larger than this is made to exhaust whoever opens it. */
const PIXELS_MAX = 120_000_000;
/** How much of a text is looked at for a mark; marks stand at the head. */
const HEAD_TEXT = 256 * 1024;
/** A document in a document may be looked into, one in that may not. */
const DEPTH_MAX = 1;
/** A PDF larger than this is not read for a mark: it is held in memory while it is. */
const PDF_READ_MAX = 32 * 1024 * 1024;

/**
 * The lines of a PDF's first page as a reader sees them; none when it has no text that can be read.
 * Who gives it bounds its time and memory, and reads the bytes when their turn has come.
 */
export type PdfLines = (read: () => Promise<Uint8Array>) => Promise<readonly string[]>;

const ascii = (text: string) => Buffer.from(text, 'latin1');
const wide = (text: string) => Buffer.from(text, 'utf16le');

/**
 * Looks into a file of the kind its name claims: refuses what does not fit, hides something or would
 * act by itself; answers the mark of secrecy it carries, if it is found.
 */
export const lookInto = async (
  source: ByteSource,
  kind: FileKind,
  { depth = 0, pdfLines }: { depth?: number; pdfLines?: PdfLines | undefined } = {},
): Promise<SecrecyMarkFound | undefined> => {
  if (source.size === 0) throw refuseFile('empty');
  if (!(await fitsKind(source, kind))) throw refuseFile('contentNotKind', { kind: kind.name });
  if (kind.family !== 'office' && (await endsAsArchive(source))) throw refuseFile('polyglot');
  switch (kind.family) {
    case 'pdf':
      return lookIntoPdf(source, pdfLines);
    case 'office':
      return lookIntoOffice(source, kind.name as OfficeKind, depth);
    case 'ole':
      return lookIntoOle(source);
    case 'image':
      return lookIntoImage(source, kind);
    case 'text':
      return lookIntoText(source);
    case 'html':
      return lookIntoHtml(source);
    case 'media':
      return undefined;
  }
};

const PDF_ACTIONS = ['/JavaScript', '/Launch', '/RichMedia'].map(ascii);
const MARKUP = ['<html', '<HTML', '<script', '<SCRIPT', '<!DOCTYPE html', '<!doctype html'];

const lookIntoPdf = async (
  source: ByteSource,
  pdfLines: PdfLines | undefined,
): Promise<SecrecyMarkFound | undefined> => {
  const head = await source.read(0, 1024);
  if (MARKUP.some((sign) => head.includes(sign))) throw refuseFile('polyglot');
  const tail = await source.read(Math.max(0, source.size - 2048), 2048);
  const end = tail.lastIndexOf('%%EOF');
  if (end < 0) throw refuseFile('truncated');
  if (MARKUP.some((sign) => tail.indexOf(sign, end) >= 0)) throw refuseFile('polyglot');
  const action = await findAny(source, PDF_ACTIONS);
  if (action) throw refuseFile('activeContent', { what: action.toString('latin1').slice(1) });
  if (!pdfLines || source.size > PDF_READ_MAX) return undefined;
  return secrecyMarkIn(await pdfLines(() => source.read(0, source.size)));
};

const MAIN_PART: Readonly<Record<OfficeKind, string>> = {
  docx: 'word/document.xml',
  xlsx: 'xl/workbook.xml',
  pptx: 'ppt/presentation.xml',
  ofd: 'OFD.xml',
};

const lookIntoOffice = async (
  source: ByteSource,
  kind: OfficeKind,
  depth: number,
): Promise<SecrecyMarkFound | undefined> => {
  let main = false;
  let found: SecrecyMarkFound | undefined;
  for await (const { name, bytes } of readArchive(source)) {
    if (name === MAIN_PART[kind]) main = true;
    checkPart(name, bytes);
    found ??= await embeddedMark(name, bytes, depth);
    if (MARKED_PARTS[kind].test(name)) found ??= secrecyMarkIn(officeLines(kind, xmlOf(bytes)));
  }
  if (!main) throw refuseFile('contentNotKind', { kind });
  return found;
};

const MACRO_PART = /(^|\/)(vbaProject|vbaData)[^/]*\.(bin|xml)$|\.(bas|js|vbs)$/i;
const ACTIVE_PART = /(^|\/)activeX\/|\.(exe|dll|scr|bat|cmd|ps1|jar|html?|svg)$/i;
const EXTERNAL = /TargetMode\s*=\s*["']External["']/;
const DRAWN_IN = /relationships\/(attachedTemplate|oleObject|frame|subDocument|externalLink)["']/;

const checkPart = (name: string, bytes: Buffer) => {
  if (MACRO_PART.test(name)) throw refuseFile('macro');
  if (ACTIVE_PART.test(name)) throw refuseFile('activeContent', { what: name.slice(-40) });
  if (!/\.(xml|rels|vml)$/i.test(name)) return;
  const xml = xmlOf(bytes);
  if (xml.includes('<!DOCTYPE') || xml.includes('<!ENTITY')) throw refuseFile('xmlEntity');
  if (name === '[Content_Types].xml' && /macroEnabled|vbaProject/i.test(xml))
    throw refuseFile('macro');
  if (name.endsWith('.rels'))
    for (const relation of xml.split(/<(?:\w+:)?Relationship\s/).slice(1))
      if (EXTERNAL.test(relation) && DRAWN_IN.test(relation)) throw refuseFile('externalPart');
};

const xmlOf = (bytes: Buffer): string => {
  const mark = bytes.length < 2 ? 0 : bytes.readUInt16BE(0);
  if (mark === 0xfffe || mark === 0xfeff) return decodedText(bytes);
  return bytes.toString('utf8');
};

/** Pictures, fonts and settings whose first bytes may look like anything. */
const INERT = /\.(bin|dat|wmf|emf|wmz|emz|odttf|ttf|fntdata)$/i;

/** Charts carry a workbook, reports carry tables: a document in a document is looked into as well. */
const embeddedMark = async (
  name: string,
  bytes: Buffer,
  depth: number,
): Promise<SecrecyMarkFound | undefined> => {
  const signature = signatureOf(bytes.subarray(0, 1024));
  const isArchive = signature === 'zip';
  if (!isArchive && signature !== 'ole' && signature !== 'foreign') return undefined;
  const kind = kindOfName(name);
  if (isArchive && (depth >= DEPTH_MAX || kind?.family !== 'office'))
    throw refuseFile('archiveNested');
  if (isArchive) return lookInto(memorySource(bytes), kind!, { depth: depth + 1 });
  if (signature === 'foreign' && !INERT.test(name))
    throw refuseFile('activeContent', { what: name.slice(-40) });
  return signature === 'ole' ? lookIntoOle(memorySource(bytes)) : undefined;
};

const VBA = [wide('_VBA_PROJECT')];

const lookIntoOle = async (source: ByteSource): Promise<SecrecyMarkFound | undefined> => {
  if (await findAny(source, VBA)) throw refuseFile('macro');
  for await (const chunk of chunksOf(source, 16)) {
    const found = starredMarkInUtf16(chunk);
    if (found) return found;
  }
  return undefined;
};

type Extent = { width: number; height: number; end: number };

const lookIntoImage = async (source: ByteSource, kind: FileKind): Promise<undefined> => {
  const extent = await (kind.name === 'png'
    ? pngExtent(source)
    : kind.name === 'gif'
      ? gifExtent(source)
      : jpegExtent(source));
  const { width, height, end } = extent;
  if (width * height > PIXELS_MAX) throw refuseFile('imageTooLarge', { width, height });
  const rest = await source.read(end, 64 * 1024);
  if (MARKUP.some((sign) => rest.includes(sign)) || rest.includes('%PDF-'))
    throw refuseFile('polyglot');
};

const CHUNKS_MAX = 100_000;

const pngExtent = async (source: ByteSource): Promise<Extent> => {
  const head = await source.read(0, 33);
  if (head.length < 33 || head.toString('latin1', 12, 16) !== 'IHDR') throw refuseFile('truncated');
  let at = 8;
  for (let i = 0; i < CHUNKS_MAX; i++) {
    const chunk = await source.read(at, 8);
    if (chunk.length < 8) break;
    at += 12 + chunk.readUInt32BE(0);
    if (chunk.toString('latin1', 4, 8) === 'IEND' && at <= source.size)
      return { width: head.readUInt32BE(16), height: head.readUInt32BE(20), end: at };
  }
  throw refuseFile('truncated');
};

const gifExtent = async (source: ByteSource): Promise<Extent> => {
  const head = await source.read(0, 10);
  if (head.length < 10) throw refuseFile('truncated');
  return { width: head.readUInt16LE(6), height: head.readUInt16LE(8), end: 10 };
};

const isFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

const jpegExtent = async (source: ByteSource): Promise<Extent> => {
  let at = 2;
  for (let i = 0; i < CHUNKS_MAX; i++) {
    const segment = await source.read(at, 9);
    if (segment.length < 9 || segment[0] !== 0xff) break;
    const marker = segment[1]!;
    if (isFrame(marker))
      return { height: segment.readUInt16BE(5), width: segment.readUInt16BE(7), end: at };
    at += marker === 0xff ? 1 : 2 + segment.readUInt16BE(2);
  }
  throw refuseFile('truncated');
};

/** Control characters that no text has; escape (0x1B) is none of a document's either. */
const CONTROL = /[\0-\x08\x0b\x0e-\x1f\x7f]/;
const hasControl = (chunk: Buffer) => CONTROL.test(chunk.toString('latin1'));

const isWide = (head: Buffer) =>
  head.length >= 2 && [0xfffe, 0xfeff].includes(head.readUInt16BE(0));

/** The head of a text, cut where a line ends so that no character is cut in two. */
const headText = async (source: ByteSource): Promise<string> => {
  const bytes = await source.read(0, HEAD_TEXT);
  if (bytes.length === source.size) return decodedText(bytes);
  const cut = isWide(bytes) ? bytes.length & ~1 : bytes.lastIndexOf(0x0a) + 1;
  return decodedText(bytes.subarray(0, cut > 0 ? cut : bytes.length));
};

const checkText = async (source: ByteSource) => {
  if (isWide(await source.read(0, 2))) return;
  for await (const chunk of chunksOf(source))
    if (hasControl(chunk)) throw refuseFile('contentNotKind', { kind: 'text' });
};

const lookIntoText = async (source: ByteSource): Promise<SecrecyMarkFound | undefined> => {
  await checkText(source);
  return secrecyMarkInText(await headText(source));
};

const ACTIVE_MARKUP =
  /<\s*(script|iframe|object|embed|applet|base|meta\s[^>]{0,200}http-equiv\s*=\s*["']?refresh)|\son[a-z]{3,20}\s*=|javascript\s*:/i;

const lookIntoHtml = async (source: ByteSource): Promise<SecrecyMarkFound | undefined> => {
  await checkText(source);
  for await (const chunk of chunksOf(source, 512)) {
    const active = ACTIVE_MARKUP.exec(chunk.toString('latin1'));
    if (active) throw refuseFile('activeContent', { what: active[0].trim().slice(0, 20) });
  }
  const html = await headText(source);
  if (!/<[a-z!]/i.test(html)) throw refuseFile('contentNotKind', { kind: 'html' });
  return secrecyMarkIn(htmlLines(html));
};
