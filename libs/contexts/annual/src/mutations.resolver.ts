import type { Officer, Receipt, Rejection } from '@gongkai/kernel';
import { CurrentOfficer, officerCall, toGraphql } from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { AnnualReportCommand, ReportFormatCommand, type AnnualCommandData } from './commands.js';

type Input = { commandId: string; expectedRevision?: number | null };
type FormatInput = Input & { file: string };

@Resolver()
export class ReportMutations {
  constructor(@Inject(CommandBus) private readonly bus: CommandBus) {}

  @Mutation('openReport')
  open(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, 'open');
  }

  @Mutation('writeReportSection')
  writeSection(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, 'writeSection');
  }

  @Mutation('freezeReportFigures')
  freezeFigures(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, 'freezeFigures');
  }

  @Mutation('markReportCell')
  markCell(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, 'markCell');
  }

  @Mutation('restoreReportCell')
  restoreCell(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, 'restoreCell');
  }

  @Mutation('handInReport')
  handIn(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, 'handIn');
  }

  @Mutation('returnReport')
  sendBack(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, 'return');
  }

  @Mutation('approveReport')
  approve(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, 'approve');
  }

  @Mutation('publishReport')
  publish(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, 'publish');
  }

  @Mutation('correctReport')
  correct(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, 'correct');
  }

  @Mutation('decideReportFinding')
  decideFinding(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, 'decideFinding');
  }

  @Mutation('addReportFormat')
  async addFormat(@CurrentOfficer() officer: Officer, @Args('input') input: FormatInput) {
    const command = new ReportFormatCommand(officerCall(officer, input), {
      type: 'addFormat',
      file: input.file,
    });
    return toGraphql(await this.bus.execute<object, Receipt | Rejection>(command));
  }

  private async send(officer: Officer, input: Input, type: AnnualCommandData['type']) {
    const { commandId: _, expectedRevision: __, ...body } = input;
    const given = Object.entries(body).filter(([, value]) => value !== null);
    const command = new AnnualReportCommand(officerCall(officer, input), {
      type,
      ...Object.fromEntries(given),
    });
    return toGraphql(await this.bus.execute<object, Receipt | Rejection>(command));
  }
}
