import type { Blobs } from '@gongkai/kernel';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FolderBlobs, sweep } from './folder-blobs.js';

const PASSING = '.passing';

/**
 * Files that are needed for a while only, in a folder of their own beside those kept for good: no
 * event names them and nothing else is stored there, so that each may go when its time is over. What
 * comes in is sealed anew each time; no two of them are the same file.
 */
export class PassingBlobs implements Blobs {
  private readonly folder: string;

  constructor(blobs: string) {
    this.folder = join(blobs, PASSING);
  }

  async put(...of: Parameters<Blobs['put']>) {
    return (await this.opened()).put(...of);
  }

  async get(tenant: string, digest: string) {
    return (await this.opened()).get(tenant, digest);
  }

  async size(tenant: string, digest: string) {
    return (await this.opened()).size(tenant, digest);
  }

  /** Removes what came in before. */
  async removeBefore(instant: number): Promise<void> {
    // Most never come to have any; what cannot be listed now is left to the next time.
    const found = await readdir(this.folder, { recursive: true, withFileTypes: true }).catch(
      () => [],
    );
    for (const entry of found)
      if (entry.isFile()) await sweep(join(entry.parentPath, entry.name), instant);
  }

  /** Made when it is first needed. */
  private opened(): Promise<FolderBlobs> {
    return FolderBlobs.open(this.folder);
  }
}
