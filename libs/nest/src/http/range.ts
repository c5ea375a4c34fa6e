import { GateError } from '@gongkai/kernel';

export type ByteRange = { from: number; to: number };

/**
 * One range of a file, both ends included; undefined serves the whole. Several ranges at once serve
 * nobody but those who want a small file sent a thousand times.
 */
export const rangeOf = (header: string | undefined, size: number): ByteRange | undefined => {
  if (header === undefined) return undefined;
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header.trim());
  if (!match) throw new GateError('RANGE_NOT_SATISFIABLE');
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') throw new GateError('RANGE_NOT_SATISFIABLE');
  const range =
    first === ''
      ? { from: Math.max(0, size - Number(last)), to: size - 1 }
      : { from: Number(first), to: last === '' ? size - 1 : Math.min(Number(last), size - 1) };
  if (range.from > range.to || range.from >= size) throw new GateError('RANGE_NOT_SATISFIABLE');
  return range;
};

/** The bytes of a range out of a stream that starts at the beginning. */
export async function* sliced(
  bytes: AsyncIterable<Uint8Array>,
  { from, to }: ByteRange,
): AsyncIterable<Uint8Array> {
  let at = 0;
  for await (const chunk of bytes) {
    const start = Math.max(0, from - at);
    const end = Math.min(chunk.length, to + 1 - at);
    if (start < end) yield chunk.subarray(start, end);
    at += chunk.length;
    if (at > to) return;
  }
}
