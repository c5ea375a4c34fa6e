import {
  CLOCK,
  EVENT_STORE,
  GateError,
  isWithin,
  parseRecord,
  READ_STORE,
  rolesFor,
  sha256,
  streamName,
  type Clock,
  type EventStore,
  type Officer,
  type ReadStore,
  type Role,
  type StoredEvent,
} from '@gongkai/kernel';
import {
  CURSORS,
  CurrentOfficer,
  pageSize,
  replayedBounds,
  timelineNode,
  type Cursors,
  type ReplayArgs,
} from '@gongkai/nest';
import { identityPolicy } from '@gongkai/identity';
import { Inject } from '@nestjs/common';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { caseKinds, mayReadCase } from './replay/case-kinds.js';

type TimelineArgs = ReplayArgs & {
  aggregate: string;
  id: string;
  first?: number | null;
  after?: string | null;
};

/** Whose histories every officer of the government may read. */
const OPEN = new Set(['gazetteIssue', 'catalogue', 'guide', 'agency']);
/** Who may read those of everything else but papers, where they hold the role. */
const KEEPERS: readonly Role[] = ['auditor', 'administrator'];
const ID = /^[A-Za-z0-9]{1,64}$/;

/** The history of one thing as recorded, with the digest of each stored record. */
@Resolver()
export class TimelineResolver {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(READ_STORE) private readonly reads: ReadStore,
    @Inject(CURSORS) private readonly cursors: Cursors,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Query('timeline')
  async timeline(
    @Args() { aggregate, id, first, after, ...args }: TimelineArgs,
    @CurrentOfficer() officer: Officer,
  ) {
    const limit = pageSize(first);
    if (!ID.test(aggregate) || !ID.test(id)) throw new GateError('NOT_FOUND');
    const stream = streamName(officer.tenant, aggregate, id);
    const bounds = replayedBounds(args, this.clock) ?? {};
    const query = { aggregate, id, ...bounds };
    const from = after ? Number(this.cursors.decode(officer.tenant, query, after).value) + 1 : 1;
    const stored = await this.store.read(stream, from);
    // Not there, of another government, not granted: one answer.
    if (stored.length === 0 ? from === 1 : !(await this.mayRead(officer, stored[0]!)))
      throw new GateError('NOT_FOUND');
    const events = stored.map(timelineEvent).filter((event) => isWithin(event, bounds));
    const more = events.length > limit;
    const end = more
      ? this.cursors.encode(officer.tenant, query, { value: events[limit - 1]!.revision, id: '' })
      : null;
    return {
      nodes: events.slice(0, limit),
      pageInfo: { endCursor: end, hasNextPage: more },
    };
  }

  /** The history of a paper holds every draft of it: it is for those who may read the paper. */
  private async mayRead(officer: Officer, { record }: StoredEvent): Promise<boolean> {
    const { aggregate, aggregateId, agency } = parseRecord(record).meta;
    if (OPEN.has(aggregate)) return true;
    if (aggregate === 'audit')
      return rolesFor(identityPolicy, 'audit.read', officer, agency).length > 0;
    const kind = caseKinds.find((known) => known.aggregate === aggregate);
    if (kind && !(await mayReadCase(this.reads, officer, kind, aggregateId))) return false;
    return aggregate === 'document' || isKeeper(officer, agency);
  }
}

const isKeeper = ({ grants }: Officer, agency: string | null): boolean =>
  grants.some(
    ({ role, agency: where }) => KEEPERS.includes(role) && (where === null || where === agency),
  );

const timelineEvent = ({ position, record }: StoredEvent) => {
  const { meta } = parseRecord(record);
  const { id, schema, actor } = meta;
  return {
    ...timelineNode({ meta, position }),
    id,
    schema,
    roles: actor.roles ?? [],
    stored: new TextDecoder().decode(record.subarray(record.indexOf(0x0a) + 1)),
    sha256: sha256(record),
  };
};
