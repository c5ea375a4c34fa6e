import { rejections } from '@gongkai/kernel';

const pipl = '个人信息保护法第四十七条';

export const { texts: retentionErrors, reject } = rejections({
  'retention.kindUnknown': {
    zh: '没有“{kind}”这类案件。',
    en: 'There is no kind of case “{kind}”.',
  },
  'retention.dayImpossible': {
    zh: '日期 {day} 不合情理:不得晚于今天({today})。',
    en: 'The day {day} cannot be: it is after today ({today}).',
  },
  'retention.effectiveBefore': {
    zh: '新的保管期限须在上一版生效日({last})之后生效。',
    en: 'A new schedule takes effect after the one before it ({last}).',
  },
  'retention.caseUnknown': {
    zh: '没有这件案件:{kind} {case}。',
    en: 'There is no such case: {kind} {case}.',
  },
  'retention.holdUnknown': {
    zh: '没有这项有效的冻结。',
    en: 'There is no such hold, or it was lifted.',
  },
  'retention.personUnknown': {
    zh: '没有此人的加密信息。',
    en: 'There is no sealed data of this person.',
  },
  'retention.casesUnread': {
    zh: '案件清单尚不完整(读模型已搁置),暂不能判断此人的信息是否可以删除。',
    en: 'The list of cases is incomplete (its read model is parked): it cannot be said whether this person may be erased.',
  },
  'retention.held': {
    zh: '案件 {kind} {case} 自 {since} 起冻结({reason}):解除前不得删除,也不得限制处理。',
    en: 'The case {kind} {case} is held since {since} ({reason}): until the hold is lifted nothing of it is erased or restricted.',
  },
  'retention.caseOpen': {
    zh: '案件 {kind} {case} 尚未办结,不得删除;可先限制处理。',
    en: 'The case {kind} {case} is not over: nothing is erased; the data can be restricted to storage.',
    article: pipl,
  },
  'retention.noSchedule': {
    zh: '“{kind}”尚无保管期限规定,不得删除(案件 {case})。',
    en: 'There is no schedule for cases of the kind {kind}, so nothing is erased (case {case}).',
    article: pipl,
  },
  'retention.periodRunning': {
    zh: '案件 {kind} {case} 的保管期限至 {until} 届满,此前不得删除;可先限制处理。',
    en: 'The case {kind} {case} has to be kept up to and including {until}; until then the data can be restricted to storage.',
    article: pipl,
  },
  'retention.permanent': {
    zh: '案件 {kind} {case} 永久保管,不得删除;可限制处理。',
    en: 'The case {kind} {case} is kept for ever: nothing is erased; the data can be restricted to storage.',
    article: pipl,
  },
  'retention.erasedAlready': {
    zh: '此人的信息已经删除。',
    en: 'The data of this person has been erased already.',
  },
  'retention.askedAlready': {
    zh: '已有一件未办结的删除申请:{erasure}。',
    en: 'There is an erasure under way: {erasure}.',
  },
  'retention.erasureUnknown': { zh: '没有这件删除申请。', en: 'There is no such erasure.' },
  'retention.erasureDecided': {
    zh: '这件删除申请已经处理(现为 {state})。',
    en: 'This erasure has been decided (it is {state}).',
  },
  'retention.notApproved': {
    zh: '这件删除申请尚未批准(现为 {state})。',
    en: 'This erasure is not approved (it is {state}).',
  },
  'retention.separationOfDuties': {
    zh: '删除须由申请人以外的另一人批准。',
    en: 'An erasure is approved by another person than the one who asked for it.',
  },
  'retention.restrictedAlready': {
    zh: '此人的信息已限制处理。',
    en: 'The data of this person is restricted already.',
  },
  'retention.notRestricted': {
    zh: '此人的信息未限制处理。',
    en: 'The data of this person is not restricted.',
  },
});
