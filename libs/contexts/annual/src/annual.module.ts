import { Module } from '@nestjs/common';
import { AnnualReportHandler } from './annual.handler.js';
import { BoardResolver } from './board.resolver.js';
import { ReportFormatHandler } from './formats.handler.js';
import { ReportMutations } from './mutations.resolver.js';
import { ReportResolver } from './report.resolver.js';

@Module({
  providers: [
    AnnualReportHandler,
    ReportFormatHandler,
    ReportResolver,
    BoardResolver,
    ReportMutations,
  ],
})
export class AnnualModule {}
