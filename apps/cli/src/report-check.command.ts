import type { CheckOutcome, FiguresFile, Finding } from '@gongkai/figures';
import type { Command } from 'commander';
import type { ExitCode } from './failure.js';
import { readFiguresFile, readFormats } from './figures-file.js';
import type { Act } from './program.js';
import type { Settings } from './settings.js';

type Options = { previous?: string; children?: string[]; formats?: string[] };

export const addReportCheck = (report: Command, act: Act): void => {
  report
    .command('check')
    .description('核对一份报告的数字。Check the figures of a report.')
    .argument('<file>', '数字文件(JSON)。A figures file (JSON).')
    .option('--previous <file>', '上一年报告的数字文件。Figures file of the year before.')
    .option('--children <files...>', '下级报告的数字文件。Figures files of the reports below.')
    .option('--formats <files...>', '另加的报表格式文件。Files of further report forms.')
    .action(act(check));
};

const check = async (
  { terminal }: Settings,
  { previous, children = [], formats: files = [] }: Options,
  [file = '']: string[],
): Promise<ExitCode> => {
  const { checkReport } = await import('@gongkai/figures');
  const formats = await readFormats(files);
  const report = await readFiguresFile(file, formats);
  const before =
    previous === undefined ? undefined : await readFiguresFile(previous, formats, '--previous');
  const below: FiguresFile[] = [];
  for (const child of children) below.push(await readFiguresFile(child, formats, '--children'));
  const outcome = checkReport({ report, previous: before, children: below, formats });
  terminal.result(outcome, linesOf(report, outcome));
  return outcome.findings.some(({ severity }) => severity === 'hard') ? 1 : 0;
};

const CELLS_SHOWN = 4;

const findingLines = ({ check: name, severity, cells, statement, zh, en }: Finding): string[] => {
  const more = cells.length - CELLS_SHOWN;
  const where = [...cells.slice(0, CELLS_SHOWN), ...(more > 0 ? [`… +${more}`] : [])];
  return [
    `${severity === 'hard' ? '✗ 硬 hard' : '! 软 soft'}  ${name}  ${where.join(' ')}`.trimEnd(),
    ...(statement === undefined ? [] : [`    「${statement.trim()}」`]),
    `    ${zh}`,
    `    ${en}`,
  ];
};

const linesOf = ({ agency, year }: FiguresFile, outcome: CheckOutcome): string[] => {
  const { hard, soft, skipped } = outcome.checked;
  return [
    `${agency} ${year} ${outcome.format}`,
    `核对 checked: 硬 hard ${hard}, 软 soft ${soft}`,
    ...(outcome.findings.length === 0 ? ['没有发现问题。Nothing found.'] : []),
    ...outcome.findings.flatMap(findingLines),
    ...(skipped.length === 0 ? [] : ['未核对 not checked:']),
    ...skipped.map(({ check: name, why }) => `    ${name}: ${why}`),
  ];
};
