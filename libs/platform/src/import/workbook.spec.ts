import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Rejection } from '@gongkai/kernel';
import exceljs from 'exceljs';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { refuseCellError } from './cell-error.js';
import type { SheetRow } from './csv.js';
import { inspectFile } from './text.js';
import { workbookRows } from './workbook.js';

const folder = mkdtempSync(join(tmpdir(), 'gongkai-workbook-'));
const path = join(folder, 'b.xlsx');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rowsOf = async (sheet?: string, of = path): Promise<(SheetRow | Rejection)[]> => {
  const all: (SheetRow | Rejection)[] = [];
  for await (const batch of workbookRows(of, sheet))
    all.push(...(batch instanceof Rejection ? [batch] : batch));
  return all;
};

describe('importing a workbook', () => {
  beforeAll(async () => {
    const book = new exceljs.Workbook();
    book.addWorksheet('说明').addRow(['别的']);
    const sheet = book.addWorksheet('目录');
    sheet.addRow(['标题', '日期', '']);
    sheet.addRow([
      { richText: [{ text: '富' }, { text: '文' }] },
      new Date('2017-03-05T00:00:00Z'),
    ]);
    sheet.addRow([]);
    sheet.addRow([{ formula: '"a"&"b"', result: 'ab' }, '2017年3月6日', 'x']);
    sheet.addRow([3105]);
    sheet.addRow([{ error: '#N/A' }, { formula: 'A6', result: { error: '#VALUE!' } }]);
    sheet.addRow([true, { formula: 'B2+1', result: new Date('2017-03-06T00:00:00Z') }]);
    sheet.addRow([0.5, 201705010930]).getCell(2).numFmt = 'yyyy"年"m"月"d"日"';
    sheet.addRow(['', -1]).getCell(2).numFmt = 'yyyy-mm-dd';
    await book.xlsx.writeFile(path);
  });

  it('reads cells as a reader sees them: dates, numbers, formulas, rich text, errors', async () => {
    expect(await rowsOf('目录')).toEqual([
      { line: 1, cells: ['标题', '日期'], broken: null },
      { line: 2, cells: ['富文', '2017-03-05'], broken: null },
      { line: 4, cells: ['ab', '2017年3月6日', 'x'], broken: null },
      { line: 5, cells: ['3105', ''], broken: null },
      { line: 6, cells: ['#N/A', '#VALUE!'], broken: null },
      { line: 7, cells: ['true', '2017-03-06'], broken: null },
      { line: 8, cells: ['0.5', '########'], broken: null },
      { line: 9, cells: ['', '########'], broken: null },
    ]);
  });

  it('takes the first sheet when none is named, and refuses one that is not there', async () => {
    expect(await rowsOf()).toEqual([{ line: 1, cells: ['别的'], broken: null }]);
    expect(((await rowsOf('没有'))[0] as Rejection).code).toBe('import.sheetMissing');
  });

  it('takes no sheet that people do not see, unless it is named', async () => {
    const book = new exceljs.Workbook();
    book.addWorksheet('旧', { state: 'hidden' }).addRow(['旧的']);
    book.addWorksheet('旧稿', { state: 'veryHidden' }).addRow(['旧稿的']);
    book.addWorksheet('新').addRow(['新的']);
    const hiding = join(folder, 'hiding.xlsx');
    await book.xlsx.writeFile(hiding);
    expect(await rowsOf(undefined, hiding)).toEqual([{ line: 1, cells: ['新的'], broken: null }]);
    expect(await rowsOf('旧', hiding)).toEqual([{ line: 1, cells: ['旧的'], broken: null }]);
  });

  it('marks what a cell merged with the row above covers, for an empty cell says something else', async () => {
    const book = new exceljs.Workbook();
    const sheet = book.addWorksheet('目录');
    sheet.addRows([['县公开目录'], ['机关', '标题', '备注']]);
    for (let i = 3; i <= 7; i++) sheet.addRow([i === 3 || i === 7 ? '县教育局' : '', `题${i}`]);
    for (const area of ['A1:C1', 'A3:A6', 'C3:C7']) sheet.mergeCells(area);
    const merged = join(folder, 'merged.xlsx');
    await book.xlsx.writeFile(merged);
    expect((await rowsOf(undefined, merged)).map((row) => 'cells' in row && row.cells[0])).toEqual([
      '县公开目录',
      '机关',
      '县教育局',
      '#MERGED!',
      '#MERGED!',
      '#MERGED!',
      '县教育局',
    ]);
    expect((await rowsOf(undefined, merged))[3]).toMatchObject({ cells: ['#MERGED!', '题4'] });
    expect(refuseCellError('#MERGED!', '机关', 'agency')?.code).toBe('import.cellError');
  });

  it('marks a formula that was never worked out, but none whose result is an empty text', async () => {
    const book = new exceljs.Workbook();
    const sheet = book.addWorksheet('目录');
    sheet.addRow(['文号', '题']);
    sheet.addRow([{ formula: '"a"&"b"' }, '一']);
    sheet.addRow([{ formula: 'T(B9)', result: '' }, '二']);
    const formulas = join(folder, 'formulas.xlsx');
    await book.xlsx.writeFile(formulas);
    expect((await rowsOf(undefined, formulas)).slice(1)).toMatchObject([
      { cells: ['#FORMULA!', '一'] },
      { cells: ['', '二'] },
    ]);
    expect(refuseCellError('#FORMULA!', '文号', 'documentNumber')?.code).toBe('import.cellError');
  });

  it('is told from another archive by what lies in it, and from a bomb by what it unpacks to', async () => {
    expect(await inspectFile(path)).toMatchObject({ kind: 'xlsx', encoding: null });
    const other = join(folder, 'other.zip');
    writeFileSync(other, Buffer.from('504b0506' + '00'.repeat(18), 'hex'));
    expect(((await inspectFile(other)) as Rejection).code).toBe('import.fileKind');
    writeFileSync(other, directoryOf('xl/workbook.xml', 0xf000_0000));
    expect(((await inspectFile(other)) as Rejection).code).toBe('import.fileTooLarge');
  });
});

describe('a workbook of another make', () => {
  const made = (name: string, changes: (part: string) => Record<string, string>): string => {
    const parts = unzipSync(readFileSync(path));
    const sheet = strFromU8(parts['xl/worksheets/sheet2.xml']!);
    for (const [part, text] of Object.entries(changes(sheet))) parts[part] = strToU8(text);
    const file = join(folder, name);
    writeFileSync(file, zipSync(parts));
    return file;
  };
  const sheetOf = (rows: string, prefix = '') => ({
    'xl/worksheets/sheet2.xml': `<?xml version="1.0"?><${prefix}worksheet><${prefix}sheetData>${rows}</${prefix}sheetData></${prefix}worksheet>`,
  });

  it('is read though it counts no cells, names its elements otherwise and has its texts in place', async () => {
    const rows =
      '<x:row><x:c t="inlineStr"><x:is><x:t>标题</x:t></x:is></x:c><x:c t="str"><x:v>日期_x000D_</x:v></x:c></x:row>' +
      '<x:row/><x:row><x:c t="inlineStr"><x:is><x:r><x:t>甲</x:t></x:r><x:r><x:t>乙</x:t></x:r>' +
      '<x:rPh sb="0" eb="1"><x:t>jia</x:t></x:rPh></x:is></x:c><x:c t="d"><x:v>2017-03-05T00:00:00</x:v></x:c></x:row>';
    expect(
      await rowsOf(
        '目录',
        made('own.xlsx', () => sheetOf(rows, 'x:')),
      ),
    ).toEqual([
      { line: 1, cells: ['标题', '日期\r'], broken: null },
      { line: 3, cells: ['甲乙', '2017-03-05T00:00:00'], broken: null },
    ]);
  });

  it('counts days from 1904 where it says so', async () => {
    const file = made('mac.xlsx', () => {
      const book = strFromU8(unzipSync(readFileSync(path))['xl/workbook.xml']!);
      return { 'xl/workbook.xml': book.replace(/<workbookPr/, '<workbookPr date1904="1"') };
    });
    expect((await rowsOf('目录', file))[1]).toMatchObject({ cells: ['富文', '2021-03-06'] });
  });

  it('keeps every character of a long sheet of Chinese', async () => {
    const texts = Array.from({ length: 5_000 }, (_, i) => `关于印发防汛应急预案的通知${i}`);
    const rows = texts.map((t) => `<row><c t="inlineStr"><is><t>${t}</t></is></c></row>`).join('');
    const read = await rowsOf(
      '目录',
      made('long.xlsx', () => sheetOf(rows)),
    );
    expect((read as SheetRow[]).map(({ cells }) => cells[0])).toEqual(texts);
  });

  const brokenAt = async (file: string) => {
    const last = (await rowsOf('目录', file)).at(-1) as Rejection;
    return [last.code, last.details['line']];
  };

  it('is said to be damaged where its sheet is cut off, does not close or is no XML', async () => {
    const rows = '<row><c><v>1</v></c></row>'.repeat(1_000);
    const cut = made('cut.xlsx', () => ({
      'xl/worksheets/sheet2.xml': `<worksheet><sheetData>${rows}<row><c><v>1`,
    }));
    expect(await brokenAt(cut)).toEqual(['import.workbookBroken', 1_000]);
    const codes: unknown[] = [];
    for (const bad of [
      '<worksheet><sheetData><row><c><v>1</row></sheetData></worksheet>',
      'x<',
      '',
    ])
      codes.push(
        (await brokenAt(made('bad.xlsx', () => ({ 'xl/worksheets/sheet2.xml': bad }))))[0],
      );
    const odd = [
      '<row><c r="ZZZ1"><v>1</v></c></row>',
      '<row r="x"><c><v>1</v></c></row>',
      '<row><c t="s"><v>99999</v></c></row>',
      `<row><c t="str"><v>${'长'.repeat(70_000)}</v></c></row>`,
      `<row x="${'a'.repeat(1_200_000)}"><c><v>1</v></c></row>`,
    ];
    for (const rows of odd) codes.push((await brokenAt(made('odd.xlsx', () => sheetOf(rows))))[0]);
    expect(new Set(codes)).toEqual(new Set(['import.workbookBroken']));
    const noBook = made('book.xlsx', () => ({ 'xl/workbook.xml': 'junk<' }));
    expect((await brokenAt(noBook))[0]).toBe('import.workbookBroken');
  });

  it('is said to be damaged where bytes are missing or were changed, and ends', async () => {
    const whole = readFileSync(path);
    const directory = whole.indexOf(Buffer.from('504b0102', 'hex'));
    const spoil = (bytes: Buffer) => {
      const file = join(folder, 'spoilt.xlsx');
      writeFileSync(file, bytes);
      return brokenAt(file);
    };
    const short = Buffer.concat([whole.subarray(0, directory >> 2), whole.subarray(directory)]);
    expect((await spoil(short))[0]).toMatch(/^import\.(workbookBroken|fileKind)$/);
    const codes = new Set<unknown>();
    // Whichever part is hit: either it does not matter to the rows, or it is said.
    for (let at = 200; at < directory; at += 331) {
      const changed = Buffer.from(whole);
      for (let i = at; i < at + 40 && i < directory; i++) changed[i]! ^= 0x5a;
      const file = join(folder, 'spoilt.xlsx');
      writeFileSync(file, changed);
      const rows = await rowsOf('目录', file);
      const last = rows.at(-1)!;
      if (last instanceof Rejection) codes.add(last.code);
      else expect(rows).toEqual(await rowsOf('目录'));
    }
    expect([...codes]).toEqual(['import.workbookBroken']);
  });
});

/** A ZIP file of one directory entry that says what it unpacks to. */
const directoryOf = (name: string, unpackedBytes: number): Buffer => {
  const start = Buffer.from('504b0304', 'hex');
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt32LE(unpackedBytes, 24);
  entry.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(entry.length + name.length, 12);
  end.writeUInt32LE(start.length, 16);
  return Buffer.concat([start, entry, Buffer.from(name), end]);
};
