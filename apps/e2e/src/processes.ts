import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

const READY_MAX_MS = 110_000;

/** A server under test, reached at a free port of the loopback interface. */
export type Process = {
  url: string;
  pid: number;
  /** Everything written so far, results and log. */
  output(): string;
  /** Asks it to end and waits; gives the exit code. */
  stop(): Promise<number | null>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
};

export type Running = Omit<Process, 'kill'> & {
  data: string;
  /** Starts again on the same data folder. */
  again(): Promise<Running>;
  /** Ends it and removes the data folder. */
  remove(): Promise<void>;
};

/** Starts a built program and waits until it answers; the port is told by the environment. */
export const startProcess = async (
  command: readonly string[],
  environment: Record<string, string> = {},
): Promise<Process> => {
  const port = await freePort();
  const child = spawn(process.execPath, command, {
    stdio: ['ignore', 'pipe', 'pipe'],
    // A machine that does all this at once is slow; what is asked for comes in the end.
    env: {
      ...process.env,
      GONGKAI_WAIT_MS: '20000',
      ...environment,
      GONGKAI_PORT: String(port),
    },
  });
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
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  return {
    url,
    pid: child.pid!,
    output: () => output,
    stop: async () => {
      await end('SIGTERM');
      return child.exitCode;
    },
    kill: () => end('SIGKILL'),
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
