import { zipSync, type Zippable } from 'fflate';
import type { BundleFile } from './bundle-input.js';

/** What the zip format without extensions can hold. */
export const BUNDLE_FILES_MAX = 65_534;
/** Bytes of all files together; the verifiers read no more either. */
export const BUNDLE_BYTES_MAX = 1024 ** 3;

/** The same day in every zip: the same files give the same bytes. */
const NO_DAY = '1980-01-01T00:00:00';

/** Documents are mostly compressed already, and records must stay readable where a byte is hurt. */
const isStored = (path: string): boolean => /^documents\//.test(path);

/** The files as a zip. RangeError when they are too many or too large for one. */
export const zipBundle = (files: readonly BundleFile[], level: 0 | 6 = 6): Uint8Array => {
  const total = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (files.length > BUNDLE_FILES_MAX || total > BUNDLE_BYTES_MAX)
    throw new RangeError('too much for one bundle');
  const entries: Zippable = {};
  for (const { path, bytes } of files)
    entries[path] = [bytes, { level: isStored(path) ? 0 : level, mtime: NO_DAY }];
  return zipSync(entries);
};
