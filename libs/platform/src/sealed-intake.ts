import { acceptFile, CheckedIntake, type StagingBlobs } from '@gongkai/blobs';
import type { FileIntake } from '@gongkai/nest';
import { uploadKeyOf } from '@gongkai/request';
import type { Vault } from '@gongkai/vault';

const READ_BYTES = 64 * 1024;

/**
 * Takes in what a person handed in: looked into like any other file, then kept sealed under a key of
 * its own. The command that registers it seals it under the person's key and destroys this one, so
 * that what nobody ever registers can be destroyed as well.
 */
export class SealedIntake extends CheckedIntake implements FileIntake {
  constructor(
    private readonly staging: StagingBlobs,
    private readonly vault: Vault,
    private readonly limit: number,
  ) {
    super(staging, limit);
  }

  async acceptSealed(tenant: string, name: string, bytes: AsyncIterable<Uint8Array>) {
    const staged = await this.staging.stage(tenant, bytes, this.limit);
    try {
      const { mediaType } = await acceptFile(name, staged.source);
      const { key } = await this.vault.person(tenant, null);
      const sealed = this.vault.sealBytes(tenant, key, read(staged.source, staged.size));
      const { digest } = await this.staging.put(tenant, sealed, Number.MAX_SAFE_INTEGER);
      const told = await uploadKeyOf(this.vault, tenant, { digest, key });
      return { digest, size: staged.size, mediaType, key: told };
    } finally {
      await staged.drop();
    }
  }
}

async function* read(
  source: { read(at: number, length: number): Promise<Uint8Array> },
  size: number,
): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < size; at += READ_BYTES)
    yield await source.read(at, Math.min(READ_BYTES, size - at));
}
