import type { FileKind } from '@gongkai/kernel';
import type { ByteSource } from './byte-source.js';

export type Signature =
  'pdf' | 'zip' | 'ole' | 'png' | 'jpeg' | 'gif' | 'tiff' | 'mp4' | 'mp3' | 'markup';

const starts = (head: Buffer, ...signs: readonly (string | readonly number[])[]) =>
  signs.some((sign) => {
    const bytes = typeof sign === 'string' ? Buffer.from(sign, 'latin1') : Buffer.from(sign);
    return head.subarray(0, bytes.length).equals(bytes);
  });

const SIGNATURES: readonly [Signature | 'foreign', (head: Buffer) => boolean][] = [
  ['pdf', (head) => starts(head, '%PDF-')],
  ['zip', (head) => starts(head, 'PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08')],
  ['ole', (head) => starts(head, [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])],
  ['png', (head) => starts(head, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
  ['jpeg', (head) => starts(head, [0xff, 0xd8, 0xff])],
  ['gif', (head) => starts(head, 'GIF87a', 'GIF89a')],
  ['tiff', (head) => starts(head, 'II*\0', 'MM\0*')],
  ['mp4', (head) => head.subarray(4, 8).equals(Buffer.from('ftyp'))],
  ['mp3', (head) => starts(head, 'ID3', [0xff, 0xfb], [0xff, 0xf3], [0xff, 0xf2])],
  [
    'markup',
    (head) =>
      /^(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|script|svg|iframe|\?xml)/i.test(
        head.toString('latin1'),
      ),
  ],
  ['foreign', (head) => starts(head, 'MZ', '\x7fELF', '#!', '7z\xbc\xaf', 'Rar!', [0x1f, 0x8b])],
];

/** What the first bytes of a file say it is; undefined when they say nothing. */
export const signatureOf = (head: Buffer): Signature | 'foreign' | undefined =>
  SIGNATURES.find(([, matches]) => matches(head))?.[0];

const EXPECTED: Readonly<Record<FileKind['family'], readonly (Signature | undefined)[]>> = {
  pdf: ['pdf'],
  office: ['zip'],
  ole: ['ole'],
  image: ['png', 'jpeg', 'gif'],
  media: ['tiff', 'mp4', 'mp3'],
  text: [undefined],
  html: ['markup', undefined],
};

export const HEAD_BYTES = 1024;

/** Whether the first bytes fit the kind the name claims. */
export const fitsKind = async (source: ByteSource, claimed: FileKind): Promise<boolean> => {
  const found = signatureOf(await source.read(0, HEAD_BYTES));
  if (claimed.family === 'image' || claimed.family === 'media') return found === claimed.name;
  return found !== 'foreign' && EXPECTED[claimed.family].includes(found);
};
