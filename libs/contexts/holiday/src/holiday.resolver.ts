import { resolveGovernment, TREE, type Tree } from '@gongkai/directory';
import {
  authorise,
  PLATFORM,
  READ_STORE,
  Rejection,
  type Officer,
  type ReadStore,
} from '@gongkai/kernel';
import {
  CurrentOfficer,
  CURSORS,
  listRows,
  sendInput,
  toGraphql,
  type CommandInput,
  type Cursors,
} from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { changeCollection } from './change.projection.js';
import { HolidayCommand } from './commands.js';
import { yearsOf } from './decider.years.js';
import { holidayPolicy } from './policy.js';
import { CALENDARS, type Calendars } from './ports.js';

type Input = CommandInput & { government?: string | null } & Record<string, unknown>;

@Resolver('HolidayCalendar')
export class HolidayResolver {
  constructor(
    @Inject(CommandBus) private readonly bus: CommandBus,
    @Inject(READ_STORE) readonly reads: ReadStore,
    @Inject(TREE) private readonly tree: Tree,
    @Inject(CALENDARS) private readonly calendars: Calendars,
    @Inject(CURSORS) readonly cursors: Cursors,
  ) {}

  @Query('holidayCalendar')
  holidayCalendar(@Args('government') government?: string | null, @Args('year') year?: number) {
    const tenant = this.tenantNamed(government);
    if (tenant instanceof Rejection) return null;
    const { calendar, revision } = this.calendars.of(tenant);
    const state = this.calendars.stateOf(tenant);
    const years = yearsOf(calendar, state).filter((each) => (year ?? each.year) === each.year);
    return { revision, base: state.base, years };
  }

  @Query('calendarChanges')
  async calendarChanges(
    @CurrentOfficer() officer: Officer,
    @Args('first') first?: number | null,
    @Args('after') after?: string | null,
  ) {
    authorise(holidayPolicy, 'holiday.readChanges', { kind: 'officer', officer }, officer.agency);
    const { tenant } = officer;
    const query = { where: [], sort: { key: 'on', descending: true } };
    return listRows(this, changeCollection, tenant, query, { first, after });
  }

  @Mutation('loadHolidayNotice')
  load(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, 'load', input);
  }

  @Mutation('correctHolidayNotice')
  correct(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, 'correct', input);
  }

  @Mutation('withdrawHolidayNotice')
  withdraw(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, 'withdraw', input);
  }

  @Mutation('adoptCalendar')
  adopt(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, 'adopt', input);
  }

  private tenantNamed(government: string | null | undefined): string | Rejection {
    return government === null || government === undefined
      ? PLATFORM
      : resolveGovernment(this.tree, government);
  }

  private async send(officer: Officer, type: string, input: Input) {
    const tenant = this.tenantNamed(input.government);
    if (tenant instanceof Rejection) return toGraphql(tenant);
    const named = { ...input, government: tenant === PLATFORM ? null : tenant };
    return sendInput(this.bus, HolidayCommand, officer, named, type, ({ reason, ...fields }) => ({
      ...fields,
      ...(reason === null || reason === undefined ? {} : { reason }),
    }));
  }
}
