import { Writable } from 'node:stream';
import { ClusterStoreError } from '@gongkai/eventstoredb';
import { ConfigError, GateError, rejectCommand, StoreUnavailable } from '@gongkai/kernel';
import { DataFolderError } from '@gongkai/sqlite';
import { accepted, Failure, failureOf, usage } from './failure.js';
import { run } from './program.js';
import { ProgressBar } from './progress-bar.js';
import { Terminal } from './terminal.js';

class Sink extends Writable {
  text = '';
  isTTY = false;
  override _write(chunk: Buffer, _: unknown, done: () => void) {
    this.text += chunk.toString();
    done();
  }
}
const sink = () => new Sink() as Sink & NodeJS.WriteStream;

describe('how a command ends', () => {
  it('is 1 for a refusal, 2 for usage, 3 for what cannot be done here', () => {
    const exits = (errors: unknown[]) => errors.map((error) => failureOf(error).exitCode);
    expect(
      exits([
        rejectCommand('command.conflict'),
        new GateError('NOT_FOUND'),
        new GateError('FORBIDDEN'),
      ]),
    ).toEqual([1, 1, 1]);
    expect(exits([usage('错', 'wrong'), new ConfigError([])])).toEqual([2, 2]);
    expect(
      exits([
        new DataFolderError('locked', { pid: 1 }),
        new DataFolderError('newer'),
        new StoreUnavailable('full'),
        new GateError('STORAGE_FULL'),
        Object.assign(new Error('x'), { code: 'ENOSPC' }),
        new ClusterStoreError('unreachable', '10.0.0.1'),
        new Error('anything'),
      ]),
    ).toEqual([3, 3, 3, 3, 3, 3, 3]);
  });

  it('says a full disk the same, whoever could not write', () => {
    const errors = ['SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE'].map((code) =>
      Object.assign(new Error('database or disk is full'), { code }),
    );
    for (const error of [...errors, new StoreUnavailable('full')])
      expect(failureOf(error)).toMatchObject({ exitCode: 3, code: 'cli.store.full' });
  });

  it('names in both languages what the system refused, with the path', () => {
    for (const code of ['ENOTDIR', 'EEXIST', 'ELOOP', 'ENAMETOOLONG', 'EIO', 'EADDRNOTAVAIL']) {
      const error = Object.assign(new Error('stat'), { code, path: '/srv/x' });
      expect(failureOf(error)).toMatchObject({ exitCode: 3, code: `cli.${code}` });
      expect(failureOf(error).details).toEqual({ path: '/srv/x' });
    }
  });

  it('is wrong usage when the folder or the port is named by nothing', async () => {
    expect(await run(['figures', '--data', '', '--node', 'x', '--period', '2017'])).toBe(2);
    expect(await run(['serve', '--data', '/nowhere', '--port', ''])).toBe(2);
  });

  it('keeps code and details of a refusal and adds the field', () => {
    const outcome = rejectCommand('command.invalid', { issue: 'x' }, 'title');
    expect(() => accepted(outcome)).toThrow(Failure);
    expect(failureOf(outcome)).toMatchObject({
      code: 'command.invalid',
      details: { issue: 'x', field: 'title' },
    });
    expect(accepted(5)).toBe(5);
  });

  it('is one JSON value on standard output when asked, else both languages on standard error', () => {
    const [out, errors] = [sink(), sink()];
    expect(
      new Terminal(true, out, errors).fail(rejectCommand('command.tooManyEvents', {}, 'file')),
    ).toBe(1);
    expect(JSON.parse(out.text)).toEqual({
      error: {
        code: 'command.tooManyEvents',
        zh: '一次操作的记录过多。',
        en: 'One command may not record this many events.',
        details: { field: 'file' },
      },
    });
    const plain = sink();
    new Terminal(false, out, plain).fail(new DataFolderError('locked', { pid: 7 }));
    expect(plain.text).toMatch(/数据目录正被另一进程使用[\s\S]*Another process[\s\S]*pid=7/);
    expect(plain.text).not.toContain(' at ');
  });
});

describe('the progress bar', () => {
  it('ends with the amount and the rate, and draws nothing for short work', () => {
    const to = sink();
    const bar = new ProgressBar('导入 import', '行 rows', to);
    bar.show(10, 0.1);
    bar.end(100);
    expect(to.text).toMatch(/^导入 import 100 行 rows, \d+\.\d s, \d+\/s\n$/);
  });
});
