import { TREE, type Tree } from '@gongkai/directory';
import {
  authorise,
  CLOCK,
  EVENT_STORE,
  GateError,
  handle,
  IDS,
  PLATFORM,
  type Clock,
  type EventStore,
  type Ids,
  type Outcome,
} from '@gongkai/kernel';
import { Handler } from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { CommandHandler } from '@nestjs/cqrs';
import { HolidayCommand, HolidayCommands } from './commands.js';
import { HOLIDAY_CALENDAR_ID, holidayAggregate } from './decider.js';
import { rejectHoliday } from './errors.js';
import { holidayPolicy as policy } from './policy.js';

const operation = 'holiday.change';

@CommandHandler(HolidayCommand)
export class HolidayHandler extends Handler {
  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(IDS) ids: Ids,
    @Inject(CLOCK) clock: Clock,
    @Inject(TREE) private readonly tree: Tree,
  ) {
    super(store, ids, clock);
  }

  async execute(sent: HolidayCommand): Promise<Outcome> {
    authorise(policy, operation, sent.call.caller, null);
    if (sent.call.tenant !== PLATFORM) throw new GateError('FORBIDDEN', { operation });
    return handle(this.deps, sent, {
      schema: HolidayCommands,
      aggregate: holidayAggregate,
      policy,
      operation,
      agency: null,
      idOf: () => HOLIDAY_CALENDAR_ID,
      // The calendar of a government lies with its records, whoever of the platform changes it.
      tenantOf: ({ government }) => government ?? PLATFORM,
      facts: ({ command: { government } }) =>
        government !== null && this.tree.governmentNode(government) === undefined
          ? rejectHoliday('holiday.unknownGovernment', { government }, 'government')
          : { national: government === null },
    });
  }
}
