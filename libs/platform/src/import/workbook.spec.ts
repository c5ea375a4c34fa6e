import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Rejection } from '@gongkai/kernel';
import exceljs from 'exceljs';
import type { SheetRow } from './csv.js';
import { inspectFile } from './text.js';
import { workbookRows } from './workbook.js';

const folder = mkdtempSync(join(tmpdir(), 'gongkai-workbook-'));
const path = join(folder, 'b.xlsx');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rowsOf = async (sheet?: string): Promise<(SheetRow | Rejection)[]> => {
  const all: (SheetRow | Rejection)[] = [];
  for await (const batch of workbookRows(path, sheet))
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
    await book.xlsx.writeFile(path);
  });

  it('reads cells as a reader sees them: dates, numbers, formulas, rich text', async () => {
    expect(await rowsOf('目录')).toEqual([
      { line: 1, cells: ['标题', '日期'], broken: null },
      { line: 2, cells: ['富文', '2017-03-05'], broken: null },
      { line: 4, cells: ['ab', '2017年3月6日', 'x'], broken: null },
      { line: 5, cells: ['3105', ''], broken: null },
    ]);
  });

  it('takes the first sheet when none is named, and refuses one that is not there', async () => {
    expect(await rowsOf()).toEqual([{ line: 1, cells: ['别的'], broken: null }]);
    expect(((await rowsOf('没有'))[0] as Rejection).code).toBe('import.sheetMissing');
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
