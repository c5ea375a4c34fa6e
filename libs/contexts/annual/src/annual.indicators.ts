import type { Indicator } from '@gongkai/figures';
import { unpackHandedIn } from './events.js';

const unit = { zh: '份', en: 'reports' };
const of = (event: string, late: boolean, add: 1 | -1 = 1) => ({
  event,
  add,
  when: (facet: number) => {
    const { late: wasLate, annual, first } = unpackHandedIn(facet);
    return annual && first && (!late || wasLate);
  },
});

/** Annual reports, each counted with its first version. */
export const annualIndicators: readonly Indicator[] = [
  {
    id: 'annual.handedIn',
    zh: '提交年度报告数',
    en: 'Annual reports handed in',
    unit,
    kind: 'flow',
    counts: [of('ReportHandedIn', false)],
  },
  {
    id: 'annual.handedInLate',
    zh: '其中:逾期提交数',
    en: 'Of which handed in late',
    unit,
    kind: 'flow',
    counts: [of('ReportHandedIn', true)],
  },
  {
    id: 'annual.published',
    zh: '公布年度报告数',
    en: 'Annual reports published',
    unit,
    kind: 'flow',
    counts: [of('ReportPublished', false), of('ReportPublicationVoided', false, -1)],
  },
  {
    id: 'annual.publishedLate',
    zh: '其中:逾期公布数',
    en: 'Of which published late',
    unit,
    kind: 'flow',
    counts: [of('ReportPublished', true), of('ReportPublicationVoided', true, -1)],
  },
];
