import { halfWidth } from '@gongkai/kernel';

/** What office systems write; a time of day after it is left out, legal days have none. */
const USUAL = ['YYYY-M-D', 'YYYY/M/D', 'YYYY.M.D', 'YYYY年M月D日', 'YYYYMMDD'];

const TOKENS: Record<string, string> = {
  YYYY: '(?<year>\\d{4})',
  YY: '(?<short>\\d{2})',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  DD: '(?<day>\\d{2})',
  D: '(?<day>\\d{1,2})',
};

/** Years of two digits are of this century below, of the last from here. */
const CENTURY_TURNS = '70';

const patternOf = (format: string): RegExp => {
  const body = format
    .toUpperCase()
    .split(/(YYYY|YY|MM|M|DD|D)/)
    .map((part) => TOKENS[part] ?? part.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&'))
    .join('');
  return new RegExp(`^${body}(?:[ T]\\d{1,2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,9})?)?)?$`);
};

/** Reads a date in one of the formats as `YYYY-MM-DD`; null when it has none of them. */
export const dateReader = (
  formats: readonly string[] = USUAL,
): ((value: string) => string | null) => {
  const patterns = formats.map(patternOf);
  return (value) => {
    const text = halfWidth(value);
    for (const pattern of patterns) {
      const found = pattern.exec(text)?.groups;
      if (!found) continue;
      const { short = '', month = '', day = '' } = found;
      const year = found['year'] ?? `${short < CENTURY_TURNS ? '20' : '19'}${short}`;
      return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
    }
    return null;
  };
};
