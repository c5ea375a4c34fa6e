import { plainText } from './characters.js';
import { chineseNumber } from './numerals.js';

/** What the title of a report says; null what it does not. */
export type Title = { text: string; agency: string | null; year: number | null };

const YEAR = '((?:19|20)\\d{2}|二[〇零0][〇零0一二三四五六七八九\\d]{2})';
const REPORT =
  /(?:信息公开|政务公开|政府公开|公开工作)[^。]{0,16}(?:报告|年报|总结)(?:书|表)?(?:\([^)]{0,12}\))?$/;
const LONGEST = 60;
/** Links to other reports, not this one’s title. */
const LINK =
  /^(?:上一篇|下一篇|上一条|下一条|上篇|下篇|相关|附件|附|返回|当前位置|您当前|您的位置|现在位置|位置)/;
const SUBJECT =
  /(?:关于|的)*(?:本级|本年度|年度|度)?(?:依法|开展)?(?:政府|政务)?(?:信息)?(?:主动)?公开(?:工作)?.*$/;

export const yearIn = (text: string): number | null => {
  if (/^\d{4}$/.test(text)) return Number(text);
  const year = chineseNumber(text.replaceAll('0', '〇'));
  return year !== null && year >= 1990 && year <= 2199 ? year : null;
};

/** The name of an agency that is left when year and subject are taken off a title. */
const agencyIn = (text: string): string | null => {
  const bare = text
    .replace(new RegExp(`${YEAR}年?(?:度)?`, 'g'), '')
    .replace(SUBJECT, '')
    .replace(/^(?:关于|公布|发布|印发)+/, '')
    .replace(/[《》“”"()·:,、\-—_|]/g, '')
    .replace(/(?:的|年|年度|度|本级)$/, '');
  if (!/^\p{L}{2,40}$/u.test(bare)) return null;
  // “…人民政府信息公开”: the name and the subject share the word for government.
  return bare.endsWith('人民') ? `${bare}政府` : bare;
};

/** A line as the title of a report; null when it is none. */
export const titleIn = (line: string): Title | null => {
  const last = line.split(/[>›»]/).at(-1)!;
  const text = plainText(last).replace(/^[《"“]|[》"”]$/g, '');
  if (text.length > LONGEST || LINK.test(text) || !REPORT.test(text)) return null;
  const found = new RegExp(`${YEAR}年?`).exec(text);
  const year = found ? yearIn(found[1]!) : null;
  const agency = agencyIn(text);
  return year === null && agency === null ? null : { text: last.trim(), agency, year };
};

const PERIODS: readonly RegExp[] = [
  new RegExp(`(?:自|从)?${YEAR}年1月1日(?:起)?(?:至|到|-|—|～|~)+(?:${YEAR}年)?12月31日`),
  new RegExp(`(?:截至|截止|至|到)${YEAR}年(?:12月31日|12月底|年底|底)`),
  new RegExp(`${YEAR}年度?(?:政府|政务)?信息公开`),
];

/** The year a text says it is of: the period its numbers cover. */
export const periodYear = (text: string): number | null => {
  for (const pattern of PERIODS) {
    const found = pattern.exec(text);
    const year = found ? yearIn(found[1]!) : null;
    if (year !== null) return year;
  }
  return null;
};

const OPENING = new RegExp(`^(?:[^,。]{0,4})${YEAR}年(?:度|来|以来)?,`);
const PLANNED = /^.{0,60}?(?:将|打算|计划|拟|要继续|下一步|我们要|要以)/;
const LOOKED_BACK = /领导下|贯彻|落实|是.{0,30}一年|取得|推进|开展|按照|坚持|围绕|做好|严格/;

/** The year a paragraph opens a report with: it looks back on that year. */
export const openingYear = (paragraph: string): number | null => {
  const text = plainText(paragraph);
  const found = OPENING.exec(text);
  if (!found || text.length < 40) return null;
  if (PLANNED.test(text) || !LOOKED_BACK.test(text.slice(0, 120))) return null;
  return yearIn(found[1]!);
};

/** The year named most. */
export const usualYear = (text: string): number | null => {
  const counts = new Map<number, number>();
  for (const [, digits] of text.matchAll(/((?:19|20)\d{2})年/g))
    counts.set(Number(digits), (counts.get(Number(digits)) ?? 0) + 1);
  const [first] = [...counts].sort(([, a], [, b]) => b - a);
  return first?.[0] ?? null;
};

const PLACE_ENDS =
  /(?:自治[州县旗]|新区|[省市县旗盟区州])(?=人民政府|政府|政务|信息公开|党委|党政)/g;
/** Words that stand before the name of a place and are none of it. */
const NOT_OF_A_NAME =
  /[的在由向对与和及于把为将了是全各我本该从到据用过并其此每年离凡以省市县旗盟区州]|\P{L}/u;
const VERBS =
  /^(?:明确|确定|决定|成立|建立|召开|提请|报请|落实|要求|加强|推进|参加|开通|同时|依托|完善|进一步|充分|发挥)/;
const LONGEST_NAME = 8;

/** Names of places that a text speaks of as governments, with how often. */
export const placesIn = (printed: string): Map<string, number> => {
  const text = plainText(printed);
  const counts = new Map<string, number>();
  for (const { 0: ending, index } of text.matchAll(PLACE_ENDS)) {
    let from = index;
    while (from > 0 && index - from < LONGEST_NAME && !NOT_OF_A_NAME.test(text[from - 1]!)) from--;
    const own = text.slice(from, index);
    // A region or a province is above the report, not its own government.
    if (own.length < 2 || ending === '省' || VERBS.test(own) || /自治$/.test(own)) continue;
    const name = own + ending;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
};

const IN_TEXT: readonly RegExp[] = [
  new RegExp(
    `${YEAR}年?度?(\\p{L}{2,20}?(?:政府|局|委|办|厅|镇|乡|街道|[省市县区旗州]))政府信息公开(?:情况统计表|工作|年度)`,
    'u',
  ),
  new RegExp(`(\\p{L}{2,20}?)${YEAR}年?度?政府信息公开(?:工作)?年度?报告`, 'u'),
];

const SIGNED =
  /^(?:发布机构:|编制单位:)?([\p{L}]{2,28}(?:人民政府|政府|政府办公室|局|委员会|厅|办公室|办事处|管委会|管理委员会))$/u;
const COMPILED =
  /由([\p{L}]{2,28}?(?:政府|局|委员会|厅|办公室|办事处|管委会))(?:负责)?(?:编制|编写|组织编制)/u;

/** Who signs a report: a line that is nothing but the name of an agency, at its beginning or end. */
export const signerIn = (lines: readonly string[]): string | null => {
  const ends = lines.length <= 12 ? lines : [...lines.slice(0, 6), ...lines.slice(-6)];
  for (const line of ends) {
    const text = plainText(line);
    const name = text.length <= 40 ? SIGNED.exec(text)?.[1] : COMPILED.exec(text)?.[1];
    if (name && !/^(?:我|本|各|全|该|设|下设|领导)/.test(name)) return name;
  }
  return null;
};

/** Who a report without a title is of: named with its subject, else the place named most. */
export const agencyInText = (printed: string): string | null => {
  const text = plainText(printed);
  const [first, second] = IN_TEXT;
  const named = first!.exec(text)?.[2] ?? second!.exec(text)?.[1];
  const own = named?.replace(/^.*(?:关于|附件|编制|公布|《)/u, '');
  if (own && own.length >= 2 && !/^(?:我|本|该|全|年)/.test(own)) return own;
  // A township or an office names the government above it, not itself.
  if (/[我本](?:镇|乡|街道|局|委|厅|办事处|中心|园区)/.test(text)) return null;
  const [place, next] = [...placesIn(printed)].sort(([, a], [, b]) => b - a);
  return place && (place[1] >= 2 || next === undefined) ? place[0] : null;
};

/** A short name from a title as the text spells it out: 建设局 in full. */
export const fullName = (short: string, printed: string): string => {
  if (/[省市县区州旗盟镇乡]/.test(short.slice(0, -1)) || short.length > 8) return short;
  const text = plainText(printed);
  const pattern = new RegExp(
    `(?:^|[,。;:、])((?:\\p{L}){2,24}${short})(?:认真|按照|在|严格|深入|积极|坚持|以|高度|全面|根据)`,
    'u',
  );
  return pattern.exec(text)?.[1] ?? short;
};
