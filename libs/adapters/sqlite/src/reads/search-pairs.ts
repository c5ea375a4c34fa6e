/**
 * A text is indexed by its pairs of neighbouring characters, the last one paired with END, so that
 * a single character is found as the beginning of a pair. Every pair carries its tenant: a search
 * reads nothing of other governments.
 */
const END = '\uE100';

/** The tokenizer parts texts at ASCII signs and blanks; they are moved into a private area. */
const SIGN = /[\0-\x2f\x3a-\x60\x7b-\x7f]/;
const SIGNS = new RegExp(SIGN, 'g');
const movedUnit = (unit: number): number =>
  SIGN.test(String.fromCharCode(unit)) ? 0xe000 + unit : unit;
const ASCII = Uint16Array.from({ length: 0x80 }, (_, unit) => movedUnit(unit));
const signed = (text: string): string =>
  text.replace(SIGNS, (sign) => String.fromCharCode(ASCII[sign.charCodeAt(0)]!));

const tenantMark = (tenant: number): string => tenant.toString(36).padStart(3, '0');

const SURROGATE = /[\ud800-\udfff]/;

/** The distinct pairs of a text in search form, as the index takes them. */
export const pairsOf = (tenant: number, text: string): string =>
  text === '' || SURROGATE.test(text)
    ? pairsOfCharacters(tenantMark(tenant), Array.from(signed(text)))
    : units.pairsOf(tenantMark(tenant), text);

const pairsOfCharacters = (mark: string, characters: readonly string[]): string => {
  const pairs = characters.map((one, i) => mark + one + (characters[i + 1] ?? END));
  return [...new Set(pairs)].join(' ');
};

/** The same where every character is one unit of UTF-16, in a seventh of the time: no text for a pair. */
class UnitPairs {
  /** Pairs of the text in hand: a table of numbers, at most half full. */
  private seen = new Uint32Array(1024);
  private written = new Uint16Array(0);

  pairsOf(mark: string, text: string): string {
    this.clear(text.length);
    const { written } = this;
    const end = END.charCodeAt(0);
    let at = 0;
    let unit = unitAt(text, 0);
    for (let i = 1; i <= text.length; i++) {
      const next = i < text.length ? unitAt(text, i) : end;
      if (this.isNew(unit * 0x10000 + next)) {
        if (at > 0) written[at++] = BLANK;
        for (let m = 0; m < mark.length; m++) written[at++] = mark.charCodeAt(m);
        written[at++] = unit;
        written[at++] = next;
      }
      unit = next;
    }
    return Buffer.from(written.buffer, 0, 2 * at).toString('utf16le');
  }

  private clear(length: number): void {
    if (this.seen.length >= 2 * length) this.seen.fill(0);
    else this.seen = new Uint32Array(2 ** Math.ceil(Math.log2(2 * length)));
    // Of each pair, one for two slots: three units for the tenant, two for the pair, a blank.
    const most = 3 * this.seen.length;
    if (this.written.length < most) this.written = new Uint16Array(most);
  }

  private isNew(pair: number): boolean {
    const { seen } = this;
    const last = seen.length - 1;
    const mixed = Math.imul(pair, 0x9e3779b1);
    let slot = (mixed ^ (mixed >>> 16)) & last;
    while (seen[slot] !== 0) {
      if (seen[slot] === pair) return false;
      slot = (slot + 1) & last;
    }
    seen[slot] = pair;
    return true;
  }
}

const BLANK = 0x20;
const unitAt = (text: string, i: number): number => {
  const unit = text.charCodeAt(i);
  return unit < 0x80 ? ASCII[unit]! : unit;
};
const units = new UnitPairs();

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
