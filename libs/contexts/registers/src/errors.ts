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
  'registers.kindTwice': {
    zh: '“{kind}”在制度清单中出现两次。',
    en: '“{kind}” stands on the list of rules twice.',
  },
});
