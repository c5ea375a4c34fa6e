/** The parts of 湖南省/衡阳市/衡南县, from the widest to the narrowest. */
export const segmentsOf = (text: string): string[] =>
  text
    .normalize('NFC')
    .split(/[/／]/)
    .map((part) => part.replace(/\s/g, ''))
    .filter((part) => part !== '');

/** Statistics write codes with twelve digits, the last ones zero: 430422000000 is 430422. */
export const shortCode = (text: string): string =>
  /^\d{12}$/.test(text) ? text.replace(/000$/, '').replace(/^(\d{6})000$/, '$1') : text;
