import { systemIds, type NewEvent } from '@gongkai/kernel';

export const ids = systemIds();
export const data = JSON.stringify({
  title: '关于做好政府信息公开工作的通知',
  text: 'x'.repeat(200),
});

/** The first event of a thing, of the size of an everyday one. */
export const newEvent = (id: string, tenant = 'T1'): NewEvent => ({
  meta: {
    id: ids.id(),
    type: 'ThingHappened',
    schema: 1,
    tenant,
    agency: null,
    aggregate: 'thing',
    aggregateId: id,
    revision: 1,
    actor: { kind: 'process', id: 'bench' },
    command: { id, digest: 'd' },
    causation: null,
    correlation: id,
    occurredOn: '2026-03-02',
    origin: 'simulated',
  },
  data,
  facet: 0,
});
