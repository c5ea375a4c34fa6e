import { readFile, stat } from 'node:fs/promises';
import type { FiguresFile, Note, Statement } from '@gongkai/figures';
import { Rejection } from '@gongkai/kernel';
import type { PartNamed } from '@gongkai/reading';
import type { Command } from 'commander';
import { accepted, usage } from './failure.js';
import { inputFile } from './input-file.js';
import type { Act } from './program.js';
import type { Settings } from './settings.js';

type Options = { part?: string };

export const addReportRead = (report: Command, act: Act): void => {
  report
    .command('read')
    .description(
      '从已公布的报告读出数字文件。Read a published report into a figures file: HTML, DOCX, PDF, XLSX, text.',
    )
    .argument('<file>', '报告文件。The file of the report.')
    .option('--part <number>', '文件中有几份报告时,读第几份。Which, when the file holds several.')
    .action(act(read));
};

const partNumber = (part: string | undefined): number | undefined => {
  if (part === undefined) return undefined;
  if (/^[1-9]\d{0,5}$/.test(part)) return Number(part);
  throw usage('--part 须为从 1 起的整数。', '--part takes a whole number from 1.', { part });
};

/** The bytes of a file; one over the limit is refused before it is read. */
const bytesOf = async (path: string): Promise<Uint8Array> => {
  const [{ PAPER_LIMITS }, { rejectReport }] = await Promise.all([
    import('@gongkai/papers'),
    import('@gongkai/reading'),
  ]);
  const { size } = await stat(path);
  const limit = PAPER_LIMITS.bytes;
  if (size > limit) accepted(rejectReport('report.fileTooLarge', { limit }, 'file'));
  return readFile(path);
};

const read = async (
  { terminal }: Settings,
  options: Options,
  [file = '']: string[],
): Promise<void> => {
  const part = partNumber(options.part);
  const [{ readPaper }, { readReport }] = await Promise.all([
    import('@gongkai/papers'),
    import('@gongkai/reading'),
  ]);
  const paper = accepted(await readPaper(await bytesOf(await inputFile(file, '<file>'))));
  const found = readReport(paper, part === undefined ? {} : { part });
  if (found instanceof Rejection && found.code === 'report.several')
    for (const line of partLines(found)) terminal.note(line, '');
  const report = accepted(found);
  terminal.result(report, linesOf(report));
};

const partLines = ({ details }: Rejection): string[] =>
  (details['parts'] as PartNamed[]).map(
    ({ part, agency, year, title }) =>
      `${part}  ${agency ?? '?'}  ${year ?? '?'}${title === null ? '' : `  ${title}`}`,
  );

const statementLine = ({ kind, value, unit = '', parts, base, cell, text }: Statement): string => {
  const of = parts === undefined ? '' : ` (${parts.join('+')})`;
  const from = base === undefined ? '' : ` /${base}`;
  const at = cell === undefined ? '' : ` → ${cell}`;
  return `  ${kind} ${value}${unit}${of}${from}${at}  「${text.replace(/\s+/g, ' ').slice(0, 60)}」`;
};

const noteLines = ({ zh, en, where }: Note): string[] => [
  `! ${zh}${where === undefined ? '' : ` [${where}]`}`,
  `  ${en}`,
];

const linesOf = ({ agency, year, format, cells, statements, notes }: FiguresFile): string[] => [
  `${agency} ${year} ${format}`,
  `单元格 cells: ${Object.keys(cells).length}`,
  ...Object.entries(cells).map(([id, value]) => `  ${id} ${value ?? '—'}`),
  `语句 statements: ${statements.length}`,
  ...statements.map(statementLine),
  ...notes.flatMap(noteLines),
];
