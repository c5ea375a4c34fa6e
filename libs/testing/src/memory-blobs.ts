import { createHash } from 'node:crypto';
import { GateError, type Blobs } from '@gongkai/kernel';

/** The blobs port in memory, for specs; same suite as every adapter. */
export class MemoryBlobs implements Blobs {
  private readonly kept = new Map<string, Buffer>();

  /** How many files it holds. */
  get held(): number {
    return this.kept.size;
  }

  async put(tenant: string, bytes: AsyncIterable<Uint8Array>, limit: number) {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of bytes) {
      size += chunk.length;
      if (size > limit) throw new GateError('BODY_TOO_LARGE', { limit });
      chunks.push(Buffer.from(chunk));
    }
    const content = Buffer.concat(chunks);
    const digest = createHash('sha256').update(content).digest('hex');
    this.kept.set(`${tenant}/${digest}`, content);
    return { digest, size };
  }

  async get(tenant: string, digest: string): Promise<AsyncIterable<Uint8Array> | undefined> {
    const content = this.kept.get(`${tenant}/${digest}`);
    return content && once(content);
  }

  async size(tenant: string, digest: string): Promise<number | undefined> {
    return this.kept.get(`${tenant}/${digest}`)?.length;
  }
}

async function* once(content: Buffer): AsyncGenerator<Uint8Array> {
  yield Buffer.from(content);
}
