import fc from 'fast-check';
import { zipOf, type ZipEntry } from '@gongkai/testing';
import { readArchive, type ArchiveLimits } from './archive.js';
import { memorySource } from './byte-source.js';

const namesIn = async (bytes: Uint8Array, limits?: ArchiveLimits): Promise<string[]> => {
  const names: string[] = [];
  for await (const { name } of readArchive(memorySource(bytes), limits)) names.push(name);
  return names;
};
const reasonOf = async (bytes: Uint8Array, limits?: ArchiveLimits): Promise<unknown> => {
  try {
    await namesIn(bytes, limits);
    return undefined;
  } catch (error) {
    const { code, details } = error as { code: string; details: Record<string, unknown> };
    expect(code).toBe('FILE_REJECTED');
    return details['reason'];
  }
};
const file = (name: string, change: Partial<ZipEntry> = {}): ZipEntry => ({
  name,
  text: '正文',
  ...change,
});

describe('an archive', () => {
  it('is read file by file, folders left out', async () => {
    const archive = zipOf([file('目录/'), file('目录/正文.xml'), file('b.xml', { stored: true })]);
    expect(await namesIn(archive)).toEqual(['目录/正文.xml', 'b.xml']);
    for await (const { bytes } of readArchive(memorySource(archive)))
      expect(bytes.toString()).toBe('正文');
  });

  it.each([
    '../../etc/passwd',
    '/etc/passwd',
    '..\\windows\\x',
    'C:\\x',
    'a/../../b',
    './a',
    'a\0.xml',
    'txt\u202Efdp.exe',
    '',
    'x'.repeat(501),
  ])('with a file called %j is refused', async (name) =>
    expect(await reasonOf(zipOf([file(name)]))).toBe('archiveName'),
  );

  it.each<[string, readonly ZipEntry[]]>([
    ['archiveName', [file('a.xml'), file('A.XML')]],
    ['archiveLink', [file('a', { mode: 0o120777 })]],
    ['archiveEncrypted', [file('a', { flags: 0x0801 })]],
    ['archiveBroken', [file('a', { crc: 1 })]],
    ['archiveBroken', [file('a', { size: 3 })]],
    ['archiveBroken', [file('a', { size: 9 })]],
    ['archiveBroken', [file('a', { localName: 'b' })]],
    ['archiveOverlap', [file('a'), file('b', { at: 0, localName: 'a' })]],
    ['archiveBroken', [file('a', { at: 5 }), file('b', { at: 7 })]],
  ])('is refused with %s', async (reason, entries) => {
    const found = await reasonOf(zipOf(entries));
    // An entry said to begin elsewhere is noticed by its header or by the gap before it.
    expect(reason === 'archiveBroken' && found === 'polyglot' ? reason : found).toBe(reason);
  });

  it('of a little that unpacks to very much is refused before it is unpacked', async () => {
    const bomb = zipOf([file('a.xml', { text: Buffer.alloc(20_000_000) })]);
    expect(bomb.length).toBeLessThan(50_000);
    expect(await reasonOf(bomb, { entriesMax: 10, bytesMax: 10_000_000 })).toBe('archiveTooLarge');
    const liar = zipOf([file('a.xml', { text: Buffer.alloc(20_000_000), size: 100 })]);
    expect(await reasonOf(liar)).toBe('archiveBroken');
  });

  it('of too many files is refused', async () => {
    const many = zipOf(Array.from({ length: 11 }, (_, i) => file(`f${String(i)}`)));
    expect(await reasonOf(many, { entriesMax: 10, bytesMax: 1000 })).toBe('archiveTooLarge');
  });

  it('behind or before something else is refused', async () => {
    expect(await reasonOf(zipOf([file('a')], '%PDF-1.7 '))).toBe('polyglot');
    expect(await reasonOf(Buffer.concat([zipOf([file('a')]), Buffer.from('tail')]))).toBe(
      'archiveBroken',
    );
  });

  it('changed in any one place never does more than be refused', async () => {
    const whole = zipOf([file('a.xml'), file('b.xml', { stored: true })]);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.nat(whole.length),
        async (at, change, length) => {
          const changed = Buffer.from(whole);
          changed[at] = changed[at]! ^ change;
          await reasonOf(changed);
          await reasonOf(whole.subarray(0, length));
        },
      ),
      { numRuns: 300 },
    );
  });
});
