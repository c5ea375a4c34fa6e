import { addDays } from '@gongkai/calendar';
import { agencyNameIn, TREE, type Tree } from '@gongkai/directory';
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
import { isWithheld, openedText, OPENER, type Opener, type OpeningBasis } from '@gongkai/vault';
import { Inject } from '@nestjs/common';
import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { actionsOf } from './case-actions.js';
import { readCase, sealedOf, type CaseFile, type SealedField } from './case-file.js';
import { caseNode, isOverdue, type CaseNode } from './case-view.js';
import { openingPurpose } from './personal-in-clear.js';
import { mayOpen, mayRead, requestPolicy } from './policy.js';
import { REQUEST_STAGES, type RequestRow } from './request-row.projection.js';
import { requestCollection } from './requests.projection.js';

type Filter = {
  stage?: string | null;
  agency?: string | null;
  channel?: string | null;
  applicantKind?: string | null;
  dueTo?: string | null;
  overdue?: boolean | null;
  officer?: string | null;
  samePersonAs?: string | null;
  receivedFrom?: string | null;
  receivedTo?: string | null;
  outcome?: string | null;
  number?: string | null;
  subject?: string | null;
};
type Sort = 'dueOn' | 'receivedOn' | 'lastOn';
type Line = ReturnType<RequestResolver['line']>;

const SAME = ['stage', 'channel', 'applicantKind', 'officer', 'outcome', 'number'] as const;
const SIGHT: Sight = { policy: requestPolicy, operation: 'request.read', own: null };
const OTHERS_MAX = 50;
const BY_RECEIPT = { key: 'receivedOn', descending: true };

/** The officers' side: every question is limited to the officer's government and granted agencies. */
@Resolver('Request')
export class RequestResolver {
  constructor(
    @Inject(READ_STORE) readonly reads: ReadStore,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(TREE) private readonly tree: Tree,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CURSORS) readonly cursors: Cursors,
    @Inject(CALENDARS) private readonly calendars: Calendars,
    @Inject(OPENER) private readonly opener: Opener,
  ) {}

  @Query('requests')
  async requests(
    @CurrentOfficer() officer: Officer,
    @Args('filter') filter?: Filter | null,
    @Args('sort') sortBy?: Sort | null,
    @Args('first') first?: number | null,
    @Args('after') after?: string | null,
  ) {
    const { tenant } = officer;
    const where = [
      ...ofAgencies(SIGHT, officer, filter?.agency),
      ...(await this.wanted(officer, filter)),
    ];
    const key = sortBy ?? 'dueOn';
    // By text the newest come first, whatever was asked: that is the order of the search.
    const byText = where.some((condition) => 'text' in condition);
    const sort = byText ? BY_RECEIPT : { key, descending: key !== 'dueOn' };
    return listRows(this, requestCollection, tenant, { where, sort }, { first, after }, (row) =>
      this.line(tenant, row),
    );
  }

  @Query('requestStages')
  async requestStages(@CurrentOfficer() officer: Officer, @Args('agency') agency?: string | null) {
    const where = ofAgencies(SIGHT, officer, agency);
    const counts = await this.reads.count(requestCollection, officer.tenant, where, 'stage');
    return REQUEST_STAGES.map((stage) => ({ stage, count: counts.get(stage) ?? 0 }));
  }

  @Query('request')
  async request(
    @CurrentOfficer() officer: Officer,
    @Args('id') id: string,
    @Args() args: ReplayArgs = {},
  ): Promise<CaseNode> {
    // Who may read the case as it is now may read it as it was.
    const now = await this.caseOf(officer, id);
    const bounds = replayedBounds(args, this.clock);
    const file = bounds ? await readCase(this.store, officer.tenant, id, bounds) : now;
    if (!file) throw new GateError('NOT_FOUND');
    return caseNode(file, {
      today: dayOfReplay(bounds, this.clock),
      replayed: bounds !== undefined,
      calendarAt: (revision) => this.calendars.at(officer.tenant, revision),
      pathOf: (digest) => pathOf(id, digest),
    });
  }

  @Query('openedRequest')
  async openedRequest(
    @CurrentOfficer() officer: Officer,
    @Args('id') id: string,
    @Args('fields') fields: SealedField[],
    @Args('purpose') purpose: string,
    @Args('basis') basis?: OpeningBasis | null,
  ) {
    const file = await this.caseOf(officer, id);
    if (!mayOpen(officer, file.request.agency))
      throw new GateError('FORBIDDEN', { operation: 'request.open' });
    const why = openingPurpose(purpose);
    return this.opened(officer, file, fields, why, basis ?? null);
  }

  @Query('requestMonths')
  async requestMonths(@CurrentOfficer() officer: Officer, @Args('id') id: string) {
    const { request } = await this.caseOf(officer, id);
    const { rows } = await this.samePerson(officer, applicantKey(request), 1_000);
    const months = new Map<string, number>();
    for (const { receivedOn, outcome } of rows)
      if (outcome !== 'split') {
        const month = receivedOn.slice(0, 7);
        months.set(month, (months.get(month) ?? 0) + 1);
      }
    return [...months].map(([month, count]) => ({ month, count }));
  }

  @ResolveField('agencyName')
  agencyName(@CurrentOfficer() { tenant }: Officer, @Parent() { agency }: CaseNode) {
    return agencyNameIn(this.tree, tenant, agency);
  }
  @ResolveField('others')
  async others(@CurrentOfficer() officer: Officer, @Parent() { row, id, replayed }: CaseNode) {
    // The queue knows what is so now, and nothing of then.
    if (replayed) return [];
    const { rows } = await this.samePerson(officer, row.identityMac ?? row.person, OTHERS_MAX);
    return rows
      .filter(({ requestId }) => requestId !== id)
      .map((other) => this.line(officer.tenant, other));
  }
  @ResolveField('allowed')
  allowed(@CurrentOfficer() officer: Officer, @Parent() { file, replayed }: CaseNode) {
    if (replayed) return [];
    const facts = { today: this.clock.today(), ...calendarFacts(this.calendars, officer.tenant) };
    return actionsOf(file.request, officer, facts);
  }

  /** Not there, of another government, not granted: one answer. */
  private async caseOf(officer: Officer, id: string): Promise<CaseFile> {
    const file = await readCase(this.store, officer.tenant, id);
    if (!file || !mayRead(officer, file.request.agency)) throw new GateError('NOT_FOUND');
    return file;
  }

  private async opened(
    officer: Officer,
    file: CaseFile,
    fields: readonly SealedField[],
    why: string,
    basis: OpeningBasis | null,
  ) {
    const { tenant } = officer;
    const { id } = file.request;
    const wanted = sealedOf(file).filter(({ field }) => fields.includes(field));
    const named = wanted.map((kept, i) => [`${kept.field}.${i}`, kept.sealed] as const);
    const by = { tenant, caller: { kind: 'officer', officer } as const };
    const values = await this.opener.openFor(by, id, Object.fromEntries(named), why, basis);
    const opened = wanted.map((kept, i) => ({ ...kept, value: values[`${kept.field}.${i}`] }));
    const unread = (name: string) => [
      ...new Set(opened.filter(({ value }) => isCalled(name, value)).map(({ field }) => field)),
    ];
    const readable = opened.filter(({ value }) => !isWithheld(value));
    const one = (field: SealedField) =>
      openedText(readable.findLast((kept) => kept.field === field)?.value);
    const many = (field: SealedField) => {
      const found = readable.filter((kept) => kept.field === field);
      if (found.length === 0) return null;
      return JSON.stringify(Object.fromEntries(found.map((kept) => [kept.label, kept.value])));
    };
    return {
      id,
      applicant: one('applicant'),
      contact: one('contact'),
      description: one('description'),
      agent: one('agent'),
      files: readable
        .filter(({ field }) => field === 'files')
        .map(({ label, value }) => fileNode(id, label, value)),
      clarification: many('clarification'),
      consultations: many('consultations'),
      replies: many('replies'),
      suggestions: many('suggestions'),
      shredded: unread('Shredded'),
      restricted: unread('Restricted'),
    };
  }

  line(tenant: string, row: RequestRow) {
    const { requestId, ...shown } = row;
    return { ...shown, id: requestId, overdue: isOverdue(row, this.clock.today()), row, tenant };
  }

  private samePerson(officer: Officer, applicant: string, limit: number) {
    const where = [...ofAgencies(SIGHT, officer, null), { key: 'applicant', eq: applicant }];
    const sort = { key: 'receivedOn' };
    return this.reads.find(requestCollection, officer.tenant, { where, sort, limit });
  }

  private async wanted(officer: Officer, filter: Filter | null | undefined): Promise<Condition[]> {
    if (!filter) return [];
    const { dueTo, overdue, receivedFrom, receivedTo, subject, samePersonAs } = filter;
    const where = equalTo(filter, ...SAME);
    const yesterday = addDays(this.clock.today(), -1);
    const until = overdue ? yesterday : dueTo;
    if (overdue || dueTo) where.push({ key: 'open', eq: 1 });
    if (until) where.push({ key: 'dueOn', to: dueTo && dueTo < until ? dueTo : until });
    where.push(...within('receivedOn', { from: receivedFrom ?? null, to: receivedTo ?? null }));
    if (subject?.trim()) where.push({ text: subject.trim() });
    if (samePersonAs) {
      const { request } = await this.caseOf(officer, samePersonAs);
      where.push({ key: 'applicant', eq: applicantKey(request) });
    }
    return where;
  }
}

/** What a line of the queue is asked for beside its row. */
@Resolver('RequestLine')
export class RequestLineResolver {
  constructor(
    @Inject(READ_STORE) private readonly reads: ReadStore,
    @Inject(TREE) private readonly tree: Tree,
  ) {}

  @ResolveField('agencyName')
  agencyName(@Parent() { tenant, agency }: Line) {
    return agencyNameIn(this.tree, tenant, agency);
  }
  @ResolveField('others')
  async others(@Parent() { tenant, row }: Line) {
    const where = [{ key: 'applicant', eq: row.identityMac ?? row.person }];
    const counts = await this.reads.count(requestCollection, tenant, where, null);
    return (counts.get('') ?? 1) - 1;
  }
}

const applicantKey = ({ applicant }: CaseFile['request']): string =>
  applicant.identityMac ?? applicant.person;

const isCalled = (name: string, value: unknown): boolean =>
  isWithheld(value) && value.name === name;

const pathOf = (id: string, digest: string) => `/files/${digest}?ticket=${id}`;

const fileNode = (id: string, label: string | null, value: unknown) => {
  const [digest = '', bytes = '0'] = (label ?? '').split(' ');
  const { name, mediaType } = value as { name: string; mediaType: string };
  return { digest, name, mediaType, bytes: Number(bytes), path: pathOf(id, digest) };
};
