import { rejections } from '@gongkai/kernel';

export const { texts: figuresErrors, reject: rejectFigures } = rejections({
  'figures.periodInvalid': {
    zh: '“{period}”不是有效的期间,请写作 2017、2017-03、2017-Q1 或 起..止。',
    en: '“{period}” is not a period; write 2017, 2017-03, 2017-Q1 or FROM..TO.',
  },
  'figures.periodReversed': {
    zh: '期间“{period}”的止期早于起期。',
    en: 'The period “{period}” ends before it begins.',
  },
  'figures.periodNotWholeMonths': {
    zh: '统计按整月计算,“{period}”须从月初起、到月末止。',
    en: 'Figures are kept by whole months; “{period}” must run from a first to a last day of a month.',
  },
  'figures.periodOutOfRange': {
    zh: '期间“{period}”超出 1900 年至 2199 年。',
    en: 'The period “{period}” lies outside the years 1900 to 2199.',
  },
  'figures.formatUnknown': {
    zh: '没有名为“{format}”的报表格式。',
    en: 'There is no report format “{format}”.',
  },
  'figures.scopeUnknown': {
    zh: '统计范围“{scope}”无效,只能是 own、agencies 或 all。',
    en: '“{scope}” is not a scope; it is own, agencies or all.',
  },
  'figures.indicatorUnknown': {
    zh: '没有名为“{indicator}”的指标。',
    en: 'There is no indicator “{indicator}”.',
  },
  'figures.tooManyCases': {
    zh: '该数字背后的记录超过 {limit} 条,请查下级单位或较短的期间。',
    en: 'More than {limit} events are behind this figure; ask for a lower node or a shorter period.',
  },
});
