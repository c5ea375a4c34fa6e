import { rejections } from '@gongkai/kernel';

export const { texts: bundleErrors, reject: rejectBundle } = rejections({
  'bundle.caseUnknown': { zh: '没有这个案件:{case}。', en: 'There is no such case: {case}.' },
  'bundle.noCheckpoint': {
    zh: '证据日志还没有包含本案的已签检查点,请稍后再试。',
    en: 'The evidence log has no signed checkpoint yet that holds this case; try again shortly.',
  },
  'bundle.tooLarge': {
    zh: '本案的文件超出一个证据包所能容纳的数量或大小。',
    en: 'The files of this case are too many or too large for one bundle.',
  },
  'bundle.checkpointInvalid': {
    zh: '{file} 不是本日志的检查点。',
    en: '{file} is no checkpoint of this log.',
  },
});
