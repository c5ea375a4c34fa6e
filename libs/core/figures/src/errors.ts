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
  'report.fileInvalid': {
    zh: '这不是数字文件,或其中 {where} 不符:{problem}。',
    en: 'This is no figures file, or {where} in it does not fit: {problemEn}.',
  },
  'report.yearInvalid': {
    zh: '“{year}”不是 {from} 至 {to} 之间的年份。',
    en: '“{year}” is no year between {from} and {to}.',
  },
  'report.cellUnknown': {
    zh: '格式 {format} 中没有单元格 {cell}。',
    en: 'The form {format} has no cell {cell}.',
  },
  'report.numberExpected': {
    zh: '单元格 {cell} 须为数字、空白(null)或“/”,而不是 {value}。',
    en: 'Cell {cell} takes a number, nothing (null) or “/”, not {value}.',
  },
  'report.numberTooLarge': {
    zh: '单元格 {cell} 的数字超出可精确表示的范围。',
    en: 'The number in cell {cell} is outside the exact range.',
  },
  'report.countNegative': {
    zh: '单元格 {cell} 的数字不能为负:{value}。',
    en: 'The number in cell {cell} cannot be below 0: {value}.',
  },
  'report.countFraction': {
    zh: '单元格 {cell} 计数,须为整数:{value}。',
    en: 'Cell {cell} counts and takes a whole number: {value}.',
  },
  'figures.formatInvalid': {
    zh: '报表格式文件的 {where} 不符:{problem}。',
    en: 'In the file of the report format {where} does not fit: {problemEn}.',
  },
  'figures.formatTaken': {
    zh: '已有名为“{format}”的报表格式,请另取名称。',
    en: 'There is a report format “{format}” already; give this one another id.',
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
