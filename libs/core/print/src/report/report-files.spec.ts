import {
  cn2014,
  cn2019,
  cn2021,
  freeFormat,
  readFigures,
  type CellValue,
  type FiguresFile,
  type ReportFormat,
} from '@gongkai/figures';
import { strFromU8, unzipSync } from 'fflate';
import { getDocumentProxy } from 'unpdf';
import { GlyphMissing, PrintFonts } from '../fonts.js';
import { example, sections } from './example-report.js';
import { reportDocx } from './report-docx.js';
import { reportHtml } from './report-html.js';
import { reportJson } from './report-json.js';
import { reportPaper } from './report-paper.js';
import { reportPdf } from './report-pdf.js';

/** The text of every place in a table; a cell that reaches further is there once, where it begins. */
type Grid = string[][];

const gridOf = (rows: { text: string; columns: number; rows: number }[][]): Grid => {
  const grid: Grid = [];
  for (const [r, cells] of rows.entries()) {
    let c = 0;
    for (const { text, columns, rows: down } of cells) {
      while (grid[r]?.[c] !== undefined) c++;
      for (let i = 0; i < down; i++)
        for (let j = 0; j < columns; j++)
          (grid[r + i] ??= [])[c + j] = i === 0 && j === 0 ? text : '\u2190';
    }
  }
  return grid;
};

const unescaped = (text: string) =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll(/&#39;|&apos;/g, "'")
    .replaceAll('&amp;', '&');

const htmlGrids = (html: string): Grid[] =>
  [...html.matchAll(/<table>([\s\S]*?)<\/table>/g)].map(([, table]) =>
    gridOf(
      [...table!.matchAll(/<tr>([\s\S]*?)<\/tr>/g)].map(([, row]) =>
        [...row!.matchAll(/<t[hd]([^>]*)>([^<]*)<\/t[hd]>/g)].map(([, attributes, text]) => ({
          text: unescaped(text!),
          columns: Number(/colspan="(\d+)"/.exec(attributes!)?.[1] ?? 1),
          rows: Number(/rowspan="(\d+)"/.exec(attributes!)?.[1] ?? 1),
        })),
      ),
    ),
  );

const docxText = (xml: string) =>
  [...xml.matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>/g)].map(([, text]) => unescaped(text!)).join('');

const docxGrids = (bytes: Uint8Array): Grid[] => {
  const xml = strFromU8(unzipSync(bytes)['word/document.xml']!);
  return [...xml.matchAll(/<w:tbl>([\s\S]*?)<\/w:tbl>/g)].map(([, table]) =>
    [...table!.matchAll(/<w:tr>([\s\S]*?)<\/w:tr>/g)].map(([, row]) =>
      [...row!.matchAll(/<w:tc>([\s\S]*?)<\/w:tc>/g)].flatMap(([, cell]) => {
        const span = Number(/<w:gridSpan w:val="(\d+)"/.exec(cell!)?.[1] ?? 1);
        const continued = /<w:vMerge w:val="continue"/.test(cell!);
        const rest = Array.from({ length: span - 1 }, () => '\u2190');
        return [continued ? '\u2190' : docxText(cell!), ...rest];
      }),
    ),
  );
};

const written = (value: CellValue | undefined) => (value == null ? '' : String(value));
const folded = (text: string) => text.normalize('NFKC').replace(/\s/g, '');

/** What must stand in the tables of a form, told from the form and not from the layout. */
const expectGrids = (grids: Grid[], format: ReportFormat, { cells }: FiguresFile): void => {
  const at = (id: string) => written(cells[id]);
  for (const table of format.tables) {
    const rows = table.rows.filter(({ kind }) => kind === 'number');
    const grid = grids[format.tables.indexOf(table)]!;
    if (table.columns.length === 0) {
      expect(grid.length).toBe(1 + table.rows.length);
      const units = new Map(format.cells.map(({ id, unit }) => [id, unit]));
      expect(grid.slice(1).map((row) => row.map(folded))).toEqual(
        table.rows.map(({ id, kind, zh }) =>
          kind === 'heading' ? [folded(zh), '—', '—'] : [folded(zh), units.get(id), at(id)],
        ),
      );
    } else if (table.id === 't3') {
      expect(grid.slice(3).map((row) => row.slice(-7))).toEqual(
        rows.map(({ id }) => table.columns.map((column) => at(`t3.${id}.${column.id}`))),
      );
      expect(
        grid
          .slice(3)
          .map((row) =>
            row
              .slice(0, 3)
              .filter((text) => text !== '\u2190')
              .at(-1)!,
          )
          .map(folded),
      ).toEqual(rows.map(({ zh }) => folded(zh)));
    } else if (table.id === 't4')
      expect(grid.at(-1)).toEqual(
        ['review', 'suit_direct', 'suit_after_review'].flatMap((row) =>
          table.columns.map(({ id }) => at(`t4.${row}.${id}`)),
        ),
      );
    else
      for (const { id, zh } of rows) {
        const row = grid.find(([label]) => folded(label!) === folded(zh))!;
        const ids = format.cells.filter((cell) => cell.table === 't2' && cell.row === id);
        expect(row.slice(1).filter((text) => text !== '\u2190')).toEqual(
          ids.map((cell) => at(cell.id)),
        );
      }
  }
};

const FORMS = [cn2014, cn2019, cn2021];

describe('a report as a page', () => {
  it.each(FORMS)('gives every figure back, blank and 0 and the stroke apart: $id', (format) => {
    const file = example(format);
    const html = reportHtml(reportPaper(file, format));
    expectGrids(htmlGrids(html), format, file);
    const byId = [...html.matchAll(/data-cell="([^"]+)">([^<]*)</g)].map(([, id, text]) => [
      id,
      text,
    ]);
    expect(Object.fromEntries(byId)).toEqual(
      Object.fromEntries(format.cells.map(({ id }) => [id, written(file.cells[id])])),
    );
  });

  it('lays the tables out as the form prints them', () => {
    const grids = htmlGrids(reportHtml(reportPaper(example(cn2021), cn2021)));
    const [t2, t3, t4] = grids.map((grid) => grid.map((row) => row.map(folded)));
    expect(t2!.slice(0, 3)).toEqual([
      ['第二十条第(一)项', '\u2190', '\u2190', '\u2190'],
      ['信息内容', '本年制发件数', '本年废止件数', '现行有效件数'],
      ['规章', '/', expect.any(String), expect.any(String)],
    ]);
    expect(t2!.slice(-3).map((row) => row[0])).toEqual([
      '第二十条第(八)项',
      '信息内容',
      '行政事业性收费',
    ]);
    expect(t3!.slice(0, 3).map((row) => row.slice(3))).toEqual([
      ['申请人情况', ...Array.from({ length: 6 }, () => '\u2190')],
      ['自然人', '法人或其他组织', '\u2190', '\u2190', '\u2190', '\u2190', '总计'],
      ['\u2190', '商业企业', '科研机构', '社会公益组织', '法律服务机构', '其他', '\u2190'],
    ]);
    // The merged cell of the third item tells the forms of 2019 and 2021 apart.
    const html = (format: ReportFormat) => reportHtml(reportPaper(example(format), format));
    expect(html(cn2021)).toContain('rowspan="22">三、本年度办理结果');
    expect(html(cn2019)).toContain('rowspan="20">三、本年度办理结果');
    expect(t4!.slice(0, 2)).toEqual([
      [
        '行政复议',
        ...Array.from({ length: 4 }, () => '\u2190'),
        '行政诉讼',
        ...Array.from({ length: 9 }, () => '\u2190'),
      ],
      [
        '结果维持',
        '结果纠正',
        '其他结果',
        '尚未审结',
        '总计',
        '未经复议直接起诉',
        '\u2190',
        '\u2190',
        '\u2190',
        '\u2190',
        '复议后起诉',
        '\u2190',
        '\u2190',
        '\u2190',
        '\u2190',
      ],
    ]);
    expect(t4!.map((row) => row.length)).toEqual([15, 15, 15, 15]);
  });

  it('puts each table behind its part of the text, and keeps parts nobody wrote', () => {
    const paper = reportPaper(example(cn2021, { sections }), cn2021);
    expect(paper.title).toBe('衡南县人民政府2021年政府信息公开工作年度报告');
    const order = paper.parts.map((part) =>
      part.kind === 'table' ? part.table.id : folded(part.text),
    );
    expect(order).toEqual([
      '一、总体情况',
      '本年度主动公开63条。',
      '受理申请2件。',
      '二、主动公开政府信息情况',
      't2',
      '三、收到和处理政府信息公开申请情况',
      't3',
      '四、政府信息公开行政复议、行政诉讼情况',
      't4',
      '五、存在的主要问题及改进情况',
      '一是更新不及时。',
      '六、其他需要报告的事项',
      '未收取信息处理费。',
      '注:本报告数据的统计范围为本机关、本级各机关及下级政府。',
    ]);
  });

  it('prints a number somebody put into a heading where it was put', () => {
    const file = example(cn2014);
    file.cells['1.2'] = 63;
    const [grid] = htmlGrids(reportHtml(reportPaper(file, cn2014)));
    expect(grid!.find(([label]) => label!.includes('通过不同渠道和方式公开'))).toContain('63');
  });

  it('escapes what people wrote, holds no script and asks for no other file', () => {
    const evil = '<script>alert(1)</script>"\'&\u0000';
    const html = reportHtml(
      reportPaper(
        example(cn2021, { agency: evil, sections: [{ title: evil, text: `${evil}\n=1+1` }] }),
        cn2021,
      ),
    );
    expect(html).not.toContain('<script');
    expect(html).not.toContain('\u0000');
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;');
    expect(html).not.toMatch(/src=|href=|url\(|@import/);
  });

  it('names its language, its title and the head of every column and row', () => {
    const html = reportHtml(reportPaper(example(cn2021), cn2021, 'en'));
    expect(html).toContain('<html lang="en">');
    expect(html).toContain('scope="row"');
    expect(html).toContain('scope="colgroup"');
    expect(html).toContain('Requests newly received in the year');
    expect(html).toContain('Legal persons and other organisations');
    const text = html.replace(/<style>[\s\S]*?<\/style>/, '').replaceAll('衡南县人民政府', '');
    expect(text).not.toMatch(/\p{Script=Han}/u);
  });

  it('sets tables of before 2014 as they were', () => {
    const file: FiguresFile = {
      ...example(freeFormat),
      year: 2008,
      sections: [{ title: '一、概述', text: '公开 2,103 条。' }],
      tables: [
        {
          title: '公开类别',
          columns: ['类别', '本年', '累计'],
          rows: [
            { label: '政策法规', values: [1040, '/'] },
            { label: '其他', values: [null, 0] },
          ],
        },
      ],
    };
    expect(htmlGrids(reportHtml(reportPaper(file, freeFormat)))).toEqual([
      [
        ['类别', '本年', '累计'],
        ['政策法规', '1040', '/'],
        ['其他', '', '0'],
      ],
    ]);
  });
});

describe('a report as DOCX', () => {
  it.each(FORMS)(
    'gives every figure back, blank and 0 and the stroke apart: $id',
    async (format) => {
      const file = example(format, { sections });
      expectGrids(docxGrids(await reportDocx(reportPaper(file, format))), format, file);
    },
  );

  it('has the tables of the page, the same to the byte each time', async () => {
    const paper = reportPaper(example(cn2021, { sections }), cn2021);
    const bytes = await reportDocx(paper);
    expect(docxGrids(bytes)).toEqual(htmlGrids(reportHtml(paper)));
    expect(Buffer.from(await reportDocx(paper)).equals(Buffer.from(bytes))).toBe(true);
    expect(docxText(strFromU8(unzipSync(bytes)['word/document.xml']!))).toContain(
      '一是更新不及时。',
    );
  });

  it('holds what people wrote as text', async () => {
    const evil = '<w:p/>&"\u0001';
    const bytes = await reportDocx(reportPaper(example(cn2021, { agency: evil }), cn2021));
    expect(docxText(strFromU8(unzipSync(bytes)['word/document.xml']!))).toContain('<w:p/>&"2021年');
  });
});

type Piece = { page: number; text: string; x: number; y: number; right: number };

const piecesOf = async (bytes: Uint8Array): Promise<Piece[]> => {
  const pdf = await getDocumentProxy(new Uint8Array(bytes));
  const pieces: Piece[] = [];
  for (let page = 1; page <= pdf.numPages; page++) {
    const { items } = await (await pdf.getPage(page)).getTextContent();
    for (const item of items) {
      const { str, transform, width } = item as { str: string; transform: number[]; width: number };
      const [x, y] = [transform[4]!, transform[5]!];
      if (str.trim() !== '' && y > 60) pieces.push({ page, text: str, x, y, right: x + width });
    }
  }
  return pieces;
};

const below = (a: Piece, b: Piece) => a.page - b.page || b.y - a.y || a.x - b.x;
const isFigure = ({ text }: Piece) => /^(-?\d+(\.\d+)?|\/)$/.test(text);

describe('a report as PDF', () => {
  const fonts = new PrintFonts();

  it('gives the figures of the third table back by where they stand', async () => {
    const file = example(cn2021);
    const pieces = await piecesOf(await reportPdf(reportPaper(file, cn2021), fonts));
    const t3 = cn2021.tables[1]!;
    const head = pieces.filter(({ text }) => text === '自然人')[0]!;
    const page = pieces.filter((piece) => piece.page === head.page && piece.y < head.y);
    const figures = page.filter((piece) => isFigure(piece) && piece.right > head.x - 10);
    // The last column ends at the edge; each figure stands in the middle of a seventh.
    const edge = 595.28 - 65;
    const start = 65 + (595.28 - 130) * 0.42;
    const each = (edge - start) / 7;
    for (const [i, { id: column }] of t3.columns.entries()) {
      const inColumn = figures
        .filter(({ x, right }) => Math.floor(((x + right) / 2 - start) / each) === i)
        .toSorted(below);
      expect(inColumn.map(({ text }) => text)).toEqual(
        t3.rows
          .filter(({ kind }) => kind === 'number')
          .map(({ id }) => written(file.cells[`t3.${id}.${column}`]))
          .filter((text) => text !== ''),
      );
    }
  });

  it.each([cn2019, cn2021])('gives tables 2 and 4 back: $id', async (format) => {
    const file = example(format);
    const pieces = await piecesOf(await reportPdf(reportPaper(file, format), fonts));
    const at = (id: string) => written(file.cells[id]);
    for (const { id, zh } of format.tables[0]!.rows) {
      const label = pieces.find(({ text, x }) => text === zh && x < 100)!;
      const line = pieces.filter(
        ({ page, y, x }) => page === label.page && Math.abs(y - label.y) < 1 && x > label.x,
      );
      expect(line.toSorted(below).map(({ text }) => text)).toEqual(
        format.cells
          .filter(({ table, row }) => table === 't2' && row === id)
          .map((cell) => at(cell.id)),
      );
    }
    const head = pieces.find(({ text }) => text === '复议后起诉')!;
    const under = pieces.filter(
      (piece) => piece.page === head.page && piece.y < head.y && isFigure(piece),
    );
    expect(under.toSorted((a, b) => a.x - b.x).map(({ text }) => text)).toEqual(
      ['review', 'suit_direct', 'suit_after_review'].flatMap((row) =>
        format.tables[2]!.columns.map(({ id }) => at(`t4.${row}.${id}`)),
      ),
    );
  });

  it('gives the table of 2014 back over its pages, its heads on each', async () => {
    const file = example(cn2014);
    const pieces = await piecesOf(await reportPdf(reportPaper(file, cn2014), fonts));
    const [head, again] = pieces.filter(({ text }) => text === '统计数');
    expect([head!.page, again!.page]).toEqual([1, 2]);
    const column = pieces.filter(
      (piece) => piece.x > head!.x - 25 && (isFigure(piece) || piece.text === '—'),
    );
    expect(column.toSorted(below).map(({ text }) => text)).toEqual(
      cn2014.tables[0]!.rows.map(({ id, kind }) =>
        kind === 'heading' ? '—' : written(file.cells[id]),
      ).filter((text) => text !== ''),
    );
  });

  it('says what people wrote, on as many pages as it takes, the same to the byte each time', async () => {
    const text = Array.from({ length: 80 }, (_, i) => `第${i}项,公开《决算》\t${i}条。`).join('\n');
    const paper = reportPaper(
      example(cn2021, { sections: [{ title: '一、总体情况', text }] }),
      cn2021,
    );
    const bytes = await reportPdf(paper, fonts);
    const all = (await piecesOf(bytes))
      .toSorted(below)
      .map((piece) => piece.text)
      .join('');
    for (const line of text.split('\n')) expect(folded(all)).toContain(folded(line));
    expect(Buffer.from(await reportPdf(paper, new PrintFonts())).equals(Buffer.from(bytes))).toBe(
      true,
    );
  });

  it('says which characters no font has', async () => {
    const paper = reportPaper(example(cn2021, { agency: '吉𠮷' }), cn2021);
    await expect(reportPdf(paper, fonts)).rejects.toBeInstanceOf(GlyphMissing);
  });

  it('is set in English, too', async () => {
    const bytes = await reportPdf(
      reportPaper(example(cn2019, { agency: 'Hengnan' }), cn2019, 'en'),
      fonts,
    );
    const text = (await piecesOf(bytes)).map((piece) => piece.text).join(' ');
    expect(text).toContain('Reconsideration');
    expect(text).not.toMatch(/\p{Script=Han}/u);
  });
});

describe('a report as JSON', () => {
  it.each(FORMS)('is the figures file again: $id', (format) => {
    const file = example(format, { sections, title: '报告' });
    const json = reportJson(file, format);
    expect(readFigures(JSON.parse(json))).toEqual(file);
    expect(reportJson(readFigures(JSON.parse(json)) as FiguresFile, format)).toBe(json);
  });
});
