import {
  authorise,
  CLOCK,
  EVENT_STORE,
  GateError,
  READ_STORE,
  StateCache,
  type Clock,
  type EventStore,
  type Officer,
  type ReadStore,
} from '@gongkai/kernel';
import {
  CurrentOfficer,
  CURSORS,
  equalTo,
  given,
  listRows,
  mutationsOf,
  type Cursors,
} from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { caseKinds } from './case-kinds.js';
import { heldCaseCollection, type HeldCaseRow } from './cases.projection.js';
import { ErasureCommand, RetentionCommand } from './commands.js';
import { RETENTION_ID, retentionAggregate } from './decider.js';
import { holdOn, keptCase, periodOf, scheduleOn, type Retention } from './decider.state.js';
import { erasureCollection, holdCollection } from './erasures.projection.js';
import { closedUpTo } from './periods.js';
import { heldCaseOf } from './person-cases.js';
import { retentionPolicy } from './policy.js';

type PageArgs = { first?: number | null; after?: string | null };

/** The archivist's side: everything of the officer's own government, for who may see it. */
@Resolver()
export class RetentionResolver extends mutationsOf(
  [
    RetentionCommand,
    {
      adoptRetentionSchedule: 'adoptSchedule',
      placeHold: 'placeHold',
      liftHold: 'liftHold',
      restrictPerson: 'restrict',
      endRestriction: 'endRestriction',
    },
    (body) => given(body) as object,
  ],
  [
    ErasureCommand,
    {
      askErasure: 'ask',
      approveErasure: 'approve',
      refuseErasure: 'refuse',
      withdrawErasure: 'withdraw',
      carryOutErasure: 'carryOut',
    },
  ],
) {
  private readonly states;
  constructor(
    @Inject(CommandBus) bus: CommandBus,
    @Inject(READ_STORE) readonly reads: ReadStore,
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(CLOCK) readonly clock: Clock,
    @Inject(CURSORS) readonly cursors: Cursors,
  ) {
    super(bus);
    this.states = new StateCache(store, retentionAggregate);
  }

  @Query('retentionSchedules')
  async schedules(@CurrentOfficer() officer: Officer) {
    const state = await this.state(officer);
    const today = this.clock.today();
    return caseKinds.map(({ kind, zh, en }) => {
      const versions = state.schedules[kind] ?? [];
      const inForce = scheduleOn(state, kind, today);
      return { kind, zh, en, inForce: inForce ?? null, versions };
    });
  }

  @Query('retentionDue')
  async due(@CurrentOfficer() officer: Officer, @Args() args: PageArgs & { kind: string }) {
    const state = await this.state(officer);
    const { kind } = args;
    const today = this.clock.today();
    const schedule = scheduleOn(state, kind, today);
    // Without a schedule, or with one that never ends, nothing is due: a day no case was closed on.
    const to = schedule ? closedUpTo(today, periodOf(schedule)) : '0000-00-00';
    const where = [
      { key: 'kind', eq: kind },
      { key: 'live', eq: 1 },
      { key: 'closedOn', from: '0000-01-01', to },
      { key: 'ownYears', to: schedule?.years ?? 0 },
    ];
    const query = { where, sort: { key: 'closedOn' } };
    return listRows(this, heldCaseCollection, officer.tenant, query, args, (row) =>
      this.caseNode(state, row),
    );
  }

  @Query('heldCase')
  async heldCase(@CurrentOfficer() officer: Officer, @Args('id') id: string) {
    const state = await this.state(officer);
    const row = await this.reads.get(heldCaseCollection, officer.tenant, id);
    return row ? this.caseNode(state, row) : null;
  }

  @Query('legalHolds')
  async holds(
    @CurrentOfficer() officer: Officer,
    @Args() args: PageArgs & { case?: string | null; standing?: boolean | null },
  ) {
    this.mayRead(officer);
    const query = { where: equalTo(args, 'case', 'standing'), sort: { key: 'placedOn' } };
    return listRows(this, holdCollection, officer.tenant, query, args);
  }

  @Query('dataRestrictions')
  async restrictions(@CurrentOfficer() officer: Officer) {
    return Object.values((await this.state(officer)).restricted);
  }

  @Query('erasures')
  async erasures(
    @CurrentOfficer() officer: Officer,
    @Args() args: PageArgs & { state?: string | null; person?: string | null },
  ) {
    this.mayRead(officer);
    const sort = { key: 'askedOn', descending: true };
    const query = { where: equalTo(args, 'state', 'person'), sort };
    return listRows(this, erasureCollection, officer.tenant, query, args);
  }

  private caseNode(state: Retention, row: HeldCaseRow) {
    const kept = keptCase(state, heldCaseOf(row), this.clock.today());
    const hold = holdOn(state, { id: row.caseId });
    const { caseId: id, kind, agency, persons, erased, closedOn } = row;
    return {
      id,
      kind,
      agency,
      closedOn,
      persons: [
        ...persons.map((key) => ({ key, erased: false, restricted: key in state.restricted })),
        ...erased.map((key) => ({ key, erased: true, restricted: false })),
      ],
      keptTo: kept.kind === 'until' ? kept.day : null,
      permanent: kept.kind === 'permanent',
      hold: hold ? { ...hold, id: hold.hold, lifted: null } : null,
    };
  }

  private mayRead(officer: Officer): void {
    if (!officer.grants.length) throw new GateError('FORBIDDEN', { operation: 'retention.read' });
    authorise(retentionPolicy, 'retention.read', { kind: 'officer', officer }, null);
  }

  private async state(officer: Officer): Promise<Retention> {
    this.mayRead(officer);
    return (await this.states.get(officer.tenant, RETENTION_ID)).state;
  }
}
