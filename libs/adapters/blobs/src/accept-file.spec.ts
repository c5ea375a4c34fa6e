import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FILE_KINDS } from '@gongkai/kernel';
import { docxOf, zipOf, type ZipEntry } from '@gongkai/testing';
import exceljs from 'exceljs';
import fc from 'fast-check';
import { acceptFile, CheckedIntake } from './accept-file.js';
import { memorySource } from './byte-source.js';
import { FolderBlobs } from './folder-blobs.js';
import { fileRefusals } from './refusal.js';

/** The kind, or the reason it is refused. */
const verdict = async (name: string, content: string | Uint8Array): Promise<string> => {
  try {
    return (await acceptFile(name, memorySource(Buffer.from(content)))).name;
  } catch (error) {
    const { code, details } = error as { code: string; details: Record<string, unknown> };
    if (code === 'FILE_CLASSIFIED') return `classified ${String(details['mark'])}`;
    expect(code).toBe('FILE_REJECTED');
    expect(details).toMatchObject({ zh: expect.any(String), en: expect.any(String) });
    return String(details['reason']);
  }
};

const pdf = (body = '') => `%PDF-1.7\n1 0 obj\n<<>>\nendobj\n${body}\ntrailer\n<<>>\n%%EOF\n`;
const pngOf = (width: number, height: number, tail = '') => {
  const chunk = (type: string, data: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return Buffer.concat([length, Buffer.from(type), data, Buffer.alloc(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IEND', Buffer.alloc(0)),
    Buffer.from(tail),
  ]);
};
const jpeg = Buffer.from('ffd8ffe000044142ffc0000b080010002001011100ffd9', 'hex');
const gif = Buffer.concat([Buffer.from('GIF89a'), Buffer.from([16, 0, 16, 0, 0, 0, 0, 0x3b])]);
const ole = (text = '') =>
  Buffer.concat([
    Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
    Buffer.alloc(504),
    Buffer.from(text, 'utf16le'),
  ]);
const ofd = (text: string) =>
  zipOf([
    { name: 'OFD.xml', text: '<ofd:OFD/>' },
    {
      name: 'Doc_0/Pages/Page_0/Content.xml',
      text: `<ofd:Page><ofd:TextObject><ofd:TextCode X="1">${text}</ofd:TextCode></ofd:TextObject></ofd:Page>`,
    },
  ]);
const xlsx = async (...cells: string[]) => {
  const book = new exceljs.Workbook();
  const sheet = book.addWorksheet('公开目录');
  for (const cell of cells) sheet.addRow([cell]);
  return Buffer.from(await book.xlsx.writeBuffer());
};
const html = (body: string) => `<!DOCTYPE html><html><body>${body}</body></html>`;
const gb18030 = Buffer.from('b9d8d3dabfaad5b9d5fec3ceb9abbfaab5c4cda8d6aa', 'hex');

describe('a file that is what its name says', () => {
  it.each<[string, string, string | Uint8Array]>([
    ['pdf', '通知.PDF', pdf()],
    ['docx', '关于公开的通知.docx', docxOf(['关于公开的通知', '各乡镇人民政府:'])],
    ['ofd', '版式.ofd', ofd('关于公开的通知')],
    ['doc', '旧文件.doc', ole('各乡镇')],
    ['doc', '金山.wps', ole()],
    ['xls', '旧表.xls', ole()],
    ['png', '图.png', pngOf(800, 600)],
    ['jpeg', '照片.JPG', jpeg],
    ['gif', '图.gif', gif],
    ['mp4', '会议.mp4', Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0')],
    ['txt', '说明.txt', '关于公开的通知\r\n正文\t第一段'],
    ['txt', '说明.txt', '\uFEFF带标记'],
    ['txt', '国标.txt', gb18030],
    ['txt', '宽.txt', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('公开', 'utf16le')])],
    ['csv', '目录.csv', '标题,日期\n通知,2017-03-01\n'],
    ['html', '页.html', html('<p>关于公开的通知</p>')],
  ])('is taken as %s: %s', async (kind, name, content) =>
    expect(await verdict(name, content)).toBe(kind),
  );

  it('is taken when a spreadsheet program wrote it', async () =>
    expect(await verdict('目录.xlsx', await xlsx('标题', '关于公开的通知'))).toBe('xlsx'));
});

describe('a file that is not what its name says', () => {
  it.each<[string, string, string | Uint8Array]>([
    ['nameWithoutKind', 'setup.exe', 'MZ'],
    ['nameWithoutKind', '图.svg', '<svg onload="x()"/>'],
    ['nameWithoutKind', '宏.docm', docxOf(['x'])],
    ['nameWithoutKind', '包.zip', zipOf([{ name: 'a.txt', text: 'x' }])],
    ['nameWithoutKind', 'pdf', pdf()],
    ['nameWithoutKind', '', pdf()],
    ['empty', '空.txt', ''],
    ['contentNotKind', '假.pdf', docxOf(['x'])],
    ['contentNotKind', '假.docx', pdf()],
    ['contentNotKind', '假.docx', ofd('x')],
    ['contentNotKind', '假.png', jpeg],
    ['contentNotKind', '假.jpg', 'MZ'],
    ['contentNotKind', '假.txt', '<svg xmlns="x"><script/></svg>'],
    ['contentNotKind', '假.txt', 'a\0b'],
    ['contentNotKind', '假.csv', pdf()],
    ['contentNotKind', '假.html', '没有标签'],
    ['contentNotKind', '假.doc', docxOf(['x'])],
    ['encodingUnknown', '坏.txt', Buffer.from([0x41, 0xff, 0xff, 0x41])],
    ['truncated', '半.pdf', '%PDF-1.7\n1 0 obj'],
    ['truncated', '半.png', pngOf(10, 10).subarray(0, 30)],
    ['truncated', '半.jpg', jpeg.subarray(0, 8)],
  ])('is refused with %s: %s', async (reason, name, content) =>
    expect(await verdict(name, content)).toBe(reason),
  );
});

describe('a file that hides or does something', () => {
  const part = (name: string, text: string): ZipEntry => ({ name, text });
  const relation = (type: string) =>
    `<Relationships><Relationship Id="r1" Type="http://x/relationships/${type}" Target="http://evil/x" TargetMode="External"/></Relationships>`;

  it.each<[string, string, string | Uint8Array]>([
    ['polyglot', '双.pdf', pdf('').replace('1 0 obj', '<html><script>')],
    ['polyglot', '双.pdf', `${pdf()}<html>`],
    ['polyglot', '双.pdf', Buffer.concat([Buffer.from(pdf()), zipOf([part('a', 'x')])])],
    ['polyglot', '双.png', pngOf(8, 8, '<script>alert(1)</script>')],
    ['polyglot', '双.docx', zipOf([part('word/document.xml', 'x')], 'PK\x03\x04extra')],
    ['activeContent', '动.pdf', pdf('<< /S /JavaScript >>')],
    ['activeContent', '动.pdf', pdf('<< /S /Launch >>')],
    ['activeContent', '动.html', html('<script>x()</script>')],
    ['activeContent', '动.html', html('<img src=x onerror=alert(1)>')],
    ['activeContent', '动.html', html('<a href="javascript:x()">x</a>')],
    ['activeContent', '动.docx', docxOf(['x'], [part('word/activeX/activeX1.xml', '<x/>')])],
    ['activeContent', '动.docx', docxOf(['x'], [part('word/embeddings/a.exe', 'MZ')])],
    ['activeContent', '动.docx', docxOf(['x'], [part('word/media/image1.png', 'MZ\0')])],
    ['macro', '宏.docx', docxOf(['x'], [part('word/vbaProject.bin', 'x')])],
    ['macro', '宏.doc', ole('_VBA_PROJECT')],
    [
      'externalPart',
      '外.docx',
      docxOf(['x'], [part('word/_rels/settings.xml.rels', relation('attachedTemplate'))]),
    ],
    ['xmlEntity', '实.docx', docxOf(['x'], [part('word/a.xml', '<!DOCTYPE a [<!ENTITY b "c">]>')])],
    [
      'archiveNested',
      '套.docx',
      docxOf(['x'], [{ name: 'word/a.zip', text: zipOf([part('a', 'x')]) }]),
    ],
    [
      'archiveNested',
      '套.docx',
      docxOf(
        ['x'],
        [
          {
            name: 'word/embeddings/a.docx',
            text: docxOf(['y'], [{ name: 'word/embeddings/b.docx', text: docxOf(['z']) }]),
          },
        ],
      ),
    ],
    ['archiveName', '滑.docx', docxOf(['x'], [part('../../etc/passwd', 'x')])],
    ['imageTooLarge', '洪.png', pngOf(60_000, 60_000)],
  ])('is refused with %s: %s', async (reason, name, content) =>
    expect(await verdict(name, content)).toBe(reason),
  );

  it('is told apart from a document that only links to a page', async () => {
    const linked = docxOf(['x'], [part('word/_rels/document.xml.rels', relation('hyperlink'))]);
    expect(await verdict('链接.docx', linked)).toBe('docx');
  });

  it('takes a document with a table of another program in it', async () => {
    const table = { name: 'word/embeddings/Microsoft_Excel_Sheet1.xlsx', text: await xlsx('数') };
    expect(await verdict('附表.docx', docxOf(['x'], [table]))).toBe('docx');
  });
});

describe('a document with a mark of secrecy', () => {
  it.each<[string, string | Uint8Array]>([
    ['密.txt', '000001\n机密★1年\n特急\n关于某事的通知'],
    ['密.txt', Buffer.from('bbfac3dc0d0a', 'hex')],
    ['密.csv', '机密★1年\n标题,日期'],
    ['密.html', html('<div>机&#23494;★1年</div><p>正文</p>')],
    ['密.docx', docxOf(['机密★1年', '关于某事的通知'])],
    ['密.docx', docxOf(['机</w:t></w:r><w:r><w:t>密', '关于某事的通知'])],
    [
      '密.docx',
      docxOf(['通知'], [{ name: 'word/header1.xml', text: '<w:p><w:t>机密★1年</w:t></w:p>' }]),
    ],
    ['密.docx', docxOf(['通知'], [{ name: 'word/embeddings/a.docx', text: docxOf(['机密★1年']) }])],
    ['密.ofd', ofd('机密')],
    ['密.doc', ole('\r机密★1年\r')],
  ])('is refused: %s', async (name, content) =>
    expect(await verdict(name, content)).toBe('classified 机密'),
  );

  it('is refused as a spreadsheet too', async () =>
    expect(await verdict('密.xlsx', await xlsx('机密★1年', '标题'))).toBe('classified 机密'));

  it('is not one that speaks of secrecy', async () => {
    const text = ['关于做好保密审查工作的通知', '不得公开国家秘密,应当标注“机密★1年”。'];
    expect(await verdict('通知.docx', docxOf(text))).toBe('docx');
    expect(await verdict('通知.txt', text.join('\n'))).toBe('txt');
  });
});

describe('whatever the bytes', () => {
  const heads = [pdf(), docxOf(['x']), pngOf(8, 8), jpeg, gif, ole(), Buffer.from(html('x'))];
  const extension = fc.constantFrom(
    ...FILE_KINDS.flatMap(({ extensions }) => extensions),
    'zip',
    '',
  );
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 2_000 }),
    fc
      .tuple(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 200 }), fc.nat(400))
      .map(([head, tail, cut]) => Buffer.concat([Buffer.from(head).subarray(0, cut), tail])),
  );

  it('the answer is a kind or a reason', async () => {
    const answers = new Set([...FILE_KINDS.map(({ name }) => name), ...Object.keys(fileRefusals)]);
    await fc.assert(
      fc.asyncProperty(extension, content, async (end, bytes) => {
        const answer = await verdict(`a.${end}`, bytes);
        expect(answers.has(answer) || answer.startsWith('classified')).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each<[string, string]>([
    ['a.html', '<!--'.repeat(60_000)],
    ['a.html', `<p>${' on'.repeat(80_000)}`],
    ['a.txt', '秘'.repeat(80_000)],
    ['a.csv', `${' '.repeat(250_000)}\n`],
  ])('%s %.12j is answered in little time', async (name, text) => {
    const begun = performance.now();
    await verdict(name, text);
    expect(performance.now() - begun).toBeLessThan(500);
  });

  it('a document of broken tags is answered in little time', async () => {
    const begun = performance.now();
    await verdict('a.docx', docxOf(['<w:t '.repeat(200_000)]));
    expect(performance.now() - begun).toBeLessThan(1_500);
  });
});

describe('the intake', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gongkai-intake-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const kept = async () =>
    (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    ).length;
  async function* bytes(content: string): AsyncGenerator<Uint8Array> {
    yield Buffer.from(content);
  }

  it('keeps what is accepted and nothing of what is not', async () => {
    const blobs = await FolderBlobs.open(folder);
    const intake = new CheckedIntake(blobs, 1_000);
    const accepted = await intake.accept('t1', '通知.txt', bytes('关于公开的通知'));
    expect(accepted).toMatchObject({ size: 21, mediaType: 'text/plain' });
    expect(await blobs.size('t1', accepted.digest)).toBe(21);
    for (const [name, content, code] of [
      ['密.txt', '机密★1年', 'FILE_CLASSIFIED'],
      ['假.pdf', 'x', 'FILE_REJECTED'],
      ['大.txt', '长'.repeat(1_000), 'BODY_TOO_LARGE'],
    ] as const)
      await expect(intake.accept('t1', name, bytes(content))).rejects.toMatchObject({ code });
    expect(await kept()).toBe(1);
  });
});
