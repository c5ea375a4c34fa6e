import { readFileSync } from 'node:fs';
import vm from 'node:vm';
import { verifierFile } from './attached-files.js';

/** One thing a verifier found. */
export type Finding = { code: string; part: string; zh: string; en: string };
export type Verified = {
  verdict: string;
  trust: 'bundle' | 'given';
  findings: Finding[];
  keys: { use: string; name: string; kind: string; sha256: string }[];
};
/** What a reader brings: the text of a policy, checkpoints. */
export type Held = {
  policy?: string;
  checkpoints?: readonly { name: string; text: string }[];
};
export type Verifier = (zip: Uint8Array, held?: Held) => Verified;

/** verify.mjs, the reference. Throws a RangeError when what the reader brings is none. */
export const programVerifier = async (): Promise<Verifier> => {
  const { href } = verifierFile('verify.mjs');
  const { verifyBundle } = (await import(href)) as { verifyBundle: Verifier };
  return verifyBundle;
};

/** The script of verify.html, run without a page. */
export const pageVerifier = (): Verifier => {
  const html = readFileSync(verifierFile('verify.html'), 'utf8');
  const [, script = ''] = /<script>([\s\S]*?)<\/script>/.exec(html) ?? [];
  const element = { addEventListener: () => undefined };
  const document = { getElementById: () => element };
  const context = vm.createContext({ TextEncoder, TextDecoder, document });
  vm.runInContext(script, context);
  return (context as { verifyEvidence: Verifier }).verifyEvidence;
};
