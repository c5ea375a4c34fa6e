import { createHash } from 'node:crypto';
import { concatBytes, sameBytes, toHex } from './bytes.js';
import { readCertificate, subjectKeyOf, type Certificate } from './certificate.js';
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
  type Der,
} from './der.js';
import { fail, type Failure } from './reasons.js';

/** Object identifiers of what a timestamp is made of. */
export const OID = {
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

/** What an authority says in a timestamp. */
export type Said = {
  /** When, by the clock of the authority, in milliseconds since 1970. */
  time: number;
  /** Deviation the authority admits, in milliseconds; absent when it says none. */
  accuracy?: number;
  /** Number of the timestamp, in hexadecimal. */
  serial: string;
  /** Under which rules of the authority it was made (an object identifier). */
  policy: string;
};

/** What the authority signed. */
export type Statement = Said & {
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

/** Throws NotDer on anything but the statement of a timestamp. */
export const statementIn = (bytes: Uint8Array): Statement => {
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

/** A timestamp taken apart: what was signed, with what, by whom. */
export type Token = { content: Uint8Array; certificates: Certificate[]; signer: Signer };

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
export const tokenFrom = (tsr: Uint8Array): Token | Failure => {
  const whole = readDer(tsr);
  const [first, token] = sequenceIn(whole);
  if (first?.tag === TAG.oid) return tokenIn(whole);
  const status = integerIn(sequenceIn(first)[0]);
  // Granted, or granted with changes.
  if (status > 1n) return fail('timestampRefused');
  if (!token) throw new NotDer();
  return tokenIn(token);
};

/** Whether the signer says this is its certificate. */
export const namesCertificate = (id: Der, certificate: Certificate): boolean => {
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
export const bindsCertificate = ({ attributes }: Signer, { raw }: Certificate): boolean => {
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

/** Whether what is signed is a statement of a timestamp, and this one. */
export const attributesHold = ({ attributes, digest }: Signer, content: Uint8Array): boolean => {
  const type = attributes.get(OID.contentType);
  const own = attributes.get(OID.messageDigest);
  if (!type || own?.tag !== TAG.octets || digest === undefined) return false;
  return (
    oidIn(type) === OID.timestamp &&
    sameBytes(createHash(digest).update(content).digest(), own.body)
  );
};
