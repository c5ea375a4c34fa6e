import { entryTexts, lastingTexts } from '@gongkai/entries';
import { rejections } from '@gongkai/kernel';

const words = { zh: '登记', en: 'entry' };

export const { texts: capacityErrors, reject } = rejections({
  ...entryTexts('capacity', words),
  ...lastingTexts('capacity', words),
  'capacity.oneAtATime': {
    zh: '机构、查阅点逐个登记,数量只能是1。',
    en: 'Offices and reading places are entered one by one: the number is 1.',
  },
  'capacity.fieldForeign': {
    zh: '“{field}”不属于这一类活动。',
    en: '“{field}” does not belong to an activity of this kind.',
  },
  'capacity.bodyUnknown': {
    zh: '该日没有这个领导小组或者联席会议。',
    en: 'There was no such leading group or joint conference on that day.',
  },
  'capacity.headMissing': {
    zh: '成员中没有牵头负责人。',
    en: 'None of the members is the head.',
  },
});
