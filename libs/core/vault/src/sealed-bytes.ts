import { decrypt, deriveSecret, encrypt, freshBytes, type Binding } from './cipher.js';
import type { Secret } from './secret.js';

/**
 * A sealed file: mark (4), which names the profile ‖ salt (32) ‖ chunks. Each chunk is up to 64 KiB of
 * the file with a tag of 16 bytes; its nonce is its number (11 bytes) and whether it is the last (1).
 * The secret is derived from the person's and the salt, so that a number is used once with it. Chunks
 * left out, moved, cut off or added do not open.
 */
const MARKS = { aes: Buffer.from('GKF1'), sm: Buffer.from('GKS1') } as const;
const MARK_BYTES = 4;
const SALT_BYTES = 32;
const HEAD_BYTES = MARK_BYTES + SALT_BYTES;
const CHUNK_BYTES = 64 * 1024;
const TAG_BYTES = 16;
const NOTHING = Buffer.alloc(0);

type Bytes = AsyncIterable<Uint8Array>;

/** How many bytes a sealed file has, for limits and headers. */
export const sealedSize = (plain: number): number =>
  HEAD_BYTES + plain + Math.max(1, Math.ceil(plain / CHUNK_BYTES)) * TAG_BYTES;

const secretOfFile = (secret: Secret, salt: Uint8Array, binding: Binding): Secret =>
  deriveSecret(secret, salt, ['gongkai.file.1', ...binding]);

const isMarked = (head: Buffer, { profile }: Secret): boolean =>
  head.subarray(0, MARK_BYTES).equals(MARKS[profile]);

const nonceOf = (number: number, last: boolean): Buffer => {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(number, 5, 6);
  nonce[11] = last ? 1 : 0;
  return nonce;
};

export async function* sealStream(
  secret: Secret,
  binding: Binding,
  bytes: Bytes,
): AsyncGenerator<Buffer> {
  const salt = freshBytes(SALT_BYTES);
  const own = secretOfFile(secret, salt, binding);
  yield Buffer.concat([MARKS[secret.profile], salt]);
  for await (const { chunk, number, last } of chunked(bytes, CHUNK_BYTES))
    yield encrypt(own, nonceOf(number, last), NOTHING, chunk);
}

/** Throws a RangeError at the first chunk that is not what was sealed, and gives nothing of it. */
export async function* openStream(
  secret: Secret,
  binding: Binding,
  bytes: Bytes,
): AsyncGenerator<Buffer> {
  const source = bytes[Symbol.asyncIterator]();
  try {
    const { head, rest } = await headOf(source);
    if (!isMarked(head, secret)) throw new RangeError('not a sealed file');
    const own = secretOfFile(secret, head.subarray(MARK_BYTES), binding);
    const chunks = chunked(after(rest, source), CHUNK_BYTES + TAG_BYTES);
    for await (const { chunk, number, last } of chunks) {
      const plain = decrypt(own, nonceOf(number, last), NOTHING, chunk);
      if (!plain) throw new RangeError('not what was sealed');
      if (plain.length > 0) yield plain;
    }
  } finally {
    await source.return?.();
  }
}

/** Bytes that can be read at any place. */
export type BytesAt = { size: number; read(offset: number, length: number): Promise<Buffer> };

/** The plain bytes of a sealed file at any place; opens only the chunks that are asked for. */
export const openAt = async (
  secret: Secret,
  binding: Binding,
  sealed: BytesAt,
): Promise<BytesAt> => {
  const head = await sealed.read(0, HEAD_BYTES);
  if (head.length < HEAD_BYTES || !isMarked(head, secret))
    throw new RangeError('not a sealed file');
  const own = secretOfFile(secret, head.subarray(MARK_BYTES), binding);
  const body = sealed.size - HEAD_BYTES;
  const chunks = Math.max(1, Math.ceil(body / (CHUNK_BYTES + TAG_BYTES)));
  const size = body - chunks * TAG_BYTES;
  // The last chunk read is kept: whoever looks into a file reads it in small steps.
  let held: { number: number; plain: Buffer } | undefined;
  const chunkOf = async (number: number): Promise<Buffer> => {
    if (held?.number === number) return held.plain;
    const at = HEAD_BYTES + number * (CHUNK_BYTES + TAG_BYTES);
    const bytes = await sealed.read(at, CHUNK_BYTES + TAG_BYTES);
    const plain = decrypt(own, nonceOf(number, number === chunks - 1), NOTHING, bytes);
    if (!plain) throw new RangeError('not what was sealed');
    held = { number, plain };
    return plain;
  };
  // The size is only believed once the chunk that ends the file has opened.
  await chunkOf(chunks - 1);
  return {
    size,
    async read(offset, length) {
      const end = Math.min(size, offset + length);
      const parts: Buffer[] = [];
      for (let at = offset; at < end;) {
        const number = Math.floor(at / CHUNK_BYTES);
        const from = at - number * CHUNK_BYTES;
        const part = (await chunkOf(number)).subarray(from, from + end - at);
        parts.push(part);
        at += part.length;
      }
      return Buffer.concat(parts);
    },
  };
};

const headOf = async (source: AsyncIterator<Uint8Array>) => {
  let held = NOTHING;
  while (held.length < HEAD_BYTES) {
    const next = await source.next();
    if (next.done) throw new RangeError('cut short');
    held = Buffer.concat([held, next.value]);
  }
  return { head: held.subarray(0, HEAD_BYTES), rest: held.subarray(HEAD_BYTES) };
};

async function* after(rest: Uint8Array, source: AsyncIterator<Uint8Array>) {
  if (rest.length > 0) yield rest;
  for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
}

type Chunk = { chunk: Buffer; number: number; last: boolean };

/** Chunks of one size, the last shorter or full; a file of no bytes is one empty chunk. */
async function* chunked(bytes: Bytes, size: number): AsyncGenerator<Chunk> {
  let held: Uint8Array[] = [];
  let length = 0;
  let number = 0;
  for await (const part of bytes) {
    held.push(part);
    length += part.length;
    if (length <= size) continue;
    // More than one chunk is held, so that what is given now is surely not the last.
    let all = Buffer.concat(held);
    for (; all.length > size; all = all.subarray(size))
      yield { chunk: all.subarray(0, size), number: number++, last: false };
    held = [all];
    length = all.length;
  }
  yield { chunk: Buffer.concat(held), number, last: true };
}
