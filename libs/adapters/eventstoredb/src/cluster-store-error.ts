import { OperatorError, type InTwoLanguages } from '@gongkai/kernel';

const texts = {
  url: {
    zh: '事件库地址不正确:{subject}。',
    en: 'The address of the event store is not right: {subject}.',
  },
  unreachable: {
    zh: '无法连接事件库:{subject}。',
    en: 'The event store cannot be reached: {subject}.',
  },
  certificate: {
    zh: '与事件库的加密连接未能建立,请检查证书与 tls 设置:{subject}。',
    en: 'No secure connection to the event store; check certificates and the tls setting: {subject}.',
  },
  credentials: {
    zh: '事件库不接受所给的用户名和口令。',
    en: 'The event store does not accept the user name and password.',
  },
  right: {
    zh: '事件库账号缺少权限:{subject}。',
    en: 'The account at the event store lacks a right: {subject}.',
  },
  tooOld: {
    zh: '事件库版本过旧({subject}),须为 23.10 或更新。',
    en: 'The event store is too old ({subject}); it must be 23.10 or newer.',
  },
  position: {
    zh: '事件库中没有所给的位置,可能连错了库或该库由备份恢复:{subject}。',
    en: 'The event store does not have the position asked for; it may be another store or one restored from a backup: {subject}.',
  },
  tooLarge: {
    zh: '一次写入超过事件库的上限({subject} 字节),请调大其 MaxAppendSize。',
    en: 'One append is over the limit of the event store ({subject} bytes); raise its MaxAppendSize.',
  },
} as const satisfies Record<string, InTwoLanguages>;

export type ClusterStoreReason = keyof typeof texts;

/** What an operator has to put right before the event store can be used; repeating does not help. */
export class ClusterStoreError extends OperatorError {
  /** `subject` says which part is wrong; it never holds a secret. */
  constructor(
    readonly reason: ClusterStoreReason,
    subject = '',
  ) {
    super(`eventstore.${reason}`, texts[reason], { subject });
  }
}
