import { Module } from '@nestjs/common';
import { AnnualReportHandler } from './annual.handler.js';
import { BoardResolver } from './board.resolver.js';
import { ReportMutations } from './mutations.resolver.js';
import { ReportResolver } from './report.resolver.js';

@Module({ providers: [AnnualReportHandler, ReportResolver, BoardResolver, ReportMutations] })
export class AnnualModule {}
