import { X509Certificate, createPublicKey, verify } from 'node:crypto';
import { sameBytes, toHex } from './bytes.js';
import {
  NotDer,
  TAG,
  Values,
  bitsIn,
  booleanIn,
  integerIn,
  oidIn,
  readDer,
  sequenceIn,
  tagged,
  timeIn,
  type Der,
} from './der.js';
import type { Reason } from './reasons.js';

/** What of a certificate of X.509 (RFC 5280) matters to a chain. Names are compared byte by byte. */
export type Certificate = {
  raw: Uint8Array;
  /** What the signature is over. */
  signed: Uint8Array;
  algorithm: string;
  signature: Uint8Array;
  serial: bigint;
  issuer: string;
  subject: string;
  notBefore: number;
  notAfter: number;
  publicKey: Uint8Array;
  extensions: ReadonlyMap<string, { critical: boolean; value: Uint8Array }>;
};

const EXTENSION = {
  keyUsage: '2.5.29.15',
  basicConstraints: '2.5.29.19',
  policies: '2.5.29.32',
  purposes: '2.5.29.37',
  subjectKey: '2.5.29.14',
} as const;
/** A critical extension that is not looked at makes a certificate worth nothing. */
const UNDERSTOOD = new Set<string>(Object.values(EXTENSION));
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
const ANY_PURPOSE = '2.5.29.37.0';
const DEEPEST = 8;
const SMALLEST_RSA = 2048;

/** Signature algorithms of today; what is broken, as SHA-1, is not here. */
const SIGNATURES: Readonly<
  Record<string, { key: 'rsa' | 'ec' | 'ed25519'; digest: string | null }>
> = {
  '1.2.840.113549.1.1.11': { key: 'rsa', digest: 'sha256' },
  '1.2.840.113549.1.1.12': { key: 'rsa', digest: 'sha384' },
  '1.2.840.113549.1.1.13': { key: 'rsa', digest: 'sha512' },
  '1.2.840.10045.4.3.2': { key: 'ec', digest: 'sha256' },
  '1.2.840.10045.4.3.3': { key: 'ec', digest: 'sha384' },
  '1.2.840.10045.4.3.4': { key: 'ec', digest: 'sha512' },
  '1.3.101.112': { key: 'ed25519', digest: null },
};
/** In CMS the algorithm may be that of the key alone; the digest is named beside it. */
const KEY_ONLY: Readonly<Record<string, 'rsa' | 'ec'>> = {
  '1.2.840.113549.1.1.1': 'rsa',
  '1.2.840.10045.2.1': 'ec',
};

const extensionsIn = (value: Der | undefined): Certificate['extensions'] => {
  const extensions = new Map<string, { critical: boolean; value: Uint8Array }>();
  if (!value) return extensions;
  for (const extension of sequenceIn(readDer(value.body))) {
    const parts = new Values(sequenceIn(extension));
    const id = oidIn(parts.next(TAG.oid));
    const flag = parts.optional(TAG.boolean);
    const { body } = parts.next(TAG.octets);
    parts.end();
    if (extensions.has(id)) throw new NotDer();
    extensions.set(id, { critical: flag ? booleanIn(flag) : false, value: body });
  }
  return extensions;
};

/** Throws NotDer on what is no certificate. */
export const readCertificate = (raw: Uint8Array): Certificate => {
  const outer = new Values(sequenceIn(readDer(raw)));
  const signed = outer.next(TAG.sequence);
  const algorithm = outer.next(TAG.sequence);
  const signature = bitsIn(outer.next(TAG.bits));
  outer.end();
  const parts = new Values(sequenceIn(signed));
  parts.optional(tagged(0));
  const serial = integerIn(parts.next(TAG.integer));
  const inner = parts.next(TAG.sequence);
  if (!sameBytes(inner.whole, algorithm.whole)) throw new NotDer();
  const issuer = parts.next(TAG.sequence);
  const [notBefore, notAfter] = sequenceIn(parts.next(TAG.sequence));
  const subject = parts.next(TAG.sequence);
  const publicKey = parts.next(TAG.sequence).whole;
  parts.optional(0x81);
  parts.optional(0x82);
  const extensions = extensionsIn(parts.optional(tagged(3)));
  parts.end();
  if (!notBefore || !notAfter) throw new NotDer();
  return {
    raw,
    signed: signed.whole,
    algorithm: oidIn(sequenceIn(algorithm)[0]),
    signature,
    serial,
    issuer: toHex(issuer.whole),
    subject: toHex(subject.whole),
    notBefore: timeIn(notBefore),
    notAfter: timeIn(notAfter),
    publicKey,
    extensions,
  };
};

/** Certificates given as PEM text (one or more) or as DER. Throws NotDer on what is none. */
export const certificatesFrom = (given: string | Uint8Array): Certificate[] => {
  if (typeof given !== 'string') return [readCertificate(given)];
  const blocks = [
    ...given.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g),
  ];
  if (blocks.length === 0) throw new NotDer();
  return blocks.map(([, base64]) =>
    readCertificate(new Uint8Array(Buffer.from(base64!.replaceAll(/\s/g, ''), 'base64'))),
  );
};

/** True when the key made the signature by an algorithm of today. `digest` is for CMS. */
export const signatureHolds = (
  publicKey: Uint8Array,
  algorithm: string,
  signed: Uint8Array,
  signature: Uint8Array,
  digest?: string,
): boolean => {
  const alone = KEY_ONLY[algorithm];
  const by = alone && digest ? { key: alone, digest } : SIGNATURES[algorithm];
  if (!by) return false;
  // Where CMS names the digest twice, it names the same.
  if (digest !== undefined && by.digest !== null && by.digest !== digest) return false;
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
    const bits = key.asymmetricKeyDetails?.modulusLength;
    const isStrong = by.key !== 'rsa' || (bits !== undefined && bits >= SMALLEST_RSA);
    return (
      key.asymmetricKeyType === by.key && isStrong && verify(by.digest, signed, key, signature)
    );
  } catch {
    return false;
  }
};

const purposesOf = ({ extensions }: Certificate): string[] | undefined => {
  const extension = extensions.get(EXTENSION.purposes);
  return extension && sequenceIn(readDer(extension.value)).map(oidIn);
};

/** RFC 3161 §2.3: the key is for timestamps and nothing else, and says so where all must look. */
export const isForTimestamps = (certificate: Certificate): boolean => {
  const purposes = purposesOf(certificate);
  const isCritical = certificate.extensions.get(EXTENSION.purposes)?.critical === true;
  return (
    isCritical && purposes?.length === 1 && purposes[0] === TIME_STAMPING && maySign(certificate)
  );
};

const usageOf = ({ extensions }: Certificate): number | undefined => {
  const extension = extensions.get(EXTENSION.keyUsage);
  return extension && (bitsIn(readDer(extension.value))[0] ?? 0);
};
/** digitalSignature or nonRepudiation, when a usage is named. */
const maySign = (certificate: Certificate): boolean =>
  ((usageOf(certificate) ?? 0xc0) & 0xc0) !== 0;
const mayIssue = (certificate: Certificate): boolean =>
  ((usageOf(certificate) ?? 0x04) & 0x04) !== 0;

/** How many certificates may stand below, of an authority; undefined when it is none. */
const depthOf = ({ extensions }: Certificate): number | undefined => {
  const extension = extensions.get(EXTENSION.basicConstraints);
  if (!extension) return undefined;
  const parts = new Values(sequenceIn(readDer(extension.value)));
  const flag = parts.optional(TAG.boolean);
  const length = parts.optional(TAG.integer);
  parts.end();
  if (!flag || !booleanIn(flag)) return undefined;
  return length ? Number(integerIn(length)) : DEEPEST;
};

const isAuthority = (certificate: Certificate, below: number): boolean => {
  const depth = depthOf(certificate);
  const purposes = purposesOf(certificate);
  const allows = !purposes || purposes.includes(TIME_STAMPING) || purposes.includes(ANY_PURPOSE);
  return depth !== undefined && depth >= below && mayIssue(certificate) && allows;
};

const isUnderstood = ({ extensions }: Certificate): boolean =>
  [...extensions].every(([id, { critical }]) => !critical || UNDERSTOOD.has(id));

const isValidAt = ({ notBefore, notAfter }: Certificate, at: number): boolean =>
  notBefore <= at && at <= notAfter;

/**
 * The chain from a certificate to one of the roots, each valid at the time, or why there is none. A
 * root is trusted because it was given, whatever it says of itself but its time.
 */
export const chainTo = (
  roots: readonly Certificate[],
  leaf: Certificate,
  others: readonly Certificate[],
  at: number,
): Certificate[] | Reason => {
  const chain = [leaf];
  for (let below = 0; chain.length <= DEEPEST; below++) {
    const last = chain.at(-1)!;
    if (!isUnderstood(last)) return 'certificateInvalid';
    if (!isValidAt(last, at)) return 'certificateOutOfTime';
    if (roots.some(({ raw }) => sameBytes(raw, last.raw))) return chain;
    const signs = (one: Certificate) =>
      one.subject === last.issuer &&
      signatureHolds(one.publicKey, last.algorithm, last.signed, last.signature);
    const root = roots.find(signs);
    const next = root ?? others.find((one) => !chain.includes(one) && signs(one));
    if (!next) return 'certificateUntrusted';
    if (!root && !isAuthority(next, below)) return 'certificateInvalid';
    chain.push(next);
  }
  return 'certificateUntrusted';
};

/** A certificate of one of these that the issuer and number, or the key id, name. */
export const subjectKeyOf = ({ extensions }: Certificate): Uint8Array | undefined => {
  const extension = extensions.get(EXTENSION.subjectKey);
  return extension && readDer(extension.value).body;
};

/** The name of the subject for people, on one line. */
export const nameOf = ({ raw }: Certificate): string =>
  new X509Certificate(raw).subject.split('\n').join(', ');
