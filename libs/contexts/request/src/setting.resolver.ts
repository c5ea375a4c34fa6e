import { EVENT_STORE, GateError, loadState, type EventStore, type Officer } from '@gongkai/kernel';
import { CurrentOfficer, mutationsOf } from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Query, Resolver } from '@nestjs/graphql';
import { RequestSettingCommand } from './commands.setting.js';
import { REQUEST_SETTINGS_ID, requestSettingAggregate } from './decider.setting.js';
import { readableAgencies } from './policy.js';

@Resolver()
export class RequestSettingResolver extends mutationsOf([
  RequestSettingCommand,
  { setRequestNumberTemplate: 'setRequestNumberTemplate' },
]) {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CommandBus) bus: CommandBus,
  ) {
    super(bus);
  }

  @Query('requestNumberTemplate')
  async template(@CurrentOfficer() officer: Officer): Promise<string> {
    if (readableAgencies(officer).length === 0)
      throw new GateError('FORBIDDEN', { operation: 'request.read' });
    const { tenant } = officer;
    const settings = requestSettingAggregate;
    return (await loadState(this.store, settings, tenant, REQUEST_SETTINGS_ID)).state
      .numberTemplate;
  }
}
