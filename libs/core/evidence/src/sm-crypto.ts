import { createRequire } from 'node:module';
import type * as SmCrypto from 'sm-crypto-v2';

const load = createRequire(import.meta.url);
let loaded: typeof SmCrypto | undefined;

/** The domestic algorithms; loading them takes some 80 ms, so it waits for their first use. */
export const smCrypto = (): typeof SmCrypto => (loaded ??= load('sm-crypto-v2') as typeof SmCrypto);
