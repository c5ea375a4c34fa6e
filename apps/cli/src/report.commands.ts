import type { Command } from 'commander';
import type { Act } from './program.js';
import { addReportBuild } from './report-build.command.js';
import { addReportCheck } from './report-check.command.js';

const ADD = [addReportBuild, addReportCheck] as const;

export const addReport = (program: Command, act: Act): void => {
  const report = program
    .command('report')
    .description('年度报告:核对等。Annual reports: checks and more.');
  for (const add of ADD) add(report, act);
};
