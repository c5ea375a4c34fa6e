import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Blobs, Rejection } from '@gongkai/kernel';
import { rejectMove } from './errors.js';
import type { Chosen } from './place.js';

type Files = { name: string; files: string; blobs: Blobs };

const TENANT = /^[A-Za-z0-9]{1,64}$/;
const DIGEST = /^[0-9a-f]{64}$/;

/** Copies files that are not there, and reads every one at the target to its end. */
export const moveFiles = async (
  from: Files,
  to: Files,
  chosen: Chosen,
  onFiles?: (files: number) => void,
): Promise<{ files: number; bytes: number } | Rejection> => {
  const moved = { files: 0, bytes: 0 };
  for await (const { tenant, digest } of filesIn(from.files, chosen)) {
    const size = await from.blobs.size(tenant, digest);
    if (size === undefined) continue;
    if ((await to.blobs.size(tenant, digest)) !== size) {
      const put = await copied(from, to, tenant, digest, size);
      if (!put) return damaged(from, tenant, digest);
    }
    if (!(await isWhole(to.blobs, tenant, digest))) return damaged(to, tenant, digest);
    moved.files += 1;
    moved.bytes += size;
    onFiles?.(moved.files);
  }
  return moved;
};

const damaged = ({ name: place }: Files, tenant: string, digest: string): Rejection =>
  rejectMove('move.fileDamaged', { place, tenant, digest });

/** False when the bytes are not what their name says. */
const copied = async (
  from: Files,
  to: Files,
  tenant: string,
  digest: string,
  size: number,
): Promise<boolean> => {
  if (!(await isWhole(from.blobs, tenant, digest))) return false;
  const bytes = await from.blobs.get(tenant, digest);
  return bytes !== undefined && (await to.blobs.put(tenant, bytes, size)).digest === digest;
};

const isWhole = async (blobs: Blobs, tenant: string, digest: string): Promise<boolean> => {
  const bytes = await blobs.get(tenant, digest);
  if (!bytes) return false;
  try {
    for await (const _ of bytes);
    return true;
  } catch (error) {
    // The disk may be at fault as well: that has a code and is no finding.
    if ((error as NodeJS.ErrnoException).code !== undefined) throw error;
    return false;
  }
};

async function* filesIn(
  folder: string,
  chosen: Chosen,
): AsyncGenerator<{ tenant: string; digest: string }> {
  for (const tenant of await namesIn(folder)) {
    if (!TENANT.test(tenant) || (chosen && !chosen.includes(tenant))) continue;
    for (const part of await namesIn(join(folder, tenant)))
      for (const digest of await namesIn(join(folder, tenant, part)))
        if (DIGEST.test(digest)) yield { tenant, digest };
  }
}

const namesIn = async (folder: string): Promise<string[]> => (await readdir(folder)).sort();
