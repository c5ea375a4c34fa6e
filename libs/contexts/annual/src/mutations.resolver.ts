import { mutationsOf } from '@gongkai/nest';
import { Resolver } from '@nestjs/graphql';
import { AnnualReportCommand, ReportFormatCommand } from './commands.js';

/** GraphQL sends null for what was left out; a command has only what was given. */
const given = (body: object) =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));

const ofReport = {
  openReport: 'open',
  writeReportSection: 'writeSection',
  freezeReportFigures: 'freezeFigures',
  markReportCell: 'markCell',
  restoreReportCell: 'restoreCell',
  handInReport: 'handIn',
  returnReport: 'return',
  approveReport: 'approve',
  publishReport: 'publish',
  restateReportPublication: 'restate',
  correctReport: 'correct',
  decideReportFinding: 'decideFinding',
} as const;

@Resolver()
export class ReportMutations extends mutationsOf(
  [AnnualReportCommand, ofReport, given],
  [ReportFormatCommand, { addReportFormat: 'addFormat' }],
) {}
