import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { quantile, type Bench, type BenchContext } from './bench.js';
import { closedLoop, requestText, type Load } from './http-load.js';

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
    const server = await serve(context);
    try {
      await compare(context, server);
    } finally {
      await server.stop();
    }
  },
};

type Running = { url: URL; process: ChildProcess; stop(): Promise<void> };

const serve = async ({ folder, flags, note }: BenchContext): Promise<Running> => {
  const given = flags['server'];
  const program = given ?? fileURLToPath(new URL('./gongkai.js', import.meta.url));
  const port = Number(flags['port'] ?? 3917);
  const data = join(folder, 'data');
  const child = spawn(
    process.execPath,
    [...(flags['prof'] ? ['--cpu-prof', `--cpu-prof-dir=${flags['prof']}`] : []), program].concat([
      '--data',
      data,
      'serve',
      '--demo',
      '--port',
      String(port),
    ]),
    { stdio: ['ignore', 'ignore', 'ignore'] },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = new URL(`http://127.0.0.1:${port}`);
  const until = Date.now() + 300_000;
  for (;;) {
    const ready = await fetch(new URL('/health/ready', url)).catch(() => undefined);
    if (ready?.ok) break;
    if (child.exitCode !== null || Date.now() > until) throw new Error('the server did not start');
    await new Promise((next) => setTimeout(next, 250));
  }
  note(`${CLIENTS} clients, ${ROUNDS} alternating rounds of ${ROUND_MS / 1000} s, demo data`);
  const stop = () => {
    child.kill('SIGTERM');
    return ended;
  };
  return { url, process: child, stop };
};

const ask = async (url: URL, query: string, variables: object, token?: string) => {
  const response = await fetch(new URL('/graphql', url), {
    method: 'POST',
    body: JSON.stringify({ query, variables }),
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
  });
  const { data, errors } = (await response.json()) as { data?: unknown; errors?: unknown };
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
};

const signedIn = async (url: URL): Promise<string> => {
  const input = { account: 'hengnan.drafter', password: 'demo-gongkai-2026' };
  const query = 'mutation In($input: SignInInput!) { signIn(input: $input) { token } }';
  return ((await ask(url, query, { input })) as { signIn: { token: string } }).signIn.token;
};

const compare = async ({ measure, note }: BenchContext, { url }: Running): Promise<void> => {
  const token = await signedIn(url);
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
