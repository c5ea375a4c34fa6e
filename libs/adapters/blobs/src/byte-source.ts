import type { FileHandle } from 'node:fs/promises';

/** Bytes that can be read at any place: a staged file, or what was unpacked from one. */
export interface ByteSource {
  readonly size: number;
  /** Up to `length` bytes from `offset`; fewer only at the end. */
  read(offset: number, length: number): Promise<Buffer>;
}

export const memorySource = (bytes: Uint8Array): ByteSource => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    size: buffer.length,
    read: async (offset, length) => buffer.subarray(offset, offset + length),
  };
};

export const handleSource = (handle: FileHandle, size: number): ByteSource => ({
  size,
  async read(offset, length) {
    const wanted = Math.max(0, Math.min(length, size - offset));
    const buffer = Buffer.alloc(wanted);
    let filled = 0;
    while (filled < wanted) {
      const { bytesRead } = await handle.read(buffer, filled, wanted - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  },
});

const CHUNK = 256 * 1024;

/** All the bytes in order, each chunk beginning with the last `overlap` bytes of the one before. */
export async function* chunksOf(source: ByteSource, overlap = 0): AsyncGenerator<Buffer> {
  for (let offset = 0; offset < source.size; offset += CHUNK) {
    const from = Math.max(0, offset - overlap);
    yield await source.read(from, offset - from + CHUNK);
  }
}

/** The first of the byte strings that occurs anywhere, in one pass. */
export const findAny = async (
  source: ByteSource,
  needles: readonly Buffer[],
): Promise<Buffer | undefined> => {
  const overlap = Math.max(...needles.map(({ length }) => length)) - 1;
  for await (const chunk of chunksOf(source, overlap)) {
    const found = needles.find((needle) => chunk.includes(needle));
    if (found) return found;
  }
  return undefined;
};
