import { agencyNameIn, TREE, type Tree } from '@gongkai/directory';
import { CALENDARS, type Calendars } from '@gongkai/holiday';
import {
  claimAggregate,
  claimId,
  CLOCK,
  EVENT_STORE,
  GateError,
  loadState,
  READ_STORE,
  type Call,
  type Clock,
  type EventStore,
  type ReadStore,
  type Receipt,
  type Rejection,
} from '@gongkai/kernel';
import type { Cursors } from '@gongkai/nest';
import { CurrentViewer, CURSORS, given, toGraphql, type Viewer } from '@gongkai/nest';
import { itemCollection } from '@gongkai/publication';
import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { readCase, type CaseFile } from './case-file.js';
import { trackedNode } from './case-view.js';
import { RequestCommand } from './commands.js';
import { governmentOf } from './governments.js';
import { receiptNode } from './mutation.resolver.js';
import { REQUEST_NUMBER_CLAIM } from './request-claims.process.js';
import { LetterTickets } from './request-files.js';
import type { RequestReceipt } from './request.handler.js';
import { Attempts, sameDigest, trackingDigest } from './tracking.js';

type Named = { government: string; number: string; secret: string };
type Input = { commandId: string } & Record<string, unknown>;
type TrackedInput = Input & Named;
type Outcome = Promise<Record<string, unknown>>;

/** Wrong secrets a minute from one address; a secret has eighty bits, this only keeps the noise down. */
const WRONG_SECRETS_MAX = 30;
/** Forms a minute from one address; behind a proxy of the office this is everybody at once. */
const FORMS_MAX = 120;
const SHOWN_MAX = 20;

/** What anybody may do without an account: look first, ask, follow one's own request. */
@Resolver()
export class PublicRequestResolver {
  private readonly wrong: Attempts;
  private readonly forms: Attempts;
  private readonly tickets: LetterTickets;

  constructor(
    @Inject(READ_STORE) private readonly reads: ReadStore,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(TREE) private readonly tree: Tree,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CURSORS) cursors: Cursors,
    @Inject(CALENDARS) private readonly calendars: Calendars,
    @Inject(CommandBus) readonly bus: CommandBus,
  ) {
    this.wrong = new Attempts(clock, WRONG_SECRETS_MAX);
    this.forms = new Attempts(clock, FORMS_MAX);
    this.tickets = new LetterTickets(cursors, clock);
  }

  @Query('alreadyPublished')
  async alreadyPublished(
    @Args('government') government: string,
    @Args('text') text: string,
    @Args('first') first?: number | null,
  ) {
    const tenant = governmentOf(this.tree, government);
    const wanted = text.trim();
    if (wanted === '') return [];
    const { rows } = await this.reads.find(itemCollection, tenant, {
      where: [{ text: wanted }],
      sort: { key: 'publishedOn', descending: true },
      limit: Math.min(first ?? SHOWN_MAX, SHOWN_MAX),
    });
    return rows.map((row) => ({
      id: row.id,
      indexNumber: row.indexNumber,
      title: row.content.title,
      agencyName: agencyNameIn(this.tree, tenant, row.agency),
      publishedOn: row.publishedOn,
    }));
  }

  @Query('trackRequest')
  async trackRequest(@CurrentViewer() viewer: Viewer, @Args() named: Named) {
    const { tenant, file } = await this.ofApplicant(viewer, named);
    const { person } = file.request.applicant;
    const node = trackedNode(file, {
      today: this.clock.today(),
      calendarAt: (revision) => this.calendars.at(tenant, revision),
      pathOf: (digest, kind) => this.tickets.pathFor(tenant, digest, { person, kind }),
    });
    return { ...node, agencyName: agencyNameIn(this.tree, tenant, node.agency) };
  }

  @Mutation('submitRequest')
  async submitRequest(@CurrentViewer() viewer: Viewer, @Args('input') input: Input): Outcome {
    const { commandId, government, ...form } = input;
    const tenant = governmentOf(this.tree, String(government));
    this.forms.check(viewer.source);
    this.forms.count(viewer.source);
    const body = given(form) as Record<string, unknown>;
    const data = { type: 'receive', channel: 'online', ...body };
    return receiptNode(await this.send({ tenant, commandId, body: { government, ...body } }, data));
  }

  @Mutation('answerClarification')
  answerClarification(@CurrentViewer() viewer: Viewer, @Args('input') input: TrackedInput) {
    return this.onOwn(viewer, input, 'receiveClarification');
  }

  @Mutation('withdrawRequest')
  withdrawRequest(@CurrentViewer() viewer: Viewer, @Args('input') input: TrackedInput) {
    return this.onOwn(viewer, input, 'withdraw');
  }

  @Mutation('suggestPublication')
  suggestPublication(@CurrentViewer() viewer: Viewer, @Args('input') input: TrackedInput) {
    return this.onOwn(viewer, input, 'suggestPublication');
  }

  private async onOwn(viewer: Viewer, input: TrackedInput, type: string): Outcome {
    const { tenant, file } = await this.ofApplicant(viewer, input);
    const { commandId, government: _, number: __, ...rest } = input;
    const data = { type, requestId: file.request.id, ...(given(rest) as object) };
    return toGraphql(await this.send({ tenant, commandId, body: data }, data));
  }

  private send(call: Omit<Call, 'caller'>, data: object): Promise<RequestReceipt | Rejection> {
    const command = new RequestCommand({ ...call, caller: { kind: 'public' } }, data);
    return this.bus.execute<RequestCommand, Receipt | Rejection>(command);
  }

  /** The case of this number to who has its secret; whatever is wrong gets one and the same answer. */
  private async ofApplicant(
    { source }: Viewer,
    { government, number, secret }: Named,
  ): Promise<{ tenant: string; file: CaseFile }> {
    this.wrong.check(source);
    const tenant = governmentOf(this.tree, government);
    const file = await this.numbered(tenant, number.trim());
    const kept = file?.request.trackingDigest ?? '';
    const right = sameDigest(trackingDigest(tenant, secret), kept);
    if (file && right) return { tenant, file };
    this.wrong.count(source);
    throw new GateError('NOT_FOUND');
  }

  /** Found by who claimed the number, straight from the log: it is there as soon as it is told. */
  private async numbered(tenant: string, number: string): Promise<CaseFile | undefined> {
    const claim = claimId(tenant, REQUEST_NUMBER_CLAIM, number.slice(0, 100));
    const { state } = await loadState(this.store, claimAggregate, tenant, claim);
    return state.holder === null ? undefined : readCase(this.store, tenant, state.holder);
  }
}
