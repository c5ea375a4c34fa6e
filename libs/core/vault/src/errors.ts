import { GateError, OperatorError } from '@gongkai/kernel';

/**
 * The key was destroyed on purpose: nobody will ever read this again, nor seal more under it. Whoever
 * does not expect it is told so, as of a thing that is gone.
 */
export class Shredded extends GateError {
  constructor(
    readonly tenant: string,
    readonly key: string,
  ) {
    super('PERSON_ERASED');
    this.name = 'Shredded';
  }
}

/** The data of this person may only be kept (个人信息保护法 art. 47(2)); opening it takes a basis. */
export class Restricted extends Error {
  constructor(
    readonly tenant: string,
    readonly key: string,
  ) {
    super('the data of this person is restricted to storage');
    this.name = 'Restricted';
  }

  /** Where a text was expected, nothing. */
  toJSON(): null {
    return null;
  }
}

/**
 * What is sealed cannot be opened although nobody destroyed its key: the key is not in keys.db
 * (another folder's, or lost), or the bytes are not what was sealed for this tenant and key.
 */
export class SealBroken extends Error {
  constructor(
    readonly reason: 'noKey' | 'bytes' | 'commitment',
    readonly tenant: string,
    readonly key: string,
  ) {
    super(`a sealed field cannot be opened: ${reason}`);
    this.name = 'SealBroken';
  }
}

export const masterKeyProblems = {
  missing: {
    zh: '找不到主密钥文件 {path};没有它,已密封的个人信息无法读取。请放回该文件,或以 GONGKAI_MASTER_KEY 指明其位置。',
    en: 'The master key file {path} is not there; without it nothing sealed can be read. Put it back, or say with GONGKAI_MASTER_KEY where it is.',
  },
  unreadable: {
    zh: '无法读取主密钥文件 {path}。',
    en: 'The master key file {path} cannot be read.',
  },
  malformed: {
    zh: '{path} 不是主密钥文件。',
    en: '{path} is not a master key file.',
  },
  exposed: {
    zh: '主密钥文件 {path} 的权限为 {mode},其他人可以访问;请改为 600。',
    en: 'The master key file {path} has mode {mode}, so that others can get at it; make it 600.',
  },
  inside: {
    zh: '主密钥文件 {path} 不得放在数据目录内:它须与数据分开保管。',
    en: 'The master key file {path} may not lie in the data folder: it is kept apart from the data.',
  },
  wrong: {
    zh: '主密钥文件 {path}(标记 {found})不属于此数据目录,需要标记为 {wanted} 的密钥。',
    en: 'The master key file {path} (mark {found}) is not that of this data folder, which needs the one with mark {wanted}.',
  },
  shreddingsDamaged: {
    zh: '已销毁密钥清单 {path} 第 {line} 行无法读取。',
    en: 'Line {line} of the list of destroyed keys {path} cannot be read.',
  },
  shreddingsMissing: {
    zh: '找不到已销毁密钥清单({path}):备份之后依法销毁的个人信息可能因恢复而重新可读。请用 --shreddings 指明清单或最新数据目录;确知此后未销毁任何密钥时,用 --without-shreddings。',
    en: 'There is no list of destroyed keys at {path}: what was erased after this backup could be read again. Name the list or the newest data folder with --shreddings, or say --without-shreddings when nothing was destroyed since.',
  },
  damaged: {
    zh: '个人密钥库中有一条记录无法用主密钥解开。',
    en: 'A record in the store of personal keys does not open with the master key.',
  },
} as const;
export type MasterKeyProblem = keyof typeof masterKeyProblems;

/** The master key cannot be used as it is: nothing sealed is read or written until it can. */
export class MasterKeyError extends OperatorError {
  constructor(
    readonly problem: MasterKeyProblem,
    details: Readonly<Record<string, unknown>> = {},
  ) {
    const code = `vault.masterKey${problem[0]!.toUpperCase()}${problem.slice(1)}`;
    super(code, masterKeyProblems[problem], details);
  }
}
