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
