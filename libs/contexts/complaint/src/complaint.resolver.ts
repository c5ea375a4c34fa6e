import { resolveNode, TREE, type Tree } from '@gongkai/directory';
import { calendarFacts, CALENDARS, type Calendars } from '@gongkai/holiday';
import {
  CLOCK,
  EVENT_STORE,
  GateError,
  loadState,
  READ_STORE,
  Rejection,
  type Clock,
  type Condition,
  type EventStore,
  type Officer,
  type ReadStore,
} from '@gongkai/kernel';
import {
  CurrentOfficer,
  CURSORS,
  equalTo,
  listRows,
  replayedBounds,
  replayedCase,
  within,
  type Cursors,
  type ReplayArgs,
} from '@gongkai/nest';
import { openingPurpose } from '@gongkai/request';
import { isWithheld, openedText, OPENER, type Opener } from '@gongkai/vault';
import { Inject } from '@nestjs/common';
import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { actionsOf } from './complaint-actions.js';
import {
  complaintCollection,
  complaintRuleCollection,
  type ComplaintRow,
} from './complaint.projection.js';
import { complaintAggregate, type Complaint } from './decider.js';
import { COMPLAINT_RULES, complaintRuleAggregate } from './decider.rules.js';
import { ComplaintKind, kindNames } from './events.kinds.js';
import { mayOpen, mayRead, maySupervise, readableAgencies } from './policy.js';
import { STARTER_RULES } from './rules.js';

type ListArgs = {
  agency?: string | null;
  from?: string | null;
  to?: string | null;
  dueTo?: string | null;
  first?: number | null;
  after?: string | null;
} & Record<string, unknown>;
type BelowArgs = {
  node: string;
  kind?: string | null;
  first?: number | null;
  after?: string | null;
};
type ComplaintNode = ReturnType<typeof complaintNode>;

const SORT = { key: 'receivedOn', descending: true };

@Resolver('Complaint')
export class ComplaintResolver {
  constructor(
    @Inject(READ_STORE) readonly reads: ReadStore,
    @Inject(CURSORS) readonly cursors: Cursors,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CALENDARS) private readonly calendars: Calendars,
    @Inject(TREE) private readonly tree: Tree,
    @Inject(OPENER) private readonly opener: Opener,
  ) {}

  @Query('complaints')
  complaints(@CurrentOfficer() officer: Officer, @Args() args: ListArgs) {
    const { dueTo } = args;
    const where = [
      ...agenciesOf(officer, args.agency),
      ...equalTo(args, 'kind', 'stage', 'open', 'late', 'shown'),
      ...within('receivedOn', args),
      ...(dueTo ? [{ key: 'dueOn', to: dueTo }] : []),
    ];
    return listRows(this, complaintCollection, officer.tenant, { where, sort: SORT }, args, lineOf);
  }

  /** What a government below has shown: kind, stage, lateness and finding, never what is sealed. */
  @Query('complaintsBelow')
  complaintsBelow(@CurrentOfficer() officer: Officer, @Args() args: BelowArgs) {
    const tenant = this.below(officer, args.node);
    const where = [{ key: 'shown', eq: 1 }, ...equalTo({ kind: args.kind }, 'kind')];
    return listRows(this, complaintCollection, tenant, { where, sort: SORT }, args, lineOf);
  }

  @Query('complaintRules')
  async complaintRules(@CurrentOfficer() { tenant }: Officer) {
    const row = await this.reads.get(complaintRuleCollection, tenant, COMPLAINT_RULES);
    const periods = row?.periods ?? STARTER_RULES;
    return {
      adoptedOn: row?.adoptedOn ?? null,
      basis: row?.basis ?? null,
      periods: ComplaintKind.options.map((kind) => ({
        kind,
        ...kindNames[kind],
        ...periods[kind],
      })),
    };
  }

  @Query('complaint')
  async complaint(
    @CurrentOfficer() officer: Officer,
    @Args('id') id: string,
    @Args() args: ReplayArgs = {},
  ) {
    const now = await this.complaintOf(officer, id);
    const bounds = replayedBounds(args, this.clock);
    if (!bounds) return complaintNode(id, now.state, now.revision);
    const of = { tenant: officer.tenant, id, begins: 'ComplaintReceived' } as const;
    const then = await replayedCase(this.store, complaintAggregate, of, bounds);
    return complaintNode(id, then.state, then.revision, true);
  }

  @Query('openedComplaint')
  async openedComplaint(
    @CurrentOfficer() officer: Officer,
    @Args('id') id: string,
    @Args('purpose') purpose: string,
  ) {
    const { state: complaint } = await this.complaintOf(officer, id);
    if (!mayOpen(officer, [complaint.agency, complaint.handler]))
      throw new GateError('FORBIDDEN', { operation: 'complaint.open' });
    const why = openingPurpose(purpose);
    const { complainant, text, answers } = complaint;
    const by = { tenant: officer.tenant, caller: { kind: 'officer', officer } as const };
    const answer = answers.at(-1)?.text ?? null;
    const opened = await this.opener.openFor(by, id, { complainant, text, answer }, why);
    return {
      id,
      complainant: openedText(opened.complainant),
      text: openedText(opened.text),
      answer: openedText(opened.answer),
      shredded: Object.values(opened).some(isWithheld),
    };
  }

  @ResolveField('allowed')
  async allowed(@CurrentOfficer() officer: Officer, @Parent() node: ComplaintNode) {
    const { id, complaint, replayed } = node;
    if (replayed) return [];
    const { tenant } = officer;
    const { state } = await loadState(this.store, complaintRuleAggregate, tenant, COMPLAINT_RULES);
    const known = { ...calendarFacts(this.calendars, tenant), rules: state.periods };
    return actionsOf(id, complaint, officer, { today: this.clock.today(), ...known });
  }

  /** Not there, of another government, not granted: one answer. */
  private async complaintOf(officer: Officer, id: string) {
    if (!/^[A-Za-z0-9]{1,64}$/.test(id)) throw new GateError('NOT_FOUND');
    const found = await loadState(this.store, complaintAggregate, officer.tenant, id);
    const { agency, handler } = found.state;
    if (found.revision === 0 || !mayRead(officer, [agency, handler]))
      throw new GateError('NOT_FOUND');
    return found;
  }

  /** The tenant of a government below the officer's own; anything else looks like nothing. */
  private below(officer: Officer, text: string): string {
    const node = resolveNode(this.tree, text);
    const own = this.tree.governmentNode(officer.tenant);
    const government = node instanceof Rejection ? undefined : this.tree.governmentAt(node.id);
    if (
      node instanceof Rejection ||
      !government ||
      own === undefined ||
      !maySupervise(officer) ||
      !this.tree.ancestors(node.id, this.clock.today()).includes(own)
    )
      throw new GateError('NOT_FOUND');
    return government.tenant;
  }
}

/** Those an officer may see: they came to, or are handled by, an agency of the grants. */
const agenciesOf = (officer: Officer, agency: string | null | undefined): Condition[] => {
  if (agency) {
    if (!mayRead(officer, [agency === 'own' ? null : agency])) throw new GateError('NOT_FOUND');
    return [{ set: 'agencies', has: agency }];
  }
  const agencies = readableAgencies(officer);
  if (agencies === 'all') return [];
  const [only] = agencies;
  return agencies.length === 1 && only
    ? [{ set: 'agencies', has: only }]
    : [{ key: 'handler', in: agencies }];
};

const lineOf = ({ complaintId, about, ...row }: ComplaintRow) => ({
  ...row,
  ...about,
  id: complaintId,
});

/** A complaint as the officers of its government see it; what lies sealed is not in it. */
const complaintNode = (id: string, complaint: Complaint, revision: number, replayed = false) => {
  const { complainant, text, person: _, about, answers, period, ...shown } = complaint;
  return {
    ...shown,
    ...about,
    ...kindNames[complaint.kind],
    id,
    complaint,
    revision,
    /** Shown as of another time: nothing can be done to it there. */
    replayed,
    named: complainant !== null,
    sealedText: text !== null,
    days: period?.days ?? null,
    unit: period?.unit ?? null,
    answers: answers.map(({ text: _text, ...answer }) => answer),
  };
};
