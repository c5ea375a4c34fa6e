import pairs from 'opencc-js/dict/TSCharacters';

/** Characters that converters leave or make: not in the table of the script reform. */
const CONVERTED: readonly (readonly [string, string])[] = [
  ['谘', '咨'],
  ['諮', '咨'],
  ['喆', '哲'],
  ['衹', '只'],
  ['祇', '只'],
  ['○', '〇'],
];

const simplified = new Map<string, string>([
  ...pairs.split('|').flatMap((pair): [string, string][] => {
    const [from = '', to = ''] = pair.split(' ');
    return from.length === 1 && to.length === 1 ? [[from, to]] : [];
  }),
  ...CONVERTED.map(([from, to]): [string, string] => [from, to]),
]);

const SPACE = /[\s\u00a0\u200b-\u200f\u2028\u2029\ufeff]/;
const FULL_FROM = 0xff01;
const FULL_TO = 0xff5e;
const WIDTH = 0xfee0;

const plainCharacter = (character: string): string => {
  const code = character.charCodeAt(0);
  if (code >= FULL_FROM && code <= FULL_TO) return String.fromCharCode(code - WIDTH);
  return simplified.get(character) ?? character;
};

/** A text in simplified script and half width, and where each of its characters was. */
export type Plain = { text: string; at: readonly number[] };

const keepsSpace = (before: string, after: string): boolean =>
  /[\dA-Za-z.,%]/.test(before) && /[\dA-Za-z]/.test(after);

/**
 * The text as it is compared: one script, one width, no spaces that only a layout put in. Character
 * by character, so that what was printed can be found again.
 */
export const plain = (printed: string): Plain => {
  let text = '';
  const at: number[] = [];
  let spaced = false;
  for (let i = 0; i < printed.length; i++) {
    const character = printed[i]!;
    if (SPACE.test(character)) {
      spaced = true;
      continue;
    }
    const shown = plainCharacter(character);
    if (spaced && text !== '' && keepsSpace(text.at(-1)!, shown)) {
      text += ' ';
      at.push(i);
    }
    spaced = false;
    text += shown;
    at.push(i);
  }
  return { text, at };
};

export const plainText = (printed: string): string => plain(printed).text;
