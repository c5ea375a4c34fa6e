import type { Command } from 'commander';
import type { Act } from './program.js';
import { addReportBuild } from './report-build.command.js';
import { addReportCheck } from './report-check.command.js';
import { addReportExport } from './report-export.command.js';
import { addReportRead } from './report-read.command.js';

const ADD = [addReportRead, addReportBuild, addReportCheck, addReportExport] as const;

export const addReport = (program: Command, act: Act): void => {
  const report = program
    .command('report')
    .description('年度报告:读取、核对、编制、导出。Annual reports: read, check, build, export.');
  for (const add of ADD) add(report, act);
};
