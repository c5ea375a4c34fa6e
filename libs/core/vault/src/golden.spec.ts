import { createHmac, hkdfSync } from 'node:crypto';
import { sm3, sm4 } from 'sm-crypto-v2';
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

/** The same, sealed under the same bytes as a secret of the profile `sm`. */
const SM_SECRET = secretFrom(SECRET.export(), 'sm')!;
const SM_FIELD: Sealed = {
  key: 'K1',
  nonce: '6h1JMDKg1DcOr-cS',
  ciphertext:
    '_sqhqmtAzl9iQZmwWQdEXSNlay1-w7AKe7NF2eU2G9CSuGt6WVX5_BAKC7bpmXClSNujpolgXqz5odh_lb1SJFVcx39lj-LuJDmxG5lvbm0',
  commitment: 'xYVODDaEkA6Nl5mWaqQ8yo4Dvn2E85KmkmB8w_tLwRg',
};
const SM_OPENING = {
  plain: OPENING.plain,
  salt: 'xS5N9pN6ns_BhmfLVtCYF3PVHBFLmjTum1ceZXYDkpA',
};
const profiles = [
  {
    profile: 'aes',
    secret: SECRET,
    field: FIELD,
    opening: OPENING,
    file: FILE,
    mac: MAC,
    wrapped: WRAPPED,
  },
  {
    profile: 'sm',
    secret: SM_SECRET,
    field: SM_FIELD,
    opening: SM_OPENING,
    file: 'R0tTMbtSS9x_88iM7Pj0cKRbK2rXEV0N_tdXOCc7cgUhB3HQCRqGI2suISV4Lv1JIEaGFJZinZM3Uw',
    mac: 'ZYscqLU226xwv3_RI74OC4C40k4vZFnPuYUbnXGuJJg',
    wrapped: 'Am-uWYvYOcH8KWtiY9KZnoWWFgc-KDLU3tXrYWBnNjk4gUVTvEjwAl3umO50HEbKiY5eYVmgcoUgvuwQNA',
  },
];
const vaultWith = (secret: typeof SECRET) => {
  const keys: Pick<PersonKeys, 'byId' | 'ofTenant'> = {
    byId: async () => new Map([['K1', secret]]),
    ofTenant: async () => secret,
  };
  return new SealingVault(keys as PersonKeys, { now: () => new Date(0) });
};

describe.each(profiles)('what was sealed long ago, profile $profile', (was) => {
  const vault = vaultWith(was.secret);
  it('opens: a field, and its commitment holds', async () => {
    expect(await vault.opening('T1', was.field)).toEqual(was.opening);
    expect(commitmentHolds(was.field.commitment, was.opening)).toBe(true);
  });

  it('opens: a file', async () => {
    const stored = (async function* () {
      yield Buffer.from(was.file, 'base64url');
    })();
    const parts: Uint8Array[] = [];
    for await (const part of vault.openBytes('T1', 'K1', stored)) parts.push(part);
    expect(Buffer.concat(parts).toString()).toBe('附件');
  });

  it('is found again: a person by the mac of their number', async () => {
    expect(await vault.mac('T1', 'identity.passport', 'E1')).toBe(was.mac);
  });

  it('unwraps: the key of a person under the master key', () => {
    const master = secretFrom(Buffer.alloc(32, 9))!;
    const secret = unwrapSecret(
      master,
      ['person', 'T1', 'K1'],
      Buffer.from(was.wrapped, 'base64url'),
    );
    expect(secret?.equals(was.secret)).toBe(true);
  });
});

describe('the profile sm, worked out by another implementation', () => {
  const hex = (text: string) => Buffer.from(text, 'base64url').toString('hex');
  const subkeys = Buffer.from(
    hkdfSync('sm3', SECRET.export(), Buffer.alloc(0), 'gongkai.sm4.1', 48),
  ).toString('hex');

  it('has the SM4 and SM3 of the standards', () => {
    const key = '0123456789abcdeffedcba9876543210';
    const block = sm4.encrypt(Buffer.from(key, 'hex'), key, { padding: 'none' });
    expect(block).toBe('681edf34d206965e86b3e94f536e4246');
    expect(sm3('abc')).toBe('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0');
  });

  it('derives, encrypts, authenticates and commits as it is written down', () => {
    const round = (key: string, text: string) =>
      createHmac('sm3', Buffer.from(key, 'hex')).update(Buffer.from(text, 'hex')).digest('hex');
    const info = Buffer.from('gongkai.sm4.1').toString('hex');
    const prk = sm3(SECRET.export(), { key: Buffer.alloc(32) } as never);
    const t1 = sm3(Buffer.from(`${info}01`, 'hex'), { key: Buffer.from(prk, 'hex') } as never);
    expect(round(prk, `${info}01`)).toBe(t1);
    expect(subkeys.slice(0, 64)).toBe(t1);
    const all = Buffer.from(SM_FIELD.ciphertext, 'base64url');
    const body = all.subarray(0, -16);
    const stream = Array.from({ length: Math.ceil(body.length / 16) }, (_, i) =>
      sm4.encrypt(
        Buffer.from(hex(SM_FIELD.nonce) + i.toString(16).padStart(8, '0'), 'hex'),
        subkeys.slice(0, 32),
        {
          padding: 'none',
        },
      ),
    ).join('');
    const pad = Buffer.from(stream, 'hex');
    const plain = body.map((byte, i) => byte ^ pad[i]!);
    const length = Buffer.from(plain).readUInt32BE(32);
    const text = Buffer.from(plain).subarray(36, 36 + length);
    expect(text.toString()).toBe('{"n":1,"name":"张三"}');
    const bound = Buffer.from(JSON.stringify(['gongkai.sealed.1', 'T1', 'K1']));
    const size = Buffer.alloc(8);
    size.writeBigUInt64BE(BigInt(bound.length));
    const signed = Buffer.concat([size, bound, Buffer.from(SM_FIELD.nonce, 'base64url'), body]);
    const tag = sm3(signed, { key: Buffer.from(subkeys.slice(32), 'hex') } as never);
    expect(all.subarray(-16).toString('hex')).toBe(tag.slice(0, 32));
    const committed = sm3(Buffer.concat([Buffer.from(plain).subarray(0, 32), text]));
    expect(committed).toBe(hex(SM_FIELD.commitment));
  });
});
