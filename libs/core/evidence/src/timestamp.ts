import { createHash, randomBytes } from 'node:crypto';
import { concatBytes, isBytes, plainBytes, sameBytes, toHex } from './bytes.js';
import {
  certificatesFrom,
  chainTo,
  isForTimestamps,
  nameOf,
  readCertificate,
  signatureHolds,
  subjectKeyOf,
  type Certificate,
} from './certificate.js';
import {
  NotDer,
  TAG,
  Values,
  integerIn,
  oidIn,
  readDer,
  sequenceIn,
  tagged,
  timeIn,
  valuesIn,
  write,
  type Der,
} from './der.js';
import { HASH_BYTES } from './hashing.js';
import { fail, guarded, type Failure, type Outcome } from './reasons.js';

const OID = {
  sha256: '2.16.840.1.101.3.4.2.1',
  signedData: '1.2.840.113549.1.7.2',
  timestamp: '1.2.840.113549.1.9.16.1.4',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
} as const;
const DIGESTS: Readonly<Record<string, string>> = {
  [OID.sha256]: 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};
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
export type Timestamp = {
  /** When, by the clock of the authority, in milliseconds since 1970. */
  time: number;
  /** Deviation the authority admits, in milliseconds; absent when it says none. */
  accuracy?: number;
  /** Number of the timestamp, in hexadecimal. */
  serial: string;
  /** Under which rules of the authority it was made (an object identifier). */
  policy: string;
  /** Whose certificate signed it. */
  authority: string;
  /** From that certificate to the root, in DER. */
  chain: Uint8Array[];
};

/** What the authority signed. */
type Statement = Pick<Timestamp, 'time' | 'accuracy' | 'serial' | 'policy'> & {
  imprint: { algorithm: string; digest: Uint8Array };
  nonce: bigint | undefined;
};

const accuracyIn = (value: Der): number => {
  const parts = new Values(sequenceIn(value));
  const seconds = parts.optional(TAG.integer);
  const partOf = (tag: number) => {
    const part = parts.optional(tag);
    return part ? Number(integerIn({ ...part, tag: TAG.integer })) : 0;
  };
  const milliseconds = partOf(0x80);
  const microseconds = partOf(0x81);
  parts.end();
  return Number(seconds ? integerIn(seconds) : 0n) * 1000 + milliseconds + microseconds / 1000;
};

const statementIn = (bytes: Uint8Array): Statement => {
  const parts = new Values(sequenceIn(readDer(bytes)));
  if (integerIn(parts.next(TAG.integer)) !== 1n) throw new NotDer();
  const policy = oidIn(parts.next(TAG.oid));
  const [algorithm, digest] = sequenceIn(parts.next(TAG.sequence));
  const serial = integerIn(parts.next(TAG.integer)).toString(16);
  const time = timeIn(parts.next(TAG.generalizedTime));
  const accuracy = parts.optional(TAG.sequence);
  parts.optional(TAG.boolean);
  const nonce = parts.optional(TAG.integer);
  parts.optional(tagged(0));
  parts.optional(tagged(1));
  parts.end();
  if (digest?.tag !== TAG.octets) throw new NotDer();
  return {
    time,
    ...(accuracy ? { accuracy: accuracyIn(accuracy) } : {}),
    serial,
    policy,
    imprint: { algorithm: oidIn(sequenceIn(algorithm)[0]), digest: digest.body },
    nonce: nonce && integerIn(nonce),
  };
};

/** The one signer of a timestamp (RFC 5652 §5.3). */
type Signer = {
  id: Der;
  digest: string | undefined;
  /** The attributes as they are signed: a set, whatever tag they carry. */
  signed: Uint8Array;
  attributes: ReadonlyMap<string, Der>;
  algorithm: string;
  signature: Uint8Array;
};

const attributesIn = (value: Der): Map<string, Der> => {
  const attributes = new Map<string, Der>();
  for (const attribute of valuesIn(value)) {
    const parts = new Values(sequenceIn(attribute));
    const id = oidIn(parts.next(TAG.oid));
    const [only, more] = valuesIn(parts.next(TAG.set));
    parts.end();
    if (!only || more || attributes.has(id)) throw new NotDer();
    attributes.set(id, only);
  }
  return attributes;
};

const signerIn = (value: Der): Signer => {
  const parts = new Values(sequenceIn(value));
  integerIn(parts.next(TAG.integer));
  const id = parts.any();
  const digest = DIGESTS[oidIn(sequenceIn(parts.next(TAG.sequence))[0])];
  const attributes = parts.next(tagged(0));
  const algorithm = oidIn(sequenceIn(parts.next(TAG.sequence))[0]);
  const signature = parts.next(TAG.octets).body;
  parts.optional(tagged(1));
  parts.end();
  return {
    id,
    digest,
    signed: concatBytes(Uint8Array.of(TAG.set), attributes.whole.subarray(1)),
    attributes: attributesIn(attributes),
    algorithm,
    signature,
  };
};

type Token = { content: Uint8Array; certificates: Certificate[]; signer: Signer };

const tokenIn = (value: Der): Token => {
  const outer = new Values(sequenceIn(value));
  if (oidIn(outer.next(TAG.oid)) !== OID.signedData) throw new NotDer();
  const parts = new Values(sequenceIn(readDer(outer.next(tagged(0)).body)));
  outer.end();
  integerIn(parts.next(TAG.integer));
  parts.next(TAG.set);
  const inner = new Values(sequenceIn(parts.next(TAG.sequence)));
  if (oidIn(inner.next(TAG.oid)) !== OID.timestamp) throw new NotDer();
  const content = readDer(inner.next(tagged(0)).body);
  const certificates = parts.optional(tagged(0));
  parts.optional(tagged(1));
  const [signer, another] = valuesIn(parts.next(TAG.set));
  parts.end();
  if (content.tag !== TAG.octets || !signer || another) throw new NotDer();
  return {
    content: content.body,
    certificates: (certificates ? valuesIn(certificates) : []).map(({ whole }) =>
      readCertificate(whole),
    ),
    signer: signerIn(signer),
  };
};

/** The token of a response, or what the authority answered instead; a bare token serves as well. */
const tokenFrom = (tsr: Uint8Array): Token | Failure => {
  const whole = readDer(tsr);
  const [first, token] = sequenceIn(whole);
  if (first?.tag === TAG.oid) return tokenIn(whole);
  const status = integerIn(sequenceIn(first)[0]);
  // Granted, or granted with changes.
  if (status > 1n) return fail('timestampRefused');
  if (!token) throw new NotDer();
  return tokenIn(token);
};

const namesCertificate = (id: Der, certificate: Certificate): boolean => {
  if (id.tag === 0x80) {
    const key = subjectKeyOf(certificate);
    return key !== undefined && sameBytes(key, id.body);
  }
  const [issuer, serial] = sequenceIn(id);
  return (
    toHex(issuer?.whole ?? id.body) === certificate.issuer &&
    integerIn(serial) === certificate.serial
  );
};

/** RFC 2634 §5.4, RFC 5816: the certificate is bound to what it signed, by its digest. */
const bindsCertificate = ({ attributes }: Signer, { raw }: Certificate): boolean => {
  const second = attributes.get(OID.signingCertificateV2);
  const first = attributes.get(OID.signingCertificate);
  const attribute = second ?? first;
  if (!attribute) return false;
  const parts = new Values(sequenceIn(sequenceIn(sequenceIn(attribute)[0])[0]));
  const named = second ? parts.optional(TAG.sequence) : undefined;
  const algorithm = named ? DIGESTS[oidIn(sequenceIn(named)[0])] : second ? 'sha256' : 'sha1';
  if (algorithm === undefined) return false;
  const { body } = parts.next(TAG.octets);
  return sameBytes(createHash(algorithm).update(raw).digest(), body);
};

const attributesHold = ({ attributes, digest }: Signer, content: Uint8Array): boolean => {
  const type = attributes.get(OID.contentType);
  const own = attributes.get(OID.messageDigest);
  if (!type || own?.tag !== TAG.octets || digest === undefined) return false;
  return (
    oidIn(type) === OID.timestamp &&
    sameBytes(createHash(digest).update(content).digest(), own.body)
  );
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
