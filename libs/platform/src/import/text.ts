import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { Rejection } from '@gongkai/kernel';
import { archiveEntries } from './archive.js';
import { rejectImport } from './errors.js';

export type Encoding = 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be';

export type SourceFile = {
  path: string;
  /** SHA-256 of the bytes. */
  digest: string;
  size: number;
  kind: 'csv' | 'xlsx';
  /** Null for a workbook, which says so itself. */
  encoding: Encoding | null;
};

/** Largest file an import reads. Rows are streamed, so this guards the disk, not the memory. */
export const IMPORT_BYTES_MAX = 2 * 1024 ** 3;
/** A workbook keeps its table of texts in memory while it is read. */
export const WORKBOOK_BYTES_MAX = 128 * 1024 ** 2;
/** What a workbook may unpack to; beyond it, it is a bomb or a database. */
export const WORKBOOK_UNPACKED_MAX = 1024 ** 3;

/**
 * Looks at the whole file once: how long, which digest, what kind by its first bytes (never by its
 * name), which encoding. Offices still save CSV as GB18030: accepted and said.
 */
export const inspectFile = async (path: string): Promise<SourceFile | Rejection> => {
  const status = await stat(path).catch(() => undefined);
  if (!status?.isFile()) return rejectImport('import.fileMissing', { file: path }, 'file');
  if (status.size === 0) return rejectImport('import.fileEmpty', {}, 'file');
  const kind = kindOf(await firstBytes(path));
  if (kind !== 'csv' && kind !== 'xlsx') return rejectImport('import.fileKind', { kind }, 'file');
  const limit = kind === 'csv' ? IMPORT_BYTES_MAX : WORKBOOK_BYTES_MAX;
  if (status.size > limit) return rejectImport('import.fileTooLarge', { limit }, 'file');
  const { digest, isUtf8 } = await digestFile(path);
  const file = { path, digest, size: status.size };
  if (kind === 'xlsx') return (await refusedWorkbook(path)) ?? { ...file, kind, encoding: null };
  const encoding = (await markedEncoding(path)) ?? (isUtf8 ? 'utf-8' : 'gb18030');
  const wrongFrom = isUtf8 ? null : await firstUndecodable(path, encoding);
  return wrongFrom === null
    ? { ...file, kind, encoding }
    : rejectImport('import.encoding', { byte: wrongFrom }, 'file');
};

const refusedWorkbook = async (path: string): Promise<Rejection | undefined> => {
  const entries = await archiveEntries(path);
  if (!entries?.some(({ name }) => name === 'xl/workbook.xml'))
    return rejectImport('import.fileKind', { kind: 'ZIP' }, 'file');
  const unpackedBytes = entries.reduce((sum, entry) => sum + entry.unpackedBytes, 0);
  if (unpackedBytes > WORKBOOK_UNPACKED_MAX)
    return rejectImport('import.fileTooLarge', { limit: WORKBOOK_UNPACKED_MAX }, 'file');
  return undefined;
};

/** The text of a file in pieces; the byte order mark is left out. */
export async function* textOf(
  path: string,
  encoding: Encoding,
): AsyncGenerator<{ text: string; bytes: number }> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  for await (const bytes of createReadStream(path, { highWaterMark: 128 * 1024 })) {
    const piece = bytes as Uint8Array;
    yield { text: decoder.decode(piece, { stream: true }), bytes: piece.length };
  }
  yield { text: decoder.decode(), bytes: 0 };
}

const firstBytes = async (path: string): Promise<Uint8Array> => {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
};

const MAGIC: readonly (readonly [string, string])[] = [
  ['504b0304', 'xlsx'],
  ['504b0506', 'ZIP'],
  ['d0cf11e0', 'XLS'],
  ['25504446', 'PDF'],
  ['89504e47', 'PNG'],
  ['ffd8ff', 'JPEG'],
  ['1f8b', 'gzip'],
  ['52617221', 'RAR'],
  ['377abcaf', '7z'],
];

/** The kind by the first bytes: `csv`, `xlsx`, or the name of what else it is. */
const kindOf = (head: Uint8Array): string => {
  const hex = Buffer.from(head.subarray(0, 4)).toString('hex');
  const known = MAGIC.find(([magic]) => hex.startsWith(magic));
  if (known) return known[1];
  const marked = hex.startsWith('fffe') || hex.startsWith('feff');
  if (!marked && head.includes(0)) return 'binary';
  if (/^\s*(<!doctype|<html|<\?xml)/i.test(Buffer.from(head).toString('latin1'))) return 'HTML';
  return 'csv';
};

const markedEncoding = async (path: string): Promise<Encoding | undefined> => {
  const [a, b, c] = await firstBytes(path);
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  return undefined;
};

const digestFile = async (path: string): Promise<{ digest: string; isUtf8: boolean }> => {
  const hash = createHash('sha256');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let isUtf8 = true;
  const check = (bytes?: Uint8Array) => {
    if (!isUtf8) return;
    try {
      decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      isUtf8 = false;
    }
  };
  for await (const bytes of createReadStream(path, { highWaterMark: 1 << 20 })) {
    hash.update(bytes as Uint8Array);
    check(bytes as Uint8Array);
  }
  check();
  return { digest: hash.digest('hex'), isUtf8 };
};

/** Where decoding first fails, to the block; null when the whole file decodes. */
const firstUndecodable = async (path: string, encoding: Encoding): Promise<number | null> => {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let byte = 0;
  try {
    for await (const bytes of createReadStream(path, { highWaterMark: 4096 })) {
      decoder.decode(bytes as Uint8Array, { stream: true });
      byte += (bytes as Uint8Array).length;
    }
    decoder.decode();
    return null;
  } catch {
    return byte;
  }
};
