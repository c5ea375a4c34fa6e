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

export type Terms = {
  /** One of each must be in a text; for MATCH. */
  pairs: readonly string[];
  /** Single characters: the index has to join every pair that begins with one. */
  characters: readonly string[];
  /** Queries of which a text found may not hold the whole: it has to be compared. */
  compare: readonly string[];
};

/** What to ask the index for texts that contain all of the queries, each in search form. */
export const termsOf = (tenant: number, queries: readonly string[]): Terms => {
  const mark = tenantMark(tenant);
  const pairs = new Set<string>();
  const characters = new Set<string>();
  const compare = new Set<string>();
  for (const query of queries) {
    const signs = Array.from(query, sign);
    if (signs.length === 1) characters.add(`"${mark}${signs[0]!}" *`);
    for (const [i, character] of signs.entries())
      if (i > 0) pairs.add(`"${mark}${signs[i - 1]!}${character}"`);
    if (signs.length > 2 || AMBIGUOUS.test(signs.join(''))) compare.add(query);
  }
  return { pairs: [...pairs], characters: [...characters], compare: [...compare] };
};

/** The private area the signs were moved into; a text may have such characters of its own. */
const AMBIGUOUS = /[\uE000-\uE100]/;
