import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { BundleFile } from './bundle-input.js';
import { readerGuide } from './reader-guide.js';

export type VerifierName = 'verify.mjs' | 'verify.html';

/** A verifier beside the running bundle; from source, as specs run, where it is written. */
export const verifierFile = (name: VerifierName): URL => {
  const built = new URL(`./${name}`, import.meta.url);
  return existsSync(built)
    ? built
    : new URL(`../../../../apps/verify/src/${name}`, import.meta.url);
};

/** What lies in every bundle for its reader: the guide and both verifiers. */
export const attachedFiles = async (): Promise<BundleFile[]> => [
  { path: 'README.zh.md', bytes: new TextEncoder().encode(readerGuide) },
  { path: 'verify.mjs', bytes: await readFile(verifierFile('verify.mjs')) },
  { path: 'verify.html', bytes: await readFile(verifierFile('verify.html')) },
];
