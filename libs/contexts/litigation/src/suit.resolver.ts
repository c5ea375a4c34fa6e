import { calendarFacts, CALENDARS, type Calendars } from '@gongkai/holiday';
import {
  CLOCK,
  EVENT_STORE,
  GateError,
  loadState,
  READ_STORE,
  type Clock,
  type EventStore,
  type Officer,
  type ReadStore,
} from '@gongkai/kernel';
import {
  CurrentOfficer,
  CURSORS,
  equalTo,
  listRows,
  ofAgencies,
  replayedBounds,
  replayedCase,
  within,
  type Cursors,
  type ReplayArgs,
  type Sight,
} from '@gongkai/nest';
import { openingPurpose } from '@gongkai/request';
import { isWithheld, openedText, OPENER, type Opener, type Sealed } from '@gongkai/vault';
import { Inject } from '@nestjs/common';
import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { suitAggregate } from './decider.js';
import { copyOf, evidenceBy, type Suit } from './decider.state.js';
import { outcomes } from './outcomes.js';
import { litigationPolicy, mayOpen, mayRead } from './policy.js';
import { actionsOf } from './suit-actions.js';
import { challengeKey, suitCollection, type SuitRow } from './suit.projection.js';

type ListArgs = {
  agency?: string | null;
  challenged?: string | null;
  from?: string | null;
  to?: string | null;
  dueTo?: string | null;
  first?: number | null;
  after?: string | null;
} & Record<string, unknown>;
type SuitNode = ReturnType<typeof suitNode>;

const SIGHT: Sight = { policy: litigationPolicy, operation: 'litigation.read' };
const SIBLINGS_MAX = 50;

@Resolver('Suit')
export class SuitResolver {
  constructor(
    @Inject(READ_STORE) readonly reads: ReadStore,
    @Inject(CURSORS) readonly cursors: Cursors,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CALENDARS) private readonly calendars: Calendars,
    @Inject(OPENER) private readonly opener: Opener,
  ) {}

  @Query('suits')
  suits(@CurrentOfficer() officer: Officer, @Args() args: ListArgs) {
    const { challenged, dueTo } = args;
    const where = [
      ...ofAgencies(SIGHT, officer, args.agency),
      ...equalTo(
        args,
        'stage',
        'route',
        'role',
        'open',
        'late',
        'tableOutcome',
        'reconsiderationId',
      ),
      ...(challenged
        ? [{ key: 'challenges', in: [`request:${challenged}`, `document:${challenged}`] }]
        : []),
      ...within('filedOn', args),
      ...(dueTo ? [{ key: 'answerBy', to: dueTo }] : []),
    ];
    const query = { where, sort: { key: 'filedOn', descending: true } };
    return listRows(this, suitCollection, officer.tenant, query, args, lineOf);
  }

  @Query('suit')
  async suit(
    @CurrentOfficer() officer: Officer,
    @Args('id') id: string,
    @Args() args: ReplayArgs = {},
  ) {
    const now = await this.suitOf(officer, id);
    const bounds = replayedBounds(args, this.clock);
    if (!bounds) return suitNode(now.state, now.revision);
    const of = { tenant: officer.tenant, id, begins: 'SuitFiled' } as const;
    const then = await replayedCase(this.store, suitAggregate, of, bounds);
    return { ...suitNode(then.state, then.revision), replayed: true };
  }

  @Query('openedSuit')
  async openedSuit(
    @CurrentOfficer() officer: Officer,
    @Args('id') id: string,
    @Args('purpose') purpose: string,
  ) {
    const { state: suit } = await this.suitOf(officer, id);
    if (!mayOpen(officer, suit.agency))
      throw new GateError('FORBIDDEN', { operation: 'litigation.open' });
    const why = openingPurpose(purpose);
    const sealed: Record<string, Sealed | null> = { plaintiff: suit.plaintiff };
    for (const [i, { person }] of suit.parties.entries()) sealed[`party.${i}`] = person;
    const by = { tenant: officer.tenant, caller: { kind: 'officer', officer } as const };
    const opened = await this.opener.openFor(by, id, sealed, why);
    const text = (name: string) => openedText(opened[name]);
    return {
      id,
      plaintiff: text('plaintiff'),
      parties: suit.parties.map((_, i) => text(`party.${i}`)),
      shredded: Object.values(opened).some(isWithheld),
    };
  }

  @ResolveField('allowed')
  allowed(@CurrentOfficer() officer: Officer, @Parent() { suit, replayed }: SuitNode) {
    if (replayed) return [];
    const facts = { today: this.clock.today(), ...calendarFacts(this.calendars, officer.tenant) };
    return actionsOf(suit, officer, facts);
  }

  /** Other suits on the same act. */
  @ResolveField('siblings')
  async siblings(@CurrentOfficer() officer: Officer, @Parent() { suit, replayed }: SuitNode) {
    const key = challengeKey(suit.challenged);
    // The list knows what is so now, and nothing of then.
    if (key === null || replayed) return [];
    const where = [{ key: 'challenges', eq: key }, ...ofAgencies(SIGHT, officer, null)];
    const query = { where, sort: { key: 'filedOn' }, limit: SIBLINGS_MAX };
    const { rows } = await this.reads.find(suitCollection, officer.tenant, query);
    return rows.filter(({ suitId }) => suitId !== suit.id).map(lineOf);
  }

  /** Not there, of another government, not granted: one answer. */
  private async suitOf({ tenant, ...officer }: Officer, id: string) {
    if (!/^[A-Za-z0-9]{1,64}$/.test(id)) throw new GateError('NOT_FOUND');
    const found = await loadState(this.store, suitAggregate, tenant, id);
    if (found.revision === 0 || !mayRead({ tenant, ...officer }, found.state.agency))
      throw new GateError('NOT_FOUND');
    return found;
  }
}

const lineOf = ({ suitId, ...row }: SuitRow) => ({ ...row, id: suitId });

/** A suit as the officers of its government see it; what lies sealed is not in it. */
const suitNode = (suit: Suit, revision: number) => {
  const { plaintiff: _, person: __, parties, challenged, judgments, ...shown } = suit;
  return {
    ...shown,
    suit,
    revision,
    /** Shown as of another time: nothing can be done to it there. */
    replayed: false,
    stage: suit.status,
    challengedKind: challenged.kind,
    challengedId:
      'requestId' in challenged
        ? challenged.requestId
        : 'documentId' in challenged
          ? challenged.documentId
          : null,
    replyId: 'replyId' in challenged ? challenged.replyId : null,
    number: suit.accepted?.number ?? null,
    acceptedOn: suit.accepted?.on ?? null,
    parties: parties.map(({ person, ...party }) => ({ ...party, sealed: person !== null })),
    answerBy: copyOf(suit)?.answerBy ?? null,
    evidenceBy: evidenceBy(suit),
    judgments: judgments.map((of) => ({
      ...of,
      zh: outcomes[of.outcome].zh,
      en: outcomes[of.outcome].en,
      answerAnew: of.order !== null,
      days: of.order?.days ?? null,
    })),
    outcome: suit.conclusion?.outcome ?? null,
    tableOutcome: suit.conclusion?.tableOutcome ?? null,
    concludedOn: suit.conclusion?.on ?? null,
  };
};
