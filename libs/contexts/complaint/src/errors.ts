import { rejections } from '@gongkai/kernel';

export const { texts: complaintErrors, reject } = rejections({
  'complaint.unknown': { zh: '没有这件投诉举报。', en: 'There is no such complaint.' },
  'complaint.voided': { zh: '该登记已作废。', en: 'This entry was voided.' },
  'complaint.agencyUnknown': {
    zh: '该日没有这个单位,或者该单位已停用。',
    en: 'There is no such agency, or it was not active on that day.',
  },
  'complaint.dayImpossible': {
    zh: '日期 {on} 不可能:{why}。',
    en: 'The day {on} cannot be: {whyEn}.',
  },
  'complaint.assignedThere': {
    zh: '已经交由该单位办理。',
    en: 'That agency has it already.',
  },
  'complaint.transferred': {
    zh: '已于 {on} 移送,不在本机关办理。',
    en: 'It was transferred on {on} and is not handled here any more.',
  },
  'complaint.answered': { zh: '已于 {on} 答复。', en: 'It was answered on {on}.' },
  'complaint.notAnswered': {
    zh: '尚未答复,不能办结。',
    en: 'It has not been answered and cannot be closed.',
  },
  'complaint.closed': { zh: '已于 {on} 办结。', en: 'It was closed on {on}.' },
  'complaint.open': { zh: '正在办理,无须重新办理。', en: 'It is being handled as it is.' },
  'complaint.shown': { zh: '已于 {on} 报上级。', en: 'It was shown to the superior on {on}.' },
  'complaint.noRole': {
    zh: '您的职责不包括此操作。',
    en: 'Your role does not include this.',
  },
});
