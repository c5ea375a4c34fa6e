import { streamName, type EventStore } from '@gongkai/kernel';

/** Appends an event of a newer version than any program here knows, as a newer one would. */
export const appendUnreadable = async (
  store: EventStore,
  type: string,
  of: { tenant: string; aggregate: string; aggregateId: string },
): Promise<void> => {
  const stream = streamName(of.tenant, of.aggregate, of.aggregateId);
  const revision = await store.revision(stream);
  const meta = {
    id: `unreadable-${of.aggregateId}-${revision + 1}`,
    type,
    schema: 99,
    ...of,
    agency: null,
    revision: revision + 1,
    actor: { kind: 'process', id: 'spec' },
    command: { id: `unreadable-${revision + 1}`, digest: 'd' },
    causation: null,
    correlation: 'c',
    occurredOn: '2026-03-02',
    origin: 'live',
  } as const;
  await store.append(stream, revision, [{ meta, data: '{}', facet: 0 }]);
};
