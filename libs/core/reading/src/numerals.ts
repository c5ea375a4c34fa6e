const DIGITS: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
  壹: 1,
  贰: 2,
  叁: 3,
  肆: 4,
  伍: 5,
  陆: 6,
  柒: 7,
  捌: 8,
  玖: 9,
};
const POWERS: Readonly<Record<string, number>> = {
  十: 10,
  拾: 10,
  百: 100,
  佰: 100,
  千: 1000,
  仟: 1000,
};
const GROUPS: Readonly<Record<string, number>> = { 万: 10_000, 亿: 100_000_000 };

export const CHINESE_NUMERAL = '[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]+';

/** 三千一百零五 as 3105, 二〇一四 as 2014; null when it is no number. */
export const chineseNumber = (text: string): number | null => {
  if (/^[零〇一二三四五六七八九\d]{2,}$/.test(text))
    return Number([...text].map((sign) => DIGITS[sign] ?? sign).join(''));
  let [sum, group, digit] = [0, 0, -1];
  for (const sign of text) {
    if (sign in DIGITS) digit = DIGITS[sign]!;
    else if (sign in POWERS) {
      group += (digit < 0 ? 1 : digit) * POWERS[sign]!;
      digit = -1;
    } else if (sign in GROUPS) {
      const counted = group + Math.max(digit, 0);
      sum = (sum + (counted === 0 && sum === 0 ? 1 : counted)) * GROUPS[sign]!;
      [group, digit] = [0, -1];
    } else return null;
  }
  return sum + group + Math.max(digit, 0);
};

/** A number in digits, with or without thousands separators. */
export const numberFrom = (text: string): number => Number(text.replaceAll(',', ''));
