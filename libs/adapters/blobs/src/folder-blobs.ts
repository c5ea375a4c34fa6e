import { GateError, makeFolder, type Blobs } from '@gongkai/kernel';
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { handleSource, type ByteSource } from './byte-source.js';

/** Bytes written and hashed, not yet part of the store: looked into, then kept or dropped. */
export type Staged = {
  digest: string;
  size: number;
  source: ByteSource;
  /** Puts the bytes under their digest, durably. */
  keep(): Promise<void>;
  /** Leaves nothing behind; harmless after `keep`. */
  drop(): Promise<void>;
};

/** A store whose bytes can be looked into before they are kept. */
export interface StagingBlobs extends Blobs {
  stage(tenant: string, bytes: AsyncIterable<Uint8Array>, limit: number): Promise<Staged>;
}

const TENANT = /^[A-Za-z0-9]{1,64}$/;
const DIGEST = /^[0-9a-f]{64}$/;
const INCOMING = '.incoming';

/** No upload takes so long; what is younger may be another process's. */
const LEFT_OVER_MS = 3_600_000;

/** Removes a file that was last written before. */
export const sweep = async (path: string, before: number): Promise<void> => {
  const found = await stat(path).catch(() => undefined);
  if (found && found.mtimeMs < before) await rm(path, { force: true });
};

const isFull = (error: unknown) =>
  ['ENOSPC', 'EDQUOT', 'EFBIG'].includes((error as NodeJS.ErrnoException).code ?? '');
const isMissing = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT';

const syncFolder = async (folder: string) => {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

const writeAll = async (handle: FileHandle, chunk: Uint8Array) => {
  for (let written = 0; written < chunk.length;)
    written += (await handle.write(chunk, written, chunk.length - written)).bytesWritten;
};

/**
 * Bytes in a folder: `<tenant>/<first two of the digest>/<digest>`. Nothing a caller names becomes
 * part of a path but a tenant and a digest of the right form. A file appears under its digest only
 * whole and synced; what is under way lies in `.incoming` and is swept when the store opens.
 */
export class FolderBlobs implements StagingBlobs {
  private constructor(
    private readonly folder: string,
    private readonly openStaging: (path: string) => Promise<FileHandle>,
  ) {}

  static async open(
    folder: string,
    openStaging = (path: string) => open(path, 'wx+', 0o600),
  ): Promise<FolderBlobs> {
    const incoming = join(folder, INCOMING);
    makeFolder(incoming, 0o700);
    const before = Date.now() - LEFT_OVER_MS;
    for (const left of await readdir(incoming)) await sweep(join(incoming, left), before);
    return new FolderBlobs(folder, openStaging);
  }

  async put(tenant: string, bytes: AsyncIterable<Uint8Array>, limit: number) {
    const staged = await this.stage(tenant, bytes, limit);
    try {
      await staged.keep();
      return { digest: staged.digest, size: staged.size };
    } finally {
      await staged.drop();
    }
  }

  async stage(tenant: string, bytes: AsyncIterable<Uint8Array>, limit: number): Promise<Staged> {
    if (!TENANT.test(tenant)) throw new Error('a tenant is made of ASCII letters and digits');
    const path = join(this.folder, INCOMING, randomUUID());
    const handle = await this.orFull(() => this.openStaging(path));
    const drop = async () => {
      await handle.close().catch(() => undefined);
      await rm(path, { force: true });
    };
    try {
      const { digest, size } = await this.orFull(() => fill(handle, bytes, limit));
      const target = this.pathOf(tenant, digest);
      const keep = () => this.orFull(() => this.keep(handle, path, target, size));
      return { digest, size, source: handleSource(handle, size), keep, drop };
    } catch (error) {
      await drop();
      throw error;
    }
  }

  async get(tenant: string, digest: string): Promise<AsyncIterable<Uint8Array> | undefined> {
    if ((await this.size(tenant, digest)) === undefined) return undefined;
    return checked(this.pathOf(tenant, digest), digest);
  }

  async size(tenant: string, digest: string): Promise<number | undefined> {
    if (!TENANT.test(tenant) || !DIGEST.test(digest)) return undefined;
    try {
      return (await stat(this.pathOf(tenant, digest))).size;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  private pathOf(tenant: string, digest: string): string {
    return join(this.folder, tenant, digest.slice(0, 2), digest);
  }

  private async keep(handle: FileHandle, path: string, target: string, size: number) {
    const kept = await stat(target).catch(() => undefined);
    if (kept?.size === size) return;
    await handle.sync();
    const folder = dirname(target);
    const made = await mkdir(folder, { recursive: true, mode: 0o700 });
    await rename(path, target);
    await syncFolder(folder);
    if (made !== undefined) {
      await syncFolder(dirname(folder));
      await syncFolder(this.folder);
    }
  }

  private async orFull<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (isFull(error)) throw new GateError('STORAGE_FULL');
      throw error;
    }
  }
}

const fill = async (handle: FileHandle, bytes: AsyncIterable<Uint8Array>, limit: number) => {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > limit) throw new GateError('BODY_TOO_LARGE', { limit });
    hash.update(chunk);
    await writeAll(handle, chunk);
  }
  return { digest: hash.digest('hex'), size };
};

/** Reads a file to its end only if it still is what its name says. */
async function* checked(path: string, digest: string): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest('hex') !== digest) throw new Error(`a kept file is not what it was: ${digest}`);
}
