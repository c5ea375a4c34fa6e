import {
  EVENT_STORE,
  GateError,
  loadState,
  type EventStore,
  type Officer,
  type Receipt,
  type Rejection,
} from '@gongkai/kernel';
import { CurrentOfficer, officerCall, toGraphql } from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { RequestSettingCommand } from './commands.setting.js';
import { REQUEST_SETTINGS_ID, requestSettingAggregate } from './decider.setting.js';
import { readableAgencies } from './policy.js';

type Input = { commandId: string; expectedRevision?: number | null; template: string };

@Resolver()
export class RequestSettingResolver {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CommandBus) private readonly bus: CommandBus,
  ) {}

  @Query('requestNumberTemplate')
  async template(@CurrentOfficer() officer: Officer): Promise<string> {
    if (readableAgencies(officer).length === 0)
      throw new GateError('FORBIDDEN', { operation: 'request.read' });
    const { tenant } = officer;
    const settings = requestSettingAggregate;
    return (await loadState(this.store, settings, tenant, REQUEST_SETTINGS_ID)).state
      .numberTemplate;
  }

  @Mutation('setRequestNumberTemplate')
  async set(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    const data = { type: 'setRequestNumberTemplate', template: input.template };
    const command = new RequestSettingCommand(officerCall(officer, input), data);
    return toGraphql(await this.bus.execute<RequestSettingCommand, Receipt | Rejection>(command));
  }
}
