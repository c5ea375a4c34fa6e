import type { Request } from './decider.state.js';

/** What letters call the parts of a request that were missing. */
export const itemNames: Readonly<Record<string, string>> = {
  content: '所需政府信息的名称、文号或者便于查询的其他特征',
  identity: '申请人的姓名或者名称、身份证明',
  contact: '联系方式',
  supplyForm: '获取信息的方式、途径',
  authorisation: '授权委托书',
  excessReasons: '申请理由',
  specialNeeds: '自身生产、生活、科研等特殊需要的说明',
  other: '其他',
};

/** What a receipt calls the way a request came in. */
export const channelNames: Readonly<Record<Request['channel'], string>> = {
  inPerson: '当面提交',
  signedPost: '邮寄(签收)',
  mail: '平常信函',
  online: '互联网渠道',
  email: '电子邮箱',
  fax: '传真',
  oral: '口头',
};
