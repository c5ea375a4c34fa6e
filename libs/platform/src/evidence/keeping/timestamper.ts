import { newNonce, sha256, timestampRequest, verifyTimestamp } from '@gongkai/evidence';
import type { EvidenceStore, OfTenant } from '@gongkai/evidence-store';
import type { Clock } from '@gongkai/kernel';
import type { CheckpointReason } from '../log-reader.js';

/** Checkpoints that an authority is asked to stamp; of each log the last of them. */
const STAMPED: readonly CheckpointReason[] = ['daily', 'legalStep', 'rotation'];
const ROUND_MS = 60_000;
const TIMEOUT_MS = 15_000;
const AT_ONCE = 20;
const ANSWER_BYTES_MAX = 64 * 1024;
/** An authority that does not answer is asked less and less often, at last once an hour. */
const WAIT_MAX_ROUNDS = 60;

/**
 * Asks a timestamp authority (RFC 3161 over HTTP) to say when a checkpoint was there. Nothing waits
 * for it: what it does not answer today is asked again, for the checkpoint that is the last by then.
 */
export class Timestamper {
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private failures = 0;
  private skip = 0;

  constructor(
    private readonly store: EvidenceStore,
    private readonly url: string,
    private readonly clock: Clock,
    private readonly timeoutMs = TIMEOUT_MS,
  ) {}

  start(onError: (error: unknown) => void): void {
    this.timer = setInterval(() => {
      if (this.skip-- > 0) return;
      this.running = this.round().then(() => undefined, onError);
    }, ROUND_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.stopping.abort();
    await this.running;
  }

  /** One round; gives how many timestamps came. */
  async round(): Promise<number> {
    let came = 0;
    for (const wanted of await this.store.unstamped(STAMPED, AT_ONCE)) {
      if (this.stopping.signal.aborted) return came;
      if (!(await this.stamp(wanted))) {
        this.failures += 1;
        this.skip = Math.min(2 ** this.failures, WAIT_MAX_ROUNDS);
        return came;
      }
      this.failures = 0;
      came += 1;
    }
    return came;
  }

  private async stamp({ tenant, checkpoint }: OfTenant): Promise<boolean> {
    const digest = sha256(new TextEncoder().encode(checkpoint.body));
    const tsr = await this.ask(digest);
    if (!tsr) return false;
    const receivedAt = this.clock.now().toISOString();
    const { size } = checkpoint;
    await this.store.addTimestamp(tenant, { size, authority: this.url, tsr, receivedAt });
    return true;
  }

  /** The answer when it is one and says yes to this digest; the network and its faults stay here. */
  private async ask(digest: Uint8Array): Promise<Uint8Array | undefined> {
    const nonce = newNonce();
    try {
      const response = await fetch(this.url, {
        method: 'POST',
        headers: { 'content-type': 'application/timestamp-query' },
        body: Buffer.from(timestampRequest(digest, { nonce })),
        redirect: 'error',
        signal: AbortSignal.any([this.stopping.signal, AbortSignal.timeout(this.timeoutMs)]),
      });
      const said = Number(response.headers.get('content-length') ?? 0);
      if (!response.ok || said > ANSWER_BYTES_MAX) return undefined;
      const tsr = new Uint8Array(await response.arrayBuffer());
      return tsr.length <= ANSWER_BYTES_MAX && answers(tsr, digest, nonce) ? tsr : undefined;
    } catch {
      return undefined;
    }
  }
}

/**
 * The answer is to this request and signed by the certificate in it. Whom to trust is the reader's
 * question: without roots a chain leads nowhere, and that is the last thing looked at.
 */
const answers = (tsr: Uint8Array, digest: Uint8Array, nonce: Uint8Array): boolean => {
  const judged = verifyTimestamp({ tsr, digest, nonce, roots: [] });
  return judged.ok || judged.reason === 'certificateUntrusted';
};
