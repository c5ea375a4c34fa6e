import { refuseFile } from './refusal.js';

const strict = (encoding: string) => new TextDecoder(encoding, { fatal: true });

/** Text of a file that is text: UTF-8 with or without its mark, UTF-16 with it, else GB18030. */
export const decodedText = (bytes: Uint8Array): string => {
  const mark = (bytes[0] ?? 0) * 256 + (bytes[1] ?? 0);
  const encodings =
    mark === 0xfffe ? ['utf-16le'] : mark === 0xfeff ? ['utf-16be'] : ['utf-8', 'gb18030'];
  for (const encoding of encodings)
    try {
      return strict(encoding).decode(bytes);
    } catch {
      continue;
    }
  throw refuseFile('encodingUnknown');
};

const NAMED: Readonly<Record<string, string>> = {
  nbsp: ' ',
  ensp: ' ',
  emsp: '\u3000',
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  starf: '★',
  bigstar: '★',
  star: '☆',
};

const entity = (whole: string, body: string): string => {
  if (!body.startsWith('#')) return NAMED[body.toLowerCase()] ?? whole;
  const point = /^#x/i.test(body) ? parseInt(body.slice(2), 16) : parseInt(body.slice(1), 10);
  return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole;
};
const unescaped = (text: string) =>
  text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{1,8});/gi, entity);

type Token =
  { tag: string; closing: boolean; text: '' } | { tag: ''; closing: false; text: string };

/**
 * Tags and the text between them, in one pass whatever the markup is like: a tag that never ends
 * ends the reading.
 */
function* tokensOf(markup: string): Generator<Token> {
  let at = 0;
  while (at < markup.length) {
    const open = markup.indexOf('<', at);
    const text = markup.slice(at, open < 0 ? undefined : open);
    if (text !== '') yield { tag: '', closing: false, text };
    if (open < 0) return;
    const ending = markup.startsWith('<!--', open) ? '-->' : '>';
    const close = markup.indexOf(ending, open);
    if (close < 0) return;
    const name = /^<\/?([A-Za-z][\w:.-]{0,40})/.exec(markup.slice(open, open + 50))?.[1];
    if (name) yield { tag: name.toLowerCase(), closing: markup[open + 1] === '/', text: '' };
    at = close + ending.length;
  }
}

const BLOCKS = new Set('br p div h1 h2 h3 h4 h5 h6 li tr td th table section center'.split(' '));
const UNSEEN = new Set(['script', 'style', 'title', 'template']);

/** The lines a reader sees of a web page. */
export function* htmlLines(html: string): Generator<string> {
  let line = '';
  let unseen = '';
  for (const { tag, closing, text } of tokensOf(html)) {
    if (unseen !== '') {
      if (closing && tag === unseen) unseen = '';
    } else if (!closing && UNSEEN.has(tag)) unseen = tag;
    else if (BLOCKS.has(tag)) {
      yield unescaped(line);
      line = '';
    } else line += text.replace(/[ \r\n\t]+/g, ' ');
  }
  yield unescaped(line);
}

/** Elements by their names without prefix: which hold text, which end a line. */
type OfficeText = { text: string; ends: readonly string[] };
const OFFICE = {
  docx: { text: 't', ends: ['p', 'br'] },
  xlsx: { text: 't', ends: ['si', 'is'] },
  pptx: { text: 't', ends: ['p'] },
  ofd: { text: 'textcode', ends: ['textobject'] },
} satisfies Record<string, OfficeText>;
export type OfficeKind = keyof typeof OFFICE;

/** The lines of one part of an office document: runs joined, broken where a paragraph ends. */
export function* officeLines(kind: OfficeKind, xml: string): Generator<string> {
  const { text: textTag, ends }: OfficeText = OFFICE[kind];
  let line = '';
  let inside = false;
  for (const { tag, closing, text } of tokensOf(xml)) {
    const name = tag.slice(tag.indexOf(':') + 1);
    if (name === textTag) inside = !closing;
    else if (inside) line += text;
    if (name === 'tab') line += '\t';
    if (!ends.includes(name)) continue;
    // A text box is a paragraph inside a paragraph: both ends and beginnings break the line.
    yield unescaped(line);
    line = '';
  }
  yield unescaped(line);
}

/** The parts of an office document on which a mark can stand: its first pages, heads and feet. */
export const MARKED_PARTS: Readonly<Record<OfficeKind, RegExp>> = {
  docx: /^word\/(?:document|header\d{0,3}|footer\d{0,3})\.xml$/,
  xlsx: /^xl\/(?:sharedStrings|worksheets\/sheet1)\.xml$/,
  pptx: /^ppt\/slides\/slide[1-3]\.xml$/,
  ofd: /^Doc_\d{1,3}\/(?:Pages|Tpls)\/[^/]{1,40}\/Content\.xml$/,
};
