import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const TAIL_BYTES = 65_557;
const STORED = 0;
const DEFLATED = 8;

/** What the directory of a ZIP file says of one file in it; sizes in bytes. */
export type ArchiveEntry = {
  name: string;
  method: number;
  crc: number;
  packedBytes: number;
  unpackedBytes: number;
  /** Where its local header begins. */
  at: number;
};

/** The bytes are not what the directory of the archive says, or what is in them does not hold together. */
export class BrokenArchive extends Error {}

/** The directory at the end of a ZIP file; undefined when there is none. */
export const archiveEntries = (path: string): Promise<ArchiveEntry[] | undefined> =>
  withFile(path, async (handle) => {
    const { size } = await handle.stat();
    const tailAt = Math.max(0, size - TAIL_BYTES);
    const tail = await bytesAt(handle, tailAt, size - tailAt);
    const end = tail.lastIndexOf(Buffer.from('504b0506', 'hex'));
    if (end < 0 || end + 22 > tail.length || tail.readUInt32LE(end) !== END) return undefined;
    const [length, start] = [tail.readUInt32LE(end + 12), tail.readUInt32LE(end + 16)];
    if (start + length > size) return undefined;
    return entriesOf(await bytesAt(handle, start, length));
  });

/** One file of the archive as UTF-8 text, in pieces; throws `BrokenArchive` where it is not whole. */
export async function* entryText(path: string, entry: ArchiveEntry): AsyncGenerator<string> {
  const { method, crc, packedBytes, unpackedBytes } = entry;
  if (method !== STORED && method !== DEFLATED) throw new BrokenArchive('method');
  const from = await contentOf(path, entry);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let [sum, bytes] = [0, 0];
  try {
    if (packedBytes > 0)
      for await (const piece of unpacked(path, from, entry)) {
        sum = crc32(piece, sum);
        bytes += piece.length;
        // What it says it unpacks to is all the room it gets.
        if (bytes > unpackedBytes) throw new BrokenArchive('size');
        yield decoder.decode(piece, { stream: true });
      }
    if (bytes !== unpackedBytes || sum !== crc) throw new BrokenArchive('checksum');
    yield decoder.decode();
  } catch (error) {
    throw isOfContent(error) ? new BrokenArchive((error as Error).message) : error;
  }
}

/** Of what was read, not of the reading: a disk that fails is no damage of the file. */
const isOfContent = (error: unknown): boolean => {
  const { code = '' } = error as { code?: string };
  return code.startsWith('Z_') || code === 'ERR_ENCODING_INVALID_ENCODED_DATA';
};

const unpacked = (
  path: string,
  from: number,
  { method, packedBytes }: ArchiveEntry,
): AsyncIterable<Buffer> => {
  const packed = createReadStream(path, { start: from, end: from + packedBytes - 1 });
  if (method === STORED) return packed;
  // The error of either side ends the reading of the last one.
  return pipeline(packed, createInflateRaw({ chunkSize: 64 * 1024 }), () => undefined);
};

const contentOf = (path: string, { at }: ArchiveEntry): Promise<number> =>
  withFile(path, async (handle) => {
    const header = await bytesAt(handle, at, 30);
    if (header.length < 30 || header.readUInt32LE(0) !== LOCAL) throw new BrokenArchive('header');
    return at + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  });

const withFile = async <T>(path: string, work: (handle: FileHandle) => Promise<T>): Promise<T> => {
  const handle = await open(path, 'r');
  try {
    return await work(handle);
  } finally {
    await handle.close();
  }
};

const bytesAt = async (handle: FileHandle, at: number, length: number): Promise<Buffer> => {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at);
  return buffer.subarray(0, bytesRead);
};

const entriesOf = (directory: Buffer): ArchiveEntry[] => {
  const entries: ArchiveEntry[] = [];
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === ENTRY;) {
    const nameLength = directory.readUInt16LE(at + 28);
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
      method: directory.readUInt16LE(at + 10),
      crc: directory.readUInt32LE(at + 16),
      packedBytes: directory.readUInt32LE(at + 20),
      unpackedBytes: directory.readUInt32LE(at + 24),
      at: directory.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
};
