import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROGRAM = join(import.meta.dirname, '../../../dist/gongkai.js');
const READY_MAX_MS = 110_000;

export type Running = {
  url: string;
  pid: number;
  data: string;
  /** Everything written so far, results and log. */
  output(): string;
  /** Asks it to end and waits; gives the exit code. */
  stop(): Promise<number | null>;
  /** Starts again on the same data folder. */
  again(): Promise<Running>;
  /** Ends it and removes the data folder. */
  remove(): Promise<void>;
};

/** Starts the built program on a free port, by default with the demo data in a folder of its own. */
export const startProgram = async (
  args: readonly string[] = ['--demo'],
  data = join(mkdtempSync(join(tmpdir(), 'gongkai-e2e-')), 'data'),
): Promise<Running> => {
  if (!existsSync(PROGRAM)) throw new Error('build first: npm run build');
  const port = await freePort();
  const child = spawn(
    process.execPath,
    [PROGRAM, '--data', data, 'serve', '--port', String(port), ...args],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const url = `http://127.0.0.1:${port}`;
  const until = Date.now() + READY_MAX_MS;
  while (!(await isLive(url))) {
    if (child.exitCode !== null || Date.now() > until) {
      child.kill('SIGKILL');
      throw new Error(`the server did not start: ${output}`);
    }
    await new Promise((next) => setTimeout(next, 100));
  }
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }
    return child.exitCode;
  };
  return {
    url,
    pid: child.pid!,
    data,
    output: () => output,
    stop,
    again: async () => {
      await stop();
      return startProgram(args, data);
    },
    remove: async () => {
      await stop();
      rmSync(join(data, '..'), { recursive: true, force: true });
    },
  };
};

const isLive = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(`${url}/health/live`)).ok;
  } catch {
    return false;
  }
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};
