import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { streamName, type NewEvent } from '@gongkai/kernel';
import { caseKinds, FigureReplay, replayStreams } from '@gongkai/platform';
import { SqliteEventStore } from '@gongkai/sqlite';
import { quantile, type Bench } from './bench.js';
import { indicators, knownTypes, nation } from './nation.js';

const COUNTY = 'COUNTY000000';
const TENANT = `T${COUNTY}`;
const FIXTURES = 'libs/contexts/request/src/fixtures';
const BLOCK = 2_000;
const ROUNDS = 21;

/**
 * Evidence targets: a case as of any day, and a county as of any day. The county's year lies in a log
 * with its records; the day is in the middle of a month, so that the records of that month are read.
 */
export const replayBench: Bench = {
  name: 'replay',
  async run({ folder, flags, measure, note }) {
    const items = Number(flags['items'] ?? 135_634);
    const steps = Number(flags['steps'] ?? 200);
    const { tree, leaves } = nation();
    const log = new SqliteEventStore({ path: join(folder, 'events.db'), writer: 'here' });
    const agencies = leaves
      .filter((leaf) => leaf.startsWith(`${TENANT}/`))
      .map((leaf) => leaf.slice(TENANT.length + 1) || null);
    for (let made = 0; made < items; made += BLOCK)
      await Promise.all(
        Array.from({ length: Math.min(BLOCK, items - made) }, (_, i) => {
          const n = made + i;
          const agency = agencies[n % agencies.length]!;
          return log.append(streamName(TENANT, 'document', `D${n}`), 0, [published(n, agency)]);
        }),
      );
    await log.append(streamName(TENANT, 'request', 'R1'), 0, requestEvents(steps));
    note(`${items.toLocaleString('en')} items of a county in a year, a case of ${steps} events`);

    const replay = new FigureReplay({
      log,
      store: log,
      tree,
      indicators,
      knownTypes,
      reads: { parked: async () => [] },
    });
    const node = tree.nodeOf(TENANT, null)!;
    const query = { node, period: '2017' };
    const known = new Date().toISOString();
    const county = async (bounds: object) => median(() => replay.figures(query, bounds));
    const ofCounty = { unit: 'ms', atMost: 1_000 };
    measure({
      what: 'county as of a day',
      ours: await county({ asOf: '2017-06-15' }),
      ...ofCounty,
    });
    measure({ what: 'county as known', ours: await county({ asKnownAt: known }), ...ofCounty });
    measure({
      what: 'county as of a day and as known',
      ours: await county({ asOf: '2017-12-15', asKnownAt: known }),
      ...ofCounty,
    });

    const kind = caseKinds.find(({ aggregate }) => aggregate === 'request')!;
    const streams = [{ kind: kind.kind, aggregate: 'request', id: 'R1' }];
    const found = { kind, id: 'R1', tenant: TENANT, streams };
    const ours = await median(() => replayStreams(log, found, { asOf: '2021-06-15' }));
    measure({ what: 'case as of a day', unit: 'ms', ours, atMost: 50 });
    await log.close();
  },
};

const median = async (work: () => Promise<unknown>): Promise<number> => {
  const times: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  return quantile(
    times.sort((a, b) => a - b),
    0.5,
  );
};

const eventOf = (
  n: number,
  agency: string | null,
  { aggregate, id, type, revision, data, on }: Made,
  facet: number,
): NewEvent => ({
  meta: {
    id: `E${n}`,
    type,
    schema: 1,
    tenant: TENANT,
    agency,
    aggregate,
    aggregateId: id,
    revision,
    actor: { kind: 'process', id: 'bench' },
    command: { id: `C${n}`, digest: '' },
    causation: null,
    correlation: `C${n}`,
    occurredOn: on,
    origin: 'simulated',
  },
  data: JSON.stringify(data),
  facet,
});
type Made = {
  aggregate: string;
  id: string;
  type: string;
  revision: number;
  data: unknown;
  on: string;
};

const two = (n: number): string => String(n).padStart(2, '0');

const published = (n: number, agency: string | null): NewEvent => {
  const on = `2017-${two((n % 12) + 1)}-${two((n % 28) + 1)}`;
  const data = {
    documentId: `D${n}`,
    channel: 'website',
    publishedOn: on,
    title: '公开'.repeat(20),
  };
  const of = { aggregate: 'document', id: `D${n}`, type: 'BenchPublished', revision: 1, data, on };
  return eventOf(n, agency, of, n % 25);
};

/** A request whose stream has every kind of event a request can have, over and over. */
const requestEvents = (steps: number): NewEvent[] => {
  const files = readdirSync(FIXTURES).filter((file) => file.endsWith('.v1.json'));
  const first = files.indexOf('RequestReceived.v1.json');
  const ordered = [files[first]!, ...files.filter((_, i) => i !== first)];
  return Array.from({ length: steps }, (_, i) => {
    const file = ordered[i % ordered.length]!;
    const data: unknown = JSON.parse(readFileSync(join(FIXTURES, file), 'utf8'));
    const type = file.slice(0, file.indexOf('.'));
    const of = { aggregate: 'request', id: 'R1', type, revision: i + 1, data, on: '2021-03-04' };
    return eventOf(i, null, of, 0);
  });
};
