import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rejectCommand, Rejection, type Receipt } from '@gongkai/kernel';

import { rejectImport } from './errors.js';
import { importRows, type ImportResult } from './import-rows.js';
import { parseMapping, type ImportMapping } from './mapping.js';
import { rowReader, type ReadRow } from './rows.js';
import { inspectFile, type SourceFile } from './text.js';

const folder = mkdtempSync(join(tmpdir(), 'gongkai-import-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const mapping = parseMapping(
  JSON.stringify({
    attestation: { by: 'x', proof: { kind: 'register', reference: 'y' } },
    fields: {
      title: '标题',
      publishedOn: '日期',
      channel: { constant: 'website' },
      column: { constant: '0401' },
    },
  }),
) as ImportMapping;
const write = (name: string, content: string | Uint8Array) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const inspected = async (path: string) => {
  const file = await inspectFile(path);
  if (file instanceof Rejection) throw new Error(file.en);
  return file;
};
/** Remembers what was submitted, as the log does: a command id is taken once. */
const inMemory = () => {
  const taken = new Map<string, ReadRow>();
  const submit = (row: ReadRow, commandId: string): Promise<Receipt | Rejection> => {
    if (row.values.title === '坏') return Promise.resolve(rejectImport('import.agencyUnknown'));
    taken.set(commandId, row);
    return Promise.resolve({ id: commandId, revision: 1, position: null });
  };
  return { taken, submit };
};
const run = (
  file: SourceFile,
  submit: ReturnType<typeof inMemory>['submit'],
  rest: { mapping?: ImportMapping; signal?: AbortSignal; onProgress?: () => void } = {},
) =>
  importRows({
    file,
    mapping,
    reader: (heading) => rowReader(rest.mapping ?? mapping, heading),
    refusalsPath: `${file.path}.refused.csv`,
    submit,
    ...rest,
  });

describe('a file of refused rows', () => {
  it('is a source itself, once it is corrected', async () => {
    const file = await inspected(write('f.csv', "标题,日期\n-5号令,2017-02-30\n'=甲,2017-02-30\n"));
    const { refusals } = (await run(file, inMemory().submit)) as ImportResult;
    const corrected = readFileSync(refusals!, 'utf8').replaceAll(/,2017-02-30\r/g, ',2017-02-28\r');
    const { taken, submit } = inMemory();
    expect(await run(await inspected(write('g.csv', corrected)), submit)).toMatchObject({
      accepted: 2,
      refused: 0,
    });
    expect([...taken.values()].map(({ values }) => values.title)).toEqual(['-5号令', "'=甲"]);
  });
});

describe('the encoding of a source', () => {
  it('is found from the bytes: UTF-8 with and without mark, UTF-16, GB18030', async () => {
    const found = async (bytes: Uint8Array) => (await inspected(write('e.csv', bytes))).encoding;
    expect(await found(Buffer.from('标题,日期\n'))).toBe('utf-8');
    expect(await found(Buffer.from('\uFEFF标题,日期\n'))).toBe('utf-8');
    expect(await found(Buffer.from('\uFEFF标题,日期\n', 'utf16le'))).toBe('utf-16le');
    expect(await found(Buffer.from([0xb1, 0xea, 0xcc, 0xe2, 0x2c, 0x61, 0x0a]))).toBe('gb18030');
  });

  it('is refused when it is none of them, as is a file of another kind', async () => {
    const code = async (bytes: Uint8Array) =>
      ((await inspectFile(write('k', bytes))) as Rejection).code;
    expect(await code(Buffer.from([0x61, 0x2c, 0xff, 0xff, 0x0a]))).toBe('import.encoding');
    expect(await code(Buffer.from('%PDF-1.7\n'))).toBe('import.fileKind');
    expect(await code(Buffer.from('<html><table>'))).toBe('import.fileKind');
    expect(await code(Buffer.from([0x61, 0, 0x62, 0]))).toBe('import.fileKind');
    expect(await code(Buffer.alloc(0))).toBe('import.fileEmpty');
    expect(((await inspectFile(join(folder, 'none'))) as Rejection).code).toBe(
      'import.fileMissing',
    );
  });

  it('does not change what is read', async () => {
    const { taken, submit } = inMemory();
    // 标题,日期 / 通知,2008-05-01 in GB18030
    const gb = Buffer.from('b1eacce22cc8d5c6da0acda8d6aa2c323030382d30352d30310a', 'hex');
    await run(await inspected(write('gb.csv', gb)), submit);
    expect([...taken.values()].map(({ values }) => values)).toEqual([
      { title: '通知', publishedOn: '2008-05-01', channel: 'website', column: '0401' },
    ]);
  });
});

describe('importing rows', () => {
  const source =
    '标题,日期\n甲,2017-01-01\n坏,2017-01-02\n"丙,2017-01-03\n丁,2017-13-01\n戊,2017-01-05\n';

  it('accepts the good rows and writes down the others with line and reasons', async () => {
    const { taken, submit } = inMemory();
    const file = await inspected(write('s.csv', source));
    const result = (await run(file, submit)) as ImportResult;
    expect(result).toEqual({
      read: 5,
      accepted: 2,
      refused: 3,
      refusals: `${file.path}.refused.csv`,
    });
    expect([...taken.values()].map(({ line }) => line)).toEqual([2, 6]);
    const refused = readFileSync(result.refusals!, 'utf8').slice(1).split('\r\n');
    expect(refused[0]).toBe('line,code,field,zh,en,标题,日期');
    expect(
      refused
        .slice(1)
        .map((line) => line.split(',').slice(0, 3).join())
        .sort(),
    ).toEqual([
      '',
      '3,import.agencyUnknown,',
      '4,import.quoteOpen,',
      '5,import.dayImpossible,publishedOn',
    ]);
  });

  it('submits the same commands when it is run again', async () => {
    const first = inMemory();
    const again = inMemory();
    const file = await inspected(write('s.csv', source));
    await run(file, first.submit);
    await run(file, again.submit);
    expect([...again.taken.keys()]).toEqual([...first.taken.keys()]);
    expect([...first.taken.keys()].every((id) => /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(id))).toBe(
      true,
    );
  });

  it('takes the command id from the source key, so that a corrected file goes on', async () => {
    const keyed = { ...mapping, key: ['标题'] };
    const ids = async (text: string) => {
      const { taken, submit } = inMemory();
      await run(await inspected(write('k.csv', text)), submit, { mapping: keyed });
      return [...taken.keys()];
    };
    const before = await ids('标题,日期\n甲,2017-01-01\n乙,2017-01-02\n');
    const after = await ids('标题,日期\n新,2017-01-01\n甲,2017-01-01\n乙,2017-01-02\n');
    expect(after.slice(1)).toEqual(before);
  });

  it('stops between rows and says how far it came', async () => {
    const stop = new AbortController();
    const { submit } = inMemory();
    const lines = Array.from({ length: 20_000 }, (_, i) => `题${i},2017-01-01\n`).join('');
    const file = await inspected(write('long.csv', `标题,日期\n${lines}`));
    const outcome = (await run(file, submit, {
      signal: stop.signal,
      onProgress: () => stop.abort(),
    })) as Rejection;
    expect(outcome.code).toBe('import.stopped');
    expect(outcome.details.read).toBeGreaterThan(0);
    expect(outcome.details.read).toBeLessThan(20_000);
  });

  it('finds the one broken row among a hundred thousand', async () => {
    const { submit } = inMemory();
    const lines = Array.from({ length: 100_000 }, (_, i) =>
      i === 51_233 ? '"断,2017-01-01' : `题${i},2017-01-01`,
    );
    const file = await inspected(write('many.csv', `标题,日期\n${lines.join('\n')}\n`));
    const result = (await run(file, submit)) as ImportResult;
    expect(result).toMatchObject({ read: 100_000, accepted: 99_999, refused: 1 });
    expect(readFileSync(result.refusals!, 'utf8')).toContain('\n51235,import.quoteOpen,');
  });

  it('says that a source key was used for another content', async () => {
    const file = await inspected(write('t.csv', '标题,日期\n甲,2017-01-01\n'));
    const taken = () => Promise.resolve(rejectCommand('command.idReused'));
    const result = (await run(file, taken)) as ImportResult;
    expect(readFileSync(result.refusals!, 'utf8')).toContain('2,import.keyTaken,');
  });

  it('leaves no row on its way and the refusals on disk when the source cannot be read on', async () => {
    const lines = Array.from({ length: 20_000 }, (_, i) =>
      i === 3 ? '坏,2017-01-01' : `题${i},2017-01-01`,
    );
    const good = Buffer.from(`标题,日期\n${lines.join('\n')}\n`);
    const path = write('torn.csv', Buffer.concat([good, Buffer.from([0xff])]));
    // What the file holds was found before it changed.
    const file = { ...(await inspected(write('whole.csv', good))), path };
    let under = 0;
    const { submit } = inMemory();
    const slow = async (row: ReadRow, commandId: string) => {
      under += 1;
      await new Promise((done) => setTimeout(done, 1));
      under -= 1;
      return submit(row, commandId);
    };
    await expect(run(file, slow)).rejects.toThrow();
    expect(under).toBe(0);
    expect(readFileSync(`${path}.refused.csv`, 'utf8')).toContain('\n5,import.agencyUnknown,');
  });

  it('passes on a failure of the store after the rows under way have ended', async () => {
    const file = await inspected(write('s.csv', source));
    await expect(run(file, () => Promise.reject(new Error('disk')))).rejects.toThrow('disk');
  });
});
