import type { SecrecyMarkFound } from '@gongkai/kernel';

const LEVELS = ['秘密', '机密', '绝密'] as const;
const STARS = ['★', '☆'];
/** What may stand before a mark that begins its paragraph. */
const BEGINS = /[\0-\x20\u3000\d]/u;

/**
 * Marks in documents of the old binary formats, whose text is UTF-16 in one run: a level and a star
 * at the beginning of a paragraph. A mark without its star is not found this way.
 */
export const starredMarkInUtf16 = (bytes: Buffer): SecrecyMarkFound | undefined => {
  for (const mark of LEVELS)
    for (const star of STARS) {
      const needle = Buffer.from(mark + star, 'utf16le');
      for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at + 2)) {
        // Such a file begins with its own header, so text always has something before it.
        if (at < 2) continue;
        const before = bytes.subarray(at - 2, at).toString('utf16le');
        if (BEGINS.test(before)) return { mark, line: mark + star };
      }
    }
  return undefined;
};
