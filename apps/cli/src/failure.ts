import { ConfigError, GateError, Rejection, StoreUnavailable } from '@gongkai/kernel';
import { MasterKeyError } from '@gongkai/vault';

/** 1 a refusal or a finding, 2 wrong usage, 3 it cannot be done here and now. */
export type ExitCode = 0 | 1 | 2 | 3;

/** What ends a command without its result; printed in both languages, never with a stack trace. */
export class Failure extends Error {
  constructor(
    readonly exitCode: ExitCode,
    readonly code: string,
    readonly zh: string,
    readonly en: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(en);
    this.name = 'Failure';
  }
}

export const usage = (zh: string, en: string, details: Readonly<Record<string, unknown>> = {}) =>
  new Failure(2, 'cli.usage', zh, en, details);

/** The value of an outcome, or the failure its refusal is. */
export const accepted = <T>(outcome: T | Rejection): T => {
  if (outcome instanceof Rejection) throw failureOf(outcome);
  return outcome;
};

const storeReasons = {
  full: ['磁盘已满,腾出空间后可继续。', 'The disk is full; make room and go on.'],
  failed: ['写入日志失败,需要重新启动。', 'Writing the log failed; start again.'],
  busy: ['写入队列已满,请稍后重试。', 'The write queue is full; try again shortly.'],
  readOnly: ['数据目录以只读方式打开。', 'The data folder is open for reading only.'],
} as const;

const folderProblems: Record<string, readonly [zh: string, en: string]> = {
  locked: [
    '数据目录正被另一进程使用;读取可照常进行,写入请用 --url 连接该服务。',
    'Another process holds the data folder; reading works, for writing name its server with --url.',
  ],
  newer: [
    '数据目录由更新的版本写成,请升级本程序。',
    'A newer version wrote this data folder; upgrade this program.',
  ],
  older: [
    '数据目录由旧版本写成;请先停止旧程序,再以新程序写入方式打开一次以升级。',
    'An older version wrote this data folder; stop it, then let this program open it for writing once.',
  ],
  missing: [
    '这里没有数据目录,请先运行 gongkai init。',
    'There is no data folder here; run gongkai init first.',
  ],
  notEmpty: ['目标目录不是空的。', 'The target folder is not empty.'],
  damaged: ['数据目录已损坏。', 'The data folder is damaged.'],
};

const systemErrors: Record<string, readonly [zh: string, en: string]> = {
  ENOENT: ['找不到文件或目录。', 'There is no such file or folder.'],
  EACCES: ['没有访问权限。', 'Access is denied.'],
  EPERM: ['没有访问权限。', 'Access is denied.'],
  ENOSPC: ['磁盘已满。', 'The disk is full.'],
  EISDIR: ['这是一个目录。', 'This is a folder.'],
  EROFS: ['文件系统只读。', 'The file system is read-only.'],
  EADDRINUSE: ['端口已被占用。', 'The port is in use.'],
  ECONNREFUSED: ['无法连接服务。', 'The server cannot be reached.'],
};

/** Every error as a failure with its exit code. */
export const failureOf = (error: unknown): Failure => {
  if (error instanceof Failure) return error;
  if (error instanceof Rejection) {
    const details = error.field === null ? error.details : { ...error.details, field: error.field };
    return new Failure(1, error.code, error.zh, error.en, details);
  }
  if (error instanceof GateError)
    return new Failure(error.status >= 500 ? 3 : 1, error.code, error.zh, error.en, error.details);
  if (error instanceof StoreUnavailable) {
    const [zh, en] = storeReasons[error.reason];
    return new Failure(3, `cli.store.${error.reason}`, zh, en);
  }
  if (error instanceof MasterKeyError)
    return new Failure(3, error.code, error.zh, error.en, error.details);
  if (error instanceof ConfigError)
    return new Failure(
      2,
      'cli.config',
      `配置有误:${error.issues}`,
      `Wrong configuration: ${error.issues}`,
    );
  return systemFailure(error);
};

const systemFailure = (error: unknown): Failure => {
  // Matched by shape: the store is loaded only by the commands that need it.
  const { zh, en, reason, problem, details, code, path } = error as {
    zh?: string;
    en?: string;
    reason?: string;
    problem?: string;
    details?: Readonly<Record<string, unknown>>;
    code?: string;
    path?: string;
  };
  // The log or the database of a cluster says itself what an operator can mend.
  if (typeof zh === 'string' && typeof en === 'string')
    return new Failure(3, 'cli.cluster', zh, en, reason === undefined ? {} : { reason });
  const folder = problem === undefined ? undefined : folderProblems[problem];
  if (folder) return new Failure(3, `cli.folder.${problem}`, folder[0], folder[1], details ?? {});
  const system = code === undefined ? undefined : systemErrors[code];
  if (system)
    return new Failure(3, `cli.${code}`, system[0], system[1], path === undefined ? {} : { path });
  const message = error instanceof Error ? error.message : String(error);
  return new Failure(3, 'cli.internal', `内部错误:${message}`, `Internal error: ${message}`);
};
