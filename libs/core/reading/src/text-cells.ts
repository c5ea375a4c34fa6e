import type { Nothing } from './nothings.js';

type Rule = readonly [cell: string, units: RegExp, words: RegExp, unless?: RegExp];

const THINGS = /^(?:条|件|次|篇|项|份|期|个|起|宗)/;
const PEOPLE = /^(?:人|名|位)/;
const MONEY = /元$/;
/** A number of one channel, subject or kind is not that of the whole row. */
const ONE_KIND =
  /网站|公报|微博|微信|公众号|栏|屏|报刊|电视|广播|大厅|类|栏目|部门|乡镇|其中|其他|其它|重点领域|财政|月|户网|平台/;

const RULES_2014: readonly Rule[] = [
  ['1.2.1', THINGS, /政府公报.*(?:公开|发布|刊登)|(?:公开|发布|刊登).*政府公报/],
  ['1.2.3', THINGS, /微博.*(?:公开|发布)|(?:公开|发布).*微博/, /微信|回应/],
  ['1.2.4', THINGS, /微信.*(?:公开|发布)|(?:公开|发布).*微信/, /微博|回应/],
  ['1.2.2', THINGS, /政府(?:门户)?网站?(?:.*)(?:公开|发布)/, /微博|微信|在线|解读|访谈/],
  ['1.1.a', /^[条件]/, /公开.*规范性文件/, /制发|制定/],
  [
    '1.1',
    /^[条件]/,
    /(?:公开|发布)(?:的)?(?:各类|各种)?(?:政府|政务)?信息(?:数|总数|共|共计|总计|累计|合计|达|达到|为|约|近|了)*$/,
    ONE_KIND,
  ],
  ['2.1', THINGS, /回应.*(?:热点|舆情)/],
  ['2.2.1', THINGS, /新闻发布会/, /主要负责/],
  ['2.2.2', THINGS, /在线访谈/, /主要负责/],
  ['2.2.3', THINGS, /解读(?:稿件|材料|信息|文章)/],
  ['3.1.1', THINGS, /当面.*申请/],
  ['3.1.2', THINGS, /传真.*申请/],
  ['3.1.3', THINGS, /(?:网络|网上|在线|网站).*申请/],
  ['3.1.4', THINGS, /信函.*申请/],
  [
    '3.1',
    THINGS,
    /(?:收到|受理|接到|接收).*申请|申请.*(?:总数|数)/,
    /答复|办结|当面|网|信函|传真|不予|咨询/,
  ],
  ['4', THINGS, /行政复议/, /维持|纠错|诉讼/],
  ['5', THINGS, /行政诉讼/, /维持|纠错|复议/],
  ['8.3.1', PEOPLE, /专职/, /兼职/],
  ['8.3.2', PEOPLE, /兼职/, /专职/],
  ['8.4', MONEY, /(?:信息公开|政务公开).*经费|专项.*经费/],
  ['9.1', THINGS, /召开.*(?:信息公开|政务公开).*会议?/, /培训/],
  ['9.2', THINGS, /(?:组织|举办|开展).*培训/],
  ['9.3', PEOPLE, /培训/],
];

const RULES_2019: readonly Rule[] = [
  ['t3.carried_out.sum', THINGS, /结转(?:至|到|入)?(?:下|次|\d{4}年)/, /上年|上一年/],
  ['t3.carried_in.sum', THINGS, /(?:上年|上年度|去年|上一年度?)结转/],
  ['t3.partial.sum', THINGS, /部分公开/],
  ['t3.granted.sum', THINGS, /予以公开/, /不予|部分/],
  [
    't3.new.sum',
    THINGS,
    /(?:新收|收到|接收|受理).*申请|申请.*总?数/,
    /答复|办结|结转|当面|网|信函|自然人|法人|不予|复议|诉讼/,
  ],
  ['t4.review.sum', THINGS, /行政复议/, /维持|纠正|诉讼|纠错/],
  ['t2.normative.repealed', THINGS, /废止.*规范性文件/],
  ['t2.normative.in_force', THINGS, /现行有效.*规范性文件|规范性文件.*现行有效/],
  ['t2.normative.made', THINGS, /(?:制发|制定|印发|出台).*规范性文件/, /废止|公开/],
  ['t2.fees.amount', MONEY, /行政事业性收费/],
  ['t2.licences.decisions', THINGS, /行政许可.*(?:决定|办理)|(?:决定|办理).*行政许可/],
  ['t2.penalties.decisions', THINGS, /行政处罚.*决定|决定.*行政处罚/, /强制/],
  ['t2.coercion.decisions', THINGS, /行政强制.*决定|决定.*行政强制/, /处罚/],
];

const rulesOf = (format: string): readonly Rule[] => {
  if (format === 'cn-2014') return RULES_2014;
  return format === 'cn-2019' || format === 'cn-2021' ? RULES_2019 : [];
};

/** The cell a number of the text repeats, by the words before it in its clause. */
export const cellOfWords = (
  format: string,
  words: string,
  unit: string,
  has: (cell: string) => boolean,
): string | undefined =>
  rulesOf(format).find(
    ([cell, units, needed, unless]) =>
      has(cell) && units.test(unit) && needed.test(words) && !(unless?.test(words) ?? false),
  )?.[0];

const NOTHING_CELLS: Readonly<Record<string, Partial<Record<Nothing['subject'], string>>>> = {
  'cn-2014': { request: '3.1', review: '4', suit: '5', fee: '7' },
  'cn-2019': { request: 't3.new.sum', review: 't4.review.sum' },
  'cn-2021': { request: 't3.new.sum', review: 't4.review.sum' },
};

export const cellOfNothing = (
  format: string,
  subject: Nothing['subject'],
  has: (cell: string) => boolean,
): string | undefined => {
  const cell = NOTHING_CELLS[format]?.[subject];
  return cell !== undefined && has(cell) ? cell : undefined;
};
