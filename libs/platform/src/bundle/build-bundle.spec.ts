import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildBundle } from './build-bundle.js';
import { zipBundle } from './bundle-zip.js';
import { exampleCase } from './testing.js';

type Outcome = { verdict: string; trust: string; findings: { code: string; part: string }[] };
const { verifyBundle } = (await import(
  pathToFileURL(join(import.meta.dirname, '../../../../apps/verify/src/verify.mjs')).href
)) as { verifyBundle(zip: Uint8Array, trusted?: object): Outcome };

describe('a bundle', () => {
  it('is verified by itself, and against what is held outside', async () => {
    const { log, input } = exampleCase();
    const zip = Buffer.from(zipBundle(await buildBundle(input, (text) => log.sign(text))));
    const outcome = verifyBundle(zip);
    console.log(outcome);
    expect(outcome.verdict).toBe('OK');
  });
});
