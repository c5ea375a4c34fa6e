import { TREE, type Tree } from '@gongkai/directory';
import {
  authorise,
  CLOCK,
  envelopeOf,
  EVENT_STORE,
  execute,
  GateError,
  IDS,
  parseCommand,
  PLATFORM,
  type Clock,
  type EventStore,
  type Ids,
  type Receipt,
  type Rejection,
} from '@gongkai/kernel';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { HolidayCommand, HolidayCommands } from './commands.js';
import { HOLIDAY_CALENDAR_ID, holidayAggregate } from './decider.js';
import { rejectHoliday } from './errors.js';
import { holidayPolicy } from './policy.js';

@CommandHandler(HolidayCommand)
export class HolidayHandler implements ICommandHandler<HolidayCommand> {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(IDS) private readonly ids: Ids,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TREE) private readonly tree: Tree,
  ) {}

  async execute({ call, data }: HolidayCommand): Promise<Receipt | Rejection> {
    const operation = 'holiday.change';
    const actor = authorise(holidayPolicy, operation, call.caller, null);
    if (call.tenant !== PLATFORM) throw new GateError('FORBIDDEN', { operation });
    const parsed = parseCommand(HolidayCommands, data);
    if ('rejection' in parsed) return parsed.rejection;
    const { command } = parsed;
    const { government } = command;
    if (government !== null && this.tree.governmentNode(government) === undefined)
      return rejectHoliday('holiday.unknownGovernment', { government }, 'government');
    const today = call.today ?? this.clock.today();
    const facts = { today, actor, national: government === null };
    // The calendar of a government lies with its records, whoever of the platform changes it.
    const envelope = { ...envelopeOf(call, actor), tenant: government ?? PLATFORM };
    const deps = { store: this.store, ids: this.ids };
    return execute(deps, holidayAggregate, HOLIDAY_CALENDAR_ID, command, facts, envelope);
  }
}
