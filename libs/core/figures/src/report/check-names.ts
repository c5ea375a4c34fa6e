import type { Bilingual } from '../indicator.js';

/** The documented names of the checks on a report. */
export const CHECK_NAMES = [
  'row-sum',
  'result-sum',
  'balance',
  'table4-sum',
  'part-of',
  'carry-over',
  'in-force',
  'roll-up',
  'text-number',
  'text-sum',
  'text-percent',
  'text-growth',
  'form',
  'competence',
  'plausibility',
] as const;
export type CheckName = (typeof CHECK_NAMES)[number];

export type Severity = 'hard' | 'soft';

/** What a check says and how grave its findings are. */
export type CheckMeaning = Bilingual & { severity: Bilingual };

const HARD: Bilingual = { zh: '硬', en: 'hard' };
const SOFT: Bilingual = { zh: '软', en: 'soft' };

export const checkMeanings: Readonly<Record<CheckName, CheckMeaning>> = {
  'row-sum': {
    zh: '一行的总计等于各列之和;2014年表中上级行等于其下各行之和。',
    en: 'The total of a row is the sum of its columns; in the form of 2014 a row is the sum of the rows below it.',
    severity: HARD,
  },
  'result-sum': {
    zh: '办理结果总计等于各项结果之和,逐列。',
    en: 'The total of results is the sum of the results, column by column.',
    severity: HARD,
  },
  balance: {
    zh: '勾稽:新收加上年结转等于办理结果总计加结转下年度,逐列。',
    en: 'The balance printed on the form: new and carried in are the total of results and carried out, column by column.',
    severity: HARD,
  },
  'table4-sum': {
    zh: '复议、诉讼各项总计等于四种结果之和。',
    en: 'Each total of reconsideration and litigation is the sum of its four outcomes.',
    severity: HARD,
  },
  'part-of': {
    zh: '“其中”不大于其所属的数;办结数不大于答复数;公开条数不大于各渠道之和。',
    en: 'A part is not above what it is part of; requests closed are not above replies, items not above their channels together.',
    severity: {
      zh: '“其中”次数为硬,其余为软',
      en: 'hard for “among them” counts of events, else soft',
    },
  },
  'carry-over': {
    zh: '上年结转等于上一年报告的结转下年度,逐列。',
    en: 'What was carried in is what last year’s report carried out, column by column.',
    severity: {
      zh: '单位相同、年度相连、范围不异时为硬,否则为软',
      en: 'hard when agency and years follow and no scope differs, else soft',
    },
  },
  'in-force': {
    zh: '现行有效等于上一年现行有效加制发减废止。',
    en: 'What is in force is what was, and what was issued, without what was repealed.',
    severity: {
      zh: '单位相同、年度相连、范围不异时为硬,否则为软',
      en: 'hard when agency and years follow and no scope differs, else soft',
    },
  },
  'roll-up': {
    zh: '汇总数等于各下级同范围数字之和;复议、诉讼可因共同被告扣减。',
    en: 'A cell is the sum of the children’s cells of the same scope; reconsideration and litigation may be less, co-defendants counting once.',
    severity: {
      zh: '年度相同、范围不异时为硬,否则为软;复议诉讼少于下级之和为软',
      en: 'hard when years and scopes agree, else soft; fewer disputes than below are soft',
    },
  },
  'text-number': {
    zh: '文字中的数与表中同一数、或两处文字中的同一数不一致。',
    en: 'A number in the text is not the one in the table, or the same thing is printed with two numbers.',
    severity: {
      zh: '范围为本机关时为硬;否则可由范围说明,为软',
      en: 'hard in a report of the office alone; else soft, for scope may explain it',
    },
  },
  'text-sum': {
    zh: '一句话中的各分项之和不等于所写的总数。',
    en: 'The parts named in a sentence do not add up to its total.',
    severity: HARD,
  },
  'text-percent': {
    zh: '一句话中的百分比与其分子、分母不符。',
    en: 'A percentage in a sentence does not follow from its part and whole.',
    severity: HARD,
  },
  'text-growth': {
    zh: '增长率与其基数不符,或除错了基数。',
    en: 'A growth rate does not follow from its base, or was divided by another number.',
    severity: {
      zh: '数字出自句中或表中时为硬;仅与上年报告相比或末位未四舍五入时为软',
      en: 'hard from numbers of this report; soft against last year’s report alone, or when the last digit was cut off, not rounded',
    },
  },
  form: {
    zh: '格式版本与年度、缺项、空白与0、标题行填数、必备部分、模板残留、他年文字、法规引用。',
    en: 'Version for the year, missing cells, blank for 0, numbers in headings, required sections, template words, text of another year, citations.',
    severity: SOFT,
  },
  competence: {
    zh: '规章由无权制定的机关填报;只有设区的市级以上政府可以制定。',
    en: 'Government rules reported by an agency that cannot make them; only cities with districts and above can.',
    severity: SOFT,
  },
  plausibility: {
    zh: '按常理不成立:收费不合收费标准、制发而无有效、零热点而有回应、同一数计入两行、总计列全为0、统计期不足十二个月等。',
    en: 'Unlikely: fees off the tariff, documents made and none in force, no topic but responses, one number in two rows, a column of totals left at 0, a period that is not the year, and the like.',
    severity: SOFT,
  },
};
