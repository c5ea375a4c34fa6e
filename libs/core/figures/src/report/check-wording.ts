import type { Bilingual } from '../indicator.js';
import type { Ledger } from './finding.js';

/** Words that belong to a template or to the person drafting, not to a report. */
const LEFTOVERS: readonly RegExp[] = [
  /[Xx]{2,}(?=[年月日县市区镇乡局委办条件次个人元份]|$|[,。、])/,
  /×{2,}/,
  /(?:此处|在此)(?:填写|输入|插入|说明|填)/,
  /请(?:填写|输入|补充|根据实际)/,
  /[((【[](?:待补充|待完善|待填|待核实|模板|范文|样例|示例|可删|略)[^))】\]]{0,10}[))】\]]/,
  /(?:关键词|关键字|标题|正文|段落)\d(?!\d)/,
  /_{3,}/,
  /(?<!\d)\s年\s+月\s+日/,
  /(?:字数|篇幅)(?:不少于|控制在|不超过)/,
  /\{\{|\}\}|\$\{|\bundefined\b|\bNaN\b|\bNone\b/,
];

const AROUND = 12;

const found = (
  ledger: Ledger,
  said: Bilingual & { printed: unknown; expected: unknown },
  at: string,
) => ledger.found({ check: 'form', severity: 'soft', cells: [], statement: at, ...said });

export const checkLeftovers = (texts: readonly string[], ledger: Ledger): void => {
  if (texts.every((text) => text === '')) return;
  ledger.tried('soft');
  for (const pattern of LEFTOVERS)
    for (const text of texts) {
      const match = pattern.exec(text);
      if (!match) continue;
      const [printed] = match;
      const at = text.slice(
        Math.max(0, match.index - AROUND),
        match.index + printed.length + AROUND,
      );
      found(
        ledger,
        {
          printed,
          expected: null,
          zh: `文中留有模板或草稿的字样“${printed.trim()}”。`,
          en: `Words of a template or draft were left in the text: “${printed.trim()}”.`,
        },
        at,
      );
      break;
    }
};

const DIGITS = '零一二三四五六七八九';

/** 五十六 → 56; digits as they are. */
export const articleNumber = (text: string): number => {
  if (/^\d+$/.test(text)) return Number(text);
  let [sum, digit] = [0, 0];
  for (const character of text) {
    if (character === '十') [sum, digit] = [sum + (digit || 1) * 10, 0];
    else if (character === '百') [sum, digit] = [sum + (digit || 1) * 100, 0];
    else digit = DIGITS.indexOf(character);
  }
  return sum + digit;
};

const ARTICLE = /政府信息公开条例》?(?:\(以下简称[^)]*\))?第([零一二三四五六七八九十百]+|\d+)条/g;
const REVISED = 2019;

/** The edition of the Regulations by the year, and the articles on the annual report in it. */
const edition = (year: number) =>
  year >= REVISED
    ? { articles: 56, order: '711', report: [49, 50] }
    : { articles: 38, order: '492', report: [31, 32] };

const FORM_LETTERS: readonly { letter: RegExp; from: number; to: number; id: string }[] = [
  { letter: /国办发〔2014〕32号/, from: 2014, to: 2018, id: '国办发〔2014〕32号' },
  { letter: /国办公开办函〔2019〕60号/, from: 2019, to: 2020, id: '国办公开办函〔2019〕60号' },
  { letter: /国办公开办函〔2021〕30号/, from: 2021, to: 9999, id: '国办公开办函〔2021〕30号' },
];

const checkArticles = (text: string, year: number, ledger: Ledger): void => {
  const { articles, report } = edition(year);
  for (const match of text.matchAll(ARTICLE)) {
    const [printed, number = ''] = match;
    const article = articleNumber(number);
    const after = text.slice(match.index, match.index + printed.length + 20);
    const onReport = /(编制|编写|撰写|要求.{0,6}报告)/.test(after) && /报告/.test(after);
    if (article <= articles && (!onReport || report.includes(article))) continue;
    found(
      ledger,
      {
        printed: article,
        expected: onReport ? report : null,
        zh: onReport
          ? `年度报告的依据写为第 ${article} 条,当年有效的条例在第 ${report.join('、')} 条规定年度报告。`
          : `引用第 ${article} 条,当年有效的条例只有 ${articles} 条。`,
        en: onReport
          ? `Article ${article} is cited for the annual report; the edition in force treats it in ${report.join(' and ')}.`
          : `Article ${article} is cited; the edition in force has ${articles}.`,
      },
      after,
    );
  }
};

const checkLetters = (text: string, year: number, ledger: Ledger): void => {
  const { order } = edition(year);
  const printed = /国务院令第?(\d+)号/.exec(text)?.[1];
  if (
    printed !== undefined &&
    ['492', '711'].includes(printed) &&
    printed !== order &&
    year !== REVISED
  )
    found(
      ledger,
      {
        printed,
        expected: order,
        zh: `引用国务院令第 ${printed} 号,当年有效的条例是第 ${order} 号。`,
        en: `Order ${printed} is cited; the edition in force is Order ${order}.`,
      },
      printed,
    );
  const cited = FORM_LETTERS.find(({ letter }) => letter.test(text));
  const right = FORM_LETTERS.find(({ from, to }) => from <= year && year <= to);
  if (cited === undefined || right === undefined || cited === right) return;
  // A text may name an older letter beside the one in force.
  if (right.letter.test(text) || cited.from > year) return;
  found(
    ledger,
    {
      printed: cited.id,
      expected: right.id,
      zh: `引用的${cited.id}不是 ${year} 年报告所依据的格式文件。`,
      en: `${cited.id} is not the letter that prescribes the form for ${year}.`,
    },
    cited.id,
  );
};

/** Articles and letters cited that are not those in force in the year. */
export const checkCitations = (texts: readonly string[], year: number, ledger: Ledger): void => {
  const text = texts.join('\n');
  if (text.trim() === '') return;
  ledger.tried('soft');
  checkArticles(text, year, ledger);
  checkLetters(text, year, ledger);
};
