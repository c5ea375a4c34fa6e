import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import {
  concatBytes,
  fromBase64,
  isWellFormed,
  plainBytes,
  sameBytes,
  sizeFrom,
  toBase64,
  toHex,
  utf8,
  type Size,
} from './bytes.js';
import { sha256 } from './hashing.js';
import { fail, guarded, type Outcome } from './reasons.js';
import { isSm2PublicKey, newSm2Key, signSm2, sm2PublicKey, verifySm2 } from './sm2.js';

/**
 * Signature types of C2SP signed-note: `ed25519` (0x01), `cosignature` (0x04, cosignature/v1 of
 * tlog-cosignature), and `sm2`, an own one: 0xff ‖ `gongkai-sm2-sm3-v1`.
 */
export type KeyType = 'ed25519' | 'cosignature' | 'sm2';

/** The identifier of own signature types stands behind 0xff, as signed-note recommends. */
export const SM2_IDENTIFIER = 'gongkai-sm2-sm3-v1';
const TYPES: Record<KeyType, { prefix: Uint8Array; publicBytes: number; signatureBytes: number }> =
  {
    ed25519: { prefix: Uint8Array.of(1), publicBytes: 32, signatureBytes: 64 },
    cosignature: { prefix: Uint8Array.of(4), publicBytes: 32, signatureBytes: 72 },
    sm2: {
      prefix: concatBytes(Uint8Array.of(0xff), utf8(SM2_IDENTIFIER)),
      publicBytes: 65,
      signatureBytes: 64,
    },
  };
const ID_BYTES = 4;
const SECRET_BYTES = 32;
const SPKI_ED25519 = Buffer.from('302a300506032b6570032100', 'hex');
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A key that signatures are verified with. */
export type VerifierKey = {
  name: string;
  /** First four bytes of the key id, as a number. */
  id: number;
  type: KeyType;
  publicKey: Uint8Array;
  /** The text it was read from, or is written as. */
  vkey: string;
};

/** Whose signature it will be, and the secret: never to be written anywhere unsealed. */
export type SignerKey = Omit<VerifierKey, 'vkey'> & { vkey: string; secret: Uint8Array };

/** Unicode white space as Go's reference implementation has it, and the plus. */
const NOT_IN_NAME = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000+]/u;
export const isKeyName = (name: unknown): name is string =>
  typeof name === 'string' && name !== '' && isWellFormed(name) && !NOT_IN_NAME.test(name);

/** SHA-256(name ‖ 0x0A ‖ type ‖ public key), the first four bytes. */
const idOf = (name: string, typed: Uint8Array): Uint8Array =>
  sha256(concatBytes(utf8(`${name}\n`), typed)).subarray(0, ID_BYTES);

const numberOf = (id: Uint8Array): number =>
  new DataView(id.buffer, id.byteOffset, ID_BYTES).getUint32(0);
export const keyIdBytes = (id: number): Uint8Array => {
  const bytes = new Uint8Array(ID_BYTES);
  new DataView(bytes.buffer).setUint32(0, id);
  return bytes;
};

const isPublicKey = (type: KeyType, bytes: Uint8Array): boolean =>
  bytes.length === TYPES[type].publicBytes && (type !== 'sm2' || isSm2PublicKey(bytes));

const verifierKey = (name: string, type: KeyType, publicKey: Uint8Array): VerifierKey => {
  const typed = concatBytes(TYPES[type].prefix, publicKey);
  const id = idOf(name, typed);
  return {
    name,
    id: numberOf(id),
    type,
    publicKey,
    vkey: `${name}+${toHex(id)}+${toBase64(typed)}`,
  };
};

/**
 * The vkey text of a public key: `<name>+<8 hex digits of the key id>+<base64(type ‖ key)>`.
 * RangeError when the name or the key is none.
 */
export const newVkey = (name: string, publicKey: Uint8Array, type: KeyType = 'ed25519'): string => {
  if (!isKeyName(name)) throw new RangeError('not a name of a key');
  if (!isPublicKey(type, publicKey)) throw new RangeError('not a public key of this type');
  return verifierKey(name, type, publicKey).vkey;
};

type Typed = { type: KeyType; key: Uint8Array };
const typeOf = (typed: Uint8Array): Typed | undefined => {
  for (const type of Object.keys(TYPES) as KeyType[]) {
    const { prefix } = TYPES[type];
    if (sameBytes(typed.subarray(0, prefix.length), prefix))
      return { type, key: plainBytes(typed.slice(prefix.length)) };
  }
  return undefined;
};

/** Name, id and typed key of a text `name+id+base64`, before anything is said of the key. */
const partsOf = (text: string): Outcome<{ name: string; id: string; typed: Uint8Array }> => {
  const first = text.indexOf('+');
  const second = text.indexOf('+', first + 1);
  if (first < 0 || second < 0) return fail('keyMalformed');
  const name = text.slice(0, first);
  const id = text.slice(first + 1, second);
  const typed = fromBase64(text.slice(second + 1));
  if (!isKeyName(name)) return fail('keyNameInvalid');
  if (!/^[0-9a-f]{8}$/.test(id) || !typed || typed.length === 0) return fail('keyMalformed');
  return { ok: true, name, id, typed };
};

/** Reads a vkey. Its id must be that of its name, type and key. */
export const parseVkey = (text: unknown): Outcome<VerifierKey> =>
  guarded(() => {
    if (typeof text !== 'string') return fail('inputInvalid');
    const parts = partsOf(text);
    if (!parts.ok) return parts;
    if (toHex(idOf(parts.name, parts.typed)) !== parts.id) return fail('keyIdMismatch');
    const typed = typeOf(parts.typed);
    if (!typed) return fail('keyTypeUnsupported');
    if (typed.key.length !== TYPES[typed.type].publicBytes) return fail('keyMalformed');
    if (!isPublicKey(typed.type, typed.key)) return fail('keyInvalid');
    return { ok: true, ...verifierKey(parts.name, typed.type, typed.key), vkey: text };
  });

const ed25519Private = (secret: Uint8Array): KeyObject =>
  createPrivateKey({
    key: Buffer.concat([PKCS8_ED25519, secret]),
    format: 'der',
    type: 'pkcs8',
  });
const ed25519Public = (publicKey: Uint8Array): KeyObject =>
  createPublicKey({ key: Buffer.concat([SPKI_ED25519, publicKey]), format: 'der', type: 'spki' });

const publicOf = (type: KeyType, secret: Uint8Array): Uint8Array =>
  type === 'sm2'
    ? sm2PublicKey(secret)
    : plainBytes(
        createPublicKey(ed25519Private(secret))
          .export({ format: 'der', type: 'spki' })
          .subarray(SPKI_ED25519.length),
      );

/** The text a secret is kept as: `PRIVATE+KEY+<name>+<key id>+<base64(type ‖ secret)>`. */
const skeyOf = ({ name, id, type, secret }: SignerKey): string => {
  const typed = toBase64(concatBytes(TYPES[type].prefix, secret));
  return `PRIVATE+KEY+${name}+${toHex(keyIdBytes(id))}+${typed}`;
};

/** A new key of this name. RangeError when the name is none. */
export const newKey = (name: string, type: KeyType = 'ed25519'): { skey: string; vkey: string } => {
  if (!isKeyName(name)) throw new RangeError('not a name of a key');
  const secret =
    type === 'sm2'
      ? newSm2Key().secret
      : plainBytes(
          generateKeyPairSync('ed25519')
            .privateKey.export({ format: 'der', type: 'pkcs8' })
            .subarray(PKCS8_ED25519.length),
        );
  const key = { ...verifierKey(name, type, publicOf(type, secret)), secret };
  return { skey: skeyOf(key), vkey: key.vkey };
};

/** Reads a secret key; the id must be that of the public key that follows from it. */
export const parseSkey = (text: unknown): Outcome<SignerKey> =>
  guarded(() => {
    if (typeof text !== 'string') return fail('inputInvalid');
    if (!text.startsWith('PRIVATE+KEY+')) return fail('keyMalformed');
    const parts = partsOf(text.slice('PRIVATE+KEY+'.length));
    if (!parts.ok) return parts;
    const typed = typeOf(parts.typed);
    if (!typed) return fail('keyTypeUnsupported');
    if (typed.key.length !== SECRET_BYTES) return fail('keyMalformed');
    const key = verifierKey(parts.name, typed.type, publicOf(typed.type, typed.key));
    if (toHex(keyIdBytes(key.id)) !== parts.id) return fail('keyIdMismatch');
    return { ok: true, ...key, secret: typed.key };
  });

/** What a cosignature/v1 is over: when it was made, and the whole text of the checkpoint. */
export const cosignedMessage = (time: bigint, text: string): Uint8Array =>
  utf8(`cosignature/v1\ntime ${time}\n${text}`);

/** When a cosignature says it was made, in seconds since 1970; undefined past 2^63 − 1. */
const timeIn = (signature: Uint8Array): bigint | undefined =>
  sizeFrom(new DataView(signature.buffer, signature.byteOffset, 8).getBigUint64(0));

const verifyEd25519 = (key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean =>
  verify(null, message, ed25519Public(key), signature);

/** True, with the time of a cosignature, when this key made this signature of this note text. */
export const verifySignature = (
  { type, publicKey }: Pick<VerifierKey, 'type' | 'publicKey'>,
  text: string,
  signature: Uint8Array,
): Outcome<{ time?: bigint }> =>
  guarded<{ time?: bigint }>(() => {
    if (signature.length !== TYPES[type].signatureBytes) return fail('signatureInvalid');
    if (type === 'cosignature') {
      const time = timeIn(signature);
      if (time === undefined) return fail('signatureInvalid');
      return verifyEd25519(publicKey, cosignedMessage(time, text), signature.subarray(8))
        ? { ok: true, time }
        : fail('signatureInvalid');
    }
    const holds = type === 'sm2' ? verifySm2 : verifyEd25519;
    return holds(publicKey, utf8(text), signature) ? { ok: true } : fail('signatureInvalid');
  });

/** Signs a note text; a cosignature says the time, in seconds since 1970 (RangeError without). */
export const signText = (key: SignerKey, text: string, time?: Size): Uint8Array => {
  const edSign = (message: Uint8Array) =>
    plainBytes(sign(null, message, ed25519Private(key.secret)));
  if (key.type === 'sm2') return signSm2(key.secret, utf8(text));
  if (key.type === 'ed25519') return edSign(utf8(text));
  const seconds = sizeFrom(time);
  if (seconds === undefined) throw new RangeError('a cosignature says when it was made');
  const stamp = new Uint8Array(8);
  new DataView(stamp.buffer).setBigUint64(0, seconds);
  return concatBytes(stamp, edSign(cosignedMessage(seconds, text)));
};
