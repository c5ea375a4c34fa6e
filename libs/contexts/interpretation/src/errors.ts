import { entryTexts } from '@gongkai/entries';
import { rejections } from '@gongkai/kernel';

export const { texts: interpretationErrors, reject } = rejections({
  ...entryTexts('interpretation', { zh: '解读记录', en: 'interpretation' }),
  'interpretation.concernUnknown': {
    zh: '没有这条回应事项。',
    en: 'There is no such matter of public concern.',
  },
  'interpretation.concernVoided': {
    zh: '这条回应事项已作废。',
    en: 'This matter of public concern has been voided.',
  },
  'interpretation.answerUnknown': {
    zh: '该事项没有第 {answer} 次回应,或者已撤销。',
    en: 'The matter has no answer number {answer}, or it was taken back.',
  },
  'interpretation.fieldForeign': {
    zh: '“{field}”不属于这一类:{why}。',
    en: '“{field}” does not belong to this kind: {whyEn}.',
  },
  'interpretation.documentUnknown': {
    zh: '没有所解读的公文:{document}。',
    en: 'There is no document {document} to explain.',
  },
  'interpretation.spokespersonUnknown': {
    zh: '该日没有这位新闻发言人。',
    en: 'There was no such spokesperson on that day.',
  },
});
