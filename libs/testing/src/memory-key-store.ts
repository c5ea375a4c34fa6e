import type { Keys } from '@gongkai/kernel';

/** The keys in memory, for specs; same suite as every adapter. */
export class MemoryKeyStore implements Keys {
  private readonly secrets = new Map<string, Uint8Array>();
  private readonly hashes = new Map<string, string>();

  async secret(name: string, create: () => Uint8Array): Promise<Uint8Array> {
    const known = this.secrets.get(name) ?? Uint8Array.from(create());
    this.secrets.set(name, known);
    return Uint8Array.from(known);
  }

  async put(tenant: string, account: string, credential: string, hash: string): Promise<void> {
    const key = `${tenant}/${account}/${credential}`;
    if (!this.hashes.has(key)) this.hashes.set(key, hash);
  }

  async get(tenant: string, account: string, credential: string): Promise<string | undefined> {
    return this.hashes.get(`${tenant}/${account}/${credential}`);
  }

  async delete(tenant: string, account: string, credential: string): Promise<void> {
    this.hashes.delete(`${tenant}/${account}/${credential}`);
  }

  async close(): Promise<void> {}

  /** How many hashes are kept, so that a spec can see that none is left behind. */
  get kept(): number {
    return this.hashes.size;
  }
}
