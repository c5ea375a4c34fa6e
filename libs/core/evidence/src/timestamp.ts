import { randomBytes } from 'node:crypto';
import { isBytes, plainBytes, sameBytes, toHex } from './bytes.js';
import {
  certificatesFrom,
  chainTo,
  isForTimestamps,
  nameOf,
  signatureHolds,
  type Certificate,
} from './certificate.js';
import { NotDer, write } from './der.js';
import { HASH_BYTES } from './hashing.js';
import { fail, guarded, type Failure, type Outcome } from './reasons.js';
import {
  attributesHold,
  bindsCertificate,
  namesCertificate,
  OID,
  statementIn,
  tokenFrom,
  type Said,
  type Statement,
  type Token,
} from './timestamp-token.js';

const LARGEST_TIMESTAMP = 1_048_576;
const NONCE_BYTES = 8;

/** A number for one request, so that an old answer cannot pass for its answer. */
export const newNonce = (): Uint8Array => plainBytes(randomBytes(NONCE_BYTES));

/**
 * What is sent to a timestamp authority (RFC 3161 §2.4.1, `application/timestamp-query`) for a
 * SHA-256 digest; asks for the certificates too. RangeError when the digest is not 32 bytes.
 */
export const timestampRequest = (
  digest: Uint8Array,
  { nonce = newNonce() }: { nonce?: Uint8Array } = {},
): Uint8Array => {
  if (digest.length !== HASH_BYTES) throw new RangeError('a digest is 32 bytes');
  if (nonce.length === 0) throw new RangeError('a nonce has a byte');
  return write.sequence(
    write.integer(Uint8Array.of(1)),
    write.sequence(write.sequence(write.oid(OID.sha256), write.null()), write.octets(digest)),
    write.integer(nonce),
    write.boolean(true),
  );
};

/** A timestamp that holds: the digest existed at this time, on the word of this authority. */
export type Timestamp = Said & {
  /** Whose certificate signed it. */
  authority: string;
  /** From that certificate to the root, in DER. */
  chain: Uint8Array[];
};

const judgeStatement = (
  { imprint, nonce }: Statement,
  digest: Uint8Array,
  expected: Uint8Array | undefined,
): Failure | undefined => {
  if (imprint.algorithm !== OID.sha256) return fail('timestampAlgorithmUnsupported');
  if (!sameBytes(imprint.digest, digest)) return fail('timestampDigestMismatch');
  if (expected && nonce !== BigInt(`0x${toHex(expected)}`)) return fail('timestampNonceMismatch');
  return undefined;
};

const judgeSigner = ({ content, signer }: Token, certificate: Certificate): Failure | undefined => {
  if (signer.digest === undefined) return fail('timestampAlgorithmUnsupported');
  if (!attributesHold(signer, content) || !bindsCertificate(signer, certificate))
    return fail('timestampAttributeInvalid');
  const { publicKey } = certificate;
  const { algorithm, signed, signature, digest } = signer;
  if (!signatureHolds(publicKey, algorithm, signed, signature, digest))
    return fail('timestampSignatureInvalid');
  return isForTimestamps(certificate) ? undefined : fail('timestampPurposeInvalid');
};

/** A claim that a timestamp is of this digest. */
export type TimestampClaim = {
  /** The response of the authority, or the token in it, in DER. */
  tsr: Uint8Array;
  /** SHA-256 of what was timestamped. */
  digest: Uint8Array;
  /** Certificates that are trusted, as PEM or DER. */
  roots: readonly (string | Uint8Array)[];
  /** Further certificates that may stand between, as PEM or DER. */
  certificates?: readonly (string | Uint8Array)[];
  /** The nonce of the request, where the answer to it has just come in. */
  nonce?: Uint8Array;
};

const judge = (claim: TimestampClaim): Outcome<Timestamp> => {
  const token = tokenFrom(claim.tsr);
  if ('ok' in token) return token;
  const statement = statementIn(token.content);
  const { imprint: _, nonce: __, ...said } = statement;
  const differs = judgeStatement(statement, claim.digest, claim.nonce);
  if (differs) return differs;
  const others = [...token.certificates, ...(claim.certificates ?? []).flatMap(certificatesFrom)];
  const roots = claim.roots.flatMap(certificatesFrom);
  const certificate = [...others, ...roots].find((one) => namesCertificate(token.signer.id, one));
  if (!certificate) return fail('timestampSignerMissing');
  const failure = judgeSigner(token, certificate);
  if (failure) return failure;
  const chain = chainTo(roots, certificate, others, said.time);
  if (typeof chain === 'string') return fail(chain);
  return {
    ok: true,
    ...said,
    authority: nameOf(certificate),
    chain: chain.map(({ raw }) => raw.slice()),
  };
};

/**
 * Judges a timestamp of RFC 3161: that it is of the digest (and answers the request, when the nonce
 * is given), that its signature and signed attributes hold, and that its certificate is for
 * timestamps and leads to a root, all valid at the time it names. Of revocation nothing is known
 * here. SHA-256, SHA-384 and SHA-512 with RSA (2048 bits and more), ECDSA or Ed25519.
 */
export const verifyTimestamp = (claim: TimestampClaim): Outcome<Timestamp> =>
  guarded(() => {
    const { tsr, digest, roots, nonce } = claim;
    if (!isBytes(tsr) || !isBytes(digest) || !Array.isArray(roots)) return fail('inputInvalid');
    if (nonce !== undefined && (!isBytes(nonce) || nonce.length === 0)) return fail('inputInvalid');
    if (digest.length !== HASH_BYTES) return fail('hashLengthInvalid');
    if (tsr.length > LARGEST_TIMESTAMP) return fail('timestampMalformed');
    try {
      return judge(claim);
    } catch (error) {
      if (error instanceof NotDer) return fail('timestampMalformed');
      throw error;
    }
  });
