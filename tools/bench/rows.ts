import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseRecord, ProjectionRunner, systemClock, type Projection } from '@gongkai/kernel';
import { EMBEDDED_BATCHES } from '@gongkai/platform';
import { SqliteEventStore, SqliteReadStore } from '@gongkai/sqlite';
import { seconds, type Bench, type BenchContext } from './bench.js';
import { documentEvents, documentRows, fillDocuments } from './documents.js';

/**
 * Target 4: rows that need the JSON of every event. Six events a document, many documents on their
 * way at once; read, parsed, decoded, folded and saved, by one worker and by two with half the
 * tenants each, against reading and parsing the same events and nothing else.
 */
export const rowsBench: Bench = {
  name: 'rows',
  async run(context) {
    if (context.flags['log'] !== undefined) return work(context.flags);
    const events = Number(context.flags['events'] ?? 600_000);
    const log = join(context.folder, 'events.db');
    context.note(
      `${events.toLocaleString('en')} events, filled in ${(await seconds(() => fillDocuments(log, events))).toFixed(1)} s`,
    );
    const rounds = Number(context.flags['rounds'] ?? 3);
    const times = { parsing: [] as number[], one: [] as number[], two: [] as number[] };
    const peaks: Record<string, number> = {};
    for (let round = 0; round < rounds; round++) {
      const reads = (workers: number) => join(context.folder, `reads-${round}-${workers}.db`);
      const run = async (name: keyof typeof times, works: Record<string, string>[]) => {
        const { wall, peakMiB } = await together(works.map((one) => ({ log, ...one })));
        times[name].push(wall);
        peaks[name] = Math.max(peaks[name] ?? 0, peakMiB);
      };
      await run('parsing', [{ work: 'parsing', buckets: '0-64' }]);
      await run('one', [{ work: 'rows', buckets: '0-64', reads: reads(1) }]);
      await run(
        'two',
        ['0-32', '32-64'].map((buckets) => ({ work: 'rows', buckets, reads: reads(2) })),
      );
    }
    report(context, events, times, peaks);
  },
};

const median = (list: readonly number[]) => list.toSorted((a, b) => a - b)[list.length >> 1]!;

const report = (
  { measure, note }: BenchContext,
  events: number,
  times: { parsing: number[]; one: number[]; two: number[] },
  peaks: Record<string, number>,
): void => {
  const unit = 'events/s';
  const rate = (list: readonly number[]) => events / median(list);
  const [one, two] = [rate(times.one), rate(times.two)];
  const theirs = rate(times.parsing);
  measure({
    what: 'rows, one worker',
    unit,
    ours: one,
    peer: 'reading and parsing',
    theirs,
    atLeast: 0.75,
  });
  measure({
    what: 'rows, two workers',
    unit,
    ours: two,
    peer: 'one worker',
    theirs: one,
    atLeast: 1.7,
  });
  measure({ what: 'peak of one worker', unit: 'MiB', ours: peaks['one']!, atMost: 512 });
  measure({ what: 'peak of each of two', unit: 'MiB', ours: peaks['two']!, atMost: 512 });
  note(`reading and parsing alone peaked at ${Math.round(peaks['parsing']!)} MiB`);
};

/** Runs each piece of work in a process of its own, started together; the time of the slowest. */
const together = async (
  works: readonly Record<string, string>[],
): Promise<{ wall: number; peakMiB: number }> => {
  const children = works.map((flags) => {
    const args = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
    const child = spawn(process.execPath, [process.argv[1]!, 'rows', ...args, '--in-child'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    return { child, lines };
  });
  const lineOf = async (lines: AsyncIterator<string>, word: string): Promise<string> => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error('a worker of the benchmark ended early');
      if (value.startsWith(word)) return value.slice(word.length);
    }
  };
  await Promise.all(children.map(({ lines }) => lineOf(lines, READY)));
  let peakMiB = 0;
  const wall = await seconds(async () => {
    for (const { child } of children) child.stdin.write('\n');
    const peaks = await Promise.all(children.map(({ lines }) => lineOf(lines, DONE)));
    peakMiB = Math.max(...peaks.map(Number));
  });
  await Promise.all(
    children.map(async ({ child }) => {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'exit');
    }),
  );
  return { wall, peakMiB };
};

const READY = 'worker ready';
const DONE = 'worker done ';

const work = async (flags: Readonly<Record<string, string>>): Promise<void> => {
  const [from, to] = flags['buckets']!.split('-').map(Number) as [number, number];
  const store = new SqliteEventStore({ path: flags['log']!, writer: 'none' });
  const reads =
    flags['reads'] === undefined ? undefined : new SqliteReadStore({ path: flags['reads'] });
  console.log(READY);
  await once(process.stdin, 'data');
  if (reads) {
    const runner = new ProjectionRunner(
      { store, reads, clock: systemClock() },
      {
        projections: [documentRows as unknown as Projection],
        buckets: [from, to],
        ...EMBEDDED_BATCHES,
      },
    );
    await runner.catchUp();
  } else await parse(store, [from, to]);
  console.log(`${DONE}${process.resourceUsage().maxRSS / 1024}`);
  await reads?.close();
  await store.close();
  process.stdin.destroy();
};

const parse = async (store: SqliteEventStore, buckets: [number, number]): Promise<void> => {
  const signal = new AbortController().signal;
  const filter = { types: Object.keys(documentEvents), buckets };
  let seen = 0;
  for await (const batch of store.feed(undefined, filter, {
    signal,
    follow: false,
    batchSize: EMBEDDED_BATCHES.batchSize,
  }))
    for (const { record } of batch.events) if (parseRecord(record).data !== null) seen++;
  if (seen === 0) throw new Error('the log is empty');
};
