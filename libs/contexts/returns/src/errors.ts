import { rejections } from '@gongkai/kernel';

export const { texts: returnsErrors, reject } = rejections({
  'returns.periodInvalid': {
    zh: '“{period}”不是年(2025)、季度(2025-Q1)或者月(2025-03)。',
    en: '“{period}” is no year (2025), quarter (2025-Q1) or month (2025-03).',
  },
  'returns.periodNotOver': {
    zh: '{period} 尚未结束,到期后再报。',
    en: '{period} is not over yet; report it when it is.',
  },
  'returns.agencyUnknown': {
    zh: '该期末没有这个单位,或者该单位已停用。',
    en: 'There was no such agency at the end of the period, or it was not active.',
  },
  'returns.numberTooLarge': {
    zh: '数字超过上限 {limit}。',
    en: 'The number is over the limit of {limit}.',
  },
  'returns.alreadyReported': {
    zh: '{period} 已报 {number},请用更正。',
    en: '{number} was reported for {period}; correct it instead.',
  },
  'returns.overlapping': {
    zh: '{period} 与已报的 {other} 重叠,会重复计数。',
    en: '{period} overlaps with {other}, which was reported; it would count twice.',
  },
  'returns.unknown': {
    zh: '{period} 没有上报过这项统计数,或者已作废。',
    en: 'This was not reported for {period}, or was voided.',
  },
});
