/**
 * What a text in search form is found by: each of its characters and each pair of neighbours. Servers
 * part texts at blanks, which Chinese does not have.
 */
export const gramsOf = (text: string): string[] => {
  const grams = new Set<string>();
  let before = '';
  for (const character of text) {
    grams.add(character);
    if (before !== '') grams.add(before + character);
    before = character;
  }
  return [...grams];
};

/** The grams a text must have to hold the query: its pairs, of a single character that. */
export const gramsAsked = (query: string): string[] => {
  const characters = [...query];
  if (characters.length < 2) return characters;
  return [...new Set(characters.slice(1).map((character, i) => characters[i]! + character))];
};

/** Whether grams alone tell that a text holds the query. */
export const gramsSuffice = (query: string): boolean => [...query].length <= 2;

/** A pattern that matches the query as it stands, whatever signs it has. */
export const literally = (query: string): string =>
  query.replace(
    /[\u0000-\u0020!-/:-@[-`{-~]/g,
    (sign) => `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
