import { z } from 'zod';

/**
 * A sealed field as events hold it: what a person said of themselves, readable only while their key
 * exists. All four parts are base64url but the key, which is the opaque id of the person's data key.
 */
export const Sealed = z.strictObject({
  key: z.string(),
  nonce: z.string(),
  ciphertext: z.string(),
  commitment: z.string(),
});
export type Sealed = z.infer<typeof Sealed>;

const looksSealed = (value: object): boolean =>
  'ciphertext' in value && 'commitment' in value && 'nonce' in value;
const nothing: ReadonlySet<string> = new Set();

/** A value without what lies sealed in it: that it is there is said, not what. */
export const inClear = (value: unknown, concealed: ReadonlySet<string> = nothing): unknown => {
  if (Array.isArray(value)) return value.map((part) => inClear(part, concealed));
  if (value === null || typeof value !== 'object') return value;
  if (looksSealed(value)) return { sealed: true };
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !concealed.has(name))
      .map(([name, part]) => [name, inClear(part, concealed)]),
  );
};
