import { heldBytes } from '@gongkai/testing';
import fc from 'fast-check';
import { CsvReader, type SheetRow } from './csv.js';
import { asInSource, csvLine } from './refusals.js';

const readAll = (text: string, pieces = 1, delimiter?: string): SheetRow[] => {
  const reader = new CsvReader(delimiter);
  const size = Math.max(1, Math.ceil(text.length / pieces));
  const rows: SheetRow[] = [];
  for (let at = 0; at < text.length; at += size)
    rows.push(...reader.push(text.slice(at, at + size)));
  return [...rows, ...reader.end()];
};

describe('reading comma-separated values', () => {
  it('reads quoted cells with delimiters, quotation marks and line breaks, and keeps line numbers', () => {
    expect(readAll('标题,日期\r\n"关于""三公""经费,的\n通知",2017-01-02\n\n末行,x')).toEqual([
      { line: 1, cells: ['标题', '日期'], broken: null },
      { line: 2, cells: ['关于"三公"经费,的\n通知', '2017-01-02'], broken: null },
      { line: 5, cells: ['末行', 'x'], broken: null },
    ]);
  });

  it('takes tab and semicolon when the heading has more of them', () => {
    expect(readAll('a\tb\n1\t2')[1]!.cells).toEqual(['1', '2']);
    expect(readAll('a;b\n1;2')[1]!.cells).toEqual(['1', '2']);
  });

  it('loses one line to a quotation mark that is never closed, not the rest of the file', () => {
    const rows = readAll('a,b\n"open,1\n2,3\n"4",5\n6,7');
    expect(rows.map(({ line, broken }) => [line, broken])).toEqual([
      [1, null],
      [2, 'import.quoteStray'],
      [3, null],
      [4, null],
      [5, null],
    ]);
    expect(readAll('a,b\n"open,1\n2,3\n')[1]).toEqual({
      line: 2,
      cells: ['"open,1'],
      broken: 'import.quoteOpen',
    });
  });

  it('finds the same rows whether lines end with LF, CRLF or CR, however the text is cut', () => {
    const line = fc.constantFrom('1,2', '"open,1', '"x"y,2', '"a ""b""",3', '"two\nlines",4', '');
    const found = (text: string, pieces: number) =>
      readAll(text, pieces).map((row) => ({
        ...row,
        cells: row.cells.map((cell) => cell.replace(/\r\n?/g, '\n')),
      }));
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 8 }),
        fc.constantFrom('\r\n', '\r'),
        fc.integer({ min: 1, max: 90 }),
        (lines, end, pieces) => {
          const text = ['a;b,c;d', ...lines, ''].join('\n');
          const same = found(text.replaceAll('\n', end), pieces);
          expect(same).toEqual(found(text, 1));
        },
      ),
    );
  });

  it.each(['\r', '\r\n'])('goes on after a line that is too long and ends with %j', (end) => {
    const begin = `a,b${end}${'长'.repeat(70_000)},x`;
    const text = `${begin}${end}1,2${end}`;
    for (const cut of [begin.length, begin.length + 1, begin.length + 2]) {
      const reader = new CsvReader();
      const rows = [text.slice(0, cut), text.slice(cut)].flatMap((piece) => reader.push(piece));
      rows.push(...reader.end());
      expect(rows.map(({ line, broken }) => [line, broken])).toEqual([
        [1, null],
        [2, 'import.recordTooLong'],
        [3, null],
      ]);
    }
  });

  it('refuses a record that is longer than any line of a catalogue', () => {
    const rows = readAll(`a,b\n${'长'.repeat(70_000)},x\n1,2\n`, 40);
    expect(rows[1]!.broken).toBe('import.recordTooLong');
    expect(rows[2]!.cells).toEqual(['1', '2']);
  });

  it.each([
    ['without line ends', 'x'.repeat(1 << 18), 'import.recordTooLong'],
    ['of one open quotation mark', `"${'x'.repeat(1 << 18)}`, 'import.quoteOpen'],
    ['of one line of cells', 'x,'.repeat(1 << 17), 'import.recordTooLong'],
  ])(
    'keeps nothing of a file %s but its refusal, and goes on at the next line',
    (_, piece, code) => {
      const reader = new CsvReader();
      const before = heldBytes();
      const rows: SheetRow[] = reader.push(piece);
      for (let i = 0; i < 200; i++) rows.push(...reader.push('x'.repeat((1 << 18) + i)));
      expect(heldBytes() - before).toBeLessThan(30e6);
      rows.push(...reader.push('x\n1,2\n'), ...reader.end());
      expect(rows.map(({ line, broken }) => [line, broken])).toEqual([
        [1, code],
        [2, null],
      ]);
      expect(rows[0]!.cells[0]!.length).toBeLessThanOrEqual(65_536);
      expect(rows[1]!.cells).toEqual(['1', '2']);
    },
  );

  it('reads back what is written, however the text is cut', () => {
    const cell = fc
      .string({ unit: 'binary', maxLength: 12 })
      .filter((s) => !/^'*[=+\-@\t\r\n＝＋－＠]/.test(s));
    const row = fc.array(cell, { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 9 }),
        (rows, pieces) => {
          const text = rows.map(csvLine).join('');
          expect(readAll(text, pieces, ',').map(({ cells }) => cells)).toEqual(rows);
        },
      ),
    );
  });
});

describe('the file of refused rows', () => {
  it('holds no cell that a spreadsheet would run as a formula', () => {
    expect(csvLine(['=cmd()', '+1', '-1', '@x', 'plain'])).toBe(
      `"'=cmd()","'+1","'-1","'@x",plain\r\n`,
    );
    const typed = ['＝cmd()', '＋1', '－1', '＠x', '\n=cmd()'];
    for (const cell of typed) expect(csvLine([cell])).toBe(`"'${cell}"\r\n`);
    expect(csvLine(['＝A1', "'=A1", "'平"])).toBe(`"'＝A1","''=A1",'平\r\n`);
  });

  it('gives back every cell as it stood when it is sent again', () => {
    const heading = ['line', 'code', 'field', 'zh', 'en', '标题'];
    const cells = ['=1+1', '-5', "'=1+1", "''@", "'平", '平', '＝A1', ''];
    const written = readAll(csvLine(cells), 1, ',')[0]!.cells;
    expect(asInSource(heading)(written)).toEqual(cells);
    expect(asInSource(['标题', 'line'])(written)).toEqual(written);
  });
});
