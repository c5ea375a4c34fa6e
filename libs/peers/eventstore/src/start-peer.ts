import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import type { Fault } from './faults.js';
import type { EventStorePeer } from './peer.js';
import type { FromPeer, RemoteMethod, RemoteOptions, ToPeer } from './remote.js';

/**
 * A peer in a process of its own: it can be killed, and a client of another make can be loaded
 * beside it.
 */
export class PeerProcess {
  private child: ChildProcess | undefined;
  private readonly waiting = new Map<number, (message: FromPeer) => void>();
  private requests = 0;
  private ports: readonly number[];

  constructor(
    private readonly options: RemoteOptions & { path: string },
    private readonly folder: string | undefined,
  ) {
    this.ports = options.ports ?? [0];
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** A connection string without parameters of the caller's own; the same after a restart. */
  get url(): string {
    const hosts = this.ports.map((port) => `127.0.0.1:${port}`).join(',');
    return `esdb://${hosts}?tls=${this.options.tls !== undefined}`;
  }

  /** Starts it, after `kill` on the same ports over the same log. */
  async start(): Promise<void> {
    const child = fork(await program(), [], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: [],
    });
    this.child = child;
    const started = once(child, 'message') as Promise<[FromPeer]>;
    const ended = once(child, 'exit').then(([code]): [FromPeer] => [
      { failed: `the peer ended with ${code} before it listened` },
    ]);
    child.send({ ...this.options, ports: this.ports }, () => undefined);
    const [message] = await Promise.race([started, ended]);
    if ('failed' in message) {
      await this.stop();
      throw new Error(message.failed);
    }
    if ('started' in message) this.ports = message.started.ports;
    child.on('message', (answer: FromPeer) => {
      if ('id' in answer) this.waiting.get(answer.id)?.(answer);
    });
    child.once('exit', () => this.fail());
  }

  plan(fault: Fault): Promise<void> {
    return this.ask('plan', fault);
  }

  clearFaults(): Promise<void> {
    return this.ask('clearFaults');
  }

  elect(index: number | undefined): Promise<void> {
    return this.ask('elect', index);
  }

  stopMember(index: number): Promise<void> {
    return this.ask('stopMember', index);
  }

  startMember(index: number): Promise<void> {
    return this.ask('startMember', index);
  }

  cut(): Promise<void> {
    return this.ask('cut');
  }

  freeze(): Promise<void> {
    return this.ask('freeze');
  }

  thaw(): Promise<void> {
    return this.ask('thaw');
  }

  state(): Promise<ReturnType<EventStorePeer['state']>> {
    return this.ask('state');
  }

  /** Ends it at once, as a power cut would; the log stays. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Ends it in order and removes the log it made for itself. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
    if (this.folder) rmSync(this.folder, { recursive: true, force: true });
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }

  private ask<T>(method: RemoteMethod, ...args: readonly unknown[]): Promise<T> {
    const id = (this.requests += 1);
    return new Promise((resolve, reject) => {
      if (!this.child) return reject(new Error('the peer is not running'));
      this.waiting.set(id, (answer) => {
        this.waiting.delete(id);
        if ('error' in answer) reject(new Error(answer.error));
        else resolve(('result' in answer ? answer.result : undefined) as T);
      });
      this.child.send({ id, method, args } satisfies ToPeer, (error) => error && reject(error));
    });
  }

  private fail(): void {
    for (const [id, answer] of this.waiting) answer({ id, error: 'the peer has ended' });
  }
}

/** Starts a peer in its own process, on free ports of the loopback interface unless told otherwise. */
export const startEventStorePeer = async (options: RemoteOptions = {}): Promise<PeerProcess> => {
  const folder = options.path ? undefined : mkdtempSync(join(tmpdir(), 'gongkai-eventstore-'));
  const path = options.path ?? join(folder!, 'log.db');
  const peer = new PeerProcess({ ...options, path }, folder);
  await peer.start();
  return peer;
};

let built: Promise<string> | undefined;

/** The peer's program as one file, bundled once per process that starts peers. */
const program = (): Promise<string> => (built ??= bundle());

const bundle = async (): Promise<string> => {
  const root = repositoryRoot();
  const folder = join(root, 'node_modules/.cache/gongkai-peers');
  const { outputFiles } = await build({
    entryPoints: [join(root, 'libs/peers/eventstore/src/main.ts')],
    tsconfig: join(root, 'tsconfig.base.json'),
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    packages: 'external',
    keepNames: true,
    logLevel: 'silent',
  });
  mkdirSync(folder, { recursive: true });
  // Written aside and renamed: another process may be starting the same file.
  const aside = join(folder, `eventstore-peer-${process.pid}.mjs`);
  writeFileSync(aside, outputFiles[0]!.contents);
  const file = join(folder, 'eventstore-peer.mjs');
  renameSync(aside, file);
  return file;
};

/** The folder that holds the workspace, from source as well as from a bundle. */
const repositoryRoot = (): string => {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'nx.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('the peer is started from its repository');
    folder = parent;
  }
  return folder;
};
