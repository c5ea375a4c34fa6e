import { halfWidth } from '@gongkai/kernel';

/** What office systems write; a time of day after it is left out, legal days have none. */
const USUAL = ['YYYY-M-D', 'YYYY/M/D', 'YYYY.M.D', 'YYYY年M月D日', 'YYYYMMDD'];

const TOKENS: Record<string, string> = {
  YYYY: '(?<year>\\d{4})',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  DD: '(?<day>\\d{2})',
  D: '(?<day>\\d{1,2})',
};

const patternOf = (format: string): RegExp => {
  const body = format
    .split(/(YYYY|MM|M|DD|D)/)
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
      const { year = '', month = '', day = '' } = found;
      return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
    }
    return null;
  };
};
