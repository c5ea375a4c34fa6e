import { isBytes, plainBytes, toHex } from './bytes.js';
import { smCrypto } from './sm-crypto.js';

/** GM/T 0009: whose signature it is, hashed with the message, when nobody says otherwise. */
const USER_ID = '1234567812345678';
const SECRET_BYTES = 32;
const SIGNATURE_BYTES = 64;
/** Order of the group of the curve of GB/T 32918.5. */
const ORDER = BigInt('0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123');

const fromHex = (text: string): Uint8Array => plainBytes(Buffer.from(text, 'hex'));
const numberFrom = (bytes: Uint8Array): bigint => BigInt(`0x${toHex(bytes)}`);
const isScalar = (n: bigint): boolean => n > 0n && n < ORDER;

export type Sm2Options = {
  /** The identity both sides hash with the message; 1234567812345678 unless said. */
  userId?: string;
};

/** An own key of a signer: 32 secret bytes and the point, 0x04 ‖ x ‖ y (65 bytes). */
export const newSm2Key = (): { secret: Uint8Array; publicKey: Uint8Array } => {
  const { privateKey, publicKey } = smCrypto().sm2.generateKeyPairHex();
  return { secret: fromHex(privateKey.padStart(64, '0')), publicKey: fromHex(publicKey) };
};

/** The point of a secret; RangeError when the bytes are no secret of this curve. */
export const sm2PublicKey = (secret: Uint8Array): Uint8Array => {
  if (secret.length !== SECRET_BYTES || !isScalar(numberFrom(secret)))
    throw new RangeError('not a secret of SM2');
  return fromHex(smCrypto().sm2.getPublicKeyFromPrivateKey(toHex(secret)));
};

/** True of 65 bytes 0x04 ‖ x ‖ y that are a point of the curve. */
export const isSm2PublicKey = (bytes: unknown): bytes is Uint8Array => {
  if (!isBytes(bytes) || bytes.length !== 65 || bytes[0] !== 4) return false;
  try {
    return smCrypto().sm2.verifyPublicKey(toHex(bytes));
  } catch {
    return false;
  }
};

/** GB/T 32918.2 over SM3(Z ‖ message): r ‖ s, 32 bytes each. Random: no two signatures are alike. */
export const signSm2 = (
  secret: Uint8Array,
  message: Uint8Array,
  { userId = USER_ID }: Sm2Options = {},
): Uint8Array => {
  const publicKey = toHex(sm2PublicKey(secret));
  return fromHex(
    smCrypto().sm2.doSignature(message, toHex(secret), { hash: true, publicKey, userId }),
  );
};

/** Slow (some hundred a second): what is verified once is not verified again. */
export const verifySm2 = (
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
  { userId = USER_ID }: Sm2Options = {},
): boolean => {
  if (!isBytes(message) || !isBytes(signature) || signature.length !== SIGNATURE_BYTES)
    return false;
  if (!isScalar(numberFrom(signature.subarray(0, 32)))) return false;
  if (!isScalar(numberFrom(signature.subarray(32)))) return false;
  if (!isSm2PublicKey(publicKey)) return false;
  try {
    const hex = toHex(publicKey);
    return smCrypto().sm2.doVerifySignature(message, toHex(signature), hex, { hash: true, userId });
  } catch {
    return false;
  }
};
