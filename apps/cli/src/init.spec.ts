import { Rejection } from '@gongkai/kernel';
import { Writable } from 'node:stream';
import { reportFounded } from './init.command.js';
import { Terminal } from './terminal.js';

class Sink extends Writable {
  text = '';
  override _write(chunk: Buffer, _: unknown, done: () => void) {
    this.text += chunk.toString();
    done();
  }
}
const founded = { governments: 1, agencies: 2, events: 3, accounts: null, refused: [] };
const change = {
  kind: 'merged',
  code: '430422',
  into: '430421',
  on: '2020-01-01',
  ground: null,
} as const;

describe('the outcome of init', () => {
  const told = (result: Parameters<typeof reportFounded>[2], json = true) => {
    const [out, errors] = [new Sink(), new Sink()];
    const terminal = new Terminal(json, out, errors as never);
    return {
      exitCode: reportFounded(terminal, 'data', result),
      out: out.text,
      errors: errors.text,
    };
  };

  it('is what the folder holds', () => {
    const { exitCode, out, errors } = told(founded);
    expect(JSON.parse(out)).toEqual({ data: 'data', governments: 1, agencies: 2, events: 3 });
    expect([exitCode, errors]).toEqual([0, '']);
  });

  it('names each change of the tree that was refused, and is no success', () => {
    const refused = [
      { change, reason: new Rejection('directory.missing', '尚未登记。', 'Not on record.') },
    ];
    const { exitCode, out, errors } = told({ ...founded, refused });
    expect(JSON.parse(out)).toMatchObject({
      events: 3,
      refused: [{ kind: 'merged', code: '430422', on: '2020-01-01', reason: 'directory.missing' }],
    });
    expect(exitCode).toBe(1);
    expect(errors).toContain('430422');
    expect(errors).toContain('尚未登记。');
    expect(told({ ...founded, refused }, false).exitCode).toBe(1);
  });
});
