import { plainText } from './characters.js';

const NUMBERING =
  /^(?:其中:?|\([一二三四五六七八九十\d]{1,3}\)|[一二三四五六七八九十]{1,3}[、.．:]|\d{1,2}[.、．)]|\d{1,2}(?=[^\d.,%])|[①-⑳])/;
const TAIL = /(?:总数|数量|次数|情况|数)$/;

const bared = (text: string): string => {
  let rest = text;
  for (let before = ''; before !== rest;) {
    before = rest;
    rest = rest.replace(NUMBERING, '');
  }
  return rest;
};

const keys = new Map<string, string>();
const KEYS_KEPT = 5_000;
const LONGEST_LABEL = 120;

/** What two spellings of a label have in common: no numbering, remarks, marks and “number of”. */
export const labelKey = (label: string): string => {
  if (label.length > LONGEST_LABEL) return '';
  const known = keys.get(label);
  if (known !== undefined) return known;
  const bare = bared(plainText(label)).replace(/\([^()]*\)/g, '');
  const letters = bare.replace(/[^\p{L}\p{N}]/gu, '');
  const key = letters.length > 3 ? letters.replace(TAIL, '') : letters;
  if (keys.size > KEYS_KEPT) keys.clear();
  keys.set(label, key);
  return key;
};

const pairsOf = (text: string): Set<string> =>
  new Set(Array.from({ length: text.length - 1 }, (_, i) => text.slice(i, i + 2)));

/** Alike enough to be one label with a slip in it. */
export const alike = (one: string, other: string): boolean => {
  if (one === other) return one !== '';
  if (one.length < 5 || other.length < 5) return false;
  const [a, b] = [pairsOf(one), pairsOf(other)];
  const shared = [...a].filter((pair) => b.has(pair)).length;
  return (2 * shared) / (a.size + b.size) >= 0.8;
};
