import { cn2014, cn2019, cn2021, sampleReport, type FiguresFile } from '@gongkai/figures';
import { Rejection } from '@gongkai/kernel';
import { readPaper } from '@gongkai/papers';
import { reportFile, type ReportFileKind } from '@gongkai/print';
import { readReport } from '@gongkai/reading';

const KINDS = ['html', 'docx', 'pdf', 'xlsx'] as const satisfies readonly ReportFileKind[];
const CASES = [cn2014, cn2019, cn2021].flatMap((format) =>
  KINDS.map((kind) => ({ format, kind, id: format.id })),
);

const draws = () => {
  let n = 0;
  return () => (n = (n * 7 + 3) % 41);
};

describe('a report that was exported', () => {
  it.each(CASES)('is read again with the same figures: $id as $kind', async ({ format, kind }) => {
    const file: FiguresFile = sampleReport(format, draws(), {
      agency: '衡南县人民政府',
      year: format.years.from,
      scope: 'all',
    });
    const bytes = await reportFile(kind, file);
    if (bytes instanceof Rejection) throw new Error(bytes.en);
    const paper = await readPaper(bytes);
    if (paper instanceof Rejection) throw new Error(paper.en);
    const read = readReport(paper);
    if (read instanceof Rejection) throw new Error(`${read.code} ${read.en}`);
    expect(read).toMatchObject({ format: file.format, agency: file.agency, year: file.year });
    expect(read.cells).toEqual(file.cells);
  });
});
