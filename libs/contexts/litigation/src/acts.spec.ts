import { Tree } from '@gongkai/directory';
import { streamName, type NewEvent } from '@gongkai/kernel';
import { FakeClock, MemoryEventStore } from '@gongkai/testing';
import { readFileSync } from 'node:fs';
import { Acts } from './acts.js';

const fixture = (type: string): object =>
  JSON.parse(
    readFileSync(
      new URL(`../../reconsideration/src/fixtures/${type}.v1.json`, import.meta.url),
      'utf8',
    ),
  ) as object;

const challenged = { kind: 'reply' as const, requestId: 'r1', replyId: 'a1' };
const filed = { type: 'ReconsiderationFiled', data: { challenged } };

/** What a suit knows of a reconsideration with these events. */
const earlier = async (...events: { type: string; data?: object }[]) => {
  const store = new MemoryEventStore(new FakeClock());
  const stored = events.map(({ type, data }, i): NewEvent => {
    const meta = {
      ...{ id: `e${i}`, type, schema: 1, tenant: 'T1', agency: 'agency1' },
      ...{ aggregate: 'reconsideration', aggregateId: 'f1', revision: i + 1 },
      actor: { kind: 'officer' as const, id: 'legal1' },
      command: { id: `c${i}`, digest: '' },
      ...{ causation: null, correlation: 'c', occurredOn: '2026-03-02' },
      origin: 'live' as const,
    };
    return { meta, data: JSON.stringify({ ...fixture(type), ...data }), facet: 0 };
  });
  if (stored.length > 0) await store.append(streamName('T1', 'reconsideration', 'f1'), 0, stored);
  return new Acts(store, Tree.from([])).earlier('T1', 'f1', challenged);
};

describe('the reconsideration before a suit', () => {
  it('is of the same act, by the request it is about', async () => {
    expect(await earlier()).toBeNull();
    expect(await earlier(filed)).toMatchObject({ sameAct: true, endedOn: null, upheld: false });
    const other = { challenged: { ...challenged, requestId: 'r2' } };
    expect(await earlier({ ...filed, data: other })).toMatchObject({ sameAct: false });
    expect(await earlier(filed, { type: 'ReconsiderationVoided' })).toBeNull();
  });

  it('makes the body a defendant where the act stands: upheld, or the request dismissed', async () => {
    const decided = (outcome: string) =>
      earlier(filed, { type: 'ReconsiderationDecided', data: { outcome, on: '2026-05-20' } });
    expect(await decided('upheld')).toMatchObject({ upheld: true, endedOn: '2026-05-20' });
    expect(await decided('dismissed')).toMatchObject({ upheld: true });
    expect(await decided('rejected')).toMatchObject({ upheld: false });
    expect(await decided('revoked')).toMatchObject({ upheld: false });
  });

  it('opens the way to court when it was served, refused, ended, or not decided in time', async () => {
    const served = { type: 'ReconsiderationDecisionServed', data: { on: '2026-05-22' } };
    const to = (of: string) => ({ ...served, data: { ...served.data, to: of } });
    expect(await earlier(filed, to('applicant'))).toMatchObject({ receivedOn: '2026-05-22' });
    expect(await earlier(filed, to('respondent'))).toMatchObject({ receivedOn: null });
    for (const type of ['ReconsiderationRefused', 'ReconsiderationEnded'])
      expect(await earlier(filed, { type, data: { on: '2026-05-20' } })).toMatchObject({
        endedOn: '2026-05-20',
      });
    const silent = { type: 'DecisionMissed', data: { dueOn: '2026-06-01' } };
    expect(await earlier(filed, silent)).toMatchObject({ endedOn: '2026-06-01', upheld: false });
    expect(await earlier(filed, { type: 'ReconsiderationAccepted' })).toMatchObject({
      endedOn: null,
    });
  });
});
