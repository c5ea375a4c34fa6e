import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkReport, readFigures, type FiguresFile } from '@gongkai/figures';
import { Rejection } from '@gongkai/kernel';
import { publishedFigures, readReport, UNNAMED_AGENCY, type Paper } from '@gongkai/reading';
import { readPaper } from './read-paper.js';

// Published reports are not part of this repository: they are read where they lie beside it.
const folder = join(import.meta.dirname, '../../../../../shared/documents');
const present = existsSync(folder);
if (!present)
  process.stderr.write(`published reports are not read here: there is no folder ${folder}\n`);

const paperOf = async (file: string): Promise<Paper> => {
  const name = readdirSync(folder).find((path) => path.startsWith(`${file}_`))!;
  const paper = await readPaper(readFileSync(join(folder, name)));
  if (paper instanceof Rejection) throw new Error(paper.en);
  return paper;
};
const figuresOf = async (file: string, part?: number): Promise<FiguresFile> => {
  const figures = readReport(await paperOf(file), part === undefined ? {} : { part });
  if (figures instanceof Rejection) throw new Error(figures.en);
  return figures;
};

const published = present ? publishedFigures : [];

describe('published reports', () => {
  for (const known of published)
    it(`of ${known.agency ?? '衡南县某镇'} ${known.year} give every figure known of them`, async () => {
      const { file, part, agency, year, format, counts, nothings, sums, growth, cells } = known;
      const figures = await figuresOf(file, part);
      expect(figures).toMatchObject({ agency: agency ?? UNNAMED_AGENCY, year, format });
      expect(readFigures(figures)).toMatchObject({ year });
      const counted = figures.statements.filter(({ kind }) => kind === 'count');
      const values = counted.map(({ value }) => value);
      expect(counts.filter((value) => !values.includes(value))).toEqual([]);
      expect(values.filter((value) => value === 0).length).toBeGreaterThanOrEqual(nothings);
      const found = figures.statements.filter(({ kind }) => kind === 'sum');
      expect(found.map(({ value, parts }) => ({ value, parts }))).toEqual(
        sums.map(({ total, parts }) => ({ value: total, parts })),
      );
      const wrong = checkReport({ report: figures }).findings.filter(
        ({ check }) => check === 'text-sum',
      );
      expect(wrong.map(({ printed }) => printed)).toEqual(
        sums.filter(({ fits }) => !fits).map(({ total }) => total),
      );
      const printed = Object.entries(figures.cells).filter(([, value]) => value !== null);
      expect(Object.fromEntries(printed)).toEqual(cells ?? {});
      if (growth)
        expect(figures.statements).toContainEqual(
          expect.objectContaining({ kind: 'growth', value: growth.value, parts: growth.parts }),
        );
    });

  it('in one file are listed, each with whose and of which year it is', async () => {
    if (!present) return;
    const outcome = readReport(await paperOf('001'));
    expect(outcome).toMatchObject({ code: 'report.several', details: { count: 5 } });
    const { details } = outcome as Rejection;
    expect(details['parts']).toEqual(
      publishedFigures
        .filter(({ file }) => file === '001')
        .map(({ part, agency, year }) => expect.objectContaining({ part, agency, year })),
    );
    // The footer of a page and the teasers of another county's text are none of them.
    expect(details['leftOut']).toHaveLength(3);
  });

  it('with an error are found out', async () => {
    if (!present) return;
    const findings = async (file: string, part?: number) =>
      checkReport({ report: await figuresOf(file, part) }).findings;
    expect(await findings('001', 5)).toContainEqual(
      expect.objectContaining({ check: 'text-sum', severity: 'hard', printed: 261, expected: 254 }),
    );
    expect(await findings('003')).toContainEqual(
      expect.objectContaining({
        check: 'text-sum',
        severity: 'hard',
        printed: 3105,
        expected: 2910,
      }),
    );
    const township = await findings('002');
    expect(township).toContainEqual(
      expect.objectContaining({ check: 'text-growth', printed: 26.98, expected: 36.96 }),
    );
    expect(township).toContainEqual(
      expect.objectContaining({ check: 'form', cells: ['1.2'], printed: 63 }),
    );
  });
});
