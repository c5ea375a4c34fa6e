import type { Blobs } from '@gongkai/kernel';
import { runningHash } from './cipher.js';
import { sealedSize } from './sealed-bytes.js';
import type { Vault } from './vault.js';

/**
 * A file kept sealed. `digest` is of the ciphertext and names it in the log; size and digest of the
 * plain bytes are the person's and belong into a sealed field, beside the file's name.
 */
export type SealedFile = { digest: string; plain: { size: number; sha256: string } };

/** Keeps a file sealed under a person's key; a chunk at a time is in memory. */
export const keepSealed = async (
  { vault, blobs }: { vault: Vault; blobs: Blobs },
  { tenant, key }: { tenant: string; key: string },
  bytes: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<SealedFile> => {
  const hash = runningHash();
  let size = 0;
  const counted = (async function* () {
    for await (const part of bytes) {
      hash.update(part);
      size += part.length;
      yield part;
    }
  })();
  const sealed = vault.sealBytes(tenant, key, counted);
  const { digest } = await blobs.put(tenant, sealed, sealedSize(limit));
  return { digest, plain: { size, sha256: hash.digest('hex') } };
};

/** The plain bytes of a file kept sealed; undefined when there is no such file in this government. */
export const readSealed = async (
  { vault, blobs }: { vault: Vault; blobs: Blobs },
  { tenant, key }: { tenant: string; key: string },
  digest: string,
): Promise<AsyncIterable<Uint8Array> | undefined> => {
  const bytes = await blobs.get(tenant, digest);
  return bytes && vault.openBytes(tenant, key, bytes);
};
