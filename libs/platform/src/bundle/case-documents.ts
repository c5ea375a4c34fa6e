import { sha256, type Blobs } from '@gongkai/kernel';
import { SealBroken, Shredded, type Vault } from '@gongkai/vault';
import type { AbsentDocument, BundleDocument } from './bundle-input.js';

type Ports = { blobs: Blobs; vault: Vault };

/** One file an event names, and whose keys it may be sealed under. */
export type NamedFile = { digest: string; keys: readonly string[] };

const SEALED_MARKS = ['GKF1', 'GKS1'];

const whole = async (parts: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  return Buffer.concat(all);
};

async function* once(bytes: Uint8Array) {
  yield bytes;
}

const opened = async (
  { vault }: Ports,
  tenant: string,
  bytes: Buffer,
  keys: readonly string[],
): Promise<Buffer | 'shredded' | undefined> => {
  let gone = false;
  for (const key of keys)
    try {
      return await whole(vault.openBytes(tenant, key, once(bytes)));
    } catch (error) {
      if (error instanceof Shredded) gone = true;
      else if (!(error instanceof SealBroken) && !(error instanceof RangeError)) throw error;
    }
  return gone ? 'shredded' : undefined;
};

/**
 * The bytes behind what the events name, opened where they lie sealed. What is no file of this
 * government is passed over: not every digest names one.
 */
export const caseDocuments = async (
  ports: Ports,
  tenant: string,
  files: readonly NamedFile[],
  isGiven: (file: NamedFile, sealed: boolean) => boolean,
): Promise<{ documents: BundleDocument[]; absent: AbsentDocument[] }> => {
  const documents = new Map<string, BundleDocument>();
  const absent: AbsentDocument[] = [];
  for (const file of files) {
    const { digest } = file;
    const stored = await ports.blobs.get(tenant, digest);
    if (!stored) continue;
    const bytes = await whole(stored);
    const sealed = SEALED_MARKS.includes(bytes.toString('latin1', 0, 4));
    if (!isGiven(file, sealed)) absent.push({ digest, why: 'withheld' });
    else if (!sealed) documents.set(digest, { digest, sealed: null, bytes });
    else {
      const plain = await opened(ports, tenant, bytes, file.keys);
      if (plain === undefined) absent.push({ digest, why: 'withheld' });
      else if (plain === 'shredded') absent.push({ digest, why: 'shredded' });
      else documents.set(sha256(plain), { digest: sha256(plain), sealed: digest, bytes: plain });
    }
  }
  return { documents: [...documents.values()], absent };
};
