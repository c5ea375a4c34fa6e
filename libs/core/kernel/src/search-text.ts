/**
 * The form in which texts and queries are compared: halves of characters replaced (U+FFFD),
 * compatibility forms folded (NFKC: ＡＢＣ → ABC, ㈠ → (一)), lower case, final sigma as any sigma. A
 * text matches a query when the query's form is a substring of the text's form; blanks and
 * punctuation count like any other character, and a query of no characters matches every text.
 */
export const searchText = (text: string): string =>
  text
    .replace(/\p{Surrogate}/gu, '\uFFFD')
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('ς', 'σ');
