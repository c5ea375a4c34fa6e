import { crc32, inflateRaw } from 'node:zlib';
import type { ByteSource } from './byte-source.js';
import { refuseFile } from './refusal.js';

export type ArchiveLimits = {
  entriesMax: number;
  /** Of all entries together, unpacked. */
  bytesMax: number;
};
export const ARCHIVE_LIMITS: ArchiveLimits = { entriesMax: 2_000, bytesMax: 64 * 1024 * 1024 };

/** One file of an archive, unpacked in memory; nothing is ever written by its name. */
export type ArchiveEntry = { name: string; bytes: Buffer };

type Listed = {
  name: string;
  flags: number;
  method: number;
  crc: number;
  packed: number;
  size: number;
  at: number;
};

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
const COMMENT_MAX = 0xffff;

const broken = (what: string) => refuseFile('archiveBroken', { what });

/**
 * Every file of a ZIP archive, one after the other. The archive is refused as a whole when anything
 * about it is off: bytes before or after it, entries that overlap or go by two names, names that
 * lead outside, links, encryption, sizes that lie, more than the limits.
 */
export async function* readArchive(
  source: ByteSource,
  limits: ArchiveLimits = ARCHIVE_LIMITS,
): AsyncGenerator<ArchiveEntry> {
  const { entries, directoryAt } = await listOf(source, limits);
  const seen = new Set<string>();
  let free = 0;
  let unpacked = 0;
  for (const entry of entries.sort((a, b) => a.at - b.at)) {
    checkName(entry.name, seen);
    if (entry.at < free) throw refuseFile('archiveOverlap');
    if (entry.at > free && free === 0) throw refuseFile('polyglot');
    const dataAt = await dataOffset(source, entry);
    free = dataAt + entry.packed;
    if (free > directoryAt) throw refuseFile('archiveOverlap');
    unpacked += entry.size;
    if (unpacked > limits.bytesMax) throw refuseFile('archiveTooLarge');
    if (entry.name.endsWith('/')) continue;
    yield { name: entry.name, bytes: await unpack(source, entry, dataAt) };
  }
}

/** Whether an archive ends where the file ends: something else is then the head of it. */
export const endsAsArchive = async (source: ByteSource): Promise<boolean> =>
  (await endOf(source)) !== undefined;

const endOf = async (source: ByteSource): Promise<Buffer | undefined> => {
  const tail = Math.min(source.size, END_BYTES + COMMENT_MAX);
  const bytes = await source.read(source.size - tail, tail);
  for (let at = bytes.length - END_BYTES; at >= 0; at--)
    if (
      bytes.readUInt32LE(at) === END &&
      at + END_BYTES + bytes.readUInt16LE(at + 20) === bytes.length
    )
      return bytes.subarray(at);
  return undefined;
};

const listOf = async (source: ByteSource, { entriesMax, bytesMax }: ArchiveLimits) => {
  const end = await endOf(source);
  if (!end) throw broken('end');
  const count = end.readUInt16LE(10);
  const length = end.readUInt32LE(12);
  const directoryAt = end.readUInt32LE(16);
  if (end.readUInt16LE(4) !== 0 || end.readUInt16LE(8) !== count) throw broken('disks');
  if (count === 0xffff || directoryAt === 0xffffffff) throw broken('zip64');
  if (count > entriesMax || length > bytesMax) throw refuseFile('archiveTooLarge');
  if (directoryAt + length !== source.size - end.length) throw broken('directory');
  const directory = await source.read(directoryAt, length);
  const entries: Listed[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    const listed = listedAt(directory, at);
    entries.push(listed.entry);
    at = listed.next;
  }
  if (at !== directory.length) throw broken('directory');
  return { entries, directoryAt };
};

const listedAt = (directory: Buffer, at: number): { entry: Listed; next: number } => {
  if (at + CENTRAL_BYTES > directory.length || directory.readUInt32LE(at) !== CENTRAL)
    throw broken('directory');
  const nameLength = directory.readUInt16LE(at + 28);
  const next =
    at +
    CENTRAL_BYTES +
    nameLength +
    directory.readUInt16LE(at + 30) +
    directory.readUInt16LE(at + 32);
  if (next > directory.length) throw broken('directory');
  const flags = directory.readUInt16LE(at + 8);
  const method = directory.readUInt16LE(at + 10);
  if ((flags & 1) !== 0) throw refuseFile('archiveEncrypted');
  if (method !== 0 && method !== 8) throw broken('method');
  const mode = directory.readUInt32LE(at + 38) >>> 16;
  if ((mode & 0xf000) === 0xa000) throw refuseFile('archiveLink');
  const entry: Listed = {
    name: nameOf(directory.subarray(at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameLength)),
    flags,
    method,
    crc: directory.readUInt32LE(at + 16),
    packed: directory.readUInt32LE(at + 20),
    size: directory.readUInt32LE(at + 24),
    at: directory.readUInt32LE(at + 42),
  };
  return { entry, next };
};

const utf8 = new TextDecoder('utf-8', { fatal: true });
const chinese = new TextDecoder('gb18030');

const nameOf = (bytes: Buffer): string => {
  try {
    return utf8.decode(bytes);
  } catch {
    return chinese.decode(bytes);
  }
};

/** No name may lead outside a folder, hide what it is, or stand twice. */
const checkName = (name: string, seen: Set<string>) => {
  const key = name.normalize('NFC').toLowerCase();
  const unsafe =
    name === '' ||
    name.length > 500 ||
    /[\\:\p{Cc}\p{Cf}]/u.test(name) ||
    name.startsWith('/') ||
    name.split('/').some((part) => part === '..' || part === '.');
  if (unsafe || seen.has(key)) throw refuseFile('archiveName');
  seen.add(key);
};

/** Where the data of an entry begins; its own header must tell the same as the directory. */
const dataOffset = async (source: ByteSource, entry: Listed): Promise<number> => {
  const header = await source.read(entry.at, LOCAL_BYTES);
  if (header.length < LOCAL_BYTES || header.readUInt32LE(0) !== LOCAL) throw broken('header');
  const nameLength = header.readUInt16LE(26);
  const name = await source.read(entry.at + LOCAL_BYTES, nameLength);
  if (
    nameOf(name) !== entry.name ||
    header.readUInt16LE(8) !== entry.method ||
    (header.readUInt16LE(6) & 1) !== (entry.flags & 1)
  )
    throw broken('header');
  return entry.at + LOCAL_BYTES + nameLength + header.readUInt16LE(28);
};

const unpack = async (source: ByteSource, entry: Listed, at: number): Promise<Buffer> => {
  const packed = await source.read(at, entry.packed);
  if (packed.length !== entry.packed) throw broken('data');
  const bytes = entry.method === 0 ? packed : await inflated(packed, entry.size);
  if (bytes.length !== entry.size) throw broken('size');
  if (crc32(bytes) !== entry.crc) throw broken('checksum');
  return bytes;
};

/** Never makes more than the directory promised, whatever the data would grow to. */
const inflated = (packed: Buffer, size: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    inflateRaw(packed, { maxOutputLength: Math.max(size, 1) }, (error, bytes) => {
      if (error) reject(error instanceof RangeError ? broken('size') : broken('data'));
      else resolve(bytes);
    });
  });
