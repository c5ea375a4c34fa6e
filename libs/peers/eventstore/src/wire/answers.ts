import type { Metadata, ServiceError } from '@grpc/grpc-js';
import type { Stored } from '../log/stored.js';
import { streams, type Streams } from './definitions.js';
import { eventAnswer, linkAnswer } from './encode.js';
import { asServiceError } from './errors.js';
import type { Service } from './service.js';

/** The call of Streams.Read; its answers go out as bytes that are encoded already. */
export type ReadCall = {
  readonly request: Streams.ReadReq;
  readonly metadata: Metadata;
  write(answer: Buffer): boolean;
  end(): void;
  emit(event: 'error', error: ServiceError): boolean;
  on(event: 'cancelled' | 'close' | 'error', listener: () => void): unknown;
  once(event: 'drain', listener: () => void): unknown;
};

const LINK = '$>';

/** Answers of one read or subscription: written as fast as the client takes them, no faster. */
export class Answers {
  over = false;
  private readonly stopped: Promise<void>;

  constructor(
    private readonly service: Service,
    private readonly call: ReadCall,
    private readonly form: { structured: boolean; resolveLinks: boolean },
  ) {
    this.stopped = new Promise((resolve) => {
      const stop = () => {
        this.over = true;
        resolve();
      };
      for (const event of ['cancelled', 'close', 'error'] as const) call.on(event, stop);
    });
  }

  /** An event, with the event it links to where that is wanted. */
  event(stored: Stored): Promise<void> | undefined {
    const { structured, resolveLinks } = this.form;
    if (!resolveLinks || stored.type !== LINK) return this.write(eventAnswer(stored, structured));
    return this.write(linkAnswer(stored, this.service.log.linked(stored), structured));
  }

  message(fill: (answer: Streams.ReadResp) => void): Promise<void> | undefined {
    const answer = new streams.ReadResp();
    fill(answer);
    return this.write(Buffer.from(answer.serializeBinary()));
  }

  checkpoint(position: number): Promise<void> | undefined {
    return this.message((answer) => {
      const checkpoint = new streams.ReadResp.Checkpoint();
      checkpoint.setCommitPosition(`${position}`);
      checkpoint.setPreparePosition(`${position}`);
      answer.setCheckpoint(checkpoint);
    });
  }

  caughtUp(): Promise<void> | undefined {
    return this.message((answer) => answer.setCaughtUp(new streams.ReadResp.CaughtUp()));
  }

  fellBehind(): Promise<void> | undefined {
    return this.message((answer) => answer.setFellBehind(new streams.ReadResp.FellBehind()));
  }

  end(): void {
    if (this.over) return;
    this.over = true;
    this.call.end();
  }

  fail(error: unknown): void {
    if (this.over) return;
    this.over = true;
    this.call.emit('error', asServiceError(error));
  }

  /** Resolves when the log has grown, or when nobody listens any more. */
  async grown(): Promise<void> {
    const { commits } = this.service.log;
    let listener = () => {};
    const head = new Promise<void>((resolve) => (listener = resolve));
    commits.once('head', listener);
    commits.once('close', listener);
    await Promise.race([head, this.stopped]);
    commits.off('head', listener);
    commits.off('close', listener);
  }

  /** Undefined when the client can take more at once. */
  private write(bytes: Buffer): Promise<void> | undefined {
    if (this.over) return undefined;
    if (this.service.faults.strikes('feeding')) {
      this.service.sockets.cut();
      this.over = true;
      return undefined;
    }
    if (this.call.write(bytes)) return undefined;
    const drained = new Promise<void>((resolve) => this.call.once('drain', resolve));
    return Promise.race([drained, this.stopped]);
  }
}
