import { OperatorError, type InTwoLanguages } from '@gongkai/kernel';

const texts = {
  url: {
    zh: 'MongoDB 地址不正确:{subject}。',
    en: 'The address of MongoDB is not right: {subject}.',
  },
  unreachable: {
    zh: '无法连接 MongoDB:{subject}。',
    en: 'MongoDB cannot be reached: {subject}.',
  },
  noPrimary: {
    zh: 'MongoDB 目前没有可写的主节点,选出后自动恢复:{subject}。',
    en: 'No member of MongoDB takes writes now; it goes on when one is chosen: {subject}.',
  },
  noMajority: {
    zh: 'MongoDB 多数成员未在时限内确认写入:{subject}。',
    en: 'Most members of MongoDB did not confirm a write in time: {subject}.',
  },
  certificate: {
    zh: '与 MongoDB 的加密连接未能建立,请检查证书与 tls 设置:{subject}。',
    en: 'No secure connection to MongoDB; check certificates and the tls setting: {subject}.',
  },
  credentials: {
    zh: 'MongoDB 不接受所给的用户名和口令。',
    en: 'MongoDB does not accept the user name and password.',
  },
  right: {
    zh: 'MongoDB 账号缺少权限:{subject}。',
    en: 'The account at MongoDB lacks a right: {subject}.',
  },
  tooOld: {
    zh: 'MongoDB 版本过旧:{subject}。',
    en: 'MongoDB is too old: {subject}.',
  },
  newer: {
    zh: '{subject} 由更新版本的程序写入,请升级本程序。',
    en: '{subject} was written by a newer program; upgrade this one.',
  },
  changedShape: {
    zh: '{subject} 的键与所存不同,须另立版本。',
    en: 'The keys of {subject} are other than those stored; they need another version.',
  },
} as const satisfies Record<string, InTwoLanguages>;

export type MongoStoreProblem = keyof typeof texts;

/**
 * What an operator has to put right before MongoDB can be used. `unreachable`, `noPrimary` and
 * `noMajority` may pass by themselves; trying again is always safe.
 */
export class MongoStoreError extends OperatorError {
  /** `subject` says which part is wrong; it never holds a secret. */
  constructor(
    readonly problem: MongoStoreProblem,
    subject = '',
  ) {
    super(`mongodb.${problem}`, texts[problem], { subject });
  }
}
