import { Writable } from 'node:stream';
import { StandardStreams } from './standard-streams.js';

class Sink extends Writable {
  text = '';
  constructor(private readonly fails?: string) {
    super({ autoDestroy: false });
  }
  override _write(chunk: Buffer, _: unknown, done: (error?: Error) => void) {
    if (this.fails) return done(Object.assign(new Error('write'), { code: this.fails }));
    this.text += chunk.toString();
    done();
  }
}

/** What is on standard error, and whether the result is lost, after two lines were written to both. */
const spoken = async (failsOut?: string, failsErrors?: string) => {
  const [out, errors] = [new Sink(failsOut), new Sink(failsErrors)];
  const streams = new StandardStreams(out, errors);
  for (const line of ['一\n', '二\n']) {
    out.write(line, () => undefined);
    errors.write(line, () => undefined);
  }
  await new Promise(setImmediate);
  return { lost: streams.isLost, out: out.text, errors: errors.text };
};

describe('standard output and standard error', () => {
  it('end no work when their reader left first', async () => {
    expect(await spoken('EPIPE', 'EPIPE')).toEqual({ lost: false, out: '', errors: '' });
    expect(await spoken(undefined, 'EPIPE')).toMatchObject({ lost: false, out: '一\n二\n' });
  });

  it('say once, in both languages, that a result could not be written', async () => {
    const { lost, errors } = await spoken('ENOSPC');
    expect(lost).toBe(true);
    expect(errors.split('\n').filter((line) => !['', '一', '二'].includes(line))).toEqual([
      '磁盘已满。',
      'The disk is full.',
      '[cli.ENOSPC]',
    ]);
  });
});
