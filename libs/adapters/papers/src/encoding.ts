import { refuse } from './limits.js';

const decoded = (bytes: Uint8Array, encoding: string): string | undefined => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

const marked = ([a, b]: Uint8Array): string | undefined => {
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  return undefined;
};

/** Pages of Hong Kong, Macao and Taiwan say Big5; all the mainland's are forms of GB18030. */
const declared = (head: string): string | undefined =>
  /charset\s*=\s*["']?\s*(big5|gb\w+|utf-?8)/i.exec(head)?.[1]?.toLowerCase();

/** The text of bytes: by its mark, by what a page declares, else UTF-8 or GB18030. */
export const textFrom = (bytes: Uint8Array): string => {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 2048));
  const byMark = marked(bytes);
  const choices = byMark
    ? [byMark]
    : ['utf-8', ...(declared(head) === 'big5' ? ['big5'] : []), 'gb18030'];
  for (const encoding of choices) {
    const text = decoded(bytes, encoding);
    // A text decoded in a wrong two-byte encoding is full of characters for private use.
    if (text !== undefined && !/[\uE000-\uF8FF]{3}/.test(text)) return text;
  }
  throw refuse('report.encodingUnknown');
};
