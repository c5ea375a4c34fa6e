import { rejections } from '@gongkai/kernel';

/** Why a replay is not answered; bounds that cannot be are refused by the kernel. */
export const { texts: replayErrors, reject: rejectReplay } = rejections({
  'replay.caseUnknown': {
    zh: '没有编号为 {case} 的案件。',
    en: 'There is no case with the id {case}.',
  },
  'replay.readModelUnknown': {
    zh: '没有名为 {name} 的读模型;有:{known}。',
    en: 'There is no read model {name}; there are: {known}.',
  },
  'replay.tooManyRows': {
    zh: '重放所得超过 {limit} 行,请只选一个读模型或缩小范围。',
    en: 'The replay has more than {limit} rows; ask for one read model or for less.',
  },
});
