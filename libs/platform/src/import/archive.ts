import { open } from 'node:fs/promises';

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const TAIL_BYTES = 65_557;

/** What the directory at the end of a ZIP file says it holds; undefined when there is none. */
export const archiveContents = async (
  path: string,
): Promise<{ names: string[]; unpackedBytes: number } | undefined> => {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const read = async (at: number, length: number) =>
      (await handle.read(Buffer.alloc(length), 0, length, at)).buffer;
    const tailAt = Math.max(0, size - TAIL_BYTES);
    const tail = await read(tailAt, size - tailAt);
    const end = tail.lastIndexOf(Buffer.from('504b0506', 'hex'));
    if (end < 0 || end + 22 > tail.length || tail.readUInt32LE(end) !== END) return undefined;
    const [length, start] = [tail.readUInt32LE(end + 12), tail.readUInt32LE(end + 16)];
    if (start + length > size) return undefined;
    return entriesOf(await read(start, length));
  } finally {
    await handle.close();
  }
};

const entriesOf = (directory: Buffer): { names: string[]; unpackedBytes: number } => {
  const names: string[] = [];
  let unpackedBytes = 0;
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === ENTRY;) {
    const nameLength = directory.readUInt16LE(at + 28);
    unpackedBytes += directory.readUInt32LE(at + 24);
    names.push(directory.toString('utf8', at + 46, at + 46 + nameLength));
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return { names, unpackedBytes };
};
