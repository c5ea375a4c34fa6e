import { unwrapSecret } from './cipher.js';
import {
  commitmentHolds,
  secretFrom,
  SealingVault,
  type PersonKeys,
  type Sealed,
} from './index.js';

/**
 * Sealed once, with the secret 00 01 … 1f, and never changed: what lies in a log must open for ever.
 * A spec that fails here is a format that was broken, not a value to bring up to date.
 */
const SECRET = secretFrom(Uint8Array.from({ length: 32 }, (_, i) => i))!;
const FIELD: Sealed = {
  key: 'K1',
  nonce: '_U9koKgLWBfUS-6p',
  ciphertext:
    'E1Jq03RBbg--rQz7rYAjfyf9tJLVdM6AfqJezTtzrZIMzf5kQjcQp81UWRaCqzk56311YVnvZ1G0JQmHkLy5GX7IxtNav1aUyEWSVlAuhuI',
  commitment: 'C1mXjv9yDJReNICyouItNwKBC9JqxeRgJ1oakW5Q9i8',
};
const OPENING = {
  plain: { name: '张三', n: 1 },
  salt: 'PIzQzHyUqC8gi3y4Rn7-uydLR7Y-92krExwkn0sm7UA',
};
const FILE = 'R0tGMXK09XJzOKUmSmXZ2ngqLMO75MFCDWlhd7eIZ3UwBpXvcnususWktklrE4bPZx0646zO3ns9rQ';
const MAC = 'wu2lXFMssSOAoVp5MhbJ7Er-rbIRkX2_mOFCtBL7A-Y';
const WRAPPED = 'y8PIofYTW55xL3_tVOgZ3nBkqFWopxOIiUYX2sFePGLioU859O01Ax_yI7msmOj_t9K6kk4o_Bxc-83T';

const keys: Pick<PersonKeys, 'byId' | 'ofTenant'> = {
  byId: async () => new Map([['K1', SECRET]]),
  ofTenant: async () => SECRET,
};
const vault = new SealingVault(keys as PersonKeys, { now: () => new Date(0) });

describe('what was sealed long ago', () => {
  it('opens: a field, and its commitment holds', async () => {
    expect(await vault.opening('T1', FIELD)).toEqual(OPENING);
    expect(commitmentHolds(FIELD.commitment, OPENING)).toBe(true);
  });

  it('opens: a file', async () => {
    const stored = (async function* () {
      yield Buffer.from(FILE, 'base64url');
    })();
    const parts: Uint8Array[] = [];
    for await (const part of vault.openBytes('T1', 'K1', stored)) parts.push(part);
    expect(Buffer.concat(parts).toString()).toBe('附件');
  });

  it('is found again: a person by the mac of their number', async () => {
    expect(await vault.mac('T1', 'identity.passport', 'E1')).toBe(MAC);
  });

  it('unwraps: the key of a person under the master key', () => {
    const master = secretFrom(Buffer.alloc(32, 9))!;
    const secret = unwrapSecret(master, ['person', 'T1', 'K1'], Buffer.from(WRAPPED, 'base64url'));
    expect(secret?.equals(SECRET)).toBe(true);
  });
});
