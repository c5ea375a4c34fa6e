import { spawn, type ChildProcess } from 'node:child_process';

/** A program that serves on a loopback port and ends with this process at the latest. */
export type Served = {
  pid: number;
  port: number;
  /** Asks it to end, by its process id, and waits until it has; with SIGKILL it dies as in a crash. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
};

const START_MS = 60_000;
const STOP_MS = 5_000;
const KEPT_OUTPUT = 2_000;
const LISTENING = /listening on 127\.0\.0\.1:(\d+)/;

/** Resolves with the port the program says it listens on. */
const portOf = (child: ChildProcess, program: string): Promise<number> =>
  new Promise((resolve, reject) => {
    let said = '';
    const fail = (why: string) => reject(new Error(`${program} ${why}: ${said}`));
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      fail(`did not start within ${START_MS} ms`);
    }, START_MS);
    const hear = (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-KEPT_OUTPUT);
      const port = LISTENING.exec(said)?.[1];
      if (port === undefined) return;
      clearTimeout(late);
      resolve(Number(port));
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code) => {
      clearTimeout(late);
      fail(`ended with ${code}`);
    });
  });

export const serve = async (program: string, args: readonly string[]): Promise<Served> => {
  // Standard input stays open as long as this process lives; the program ends with it.
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const port = await portOf(child, program);
  return {
    pid: child.pid!,
    port,
    stop: async (signal = 'SIGTERM') => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await ended;
      clearTimeout(late);
    },
  };
};
