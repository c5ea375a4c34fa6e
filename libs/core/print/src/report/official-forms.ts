import type { Bilingual } from '@gongkai/figures';

/** Items of the second table by the item of 条例第二十条 the form puts above them. */
export const ARTICLE_20: Readonly<Record<string, number>> = {
  rules: 1,
  normative: 1,
  licences: 5,
  other_services: 5,
  penalties: 6,
  coercion: 6,
  fees: 8,
  procurement: 9,
};

const DIGITS = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

export const article20 = (item: number): Bilingual => ({
  zh: `第二十条第\uFF08${DIGITS[item]!}\uFF09项`,
  en: `Article 20 (${item})`,
});

export const CONTENT: Bilingual = { zh: '信息内容', en: 'Information' };

/** The columns of the third table that stand under one head. */
export const ORGANISATIONS = ['business', 'research', 'charity', 'legal', 'other_org'];
export const ORGANISATIONS_HEAD: Bilingual = {
  zh: '法人或其他组织',
  en: 'Legal persons and other organisations',
};
export const APPLICANTS_HEAD: Bilingual = { zh: '申请人情况', en: 'Applicants' };

/** Printed in the corner of the third table. */
export const BALANCE_NOTE: Bilingual = {
  zh: '\uFF08本列数据的勾稽关系为\uFF1A第一项加第二项之和\uFF0C等于第三项加第四项之和\uFF09',
  en: '(In each column the first and the second item add up to the third and the fourth)',
};

/** The fourth table lies on its side: its rows stand next to each other under these heads. */
export const DISPUTE_ROWS = ['review', 'suit_direct', 'suit_after_review'] as const;
export const DISPUTE_HEADS: Readonly<Record<'review' | 'suits' | 'direct' | 'after', Bilingual>> = {
  review: { zh: '行政复议', en: 'Reconsideration' },
  suits: { zh: '行政诉讼', en: 'Litigation' },
  direct: { zh: '未经复议直接起诉', en: 'Without reconsideration' },
  after: { zh: '复议后起诉', en: 'After reconsideration' },
};

/** Heads of the table of 2014, and the stroke in its headings. */
export const SINGLE_HEADS: Readonly<Record<'item' | 'unit' | 'count', Bilingual>> = {
  item: { zh: '统计指标', en: 'Item' },
  unit: { zh: '单位', en: 'Unit' },
  count: { zh: '统计数', en: 'Figure' },
};
export const STROKE = '—';

/** Who signs the table of 2014. */
export const SIGNED_BY: Bilingual = {
  zh: '单位负责人\uFF1A　　　　审核人\uFF1A　　　　填报人\uFF1A　　　　联系电话\uFF1A　　　　填报日期\uFF1A',
  en: 'Head of the office:        Checked by:        Filled in by:        Telephone:        Date:',
};

const UNITS: Readonly<Record<string, string>> = {
  条: 'items',
  件: 'cases',
  次: 'times',
  篇: 'articles',
  万元: 'CNY 10,000',
  个: 'places',
  人: 'people',
  人次: 'attendances',
  项: 'kinds',
};

export const unitText = (unit: string | null, language: 'zh' | 'en'): string =>
  unit === null ? '' : language === 'zh' ? unit : (UNITS[unit] ?? unit);

const WIDE: Readonly<Record<string, string>> = {
  '(': '\uFF08',
  ')': '\uFF09',
  ':': '\uFF1A',
  ',': '\uFF0C',
  ';': '\uFF1B',
};

/** A label with the full-width signs of the printed form. */
export const labelText = (label: Bilingual, language: 'zh' | 'en'): string =>
  language === 'en' ? label.en : label.zh.replace(/[():,;]/g, (sign) => WIDE[sign]!);
