/**
 * A text is indexed by its pairs of neighbouring characters, the last one paired with END, so that
 * a single character is found as the beginning of a pair. Every pair carries its tenant: a search
 * reads nothing of other governments.
 */
const END = '\uE100';

/** The tokenizer parts texts at ASCII signs and blanks; they are moved into a private area. */
const sign = (character: string): string => {
  const code = character.charCodeAt(0);
  return code < 0x80 && !/[a-z0-9]/.test(character)
    ? String.fromCharCode(0xe000 + code)
    : character;
};

const tenantMark = (tenant: number): string => tenant.toString(36).padStart(3, '0');

/** The distinct pairs of a text in search form, as the index takes them. */
export const pairsOf = (tenant: number, text: string): string => {
  const mark = tenantMark(tenant);
  const pairs = new Set<string>();
  let before = '';
  for (const character of text) {
    const next = sign(character);
    if (before !== '') pairs.add(mark + before + next);
    before = next;
  }
  if (before !== '') pairs.add(mark + before + END);
  return [...pairs].join(' ');
};

/** Pairs asked for at most; the texts found are compared with the whole query anyway. */
const PAIRS_MAX = 16;

export type Match = {
  /** For MATCH; undefined when every text matches. */
  expression: string | undefined;
  /** A single character: the index has to join every pair that begins with it. */
  wide: boolean;
};

/** What to ask the index for texts that contain all of the queries, each in search form. */
export const matchOf = (tenant: number, queries: readonly string[]): Match => {
  const mark = tenantMark(tenant);
  const terms = new Set<string>();
  let narrow = false;
  for (const query of queries) {
    const characters = Array.from(query, sign);
    if (characters.length === 1) terms.add(`"${mark}${characters[0]!}" *`);
    const pairs = characters.slice(1).map((character, i) => characters[i]! + character);
    narrow ||= pairs.length > 0;
    const step = Math.max(1, pairs.length / PAIRS_MAX);
    for (let i = 0; i < pairs.length; i += step) terms.add(`"${mark}${pairs[Math.floor(i)]!}"`);
  }
  return {
    expression: terms.size === 0 ? undefined : [...terms].join(' AND '),
    wide: !narrow,
  };
};
