import { reportHtml, inventedReport, reportPdf, type Invention } from '@gongkai/testing';
import { readPaper } from '@gongkai/papers';
import { readReport } from '@gongkai/reading';
import { seconds, type Bench } from './bench.js';

const SENTENCE =
  '全年通过政府网站、政务新媒体和公开栏等渠道公开各类政府信息,及时回应群众关切,其中网站120条,新媒体80条。';

/** A report as long as the longest: text around the three tables. */
const longReport = (paragraphs: number): Invention => {
  const report = inventedReport();
  const text = Array.from({ length: paragraphs }, (_, i) => `${i + 1}.${SENTENCE.repeat(8)}`);
  return [...report.slice(0, 4), ...text, ...report.slice(4)];
};

const pagesOf = (pdf: Uint8Array): number =>
  Buffer.from(pdf)
    .toString('latin1')
    .match(/\/Type \/Page\b/g)?.length ?? 0;

/** Target of reports: a 40-page PDF read in under 2 s. */
export const paperBench: Bench = {
  name: 'paper',
  async run({ flags, measure, note }) {
    const rounds = Number(flags['rounds'] ?? 5);
    const report = longReport(Number(flags['paragraphs'] ?? 262));
    const pdf = await reportPdf(report);
    note(`${pagesOf(pdf)} pages, ${pdf.length} bytes`);
    const medianOf = async (file: Uint8Array): Promise<number> => {
      const times: number[] = [];
      for (let round = 0; round < rounds; round++)
        times.push(
          await seconds(async () => {
            const paper = await readPaper(file);
            if ('code' in paper || 'code' in readReport(paper)) throw new Error('not read');
          }),
        );
      return times.toSorted((a, b) => a - b)[rounds >> 1]!;
    };
    const html = await medianOf(new TextEncoder().encode(reportHtml(report)));
    const read = await medianOf(pdf);
    const peer = { unit: 's', peer: 'the same as HTML', theirs: html };
    measure({ what: 'PDF of 40 pages to figures', ours: read, ...peer, atMost: 2 });
  },
};
