import {
  CLOCK,
  EVENT_STORE,
  GateError,
  isWithin,
  parseRecord,
  sha256,
  streamName,
  type Clock,
  type EventStore,
  type Officer,
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
import { Inject } from '@nestjs/common';
import { Args, Query, Resolver } from '@nestjs/graphql';

type TimelineArgs = ReplayArgs & {
  aggregate: string;
  id: string;
  first?: number | null;
  after?: string | null;
};

/** Whose histories every officer of the government may read; the others are for these roles only. */
const OPEN = new Set(['document', 'gazetteIssue', 'catalogue', 'guide', 'agency']);
const ROLES_FOR_ALL: readonly Role[] = ['auditor', 'administrator'];
const ID = /^[A-Za-z0-9]{1,64}$/;

/** The history of one thing as recorded, with the digest of each stored record. */
@Resolver()
export class TimelineResolver {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CURSORS) private readonly cursors: Cursors,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Query('timeline')
  async timeline(
    @Args() { aggregate, id, first, after, ...args }: TimelineArgs,
    @CurrentOfficer() officer: Officer,
  ) {
    const limit = pageSize(first);
    const open =
      OPEN.has(aggregate) || officer.grants.some(({ role }) => ROLES_FOR_ALL.includes(role));
    if (!open || !ID.test(aggregate) || !ID.test(id)) throw new GateError('NOT_FOUND');
    const stream = streamName(officer.tenant, aggregate, id);
    const bounds = replayedBounds(args, this.clock) ?? {};
    const query = { aggregate, id, ...bounds };
    const from = after ? Number(this.cursors.decode(officer.tenant, query, after).value) + 1 : 1;
    const stored = await this.store.read(stream, from);
    if (stored.length === 0 && from === 1) throw new GateError('NOT_FOUND');
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
}

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
