import { entryTexts, lastingTexts } from '@gongkai/entries';
import { rejections } from '@gongkai/kernel';

const words = { zh: '登记', en: 'entry' };

export const { texts: registersErrors, reject } = rejections({
  ...entryTexts('registers', words),
  ...lastingTexts('registers', words),
  'registers.ruleNotListed': {
    zh: '制度清单中没有“{kind}”这一项。',
    en: 'The list of rules has no “{kind}”.',
  },
  'registers.publishedOnImpossible': {
    zh: '公布日期 {on} 晚于今天或者早于可能的日期。',
    en: 'It cannot have been published on {on}.',
  },
  'registers.linkNotRequired': {
    zh: '必设链接指向的就是政府信息公开网站,它自身不必检查。',
    en: 'The openness site is what the link leads to; it need not carry the link itself.',
  },
  'registers.linkChecked': {
    zh: '已登记 {on} 检查过必设链接,与这一变更不符;检查有误的,请先撤销。',
    en: 'Its link was checked on {on}, which could not be then; if the check is wrong, take it back first.',
  },
  'registers.checkUnknown': {
    zh: '没有第 {check} 次检查,或者该次检查已撤销。',
    en: 'There is no check {check}, or it was taken back.',
  },
  'registers.kindTwice': {
    zh: '“{kind}”在制度清单中出现两次。',
    en: '“{kind}” stands on the list of rules twice.',
  },
});
