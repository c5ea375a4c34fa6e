import { join } from 'node:path';
import { parseRecord, streamName, systemIds, type NewEvent } from '@gongkai/kernel';
import { Platform } from '@gongkai/platform';
import { quantile, seconds, type Bench } from './bench.js';
import { ask, serve, signedIn, type Running } from './server.js';

const ITEMS = 100_000;
const QUESTIONS = 1_000;
/** Questions before those that count: the first of a process compile what answers them. */
const WARM_UP = 1_000;
const STARTS = 3;

const FIGURES =
  'query F($node: String!) { figures(node: $node, period: "2017") { __typename ... on FigureTable { cells { id value } } } }';

/**
 * Target 9: a server with a log of so many events, ready and how large; and target 5: figures
 * through GraphQL from the township up to the nation.
 */
export const startBench: Bench = {
  name: 'start',
  async run({ folder, flags, measure, note }) {
    const data = join(folder, 'data');
    const port = Number(flags['port'] ?? 3918);
    const items = Number(flags['items'] ?? ITEMS);
    await (await serve({ data, port, demo: true })).stop();
    const filling = await seconds(() => multiply(data, items));
    note(`demo data with ${items.toLocaleString('en')} more events, in ${filling.toFixed(0)} s`);
    const ready: number[] = [];
    let memory = 0;
    for (let i = 0; i < STARTS; i++) {
      const server = await serve({ data, port, demo: true });
      ready.push(server.readyMs);
      memory = Math.max(memory, server.memory());
      if (i === STARTS - 1) await figuresOver(server, { measure, note });
      await server.stop();
    }
    measure({
      what: 'ready',
      unit: 'ms',
      ours: quantile(ready.sort(ascending), 0.5),
      atMost: 2000,
    });
    measure({ what: 'memory when ready', unit: 'MiB', ours: memory, atMost: 300 });
  },
};

/** Appends copies of a published item of the demo data, as new documents, and folds them all. */
const multiply = async (data: string, count: number): Promise<void> => {
  const platform = await Platform.open({ data, access: 'write' });
  const ids = systemIds();
  const [record] = await firstOf(platform, 'DocumentAttested');
  const { meta, data: body } = parseRecord(record!);
  const text = JSON.stringify(body);
  let appended: Promise<unknown>[] = [];
  for (let i = 0; i < count; i++) {
    const id = ids.id();
    const of = text.replaceAll(meta.aggregateId, id);
    const event: NewEvent = {
      meta: { ...meta, id: ids.id(), aggregateId: id, command: { ...meta.command, id } },
      data: of,
      facet: 0,
    };
    appended.push(platform.events.append(streamName(meta.tenant, 'document', id), 0, [event]));
    if (appended.length < 5_000) continue;
    await Promise.all(appended);
    appended = [];
  }
  await Promise.all(appended);
  await platform.waitFor((await platform.events.head())!);
  await platform.close();
};

const firstOf = async (platform: Platform, type: string): Promise<Uint8Array[]> => {
  const signal = new AbortController().signal;
  const feed = platform.events.feed(undefined, { types: [type] }, { signal, follow: false });
  for await (const { events } of feed) if (events[0]) return [events[0].record];
  throw new Error(`no ${type} in the demo data`);
};

const figuresOver = async (
  { url }: Running,
  { measure, note }: Pick<Parameters<Bench['run']>[0], 'measure' | 'note'>,
): Promise<void> => {
  const token = await signedIn(url, 'hengyang.supervisor');
  for (const node of ['430400', '430422']) {
    const asked = async (count: number): Promise<number[]> => {
      const times: number[] = [];
      for (let i = 0; i < count; i++) {
        const began = performance.now();
        await ask(url, FIGURES, { node }, token);
        times.push(performance.now() - began);
      }
      return times.sort(ascending);
    };
    const first = quantile(await asked(WARM_UP), 0.99);
    const times = await asked(QUESTIONS);
    const p50 = quantile(times, 0.5);
    note(`${node}: p50 ${p50.toFixed(2)} ms; p99 of the first ${WARM_UP} ${first.toFixed(1)} ms`);
    measure({
      what: `figures of ${node} through GraphQL, p99`,
      unit: 'ms',
      ours: quantile(times, 0.99),
      atMost: 10,
    });
  }
};

const ascending = (a: number, b: number) => a - b;
