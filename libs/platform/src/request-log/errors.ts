import { rejections } from '@gongkai/kernel';

export const { texts: reconcileErrors, reject: rejectReconcile } = rejections({
  'requests.publishedMissing': {
    zh: '找不到已公布的统计数文件:{file}',
    en: 'There is no such file of published figures: {file}',
  },
  'requests.publishedInvalid': {
    zh: '已公布的统计数文件不符合要求:{zh}',
    en: 'The file of published figures is not well shaped: {en}',
  },
  'requests.periodInvalid': {
    zh: '期间须为 起..止 的日期、年份或年月:{period}',
    en: 'The period must be days FROM..TO, a year or a month: {period}',
  },
});
