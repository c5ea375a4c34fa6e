import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CheckedIntake, FolderBlobs } from '@gongkai/blobs';
import { reportPdf } from '@gongkai/testing';
import { pdfHeads } from './pdf-heads.js';

/** A thread whose program is written here: what is tested is how it is waited for. */
const program = (text: string) =>
  new URL(
    `data:text/javascript,${encodeURIComponent(`import { parentPort, workerData } from 'node:worker_threads'; ${text}`)}`,
  );
const bytes = (text: string) => () => Promise.resolve(Buffer.from(text));

describe('heads of PDFs', () => {
  it('are read in a thread, from a copy of the bytes', async () => {
    const heads = pdfHeads(
      program('parentPort.postMessage([String.fromCharCode(...workerData)]);'),
    );
    const sent = Buffer.from('one');
    const of = [heads(() => Promise.resolve(sent)), heads(bytes('two'))];
    expect(await Promise.all(of)).toEqual([['one'], ['two']]);
    expect(sent.toString()).toBe('one');
  });

  it('are in memory one at a time, and one that cannot be read from the disk fails alone', async () => {
    const heads = pdfHeads(program("parentPort.postMessage(['read']);"));
    let begun = 0;
    const waiting = () => {
      begun += 1;
      return Promise.resolve(Buffer.from('x'));
    };
    const first = heads(async () => {
      await new Promise((next) => setTimeout(next, 50));
      expect(begun).toBe(0);
      throw new Error('the disk');
    });
    const then = [heads(waiting), heads(waiting)];
    await expect(first).rejects.toThrow('the disk');
    expect(await Promise.all(then)).toEqual([['read'], ['read']]);
    expect(begun).toBe(2);
  });

  it.each([
    ['never ends', 'for (;;);'],
    ['fails', 'throw new Error("x");'],
    ['ends without an answer', ''],
    ['wants all the memory', 'const all = []; for (;;) all.push(new Array(1e6).fill(all.length));'],
  ])('are none when the reading %s, and the next one is read', async (_, ill) => {
    const heads = pdfHeads(
      program(`if (workerData[0] === 120) { ${ill} } else parentPort.postMessage(['read']);`),
      { timeoutMs: 3_000, memoryMb: 32 },
    );
    expect(await Promise.all([heads(bytes('x')), heads(bytes('y'))])).toEqual([[], ['read']]);
  });
});

describe('a PDF that is handed in', () => {
  let folder: string;
  let intake: CheckedIntake;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gongkai-heads-'));
    intake = new CheckedIntake(await FolderBlobs.open(folder), 1 << 24, pdfHeads(undefined));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const handIn = (file: Uint8Array, name = '通知.pdf') =>
    intake.accept(
      't1',
      name,
      (async function* () {
        yield file;
      })(),
    );

  it('is refused with a mark on its first page', async () => {
    const marked = await reportPdf(['000001', '机密★1年', '某县人民政府文件', '关于某事的通知']);
    await expect(handIn(marked)).rejects.toMatchObject({
      code: 'FILE_CLASSIFIED',
      details: { mark: '机密' },
    });
  });

  it('is taken when it speaks of secrecy, has no text or cannot be read', async () => {
    const speaking = await reportPdf([
      '关于做好保密审查工作的通知',
      '各单位要妥善保管机密文件,标有“机密★1年”的文件不得上网。',
    ]);
    const locked = await reportPdf(['机密★1年'], { userPassword: 'x', ownerPassword: 'y' });
    const ruined = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');
    for (const file of [speaking, await reportPdf([]), locked, ruined])
      expect(await handIn(file)).toMatchObject({ mediaType: 'application/pdf' });
  });

  it('is refused with a mark in its name', async () => {
    const plain = await reportPdf(['关于某事的通知']);
    await expect(handIn(plain, '关于某事的通知(机密).pdf')).rejects.toMatchObject({
      code: 'FILE_CLASSIFIED',
    });
  });
});
