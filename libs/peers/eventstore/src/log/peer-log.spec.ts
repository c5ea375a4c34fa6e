import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { PeerLog } from './peer-log.js';
import { ANY, EXISTS, NO_STREAM, type Outcome, type Proposed } from './stored.js';

const proposed = (id: string = randomUUID(), text = '{}', type = 'Happened'): Proposed => ({
  id,
  type,
  json: true,
  data: new TextEncoder().encode(text),
  metadata: new Uint8Array(),
});

const revisions = (log: PeerLog, stream: string): number[] | 'deleted' | 'none' => {
  const readable = log.readable(stream);
  if (readable.kind !== 'events') return readable.kind;
  const { first, last } = readable;
  return first > last
    ? []
    : log.streamPage(readable, first, last, 1_000).map(({ revision }) => revision);
};

describe('the log of the peer', () => {
  it('knows after a restart what it knew before, and takes repeats for repeats', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gongkai-peer-log-'));
    const path = join(folder, 'log.db');
    const events = [proposed(), proposed()];
    let log = new PeerLog({ path });
    const before = await log.append('a', NO_STREAM, events);
    await log.append('gone', ANY, [proposed()]);
    await log.tombstone('gone', ANY);
    const { head } = log;
    await log.close();
    log = new PeerLog({ path });
    expect(log.head).toBe(head);
    expect(await log.append('a', NO_STREAM, events)).toEqual(before);
    expect(revisions(log, 'gone')).toBe('deleted');
    const after = await log.append('a', 1, [proposed()]);
    expect(after).toMatchObject({ kind: 'done', revision: 2 });
    expect((after as { position: number }).position).toBeGreaterThan(head);
    await log.close();
    rmSync(folder, { recursive: true });
  });

  it('hides what is too old by the metadata of its stream', async () => {
    let now = 1_000_000;
    const log = new PeerLog({ path: ':memory:', now: () => new Date(now) });
    await log.append('a', ANY, [proposed()]);
    now += 5_000;
    await log.append('a', ANY, [proposed()]);
    await log.append('$$a', ANY, [proposed(randomUUID(), '{"$maxAge":3}', '$metadata')]);
    expect(revisions(log, 'a')).toEqual([1]);
    now += 5_000;
    expect(revisions(log, 'a')).toEqual([]);
    await log.close();
  });

  it('keeps old events hidden when metadata is set on a deleted stream', async () => {
    const log = new PeerLog({ path: ':memory:' });
    await log.append('a', ANY, [proposed(), proposed()]);
    await log.delete('a', ANY);
    expect(revisions(log, 'a')).toBe('none');
    expect(await log.append('a', EXISTS, [proposed()])).toEqual({ kind: 'deleted' });
    await log.append('$$a', ANY, [proposed(randomUUID(), '{"kept":1}', '$metadata')]);
    expect(revisions(log, 'a')).toEqual([]);
    await log.append('a', 1, [proposed()]);
    expect(revisions(log, 'a')).toEqual([2]);
    await log.close();
  });

  it('answers every order of writes as a plain model of the server does', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            what: fc.constantFrom('append', 'append', 'append', 'repeat', 'delete', 'tombstone'),
            stream: fc.constantFrom('a', 'b'),
            expected: fc.constantFrom(ANY, EXISTS, NO_STREAM, 0, 1, 2, 3),
            count: fc.integer({ min: 1, max: 3 }),
          }),
          { maxLength: 25 },
        ),
        async (steps) => {
          const log = new PeerLog({ path: ':memory:' });
          const model = new Map<string, Model>();
          for (const step of steps) {
            const stream = model.get(step.stream) ?? newModel();
            model.set(step.stream, stream);
            const events =
              step.what === 'repeat' && stream.appended.length > 0
                ? stream.appended.at(-1)!.events
                : Array.from({ length: step.count }, () => proposed());
            const { kind } = await run(log, step, events);
            expect({ step, kind }).toEqual({ step, kind: expectedKind(stream, step, events) });
            expect(revisions(log, step.stream)).toEqual(visible(stream));
          }
          await log.close();
        },
      ),
      { numRuns: 60 },
    ));
});

type Model = {
  last: number;
  first: number;
  state: 'live' | 'soft' | 'ended';
  touched: boolean;
  appended: { events: readonly Proposed[]; from: number }[];
};
type Step = { what: string; stream: string; expected: number };

const newModel = (): Model => ({ last: -1, first: 0, state: 'live', touched: false, appended: [] });

const run = (log: PeerLog, step: Step, events: readonly Proposed[]): Promise<Outcome> => {
  if (step.what === 'delete') return log.delete(step.stream, step.expected);
  if (step.what === 'tombstone') return log.tombstone(step.stream, step.expected);
  return log.append(step.stream, step.expected, events);
};

const visible = ({ state, last, first }: Model): number[] | 'deleted' | 'none' => {
  if (state === 'ended') return 'deleted';
  if (state === 'soft' || last < 0) return 'none';
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
};

/** What the server answers; changes the model as the server changes. */
const expectedKind = (model: Model, step: Step, events: readonly Proposed[]): Outcome['kind'] => {
  const removes = step.what === 'delete' || step.what === 'tombstone';
  const refused = refusal(model, step.expected);
  if (refused === 'deleted' || refused === 'nowhere')
    return refused === 'deleted' ? refused : 'wrong';
  const known = removes ? undefined : model.appended.find((one) => one.events === events);
  if (known && [ANY, EXISTS, known.from].includes(step.expected)) return 'done';
  if (refused) return refused;
  return removes ? remove(model, step.what) : append(model, events);
};

/** `nowhere`: there is nothing that a repeat could be of. */
const refusal = (model: Model, expected: number): 'deleted' | 'wrong' | 'nowhere' | undefined => {
  if (model.state === 'ended') return 'deleted';
  if (expected === ANY) return undefined;
  if (expected === EXISTS) {
    if (model.state === 'soft') return 'deleted';
    return model.last < 0 && !model.touched ? 'nowhere' : undefined;
  }
  const revives = expected === NO_STREAM && model.state === 'soft';
  return expected === model.last || revives ? undefined : 'wrong';
};

const append = (model: Model, events: readonly Proposed[]): Outcome['kind'] => {
  if (model.state === 'soft') {
    model.first = model.last + 1;
    model.state = 'live';
  }
  model.appended.push({ events, from: model.last });
  model.last += events.length;
  return 'done';
};

const remove = (model: Model, what: string): Outcome['kind'] => {
  if (what === 'tombstone') {
    model.state = 'ended';
    return 'done';
  }
  if (model.last < 0 && !model.touched) return 'wrong';
  model.touched = true;
  model.state = 'soft';
  return 'done';
};
