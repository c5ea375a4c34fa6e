import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { quantile, type Bench, type BenchContext } from './bench.js';
import { closedLoop, requestText, type Load } from './http-load.js';
import { serve, signedIn, type Running } from './server.js';

const CLIENTS = 64;
const ROUNDS = 5;
const ROUND_MS = 4000;

const NOOP = 'mutation Noop($id: ID!) { noop(commandId: $id) { __typename } }';
const DRAFT =
  'mutation Draft($input: DraftDocumentInput!) { draftDocument(input: $input) { __typename } }';

/**
 * Target 2: a whole command over HTTP — signed-in officer, parse, policy, load, decide, durable
 * append, receipt — against the no-op mutation of the same server with the same sign-in, limits and
 * logs. The server is a process of its own with its projections running; this one is the clients.
 */
export const httpBench: Bench = {
  name: 'http',
  async run(context) {
    const { flags, folder, note } = context;
    const { server: program, prof } = flags;
    const demo = { data: join(folder, 'data'), port: Number(flags['port'] ?? 3917), demo: true };
    // The demo data is made by a server of its own: what is measured is one that only serves.
    await (await serve(demo)).stop();
    const server = await serve({
      ...demo,
      ...(program === undefined ? {} : { program }),
      ...(prof === undefined ? {} : { node: ['--cpu-prof', `--cpu-prof-dir=${prof}`] }),
    });
    note(`${CLIENTS} clients, ${ROUNDS} alternating rounds of ${ROUND_MS / 1000} s, demo data`);
    try {
      await compare(context, server);
    } finally {
      await server.stop();
    }
  },
};

const compare = async ({ measure, note }: BenchContext, { url }: Running): Promise<void> => {
  const token = await signedIn(url, 'hengnan.drafter');
  const noop = () =>
    requestText(url, token, { query: NOOP, variables: { id: randomUUID().replaceAll('-', '') } });
  const draft = () =>
    requestText(url, token, {
      query: DRAFT,
      variables: {
        input: {
          commandId: randomUUID().replaceAll('-', ''),
          column: '0202',
          title: '关于进一步做好政府信息公开工作的通知',
          formedOn: '2017-03-02',
        },
      },
    });
  const good = (answer: string) => answer.includes('"Accepted"');
  const run = (request: () => string, ms = ROUND_MS) => closedLoop(url, CLIENTS, ms, request, good);
  await run(noop, 2000);
  await run(draft, 2000);
  const noops: Load[] = [];
  const drafts: Load[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    noops.push(await run(noop));
    drafts.push(await run(draft));
  }
  const wrong = [...noops, ...drafts].find(({ failures }) => failures > 0);
  if (wrong) throw new Error(`${wrong.failures} were not accepted: ${wrong.sample}`);
  const rate = (loads: Load[]) => median(loads.map(({ perSecond }) => perSecond));
  const p99 = (loads: Load[]) => median(loads.map((load) => load.p99));
  const peer = 'no-op';
  measure({
    what: 'whole command over HTTP',
    unit: 'per second',
    ours: rate(drafts),
    peer,
    theirs: rate(noops),
    atLeast: 0.6,
  });
  const limit = 1.5 * p99(noops);
  measure({
    what: 'its p99',
    unit: 'ms',
    ours: p99(drafts),
    peer,
    theirs: p99(noops),
    atMost: limit,
  });
  const spread = drafts.map(({ perSecond }) => Math.round(perSecond)).join(', ');
  note(`rounds of commands per second: ${spread}`);
};

const median = (values: number[]): number =>
  quantile(
    values.sort((a, b) => a - b),
    0.5,
  );
