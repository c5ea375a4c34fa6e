import type { Day } from '@gongkai/kernel';
import { z } from 'zod';

/** Why information is not disclosed. GraphQL-safe; stored, sent and shown under the same word. */
export const GroundCode = z.enum([
  'stateSecret',
  'forbiddenByLaw',
  'threeSecurities',
  'commercialSecret',
  'personalPrivacy',
  'internalAffairs',
  'processInformation',
  'enforcementFile',
]);
export type GroundCode = z.infer<typeof GroundCode>;

/** On what ground the reviewer lets the content go. */
export const PassGroundCode = z.enum([
  'noGroundApplies',
  'asAnswered',
  'thirdPartyConsents',
  'publicInterest',
]);
export type PassGroundCode = z.infer<typeof PassGroundCode>;

type EditionName = '2007' | '2019';
type Named = {
  zh: string;
  en: string;
  /** The article by edition; absent where that edition does not know the ground. */
  articles: Readonly<Partial<Record<EditionName, string>>>;
};

/** The grounds as data; `must` tells a prohibition from a choice of the agency. */
export const grounds: Readonly<Record<GroundCode, Named & { must: boolean }>> = {
  stateSecret: {
    zh: '国家秘密',
    en: 'State secret',
    articles: { '2007': '条例(2007)第十四条第四款', '2019': '条例第十四条' },
    must: true,
  },
  forbiddenByLaw: {
    zh: '法律、行政法规禁止公开',
    en: 'Disclosure forbidden by law or administrative regulation',
    articles: { '2007': '条例(2007)第十四条', '2019': '条例第十四条' },
    must: true,
  },
  threeSecurities: {
    zh: '危及国家安全、公共安全、经济安全、社会稳定',
    en: 'Endangers national, public or economic security or social stability',
    articles: { '2007': '条例(2007)第八条', '2019': '条例第十四条' },
    must: true,
  },
  commercialSecret: {
    zh: '商业秘密',
    en: 'Commercial secret of a third party',
    articles: { '2007': '条例(2007)第十四条第四款', '2019': '条例第十五条' },
    must: true,
  },
  personalPrivacy: {
    zh: '个人隐私',
    en: 'Personal privacy of a third party',
    articles: { '2007': '条例(2007)第十四条第四款', '2019': '条例第十五条' },
    must: true,
  },
  internalAffairs: {
    zh: '内部事务信息',
    en: 'Internal affairs: personnel, logistics, internal work flow',
    articles: { '2019': '条例第十六条第一款' },
    must: false,
  },
  processInformation: {
    zh: '过程性信息(讨论记录、过程稿、磋商信函、请示报告)',
    en: 'Process information: discussion records, drafts, consultation letters, requests, reports',
    articles: { '2019': '条例第十六条第二款' },
    must: false,
  },
  enforcementFile: {
    zh: '行政执法案卷信息',
    en: 'Administrative enforcement case file',
    articles: { '2019': '条例第十六条第二款' },
    must: false,
  },
};

export const passGrounds: Readonly<Record<PassGroundCode, Named>> = {
  noGroundApplies: {
    zh: '经审查不属于不予公开的情形',
    en: 'Reviewed; no ground for withholding applies',
    articles: { '2007': '条例(2007)第十四条第一款', '2019': '条例第十七条' },
  },
  asAnswered: {
    zh: '经有关主管部门或者保密行政管理部门确定可以公开',
    en: 'The department asked has determined that it may be disclosed',
    articles: { '2007': '条例(2007)第十四条第三款', '2019': '条例第十七条' },
  },
  thirdPartyConsents: {
    zh: '第三方同意公开',
    en: 'The third party consents',
    articles: { '2007': '条例(2007)第十四条第四款', '2019': '条例第十五条' },
  },
  publicInterest: {
    zh: '不公开可能对公共利益造成重大影响',
    en: 'Not disclosing may gravely affect the public interest',
    articles: { '2007': '条例(2007)第十四条第四款', '2019': '条例第十五条' },
  },
};

/** The 2019 revision took effect on 2019-05-15 (条例第五十六条). */
export const editionOn = (day: Day): EditionName => (day < '2019-05-15' ? '2007' : '2019');

/** The article behind a ground on a day; undefined when the edition then in force has none. */
export const articleOf = (named: Named, day: Day): string | undefined =>
  named.articles[editionOn(day)];
