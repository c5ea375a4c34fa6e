/**
 * A text is indexed by its pairs of neighbouring characters, the last one paired with END, so that
 * a single character is found as the beginning of a pair. Every pair carries its tenant: a search
 * reads nothing of other governments.
 */
const END = '\uE100';

/** The tokenizer parts texts at ASCII signs and blanks; they are moved into a private area. */
const SIGNS = /[\0-\x2f\x3a-\x60\x7b-\x7f]/g;
const signed = (text: string): string =>
  text.replace(SIGNS, (sign) => String.fromCharCode(0xe000 + sign.charCodeAt(0)));

const tenantMark = (tenant: number): string => tenant.toString(36).padStart(3, '0');

const SURROGATE = /[\ud800-\udfff]/;

/** The distinct pairs of a text in search form, as the index takes them. */
export const pairsOf = (tenant: number, text: string): string =>
  SURROGATE.test(text)
    ? pairsOfCharacters(tenantMark(tenant), Array.from(signed(text)))
    : pairsOfUnits(tenantMark(tenant), signed(text));

const pairsOfCharacters = (mark: string, characters: readonly string[]): string => {
  const pairs = characters.map((one, i) => mark + one + (characters[i + 1] ?? END));
  return [...new Set(pairs)].join(' ');
};

/** The same where every character is one unit of UTF-16, in a fifth of the time: no text for a pair. */
const pairsOfUnits = (mark: string, text: string): string => {
  const isNew = newPairs(text.length);
  const room = text.length * (mark.length + 3);
  const written = room <= usualUnits.length ? usualUnits : new Uint16Array(room);
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const next = i + 1 < text.length ? text.charCodeAt(i + 1) : END_UNIT;
    if (!isNew(unit * 0x10000 + next)) continue;
    if (at > 0) written[at++] = BLANK;
    for (let m = 0; m < mark.length; m++) written[at++] = mark.charCodeAt(m);
    written[at++] = unit;
    written[at++] = next;
  }
  return Buffer.from(written.buffer, 0, 2 * at).toString('utf16le');
};

/** Room for most texts, kept because making it anew costs more than the rest; a longer text has its own. */
const usualUnits = new Uint16Array(8_192);
const usualPairs = new Uint32Array(4_096);

const END_UNIT = END.charCodeAt(0);
const BLANK = 0x20;

/** Whether a pair was not asked about before: a table of numbers above zero, at most half full. */
const newPairs = (most: number): ((pair: number) => boolean) => {
  const slots = 2 ** Math.ceil(Math.log2(2 * most + 1));
  const seen = slots <= usualPairs.length ? usualPairs.fill(0, 0, slots) : new Uint32Array(slots);
  const last = slots - 1;
  return (pair) => {
    const mixed = Math.imul(pair, 0x9e3779b1);
    let slot = (mixed ^ (mixed >>> 16)) & last;
    for (; seen[slot] !== 0; slot = (slot + 1) & last) if (seen[slot] === pair) return false;
    seen[slot] = pair;
    return true;
  };
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
    const signs = Array.from(signed(query));
    if (signs.length === 1) characters.add(`"${mark}${signs[0]!}" *`);
    for (const [i, character] of signs.entries())
      if (i > 0) pairs.add(`"${mark}${signs[i - 1]!}${character}"`);
    if (signs.length > 2 || AMBIGUOUS.test(signs.join(''))) compare.add(query);
  }
  return { pairs: [...pairs], characters: [...characters], compare: [...compare] };
};

/** The private area the signs were moved into; a text may have such characters of its own. */
const AMBIGUOUS = /[\uE000-\uE100]/;
