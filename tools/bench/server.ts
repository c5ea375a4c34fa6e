import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A server of its own process, as `npm start` runs it, on a port of this machine. */
export type Running = {
  url: URL;
  /** From the start of the process to the first `ready`. */
  readyMs: number;
  /** Resident memory now, MiB; what Linux says of the process. */
  memory(): number;
  stop(): Promise<void>;
};

export type ServerOptions = {
  data: string;
  port: number;
  demo?: boolean;
  /** Another program to run instead of the built one. */
  program?: string;
  /** Arguments for Node, e.g. for a profile. */
  node?: readonly string[];
};

/** As `npm start` and the units of `infra` have it: a quarter less memory for a little more collecting. */
const SMALL_NURSERY = '--max-semi-space-size=8';
const START_MS = 300_000;
const ASK_EVERY_MS = 25;

export const serve = async (options: ServerOptions): Promise<Running> => {
  const { data, port, demo = false, node = [] } = options;
  const program = options.program ?? fileURLToPath(new URL('./gongkai.js', import.meta.url));
  const began = performance.now();
  const child = spawn(
    process.execPath,
    [
      SMALL_NURSERY,
      ...node,
      program,
      '--data',
      data,
      'serve',
      '--port',
      String(port),
      ...(demo ? ['--demo'] : []),
    ],
    { stdio: 'ignore' },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = new URL(`http://127.0.0.1:${port}`);
  for (;;) {
    const ready = await fetch(new URL('/health/ready', url)).catch(() => undefined);
    if (ready?.ok) break;
    if (child.exitCode !== null || performance.now() - began > START_MS)
      throw new Error('the server did not start');
    await new Promise((next) => setTimeout(next, ASK_EVERY_MS));
  }
  return {
    url,
    readyMs: performance.now() - began,
    memory: () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
};

export const ask = async (url: URL, query: string, variables: object, token?: string) => {
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

/** Signs in to the demo data. */
export const signedIn = async (url: URL, account: string): Promise<string> => {
  const input = { account, password: 'demo-gongkai-2026' };
  const query = 'mutation In($input: SignInInput!) { signIn(input: $input) { token } }';
  return ((await ask(url, query, { input })) as { signIn: { token: string } }).signIn.token;
};
