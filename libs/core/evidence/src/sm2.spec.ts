import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  SM2_IDENTIFIER,
  fromBase64,
  isSm2PublicKey,
  newKey,
  newSm2Key,
  newVkey,
  openNote,
  parseVkey,
  sha256,
  signNote,
  signSm2,
  sm2PublicKey,
  verifySm2,
} from './index.js';

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));

/** The example of GB/T 32918.5-2017, annex A.2. */
const EXAMPLE = {
  message: Buffer.from('message digest'),
  secret: hex('3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8'),
  publicKey: hex(
    '0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020' +
      'ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13',
  ),
  signature: hex(
    'f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3' +
      'b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa',
  ),
};

describe('SM2', () => {
  const { message, secret, publicKey, signature } = EXAMPLE;

  it('has the example of GB/T 32918', () => {
    expect(sm2PublicKey(secret)).toEqual(publicKey);
    expect(isSm2PublicKey(publicKey)).toBe(true);
    expect(verifySm2(publicKey, message, signature)).toBe(true);
    expect(verifySm2(publicKey, message, signSm2(secret, message))).toBe(true);
  });

  it('signs for one identity, the usual one unless another is said', () => {
    const own = signSm2(secret, message, { userId: 'ALICE123@YAHOO.COM' });
    expect(verifySm2(publicKey, message, own)).toBe(false);
    expect(verifySm2(publicKey, message, own, { userId: 'ALICE123@YAHOO.COM' })).toBe(true);
  });

  it('takes no signature that was changed, and none with numbers out of their range', () => {
    fc.assert(
      fc.property(fc.nat(63), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const other = signature.slice();
        other[at]! ^= change;
        expect(verifySm2(publicKey, message, other)).toBe(false);
      }),
      { numRuns: 30 },
    );
    const order = hex('fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123');
    const nothing = new Uint8Array(32);
    for (const [r, s] of [
      [nothing, signature.subarray(32)],
      [signature.subarray(0, 32), nothing],
      [order, signature.subarray(32)],
      [signature.subarray(0, 32), order],
      [nothing, nothing],
    ])
      expect(verifySm2(publicKey, message, Buffer.concat([r!, s!]))).toBe(false);
    expect(verifySm2(publicKey, message, signature.subarray(1))).toBe(false);
    expect(verifySm2(publicKey.subarray(1), message, signature)).toBe(false);
    expect(verifySm2('x' as unknown as Uint8Array, message, signature)).toBe(false);
    expect(verifySm2(publicKey, 'x' as unknown as Uint8Array, signature)).toBe(false);
  });

  it('has keys that are points of its curve', () => {
    const off = publicKey.slice();
    off[64]! ^= 1;
    expect(isSm2PublicKey(off)).toBe(false);
    expect(isSm2PublicKey(new Uint8Array(65).fill(4))).toBe(false);
    expect(isSm2PublicKey(publicKey.subarray(0, 33))).toBe(false);
    expect(isSm2PublicKey(null)).toBe(false);
    expect(() => sm2PublicKey(new Uint8Array(32))).toThrow(RangeError);
    const { secret: fresh, publicKey: point } = newSm2Key();
    expect(sm2PublicKey(fresh)).toEqual(point);
  });

  it('signs notes under a type of its own', () => {
    const vkey = newVkey('log.example', publicKey, 'sm2');
    const [name, id, base64] = vkey.split(/\+(.{8})\+/) as [string, string, string];
    const typed = Buffer.concat([Buffer.of(0xff), Buffer.from(SM2_IDENTIFIER), publicKey]);
    expect(Buffer.from(fromBase64(base64)!)).toEqual(typed);
    const whole = sha256(Buffer.concat([Buffer.from(`${name}\n`), typed]));
    expect(id).toBe(Buffer.from(whole.subarray(0, 4)).toString('hex'));
    const key = newKey('log.example', 'sm2');
    const note = signNote('text\n', [key.skey]);
    const opened = openNote(note, [key.vkey]);
    if (!opened.ok) throw new Error(opened.reason);
    const parsed = parseVkey(key.vkey);
    if (!parsed.ok) throw new Error(parsed.reason);
    const [one] = opened.signatures;
    expect(verifySm2(parsed.publicKey, Buffer.from('text\n'), one!.signature)).toBe(true);
    const off = Buffer.concat([Buffer.of(0xff), Buffer.from(SM2_IDENTIFIER), Buffer.alloc(65, 4)]);
    const offId = sha256(Buffer.concat([Buffer.from('x\n'), off])).subarray(0, 4);
    const offKey = `x+${Buffer.from(offId).toString('hex')}+${off.toString('base64')}`;
    expect(parseVkey(offKey)).toEqual({ ok: false, reason: 'keyInvalid' });
  });
});

/** Two whole numbers in DER, as OpenSSL has signatures, and r ‖ s. */
const toDer = (signature: Uint8Array): Buffer => {
  const integers = [signature.subarray(0, 32), signature.subarray(32)].map((half) => {
    const hex = BigInt(`0x${Buffer.from(half).toString('hex')}`).toString(16);
    const even = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
    const bytes = even[0]! & 0x80 ? Buffer.concat([Buffer.of(0), even]) : even;
    return Buffer.concat([Buffer.of(2, bytes.length), bytes]);
  });
  const body = Buffer.concat(integers);
  return Buffer.concat([Buffer.of(0x30, body.length), body]);
};
const fromDer = (der: Buffer): Uint8Array => {
  const first = der.subarray(4, 4 + der[3]!);
  const second = der.subarray(6 + der[3]!);
  const padded = [first, second].map((bytes) =>
    Buffer.concat([Buffer.alloc(32), bytes]).subarray(-32),
  );
  return new Uint8Array(Buffer.concat(padded));
};

/** Makes a key with openssl, in a folder; says why not where that cannot be. */
const opensslKey = (folder: string): string | undefined => {
  const curve = ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:SM2'];
  try {
    execFileSync('openssl', ['genpkey', ...curve, '-out', 'key.pem'], {
      cwd: folder,
      stdio: 'pipe',
    });
    return undefined;
  } catch (error) {
    return `openssl makes no key of SM2 here: ${(error as Error).message.split('\n')[0]}`;
  }
};

describe('SM2 of another hand', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gongkai-sm2-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const missing = opensslKey(folder);
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const SM3_OF = ['-rawin', '-digest', 'sm3', '-pkeyopt', 'distid:1234567812345678'];

  it(missing ?? 'verifies what openssl signed, and openssl verifies what was signed here', () => {
    if (missing) return;
    const message = Buffer.from('检查点\n');
    writeFileSync(join(folder, 'message'), message);
    const der = openssl('pkey', '-in', 'key.pem', '-pubout', '-outform', 'DER');
    const publicKey = new Uint8Array(der.subarray(-65));
    openssl(
      ...['pkeyutl', '-sign', '-inkey', 'key.pem', '-in', 'message', ...SM3_OF],
      ...['-out', 'theirs.der'],
    );
    const theirs = fromDer(readFileSync(join(folder, 'theirs.der')));
    expect(verifySm2(publicKey, message, theirs)).toBe(true);
    const priv = openssl('pkey', '-in', 'key.pem', '-noout', '-text').toString();
    const digits = /priv:\s+([0-9a-f:\s]+)pub:/.exec(priv)![1]!.replaceAll(/[^0-9a-f]/g, '');
    const secret = new Uint8Array(Buffer.from(digits.padStart(64, '0').slice(-64), 'hex'));
    expect(sm2PublicKey(secret)).toEqual(publicKey);
    writeFileSync(join(folder, 'ours.der'), toDer(signSm2(secret, message)));
    const said = openssl(
      ...['pkeyutl', '-verify', '-inkey', 'key.pem', '-in', 'message', ...SM3_OF],
      ...['-sigfile', 'ours.der'],
    );
    expect(said.toString()).toContain('Signature Verified Successfully');
  });
});
