import { Worker } from 'node:worker_threads';
import { THREAD_LIMITS, type Position } from '@gongkai/kernel';
import type { EvidenceKeeping, EvidenceWork, KeeperMessage, KeeperOrder } from './keeping.js';
import type { KeeperStatus } from './log-keeper.js';

type Asked = { resolve: (value: number | undefined) => void; reject: (error: Error) => void };
type Question =
  | { kind: 'ensure'; tenant: string; position: Position }
  | { kind: 'rotate'; tenant: string }
  | { kind: 'wait'; position: Position };

const RESTART_MS = 1_000;
const STOP_MS = 6_000;
const ENDED = 'the evidence thread ended';

/** The evidence log kept in a worker thread; one that dies is started again from where it was. */
export class KeeperInThread implements EvidenceKeeping {
  private worker: Worker;
  /** Resolved once the worker is gone. */
  private ended: Promise<void> = Promise.resolve();
  /** False between the end of a worker and the beginning of the next. */
  private alive = false;
  private readonly asked = new Map<number, Asked>();
  private nextId = 1;
  private closing = false;
  private last: KeeperStatus = { position: undefined, lagMs: 0, troubles: 0 };

  constructor(
    private readonly file: URL,
    private work: EvidenceWork,
    private readonly onError: (error: unknown) => void,
  ) {
    this.worker = this.begin();
  }

  ensure = (tenant: string, position: Position) => this.ask({ kind: 'ensure', tenant, position });
  rotate = async (tenant: string) => void (await this.ask({ kind: 'rotate', tenant }));
  waitFor = async (position: Position) => void (await this.ask({ kind: 'wait', position }));

  get status(): KeeperStatus {
    return this.last;
  }

  superiors(of: Readonly<Record<string, string>>): void {
    this.work = { ...this.work, superiors: of };
    this.order({ kind: 'superiors', of });
  }

  /** There are events up to here. */
  notice(head: unknown): void {
    this.order({ kind: 'head', head: BigInt(head as bigint) });
  }

  async close(): Promise<void> {
    this.closing = true;
    this.order({ kind: 'stop' });
    const late = setTimeout(() => void this.worker.terminate(), STOP_MS);
    await this.ended;
    clearTimeout(late);
  }

  private ask(question: Question): Promise<number | undefined> {
    if (!this.alive) return Promise.reject(new Error(ENDED));
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.asked.set(id, { resolve, reject });
      this.order({ ...question, id });
    });
  }

  private order(order: KeeperOrder): void {
    this.worker.postMessage(order);
  }

  private begin(): Worker {
    const worker = new Worker(this.file, {
      workerData: { evidence: this.work },
      resourceLimits: THREAD_LIMITS,
    });
    this.alive = true;
    this.ended = new Promise((resolve) => worker.once('exit', () => resolve()));
    worker.on('message', (message: KeeperMessage) => this.told(message));
    worker.on('error', (error) => this.onError(error));
    worker.on('exit', () => {
      this.alive = false;
      for (const { reject } of this.asked.values()) reject(new Error(ENDED));
      this.asked.clear();
      if (this.closing) return;
      setTimeout(() => {
        if (!this.closing) this.worker = this.begin();
      }, RESTART_MS).unref();
    });
    return worker;
  }

  private told(message: KeeperMessage): void {
    if (message.kind === 'status') {
      this.last = message.status;
      if (message.failure !== null) this.onError(new Error(message.failure));
      return;
    }
    const asked = this.asked.get(message.id);
    this.asked.delete(message.id);
    if (message.kind === 'answer') asked?.resolve(message.value);
    else asked?.reject(new Error(message.message));
  }
}
