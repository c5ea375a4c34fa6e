import { addDays } from '@gongkai/calendar';
import { overviewOf, TREE, type Tree } from '@gongkai/directory';
import { calendarFacts, CALENDARS, type Calendars } from '@gongkai/holiday';
import {
  CLOCK,
  EVENT_STORE,
  GateError,
  READ_STORE,
  type Clock,
  type Condition,
  type EventStore,
  type Officer,
  type ReadStore,
} from '@gongkai/kernel';
import {
  CurrentOfficer,
  CURSORS,
  dayOfReplay,
  equalTo,
  listRows,
  ofAgencies,
  replayedBounds,
  within,
  type Cursors,
  type ReplayArgs,
  type Sight,
} from '@gongkai/nest';
import { openingPurpose } from '@gongkai/request';
import { OPENER, Shredded, type Opener } from '@gongkai/vault';
import { Inject } from '@nestjs/common';
import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { actionsOf } from './appeal-actions.js';
import { filesOf, readAppeal, sealedOf, type AppealCase, type SealedField } from './appeal-case.js';
import { appealNode, lineNode, type AppealNode } from './appeal-view.js';
import { proposedBodies } from './bodies.js';
import { mayOpen, mayRead, reconsiderationPolicy } from './policy.js';
import { APPEAL_STAGES, ENDED_STAGES, reconsiderationCollection } from './reconsideration-row.js';
import { editionOfFiling } from './rules.js';

/** Shown as of another time: nothing can be done to it there. */
type Replayed = { replayed: boolean };
type Filter = {
  agency?: string | null;
  stage?: string | null;
  challenge?: string | null;
  of?: string | null;
  edition?: string | null;
  number?: string | null;
  tableOutcome?: string | null;
  outcome?: string | null;
  reviewFirst?: boolean | null;
  late?: boolean | null;
  answerMissed?: boolean | null;
  overdue?: boolean | null;
  filedFrom?: string | null;
  filedTo?: string | null;
  dueTo?: string | null;
  text?: string | null;
};
type ListArgs = {
  filter?: Filter | null;
  sort?: 'dueOn' | 'filedOn' | 'lastOn' | null;
  first?: number | null;
  after?: string | null;
};
const SAME = [
  'stage',
  'challenge',
  'of',
  'edition',
  'number',
  'tableOutcome',
  'outcome',
  'reviewFirst',
  'late',
  'answerMissed',
] as const;
const SIGHT: Sight = { policy: reconsiderationPolicy, operation: 'reconsideration.read' };
const BY_FILING = { key: 'filedOn', descending: true };
const OPEN_STAGES = APPEAL_STAGES.filter((stage) => !ENDED_STAGES.includes(stage));

/** The respondent's side: every question is limited to the officer's government and agencies. */
@Resolver('Reconsideration')
export class ReconsiderationResolver {
  constructor(
    @Inject(READ_STORE) readonly reads: ReadStore,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(TREE) readonly tree: Tree,
    @Inject(CLOCK) readonly clock: Clock,
    @Inject(CURSORS) readonly cursors: Cursors,
    @Inject(CALENDARS) private readonly calendars: Calendars,
    @Inject(OPENER) private readonly opener: Opener,
  ) {}

  @Query('reconsiderations')
  reconsiderations(@CurrentOfficer() officer: Officer, @Args() args: ListArgs) {
    const { filter, sort: sortBy } = args;
    const where = [...ofAgencies(SIGHT, officer, filter?.agency), ...this.wanted(filter ?? {})];
    const key = sortBy ?? 'dueOn';
    const byText = where.some((condition) => 'text' in condition);
    const sort = byText ? BY_FILING : { key, descending: key !== 'dueOn' };
    const { tenant } = officer;
    const today = this.clock.today();
    return listRows(this, reconsiderationCollection, tenant, { where, sort }, args, (row) =>
      lineNode(row, today),
    );
  }

  @Query('reconsideration')
  async reconsideration(
    @CurrentOfficer() officer: Officer,
    @Args('id') id: string,
    @Args() args: ReplayArgs = {},
  ): Promise<AppealNode & Replayed> {
    const now = await this.caseOf(officer, id);
    const bounds = replayedBounds(args, this.clock);
    const file = bounds ? await readAppeal(this.store, officer.tenant, id, bounds) : now;
    if (!file) throw new GateError('NOT_FOUND');
    const node = appealNode(file, {
      today: dayOfReplay(bounds, this.clock),
      calendarAt: (revision) => this.calendars.at(officer.tenant, revision),
    });
    return { ...node, replayed: bounds !== undefined };
  }

  @Query('openedReconsideration')
  async opened(
    @CurrentOfficer() officer: Officer,
    @Args('id') id: string,
    @Args('fields') fields: SealedField[],
    @Args('purpose') purpose: string,
  ) {
    const file = await this.caseOf(officer, id);
    if (!mayOpen(officer, file.appeal.respondent))
      throw new GateError('FORBIDDEN', { operation: 'reconsideration.open' });
    const why = openingPurpose(purpose);
    const wanted = sealedOf(file).filter(({ field }) => fields.includes(field));
    const named = wanted.map((kept, i) => [`${kept.field}.${i}`, kept.sealed] as const);
    const by = { tenant: officer.tenant, caller: { kind: 'officer', officer } as const };
    // A proceeding before the body is what restricted data may still be opened for.
    const sealed = Object.fromEntries(named);
    const values = await this.opener.openFor(by, id, sealed, why, 'court');
    const bytes = new Map(filesOf(file.events).map((each) => [each.digest, each.bytes]));
    return wanted.map(({ field, label }, i) => {
      const value = values[`${field}.${i}`];
      const gone = value instanceof Shredded;
      const isFile = field === 'files' && label !== null;
      return {
        field,
        label,
        shredded: gone,
        value: gone ? null : JSON.stringify(value),
        path: isFile && !gone ? `/files/${label}?ticket=${id}` : null,
        bytes: isFile ? (bytes.get(label) ?? null) : null,
      };
    });
  }

  /** 督办: counts and lateness of what lies below, never a case. */
  @Query('reconsiderationOverview')
  overview(@CurrentOfficer() officer: Officer, @Args('node') text: string) {
    return overviewOf(this, officer, text, {
      collection: reconsiderationCollection,
      policy: reconsiderationPolicy,
      read: 'reconsideration.read',
      supervise: 'reconsideration.supervise',
      async counts(count, today) {
        const open: Condition = { key: 'stage', in: OPEN_STAGES };
        return {
          open: await count(open),
          overdue: await count(open, { key: 'dueOn', to: addDays(today, -1) }),
          answersMissed: await count({ key: 'answerMissed', eq: 1 }),
          upheld: await count({ key: 'tableOutcome', eq: 'upheld' }),
          corrected: await count({ key: 'tableOutcome', eq: 'corrected' }),
          other: await count({ key: 'tableOutcome', eq: 'other' }),
        };
      },
    });
  }

  @Query('reconsiderationBodies')
  bodies(
    @CurrentOfficer() officer: Officer,
    @Args('agency') agency?: string | null,
    @Args('filedOn') filedOn?: string | null,
    @Args('vertical') vertical?: boolean | null,
  ) {
    const on = filedOn ?? this.clock.today();
    const edition = editionOfFiling(on);
    const of = { tenant: officer.tenant, agency: agency ?? null, edition, on };
    return { edition, ...proposedBodies(this.tree, { ...of, vertical: vertical ?? false }) };
  }

  @ResolveField('allowed')
  allowed(@CurrentOfficer() officer: Officer, @Parent() node: AppealNode & Replayed) {
    const { file, replayed } = node;
    if (replayed) return [];
    const facts = { today: this.clock.today(), ...calendarFacts(this.calendars, officer.tenant) };
    return actionsOf(file.appeal, officer, facts);
  }

  /** Not there, of another government, not granted: one answer. */
  private async caseOf(officer: Officer, id: string): Promise<AppealCase> {
    const found = await readAppeal(this.store, officer.tenant, id);
    if (!found || !mayRead(officer, found.appeal.respondent)) throw new GateError('NOT_FOUND');
    return found;
  }

  private wanted(filter: Filter): Condition[] {
    const { filedFrom, filedTo, dueTo, overdue, text } = filter;
    const yesterday = addDays(this.clock.today(), -1);
    const until = overdue && (!dueTo || yesterday < dueTo) ? yesterday : dueTo;
    return [
      ...equalTo(filter, ...SAME),
      ...within('filedOn', { from: filedFrom ?? null, to: filedTo ?? null }),
      ...(until
        ? [
            { key: 'stage', in: OPEN_STAGES },
            { key: 'dueOn', to: until },
          ]
        : []),
      ...(text?.trim() ? [{ text: text.trim() }] : []),
    ];
  }
}
