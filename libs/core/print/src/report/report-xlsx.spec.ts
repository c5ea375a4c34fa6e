import { cn2014, cn2019, cn2021, type FiguresFile, type ReportFormat } from '@gongkai/figures';
import { strFromU8, unzipSync } from 'fflate';
import { example, sections } from './example-report.js';
import { reportPaper } from './report-paper.js';
import { reportXlsx } from './report-xlsx.js';

type Cell = { value: number | string | null; formula: string | null };
type Book = Map<string, Map<string, Cell>>;

const unescaped = (text: string) =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');

/** The workbook from its XML, without the program that wrote it. */
const bookOf = (bytes: Uint8Array): Book => {
  const parts = unzipSync(bytes);
  const xml = (name: string) => strFromU8(parts[name]!);
  const shared = [...xml('xl/sharedStrings.xml').matchAll(/<si>([\s\S]*?)<\/si>/g)].map(([, si]) =>
    [...si!.matchAll(/<t[^>]*>([^<]*)<\/t>/g)].map(([, text]) => unescaped(text!)).join(''),
  );
  const names = [...xml('xl/workbook.xml').matchAll(/<sheet [^>]*?name="([^"]*)"/g)];
  return new Map(
    names.map(([, name], i) => [
      unescaped(name!),
      new Map(
        [
          ...xml(`xl/worksheets/sheet${i + 1}.xml`).matchAll(
            /<c r="([A-Z]+\d+)"([^>]*?)(?:\/>|>([\s\S]*?)<\/c>)/g,
          ),
        ].map(([, at, attributes, inner = '']) => {
          const formula = /<f>([^<]*)<\/f>/.exec(inner)?.[1];
          const raw = /<v>([^<]*)<\/v>/.exec(inner)?.[1];
          const type = /t="(\w+)"/.exec(attributes!)?.[1];
          const value =
            raw === undefined
              ? null
              : type === 's'
                ? shared[Number(raw)]!
                : type === 'str'
                  ? unescaped(raw)
                  : Number(raw);
          return [at!, { value, formula: formula === undefined ? null : unescaped(formula) }];
        }),
      ),
    ]),
  );
};

type Value = number | string | boolean | null | Value[];
const flat = (values: Value[]): Value[] =>
  values.flatMap((value) => (Array.isArray(value) ? flat(value) : [value]));
const numbers = (values: Value[]) => flat(values).filter((value) => typeof value === 'number');
const columnNumber = (letters: string) =>
  [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
const lettersOf = (column: number): string =>
  column === 0
    ? ''
    : lettersOf(Math.floor((column - 1) / 26)) + String.fromCharCode(65 + ((column - 1) % 26));

const FUNCTIONS: Record<string, (values: Value[]) => Value> = {
  SUM: (values) => numbers(values).reduce((sum, value) => sum + value, 0),
  COUNT: (values) => numbers(values).length,
  ROUND: ([value, digits]) => Number((value as number).toFixed(digits as number)),
  IF: ([condition, yes, no]) => (condition ? yes! : no!),
  OR: (values) => values.some(Boolean),
};

/** Computes a formula as a spreadsheet does; every cell anew, none from what is stored. */
const compute = (book: Book, sheet: string, formula: string): Value => {
  const tokens = formula.match(
    /"[^"]*"|'(?:[^']|'')*'!|[A-Z]+\d+|[A-Z]+(?=\()|\d+|<=|<>|[-(),:=<]/g,
  )!;
  let i = 0;
  const cell = (name: string, at: string): Value => {
    const found = book.get(name)!.get(at);
    return found?.formula ? compute(book, name, found.formula) : (found?.value ?? null);
  };
  const range = (name: string, from: string, to: string): Value[] => {
    const cut = (at: string) => /([A-Z]+)(\d+)/.exec(at)!;
    const [[, c1, r1], [, c2, r2]] = [cut(from), cut(to)];
    const values: Value[] = [];
    for (let row = Number(r1); row <= Number(r2); row++)
      for (let column = columnNumber(c1!); column <= columnNumber(c2!); column++)
        values.push(cell(name, lettersOf(column) + String(row)));
    return values;
  };
  const primary = (): Value => {
    let token = tokens[i++]!;
    if (token.startsWith('"')) return token.slice(1, -1);
    if (/^\d+$/.test(token)) return Number(token);
    if (tokens[i] === '(') {
      i++;
      const values: Value[] = [];
      while (tokens[i - 1] !== ')') {
        values.push(comparison());
        i++;
      }
      return FUNCTIONS[token]!(values);
    }
    const name = token.endsWith('!') ? token.slice(1, -2).replaceAll("''", "'") : sheet;
    if (token.endsWith('!')) token = tokens[i++]!;
    if (tokens[i] !== ':') return cell(name, token);
    i += 2;
    return range(name, token, tokens[i - 1]!);
  };
  const difference = (): Value => {
    let value = primary();
    while (tokens[i] === '-') {
      i++;
      value = (value as number) - (primary() as number);
    }
    return value;
  };
  const comparison = (): Value => {
    const left = difference();
    const sign = tokens[i];
    if (sign === undefined || !['=', '<>', '<=', '<'].includes(sign)) return left;
    i++;
    const right = difference();
    if (sign === '=') return left === right;
    if (sign === '<>') return left !== right;
    return sign === '<' ? left! < right! : left! <= right!;
  };
  return comparison();
};

const FORMS = [cn2014, cn2019, cn2021];
const written = async (format: ReportFormat, file: FiguresFile, language: 'zh' | 'en' = 'zh') =>
  bookOf(await reportXlsx(reportPaper(file, format, language), file, format));
const formulasOf = (book: Book) =>
  [...book].flatMap(([sheet, cells]) =>
    [...cells].flatMap(([at, { formula, value }]) =>
      formula === null ? [] : [{ sheet, at, formula, value }],
    ),
  );
const rowsOf = (
  cells: Map<string, Cell>,
  from: number,
  to: number,
  first: string,
  last: string,
) => {
  const rows: (number | string | null)[][] = [];
  for (let row = from; row <= to; row++) {
    const values = [];
    for (let column = columnNumber(first); column <= columnNumber(last); column++)
      values.push(cells.get(lettersOf(column) + String(row))?.value ?? null);
    rows.push(values);
  }
  return rows;
};
const verdicts = (book: Book) =>
  [...book.get('核对')!]
    .filter(([at]) => /^G\d/.test(at) && at !== 'G1')
    .map(([, { value }]) => value);

describe('a report as a workbook', () => {
  it.each(FORMS)('has formulas that come to what is printed: $id', async (format) => {
    const book = await written(format, example(format));
    const formulas = formulasOf(book);
    for (const { sheet, formula, value } of formulas)
      expect({ sheet, formula, value: compute(book, sheet, formula) }).toEqual({
        sheet,
        formula,
        value,
      });
    const sums = format.constraints.filter(
      ({ relation, left, previous }) => relation === 'equal' && left.length === 1 && !previous,
    );
    const totals = new Set(sums.map(({ left }) => left[0]));
    expect(formulas.filter(({ sheet }) => sheet !== '核对').length).toBeGreaterThanOrEqual(
      totals.size,
    );
  });

  it('has the figures where the form has them: numbers, nothing, and the stroke as text', async () => {
    const file = example(cn2021);
    const book = await written(cn2021, file);
    const [t2, t3, t4] = cn2021.tables.map(({ zh }) => book.get(zh.slice(0, 28))!);
    const rows = cn2021.tables[1]!.rows.filter(({ kind }) => kind === 'number');
    expect(rowsOf(t3!, 6, 5 + rows.length, 'D', 'J')).toEqual(
      rows.map(({ id }) =>
        cn2021.tables[1]!.columns.map((column) => file.cells[`t3.${id}.${column.id}`]),
      ),
    );
    expect(rowsOf(t4!, 6, 6, 'A', 'O')).toEqual([
      ['review', 'suit_direct', 'suit_after_review'].flatMap((row) =>
        cn2021.tables[2]!.columns.map(({ id }) => file.cells[`t4.${row}.${id}`]),
      ),
    ]);
    expect(t2!.get('B5')).toEqual({ value: '/', formula: null });
    expect([...t2!.values()].map(({ value }) => value)).toContain(4068.208);
    const single = example(cn2014);
    const table = (await written(cn2014, single)).get('政府信息公开情况统计表')!;
    expect(rowsOf(table, 4, 68, 'C', 'C').flat()).toEqual(
      cn2014.tables[0]!.rows.map(({ id, kind }) => (kind === 'heading' ? '—' : single.cells[id])),
    );
  });

  it('shows that every rule holds, beside its row and under its column, too', async () => {
    const book = await written(cn2021, example(cn2021));
    const within = cn2021.constraints.filter(({ previous }) => !previous);
    expect(verdicts(book)).toHaveLength(within.length);
    expect(new Set(verdicts(book))).toEqual(new Set(['✓']));
    const t3 = book.get(cn2021.tables[1]!.zh)!;
    expect(rowsOf(t3, 6, 30, 'L', 'L').flat()).toEqual(Array.from({ length: 25 }, () => '✓'));
  });

  it('keeps a total that does not add up as printed, and says so where it stands', async () => {
    const file = example(cn2021);
    const held = file.cells['t3.granted.sum'] as number;
    file.cells['t3.granted.sum'] = held + 7;
    const book = await written(cn2021, file);
    const t3 = book.get(cn2021.tables[1]!.zh)!;
    expect(t3.get('J8')).toEqual({ value: held + 7, formula: null });
    expect(t3.get('L8')!.value).toBe('✗');
    // The total of totals no longer comes from its column.
    expect(t3.get('J29')!.formula).toBe('SUM(D29:I29)');
    for (const { sheet, formula, value } of formulasOf(book))
      expect(compute(book, sheet, formula)).toBe(value);
    expect(verdicts(book).filter((verdict) => verdict === '✗')).toHaveLength(2);
  });

  it('follows when a figure is changed', async () => {
    const book = await written(cn2021, example(cn2021));
    const t3 = book.get(cn2021.tables[1]!.zh)!;
    const before = t3.get('J8')!.value as number;
    const cell = t3.get('D8')!;
    t3.set('D8', { ...cell, value: (cell.value as number) + 1 });
    const now = (at: string) => compute(book, cn2021.tables[1]!.zh, t3.get(at)!.formula!);
    expect(now('J8')).toBe(before + 1);
    expect(now('L8')).toBe('✓');
    // New and carried in no longer balance what was handled.
    expect(now('D33')).toBe('✗');
    expect(now('E33')).toBe('✓');
  });

  it('leaves blanks blank and judges nothing by them', async () => {
    const blank = { ...example(cn2021), cells: {} };
    const book = await written(cn2021, blank);
    expect(new Set(verdicts(book))).toEqual(new Set(['—']));
    const t3 = book.get(cn2021.tables[1]!.zh)!;
    expect(
      rowsOf(t3, 6, 30, 'D', 'J')
        .flat()
        .every((value) => value === null),
    ).toBe(true);
  });

  it('never makes a formula of what people wrote', async () => {
    const evil = '=HYPERLINK("http://x","y")';
    const file = example(cn2021, {
      agency: '+1',
      title: '@SUM(A1)',
      sections: [...sections, { title: '-2', text: `${evil}\n=1+1` }],
    });
    const book = await written(cn2021, file);
    const texts = [...book.get('正文')!.values()];
    expect(texts.map(({ value }) => value)).toEqual(
      expect.arrayContaining([evil, '=1+1', '@SUM(A1)', '-2']),
    );
    expect(texts.every(({ formula, value }) => formula === null && typeof value === 'string')).toBe(
      true,
    );
    expect(formulasOf(book).every(({ formula }) => /^(SUM|IF)\(/.test(formula))).toBe(true);
  });

  it('is the same to the byte each time, and takes two tables of one name', async () => {
    const table = { title: '表/一', columns: ['项目', '数'], rows: [{ label: '甲', values: [1] }] };
    const file = example(cn2021, { tables: [table, table] });
    const paper = reportPaper(file, cn2021);
    const bytes = await reportXlsx(paper, file, cn2021);
    expect(Buffer.from(await reportXlsx(paper, file, cn2021)).equals(Buffer.from(bytes))).toBe(
      true,
    );
    expect([...bookOf(bytes).keys()]).toEqual(expect.arrayContaining(['表 一', '表 一 2']));
  });

  it('is written in English, too', async () => {
    const book = await written(cn2019, example(cn2019, { agency: 'Hengnan' }), 'en');
    expect([...book.keys()]).toEqual(expect.arrayContaining(['Checks', 'Text']));
    expect(formulasOf(book).length).toBeGreaterThan(100);
  });
});
