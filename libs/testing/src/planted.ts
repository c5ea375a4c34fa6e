import { createReadStream, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import Database from 'better-sqlite3';

/** Personal data that a spec hands in, to see that it lies nowhere in clear. */
export type Planted = {
  /** Three characters or more, so that four bytes of anything are not taken for it. */
  name: string;
  identityNumber: string;
  phone: string;
  email: string;
  /** Other texts of the person, e.g. an address or a sentence of the request. */
  others?: readonly string[];
};

/** Where planted data was found; holds nothing of the data itself. */
export type PlantedFound = { where: string; what: string; encoding: string; offset: number };

type Needle = { what: string; encoding: string; bytes: Buffer };

const RUN = 8;

/** The texts to look for: an identity number also by every eight digits in a row. */
const textsOf = ({ name, identityNumber, phone, email, others = [] }: Planted) => {
  const runs = Array.from({ length: identityNumber.length - RUN + 1 }, (_, at) => ({
    what: `identityNumber[${at}..${at + RUN}]`,
    text: identityNumber.slice(at, at + RUN),
  }));
  return [
    { what: 'name', text: name },
    { what: 'identityNumber', text: identityNumber },
    { what: 'phone', text: phone },
    { what: 'email', text: email },
    ...others.map((text, i) => ({ what: `others[${i}]`, text })),
    ...runs.filter(({ text }) => /^\d+$/.test(text)),
  ];
};

/** What of the bytes is the same in base64 wherever in a longer text they stand. */
const base64At = (bytes: Buffer, alignment: 0 | 1 | 2): string => {
  const shifted = Buffer.concat([Buffer.alloc(alignment), bytes]).toString('base64');
  const whole = Math.floor(((alignment + bytes.length) * 8) / 6);
  return shifted.slice(Math.ceil((alignment * 8) / 6), whole);
};

const swapped = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
const escaped = (text: string): string =>
  [...Array(text.length).keys()]
    .map((at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`)
    .join('');

const encodings = (text: string): [encoding: string, bytes: Buffer][] => {
  const utf8 = Buffer.from(text);
  const utf16 = Buffer.from(text, 'utf16le');
  const latin = (encoded: string) => Buffer.from(encoded, 'latin1');
  const url = (encoded: string) => encoded.replaceAll('+', '-').replaceAll('/', '_');
  const aligned = ([0, 1, 2] as const).flatMap((alignment): [string, Buffer][] => [
    [`base64+${alignment}`, latin(base64At(utf8, alignment))],
    [`base64url+${alignment}`, latin(url(base64At(utf8, alignment)))],
    [`base64+${alignment} of UTF-16LE`, latin(base64At(utf16, alignment))],
  ]);
  return [
    ['UTF-8', utf8],
    ['UTF-16LE', utf16],
    ['UTF-16BE', swapped(text)],
    ['hex', latin(utf8.toString('hex'))],
    ['HEX', latin(utf8.toString('hex').toUpperCase())],
    ['hex of UTF-16LE', latin(utf16.toString('hex'))],
    ['HEX of UTF-16LE', latin(utf16.toString('hex').toUpperCase())],
    ['JSON escapes', latin(escaped(text))],
    ['percent', latin(encodeURIComponent(text))],
    ...aligned,
  ];
};

const needlesOf = (planted: Planted): Needle[] => {
  const needles = new Map<string, Needle>();
  for (const { what, text } of textsOf(planted))
    for (const [encoding, bytes] of encodings(text)) {
      const key = bytes.toString('latin1');
      if (bytes.length >= 4 && !needles.has(key)) needles.set(key, { what, encoding, bytes });
    }
  return [...needles.values()];
};

/** Spreads words over the marks; odd, so that no two words are mixed up before they are cut. */
const SPREAD = 0x9e3779b1;
/** Named once: under Jest every look at a global costs a microsecond. */
const { imul } = Math;

/** Looks for all needles in one pass: only where four bytes begin one is anything compared. */
class Search {
  private readonly marks = new Uint8Array(65_536);
  private readonly byWord = new Map<number, Needle[]>();
  readonly longest: number;

  constructor(planted: Planted) {
    const needles = needlesOf(planted);
    this.longest = Math.max(...needles.map(({ bytes }) => bytes.length));
    for (const needle of needles) {
      const word = needle.bytes.readInt32LE(0);
      this.marks[imul(word, SPREAD) >>> 16] = 1;
      this.byWord.set(word, [...(this.byWord.get(word) ?? []), needle]);
    }
  }

  /** Needles that begin in the first `upTo` bytes. */
  in(bytes: Uint8Array, where: string, base = 0, upTo = bytes.length): PlantedFound[] {
    const { marks } = this;
    const found: PlantedFound[] = [];
    let word = (bytes[0]! << 8) | (bytes[1]! << 16) | (bytes[2]! << 24);
    const last = Math.min(upTo + 3, bytes.length);
    for (let at = 3; at < last; at++) {
      word = (word >>> 8) | (bytes[at]! << 24);
      if (marks[imul(word, SPREAD) >>> 16] === 1)
        for (const { what, encoding, bytes: needle } of this.byWord.get(word) ?? [])
          if (startsWith(bytes, at - 3, needle))
            found.push({ where, what, encoding, offset: base + at - 3 });
    }
    return found;
  }
}

const startsWith = (bytes: Uint8Array, at: number, needle: Buffer): boolean =>
  needle.compare(bytes, at, Math.min(at + needle.length, bytes.length)) === 0;

const inFile = async (search: Search, path: string, where: string): Promise<PlantedFound[]> => {
  const found: PlantedFound[] = [];
  let held = Buffer.alloc(0);
  let base = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    held = Buffer.concat([held, chunk as Buffer]);
    const done = Math.max(0, held.length - search.longest + 1);
    found.push(...search.in(held, where, base, done));
    held = held.subarray(done);
    base += done;
  }
  return [...found, ...search.in(held, where, base)];
};

/** A long value lies in a database in pieces: each is looked at whole as well. */
const inRows = (search: Search, path: string, where: string): PlantedFound[] => {
  const found: PlantedFound[] = [];
  const db = new Database(path, { readonly: true });
  try {
    const tables = db
      .prepare(
        `SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'`,
      )
      .pluck()
      .all() as string[];
    for (const table of tables)
      for (const row of db.prepare(`SELECT * FROM "${table}"`).raw().iterate() as Iterable<
        unknown[]
      >)
        for (const value of row)
          if (typeof value === 'string' || Buffer.isBuffer(value))
            found.push(...search.in(Buffer.from(value as string), `${where} ${table}`));
  } finally {
    db.close();
  }
  return found;
};

const filesIn = (path: string): string[] =>
  statSync(path).isFile()
    ? [path]
    : readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .sort();

/**
 * Looks for a person's data in everything a folder holds (log, read models, write-ahead files, keys,
 * blobs; names of files, too), in one file, or in bytes such as the text of metrics or the body of an
 * error: in UTF-8, UTF-16 of both orders, hex of both cases, base64 at all three alignments, JSON and
 * percent escapes. Finding nothing is what a spec expects.
 */
export const findPlanted = async (
  source: string | Uint8Array,
  planted: Planted,
): Promise<PlantedFound[]> => {
  const search = new Search(planted);
  if (typeof source !== 'string') return search.in(source, 'bytes');
  const found: PlantedFound[] = [];
  for (const path of filesIn(source)) {
    const where = relative(source, path) || path;
    found.push(...search.in(Buffer.from(where), `name of ${where}`));
    found.push(...(await inFile(search, path, where)));
    if (path.endsWith('.db')) found.push(...inRows(search, path, where));
  }
  return found;
};
