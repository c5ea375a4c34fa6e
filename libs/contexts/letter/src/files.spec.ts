import { Rejection } from '@gongkai/kernel';
import { GlyphMissing, PrintFonts } from '@gongkai/print';
import { strFromU8, unzipSync } from 'fflate';
import { extractText, getDocumentProxy } from 'unpdf';
import { builtInTemplate, sampleFields } from './built-in.js';
import { letterDocx } from './docx.js';
import type { LetterKind } from './events.js';
import { fillLetter, type Block } from './fill.js';
import type { FieldValue } from './letter-kinds.js';
import { letterPdf } from './pdf.js';
import { linesOf, STYLES } from './typeset.js';

const fonts = new PrintFonts();
const meta = { title: '答复书', language: 'zh', on: '2026-03-02' } as const;

const blocksOf = (
  kind: LetterKind,
  fields: Record<string, FieldValue> = {},
  language: 'zh' | 'en' = 'zh',
): Block[] => {
  const blocks = fillLetter(
    {
      kind,
      language,
      edition: '2019',
      on: '2026-03-02',
      fields: { ...sampleFields(kind, language), ...fields },
    },
    builtInTemplate(kind, language),
  );
  if (blocks instanceof Rejection) throw new Error(blocks.en);
  return blocks;
};

/** The text of a PDF without the spaces and breaks a page puts in. */
const readPdf = async (bytes: Uint8Array): Promise<string> => {
  const pdf = await getDocumentProxy(new Uint8Array(bytes));
  const { text } = await extractText(pdf, { mergePages: true });
  return text.replace(/\s+/g, '');
};
const squeezed = (blocks: readonly Block[]) =>
  blocks.map(({ text }) => text.replace(/\s+/g, '')).join('');

describe('a letter as PDF', () => {
  it('gives its text back, rare characters of names among it', async () => {
    // 㛃 䶮 𬭎 are in names and beyond the common sets; 条例第三十六条 is in every reply.
    const blocks = blocksOf('granted', { applicantName: '张㛃、龚䶮、李𬭎' });
    const text = await readPdf(await letterPdf(blocks, meta, fonts));
    expect(text.replace(/—1—/g, '')).toBe(squeezed(blocks));
  });

  it('gives the text of every page back when there are several', async () => {
    const given = Array.from(
      { length: 60 },
      (_, i) => `第${String(i + 1)}项 决算报表(abc ${String(i)})。`,
    );
    const blocks = blocksOf('granted', { given: given.join('\n') });
    const bytes = await letterPdf(blocks, meta, fonts);
    const pdf = await getDocumentProxy(new Uint8Array(bytes));
    expect(pdf.numPages).toBeGreaterThan(2);
    const text = await readPdf(bytes);
    for (const line of given) expect(text).toContain(line.replace(/\s+/g, ''));
  });

  it('is the same to the byte each time', async () => {
    const blocks = blocksOf('refusedPrivacy');
    const first = await letterPdf(blocks, meta, fonts);
    expect(Buffer.from(await letterPdf(blocks, meta, new PrintFonts())).equals(first)).toBe(true);
  });

  it('says which characters no font has, and prints no box in their place', async () => {
    const blocks = blocksOf('granted', { applicantName: '吉𠮷' });
    const failed = await letterPdf(blocks, meta, fonts).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(GlyphMissing);
    expect((failed as GlyphMissing).characters).toEqual(['𠮷']);
    expect((failed as GlyphMissing).message).not.toContain('𠮷');
  });

  it('has glyphs for the English letters, too', async () => {
    const blocks = blocksOf('feeNotice', {}, 'en');
    const text = await readPdf(await letterPdf(blocks, { ...meta, language: 'en' }, fonts));
    expect(text).toContain('Amounttobepaid:CNY1080.00.');
  });

  it('stays small', async () => {
    const bytes = await letterPdf(blocksOf('partlyGranted'), meta, fonts);
    expect(bytes.length).toBeLessThan(150_000);
  });
});

describe('the lines of a letter', () => {
  const em = () => 1000;
  const lines = (text: string) => linesOf(text, STYLES.flush, em);

  it('hold twenty-eight characters, the first of a paragraph two fewer', () => {
    expect(lines('一'.repeat(60)).map((line) => line.length)).toEqual([28, 28, 4]);
    const indented = linesOf('一'.repeat(60), STYLES.paragraph, em);
    expect(indented.map((line) => line.length)).toEqual([26, 28, 6]);
  });

  it('never begin with a closing sign nor end with an opening one', () => {
    expect(lines(`${'一'.repeat(28)}。二`)).toEqual(['一'.repeat(27), '一。二']);
    expect(lines(`${'一'.repeat(27)}《二》`)).toEqual(['一'.repeat(27), '《二》']);
  });

  it('keep a word whole, and cut only what is longer than a line', () => {
    expect(lines(`${'一'.repeat(25)}abcdef`)).toEqual(['一'.repeat(25), 'abcdef']);
    expect(lines('a'.repeat(60)).map((line) => line.length)).toEqual([28, 28, 4]);
  });
});

describe('a letter as DOCX', () => {
  const documentOf = (bytes: Uint8Array) => strFromU8(unzipSync(bytes)['word/document.xml']!);

  it('holds the text of every block in order, with fonts an office has', async () => {
    const blocks = blocksOf('refusedStateSecret', { applicantName: '吉𠮷 <甲&乙>' });
    const xml = documentOf(await letterDocx(blocks, meta));
    const texts = [...xml.matchAll(/<w:t[^>]*>([^<]*)<\/w:t>/g)].map(([, text]) => text);
    const escaped = (text: string) =>
      text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    expect(texts).toEqual(blocks.map(({ text }) => escaped(text)));
    expect(xml).toContain('w:eastAsia="仿宋"');
  });

  it('is the same to the byte each time, and names no day but that of the letter', async () => {
    const blocks = blocksOf('receipt');
    const [first, second] = [await letterDocx(blocks, meta), await letterDocx(blocks, meta)];
    expect(Buffer.from(first).equals(Buffer.from(second))).toBe(true);
    const core = strFromU8(unzipSync(first)['docProps/core.xml']!);
    expect(core.match(/\d{4}-\d\d-\d\dT/g)).toEqual(['2026-03-02T', '2026-03-02T']);
  });
});
