import type { MessagePort } from 'node:worker_threads';
import { goLast } from '../../keeping/go-last.js';
import { KeeperHere, placesIn } from './keeper-here.js';
import type { EvidenceWork, KeeperMessage, KeeperOrder } from './keeping.js';

const STATUS_MS = 500;

/** Keeps the evidence log in this thread until it is told to stop. */
export const keepEvidence = (work: EvidenceWork, port: MessagePort): void => {
  goLast();
  const tell = (message: KeeperMessage) => port.postMessage(message);
  let failure: string | null = null;
  const keeper = new KeeperHere(placesIn(work), work, (error) => {
    failure = (error as Error).message;
    tell({ kind: 'status', status: keeper.status, failure });
  }).start();
  const timer = setInterval(
    () => tell({ kind: 'status', status: keeper.status, failure }),
    STATUS_MS,
  );
  const answer = (id: number, asked: Promise<number | undefined | void>) =>
    asked.then(
      (value) => tell({ kind: 'answer', id, value: value ?? undefined }),
      (error: unknown) => tell({ kind: 'failed', id, message: (error as Error).message }),
    );
  const close = async () => {
    clearInterval(timer);
    await keeper.close();
    port.close();
  };
  port.on('message', (order: KeeperOrder) => {
    switch (order.kind) {
      case 'head':
        return keeper.notice(order.head);
      case 'superiors':
        return keeper.superiors(order.of);
      case 'ensure':
        return void answer(order.id, keeper.ensure(order.tenant, order.position));
      case 'rotate':
        return void answer(order.id, keeper.rotate(order.tenant));
      case 'wait':
        return void answer(order.id, keeper.waitFor(order.position));
      case 'stop':
        return void close();
    }
  });
};
