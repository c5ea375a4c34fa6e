import { cn2014, cn2019, cn2021 } from '@gongkai/figures';
import { Rejection } from '@gongkai/kernel';
import { readReport, type Paper } from '@gongkai/reading';
import {
  reportDocx,
  reportHtml,
  INVENTED_TITLE,
  inventedCells,
  inventedReport,
  numberFor,
  reportPdf,
  rowsOf2014,
  rowsOfTable3,
  reportXlsx,
  type Invention,
} from '@gongkai/testing';
import { zipSync } from 'fflate';
import { PAPER_LIMITS } from './limits.js';
import { readPaper } from './read-paper.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const paperOf = async (file: Uint8Array): Promise<Paper> => {
  const paper = await readPaper(file);
  if (paper instanceof Rejection) throw new Error(`${paper.code} ${paper.en}`);
  return paper;
};
const figuresOf = async (file: Uint8Array) => {
  const figures = readReport(await paperOf(file));
  if (figures instanceof Rejection)
    throw new Error(`${figures.code} ${figures.en} ${JSON.stringify(figures.details)}`);
  return figures;
};
const refused = async (file: Uint8Array): Promise<Rejection> => {
  const paper = await readPaper(file);
  const outcome = paper instanceof Rejection ? paper : readReport(paper);
  if (!(outcome instanceof Rejection)) throw new Error('read');
  return outcome;
};
const page = (body: string) =>
  bytes(`<html><body><h1>云岭县2022年政府信息公开工作年度报告</h1>${body}</body></html>`);

const containers: Record<string, (paper: Invention) => Promise<Uint8Array>> = {
  HTML: async (paper) => bytes(reportHtml(paper)),
  DOCX: reportDocx,
  XLSX: reportXlsx,
  PDF: reportPdf,
};

describe.each(Object.entries(containers))('a report in %s', (_, made) => {
  it('gives every cell of the tables of 2021, merged cells resolved', async () => {
    const figures = await figuresOf(await made(inventedReport()));
    expect(figures).toMatchObject({ format: 'cn-2021', agency: '云岭县人民政府', year: 2022 });
    expect(figures.cells).toEqual(inventedCells());
    expect(figures.title).toBe(INVENTED_TITLE);
    expect(figures.statements).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'sum', value: 1230, parts: [230, 800, 200] }),
        expect.objectContaining({ kind: 'growth', value: 23, parts: [1230, 230] }),
      ]),
    );
  });

  it('gives the 65 rows of 2014, headings left out', async () => {
    const figures = await figuresOf(
      await made([
        '云岭县青石镇2017年政府信息公开工作年度报告',
        '2017年,我镇按照上级要求认真贯彻条例,推进各项公开工作。',
        rowsOf2014(),
      ]),
    );
    expect(figures).toMatchObject({ format: 'cn-2014', agency: '云岭县青石镇', year: 2017 });
    expect(figures.cells).toEqual(
      Object.fromEntries(cn2014.cells.map(({ id }) => [id, numberFor(id)])),
    );
  });

  it('tells the table of 2019 by its rows', async () => {
    const figures = await figuresOf(
      await made(['云岭县2020年政府信息公开工作年度报告', rowsOfTable3(cn2019)]),
    );
    expect(figures.format).toBe('cn-2019');
    expect(Object.keys(figures.cells)).toHaveLength(
      cn2019.cells.filter(({ table }) => table === 't3').length,
    );
    expect(figures.notes.map(({ code }) => code)).toContain('tableMissing');
  });

  it('keeps blank, 0 and strokes apart, and reads full width and separators', async () => {
    const values: Record<string, string> = {
      't3.new.natural': '１，２３４',
      't3.new.business': '',
      't3.new.research': '/',
      't3.new.charity': '—',
      't3.new.legal': '0',
      't3.new.other_org': '12 件',
    };
    const figures = await figuresOf(
      await made([INVENTED_TITLE, rowsOfTable3(cn2021, (id) => values[id] ?? '0')]),
    );
    expect(figures.cells).toMatchObject({
      't3.new.natural': 1234,
      't3.new.business': null,
      't3.new.research': '/',
      't3.new.charity': '/',
      't3.new.legal': 0,
      't3.new.other_org': 12,
    });
  });

  it('refuses a table that is cut off, text for a number and numbers below nothing', async () => {
    const cut = await refused(await made([INVENTED_TITLE, rowsOfTable3().slice(0, 15)]));
    expect(cut).toMatchObject({ code: 'report.tableCut' });
    expect(cut.details['place']).toBeTruthy();
    const wrong = (printed: string) =>
      made([
        INVENTED_TITLE,
        rowsOfTable3(cn2021, (id) => (id === 't3.partial.legal' ? printed : '0')),
      ]);
    const text = await refused(await wrong('若干'));
    expect(text).toMatchObject({
      code: 'report.cellUnreadable',
      details: { cell: 't3.partial.legal' },
    });
    expect(text.zh + text.en).not.toContain('若干');
    expect(await refused(await wrong('-3'))).toMatchObject({ code: 'report.cellNegative' });
  });
});

describe('plain text', () => {
  const lines = (rows: readonly (readonly { text: string }[])[]) =>
    rows.map((row) => `| ${row.map(({ text }) => text).join(' |\n')} |`).join('\n');

  it('has tables drawn with bars, a cell on each line', async () => {
    const figures = await figuresOf(
      bytes(`云岭县2017年政府信息公开工作年度报告\n\n${lines(rowsOf2014())}\n附件下载:`),
    );
    expect(figures.format).toBe('cn-2014');
    expect(Object.keys(figures.cells)).toHaveLength(cn2014.cells.length);
  });

  it('may be in GB18030 or with tabs', async () => {
    const gb = Uint8Array.from([0xd4, 0xc6, 0xc1, 0xeb, 0xcf, 0xd8]);
    expect((await paperOf(gb)).blocks).toMatchObject([{ text: '云岭县' }]);
    const { blocks } = await paperOf(bytes('指标\t数量\n公开\t3\n办结\t2\n'));
    expect(blocks).toMatchObject([{ kind: 'table' }]);
    expect((await refused(Uint8Array.from([0x41, 0xff, 0x20, 0xff]))).code).toBe(
      'report.encodingUnknown',
    );
  });
});

describe('what cannot be read', () => {
  it('is refused with a reason: empty, of another kind, damaged, too large', async () => {
    expect((await refused(new Uint8Array())).code).toBe('report.fileEmpty');
    expect((await refused(Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0]))).code).toBe(
      'report.fileKind',
    );
    const docx = await reportDocx(inventedReport());
    expect((await refused(docx.subarray(0, docx.length >> 1))).code).toBe('report.fileDamaged');
    expect((await refused(new Uint8Array(33 * 1024 ** 2))).code).toBe('report.fileTooLarge');
    expect((await refused(bytes('%PDF-1.7\nnothing'))).code).toBe('report.fileDamaged');
    expect((await refused(bytes('没有内容'))).code).toBe('report.notReport');
    expect(
      (
        await refused(
          bytes(`云岭县政府信息公开工作报告\n${'我局认真做好工作,公开信息三十条。'.repeat(9)}`),
        )
      ).code,
    ).toBe('report.yearUnreadable');
  });

  it('is a PDF or an office file under a password', async () => {
    const locked = await reportPdf(['云岭县'], { userPassword: 'secret' });
    expect((await refused(locked)).code).toBe('report.fileProtected');
    const ole = new Uint8Array(2048);
    ole.set(Buffer.from('d0cf11e0a1b11ae1', 'hex'));
    expect((await refused(ole)).code).toBe('report.fileKind');
    ole.set(Buffer.from('EncryptedPackage', 'utf16le'), 600);
    expect((await refused(ole)).code).toBe('report.fileProtected');
  });

  it('is a scan: pages without text', async () => {
    expect((await refused(await reportPdf(['', '']))).code).toBe('report.fileScanned');
  });

  it('is a formula nobody computed; one with its result is read and said', async () => {
    const sheets = (result?: number) =>
      reportXlsx([INVENTED_TITLE, rowsOfTable3()], (sheet) => {
        if (sheet.name === '表2')
          sheet.getCell(4, 10).value = {
            formula: 'SUM(D4:I4)',
            ...(result === undefined ? {} : { result }),
          } as never;
      });
    const refusal = await refused(await sheets());
    expect(refusal).toMatchObject({
      code: 'report.formulaWithoutValue',
      details: { place: { sheet: 2, row: 4, column: 10 } },
    });
    const figures = await figuresOf(await sheets(77));
    expect(figures.cells['t3.new.sum']).toBe(77);
    expect(figures.notes).toContainEqual(expect.objectContaining({ code: 'formula' }));
  });

  it('is nested or larger than any report', async () => {
    expect((await refused(page('<div>'.repeat(5_000)))).code).toBe('report.tooDeep');
    const rows = '<tr><td colspan="9999" rowspan="9999">1</td><td>2</td></tr>'.repeat(1_000);
    expect((await refused(page(`<table>${rows}</table>`))).code).toBe('report.tableTooLarge');
  });

  it('has more pages or parts than any report', async () => {
    const { default: PDFDocument } = await import('pdfkit');
    const doc = new PDFDocument({ size: [20, 20] });
    const chunks: Uint8Array[] = [];
    const done = new Promise((resolve) => doc.on('end', resolve));
    doc.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    for (let i = 0; i < PAPER_LIMITS.pages; i++) doc.addPage();
    doc.end();
    await done;
    expect((await refused(Buffer.concat(chunks))).code).toBe('report.tooManyPages');
    const parts = Array.from({ length: PAPER_LIMITS.entries + 1 }, (_, i) => [`${i}`, bytes('')]);
    expect((await refused(zipSync(Object.fromEntries(parts)))).code).toBe('report.archiveUnsafe');
    const bomb = zipSync({ 'word/document.xml': new Uint8Array(PAPER_LIMITS.unpackedBytes + 1) });
    expect((await refused(bomb)).code).toBe('report.archiveUnsafe');
  });

  it('is a PDF whose fonts do not tell their characters', async () => {
    const stream = (content: string) =>
      `<</Length ${content.length}>>stream\n${content}\nendstream endobj`;
    const told =
      '1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfchar <41> <E000> endbfchar';
    const pdf = [
      '%PDF-1.4',
      '1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj',
      '2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj',
      '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj',
      `4 0 obj${stream(`BT /F 12 Tf 50 200 Td (${'A'.repeat(20)}) Tj ET`)}`,
      '5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>endobj',
      `6 0 obj${stream(`begincmap ${told} endcmap`)}`,
      'trailer<</Root 1 0 R>>',
    ];
    expect((await refused(bytes(pdf.join('\n')))).code).toBe('report.fontUnreadable');
  });

  it('is a table without some of its columns', async () => {
    const narrow = rowsOfTable3().map((row, i) => (i < 3 ? row : row.slice(0, -1)));
    const html = reportHtml([
      INVENTED_TITLE,
      narrow.map((row, i) =>
        i === 0
          ? row.map((cell) => ({ ...cell, columns: cell.columns === 7 ? 6 : (cell.columns ?? 1) }))
          : i === 1
            ? row.slice(0, -1)
            : row,
      ),
    ]);
    expect((await refused(bytes(html))).code).toBe('report.columnsCut');
  });
});

describe('a page of a content system', () => {
  it('may lay itself out in tables and say its title in the head', async () => {
    const article = `<table><tr><td>导航</td><td>${reportHtml(inventedReport().slice(1)).replace(/^.*<body>|<\/body>.*$/gs, '')}</td></tr></table>`;
    const figures = await figuresOf(
      bytes(
        `<html><head><meta name="ArticleTitle" content="${INVENTED_TITLE}"></head><body>${article}</body></html>`,
      ),
    );
    expect(figures).toMatchObject({ agency: '云岭县人民政府', year: 2022, cells: inventedCells() });
  });

  it('drops its frame: navigation, links to other years, scripts', async () => {
    const links =
      '<ul><li>2021年政府信息公开工作年度报告</li><li>2020年政府信息公开工作年度报告</li></ul>';
    const figures = await figuresOf(
      bytes(
        reportHtml(inventedReport()).replace('<body>', `<body><div>首页 > 政务公开</div>${links}`),
      ),
    );
    expect(figures).toMatchObject({ year: 2022, cells: inventedCells() });
    expect(JSON.stringify(figures)).not.toContain('9999');
  });
});
