import {
  ConfigError,
  GateError,
  OperatorError,
  Rejection,
  StoreUnavailable,
} from '@gongkai/kernel';

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

const systemErrors: Record<string, readonly [zh: string, en: string]> = {
  ENOENT: ['找不到文件或目录。', 'There is no such file or folder.'],
  EACCES: ['没有访问权限。', 'Access is denied.'],
  EPERM: ['没有访问权限。', 'Access is denied.'],
  ENOSPC: ['磁盘已满。', 'The disk is full.'],
  EISDIR: ['这是一个目录。', 'This is a folder.'],
  ENOTDIR: ['路径中有一段不是目录。', 'A part of the path is no folder.'],
  EEXIST: ['同名文件已存在。', 'A file of this name is there already.'],
  ELOOP: ['符号链接循环。', 'Symbolic links go round in circles.'],
  ENAMETOOLONG: ['文件名过长。', 'The name is too long.'],
  EIO: ['磁盘读写出错。', 'The disk failed.'],
  EMFILE: ['打开的文件过多。', 'Too many files are open.'],
  EADDRNOTAVAIL: ['本机没有这个地址。', 'This machine has no such address.'],
  ENOTFOUND: ['找不到这个主机名。', 'There is no host of this name.'],
  EROFS: ['文件系统只读。', 'The file system is read-only.'],
  EADDRINUSE: ['端口已被占用。', 'The port is in use.'],
  ECONNREFUSED: ['无法连接服务。', 'The server cannot be reached.'],
};

/** How SQLite says that the disk is full: when it writes, and when it only looks into a log. */
const FULL = ['SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE'];

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
  if (error instanceof OperatorError)
    return new Failure(exitOf(error), error.code, error.zh, error.en, error.details);
  return systemFailure(error);
};

const exitOf = (error: OperatorError): ExitCode => (error instanceof ConfigError ? 2 : 3);

const systemFailure = (error: unknown): Failure => {
  const { code, path } = error as { code?: string; path?: string };
  if (code !== undefined && FULL.includes(code)) return failureOf(new StoreUnavailable('full'));
  const system = code === undefined ? undefined : systemErrors[code];
  if (system)
    return new Failure(3, `cli.${code}`, system[0], system[1], path === undefined ? {} : { path });
  const message = error instanceof Error ? error.message : String(error);
  return new Failure(3, 'cli.internal', `内部错误:${message}`, `Internal error: ${message}`);
};
