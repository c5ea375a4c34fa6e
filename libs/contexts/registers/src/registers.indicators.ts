import type { Count, Indicator } from '@gongkai/figures';
import { unpackRule } from './events.js';

type Rule = ReturnType<typeof unpackRule>;

const standing = (when: (of: Rule) => boolean): Count[] => {
  const matches = (facet: number) => when(unpackRule(facet));
  return [
    { event: 'WorkRuleEntered', when: matches },
    { event: 'WorkRuleWithdrawn', when: matches, add: -1 },
    { event: 'WorkRuleEnded', when: matches, add: -1 },
    { event: 'WorkRuleEndUndone', when: matches },
  ];
};
const stock = (
  name: string,
  zh: string,
  en: string,
  unit: Indicator['unit'],
  counts: readonly Count[],
): Indicator => ({ id: `registers.${name}`, zh, en, unit, kind: 'stock', counts });

const rules = { zh: '项', en: 'rules' };
const sites = { zh: '个', en: 'sites' };

export const registersIndicators: readonly Indicator[] = [
  stock(
    'rules',
    '现行有效的公开工作制度数',
    'Rules of disclosure work in force',
    rules,
    standing(() => true),
  ),
  stock(
    'rulesTrial',
    '其中:试行的制度数',
    'among them on trial',
    rules,
    standing(({ trial }) => trial),
  ),
  stock(
    'rulesPublished',
    '其中:已公布的制度数',
    'among them published',
    rules,
    standing(({ published }) => published),
  ),
  stock(
    'spokespersons',
    '在任新闻发言人数',
    'Spokespersons in office',
    { zh: '人', en: 'people' },
    [
      { event: 'SpokespersonAppointed' },
      { event: 'SpokespersonWithdrawn', add: -1 },
      { event: 'SpokespersonReleased', add: -1 },
      { event: 'SpokespersonReleaseUndone' },
    ],
  ),
  stock('sites', '在用的公开网站和栏目数', 'Disclosure sites in operation', sites, [
    { event: 'SiteEntered' },
    { event: 'SiteWithdrawn', add: -1 },
    { event: 'SiteClosed', add: -1 },
    { event: 'SiteClosureUndone' },
  ]),
  // Which check says what stands does not follow from one event: the decider says what it counts.
  stock(
    'sitesWithoutLink',
    '其中:最近一次检查没有有效必设链接的网站数',
    'among them without a working compulsory link when last checked',
    sites,
    [{ event: 'LinklessSiteCounted' }, { event: 'LinklessSiteUncounted', add: -1 }],
  ),
];
