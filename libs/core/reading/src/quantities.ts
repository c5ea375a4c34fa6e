import { CHINESE_NUMERAL, chineseNumber, numberFrom } from './numerals.js';

/** A number with its unit in a plain text. */
export type Quantity = {
  value: number;
  unit: string;
  /** Where it begins and ends. */
  from: number;
  to: number;
  /** “over 60”, “nearly 10,000”: not the number itself. */
  about: boolean;
};

// Longer units before shorter ones that begin them.
const UNITS = [
  '个百分点',
  '个工作日',
  '人次',
  '件次',
  '条次',
  '场次',
  '批次',
  '个月',
  '小时',
  '分钟',
  '万元',
  '亿元',
  String.raw`次\(件\)`,
  String.raw`件\(次\)`,
  String.raw`条\(件\)`,
  String.raw`件\(条\)`,
  String.raw`条\(次\)`,
  String.raw`条\(篇\)`,
  String.raw`篇\(条\)`,
  String.raw`人\(次\)`,
  '条',
  '件',
  '次',
  '人',
  '项',
  '个',
  '篇',
  '期',
  '份',
  '字',
  '家',
  '户',
  '起',
  '宗',
  '场',
  '批',
  '名',
  '位',
  '台',
  '块',
  '处',
  '册',
  '例',
  '则',
  '张',
  '幅',
  '辆',
  '页',
  '元',
  '天',
  '日',
  '%',
  '‰',
  '部(?!分|门|委|署|长)',
  '本(?!年|级|市|县|机|单|部|行|区|镇|局)',
].join('|');

const DIGITS = String.raw`\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?`;
const QUANTITY = new RegExp(
  `(?<digits>${DIGITS})(?<more1>[多余几])?(?<group>[万亿千百])?(?<more2>[多余几])?(?<unit>${UNITS})` +
    `|(?<chinese>${CHINESE_NUMERAL})(?<more3>[多余几])?(?<group2>[万亿])?(?<unit2>${UNITS})` +
    `|百分之(?<hundredths>${DIGITS}|${CHINESE_NUMERAL})`,
  'g',
);
const LIST = new RegExp(
  `分别(?:为|是|有|达|达到|占|公开|发布|收到|受理)?((?:(?:${DIGITS})[、,和与及])+)(?:${DIGITS})(${UNITS})`,
  'g',
);

const ABOUT_BEFORE = /(?:近|约|超|超过|逾|大约|将近)$/;
/** 上万, 数千: before a word for a power of ten only. */
const ABOUT_POWER_BEFORE = /(?:近|约|超|超过|逾|(?<![网线])上|数)$/;
/** After these a Chinese numeral counts nothing: 第二条, 每一次, 统一. */
const NO_NUMERAL_AFTER = /[第每逐任唯另同某这那进统万单之首的初〔\[]$/;
/** A Chinese “one” counts only before units of events and things handed over. */
const ONE_COUNTS = /^(?:次|件|条|期|篇|名|场|份|台|人次|场次|批次)$/;
const FIGURE_OF_SPEECH =
  /^(?:方面|更加|环节|层面|阶段|维度|问题|意识|确保|到位|结合|坚持|统一|关系|部分|落实|步骤|重点|亮点|一)/;

const GROUP: Readonly<Record<string, number>> = { 百: 100, 千: 1000, 万: 10_000, 亿: 100_000_000 };

type Groups = Record<string, string | undefined>;

/** Digits that count nothing: of a date, a number of order, or how the form counts (计1条). */
const countsNothing = (before: string, after: string, digits: string, unit: string): boolean =>
  /[第\d.\-A-Za-z]$/.test(before) ||
  (unit === '日' && /月$/.test(before)) ||
  (digits === '1' && /[计为]$/.test(before) && /^[^,。]?\)/.test(after));

const inDigits = (
  text: string,
  at: number,
  groups: Groups,
): Omit<Quantity, 'from' | 'to'> | null => {
  const { digits = '', more1, group = '', more2, unit = '' } = groups;
  const before = text.slice(Math.max(0, at - 4), at);
  const after = text.slice(at + digits.length + unit.length);
  if (countsNothing(before, after, digits, unit)) return null;
  const money = unit === '元' ? `${group}元` : unit;
  const times = unit === '元' ? 1 : (GROUP[group] ?? 1);
  const about = more1 !== undefined || more2 !== undefined || ABOUT_BEFORE.test(before);
  return { value: exact(numberFrom(digits) * times), unit: money, about };
};

/** Takes away what binary fractions add: 1.1 × 10,000 is 11,000. */
const exact = (value: number): number => Number(value.toPrecision(15));

/** Numerals in words that only sound like numbers: 第二条, 一个, 三个更加. */
const speaks = (before: string, after: string, chinese: string, unit: string): boolean =>
  NO_NUMERAL_AFTER.test(before) ||
  /\d$/.test(before) ||
  /^[日天]$/.test(unit) ||
  (chinese === '一' && (!ONE_COUNTS.test(unit) || /[是为有做]$/.test(before))) ||
  (unit === '个' && FIGURE_OF_SPEECH.test(after));

const inChinese = (
  text: string,
  at: number,
  groups: Groups,
): Omit<Quantity, 'from' | 'to'> | null => {
  const { chinese = '', more3 = '', group2 = '', unit2: unit = '' } = groups;
  const before = text.slice(Math.max(0, at - 4), at);
  const after = text.slice(at + `${chinese}${more3}${group2}${unit}`.length);
  if (speaks(before, after, chinese, unit)) return null;
  // 近万字 counts, 万条 alone does not.
  const power = /^[万亿千百]+$/.test(chinese);
  if (power && !ABOUT_POWER_BEFORE.test(before)) return null;
  const about = power || more3 !== '' || ABOUT_BEFORE.test(before);
  const value = chineseNumber(chinese);
  return value === null ? null : { value: value * (GROUP[group2] ?? 1), unit, about };
};

const hundredths = (text: string): number =>
  /\d/.test(text) ? numberFrom(text) : (chineseNumber(text) ?? 0);

/** Numbers of a list that share the unit after the last: 分别为3、5、2件. */
const listed = (text: string): Quantity[] =>
  [...text.matchAll(LIST)].flatMap((found) => {
    const [whole, numbers = '', unit = ''] = found;
    const start = found.index + whole.indexOf(numbers);
    return [...numbers.matchAll(new RegExp(DIGITS, 'g'))].map(({ 0: digits, index }) => ({
      value: numberFrom(digits),
      unit,
      from: start + index,
      to: start + index + digits.length,
      about: false,
    }));
  });

/** Every number with a unit, in order. */
export const quantitiesIn = (text: string): Quantity[] => {
  const found = listed(text);
  for (const match of text.matchAll(QUANTITY)) {
    const groups = match.groups as Groups;
    const [from, to] = [match.index, match.index + match[0].length];
    if (groups['hundredths'] !== undefined) {
      found.push({ value: hundredths(groups['hundredths']), unit: '%', from, to, about: false });
      continue;
    }
    const quantity =
      groups['digits'] === undefined ? inChinese(text, from, groups) : inDigits(text, from, groups);
    if (quantity) found.push({ ...quantity, from, to });
  }
  return found.sort((a, b) => a.from - b.from);
};

const THINGS = /^(?:条|件|次|篇|期|份|项|个|起|宗|场|批|例|则|部|本|册|张|幅|块|处)/;
const PEOPLE = /^(?:人|名|位|户)/;
const MONEY = /元$/;

/** What can be added up: things published and handled, people, money, or nothing else. */
export const familyOf = (unit: string): string => {
  if (MONEY.test(unit)) return unit;
  if (/^个(?:月|工作日|百分点)|小时|分钟|天|日|%|‰/.test(unit)) return unit;
  if (PEOPLE.test(unit)) return 'people';
  return THINGS.test(unit) ? 'things' : unit;
};
