/**
 * Texts in a form that has one order whether a server compares them by code point, as UTF-8 sorts,
 * or by UTF-16 unit: the two differ in characters beyond the surrogates only, and here those carry a
 * mark before them that says which stretch they belong to. Prefixes stay prefixes.
 */
const OWN = '\uD7FC';
const BEYOND_SURROGATES = '\uD7FD';
const BEYOND_PLANE = '\uD7FE';

export const orderedText = (text: string): string =>
  /[\uD7FC-\uFFFF]/.test(text)
    ? text.replace(/[\uD7FC-\u{10FFFF}]/gu, (character) => {
        if (character.length > 1) return BEYOND_PLANE + character;
        return (character < '\uE000' ? OWN : BEYOND_SURROGATES) + character;
      })
    : text;

export const plainText = (ordered: string): string =>
  /[\uD7FC-\uD7FE]/.test(ordered) ? ordered.replace(/[\uD7FC-\uD7FE](.)/gsu, '$1') : ordered;

/** No store keeps halves of characters; keys are stored and asked for in the same form. */
export const wellFormed = (text: string): string =>
  /[\uD800-\uDFFF]/.test(text) ? text.replace(/\p{Surrogate}/gu, '\uFFFD') : text;

/** The first text in code point order that does not start with the prefix. */
export const afterPrefix = (prefix: string): string | undefined => {
  const points = [...prefix];
  while (points.length > 0) {
    const last = points.pop()!.codePointAt(0)!;
    if (last === 0x10ffff) continue;
    const next = last === 0xd7ff ? 0xe000 : last + 1;
    return points.join('') + String.fromCodePoint(next);
  }
  return undefined;
};
