#!/usr/bin/env node
// Checks an evidence bundle (.evidence.zip) of the Gongkai platform. One file, no dependencies,
// no network; Node.js 20 or newer. It shares no code with the program that made the bundle.
// 核验“公开”平台的证据包。单个文件,无依赖,不联网;需要 Node.js 20 或更高版本。
//
//   node verify.mjs BUNDLE.evidence.zip [--trust POLICY] [--checkpoint FILE]… [--json]
//
// Exit code: 0 the verdict is OK · 1 another verdict · 2 wrong usage · 3 a file cannot be read.

import crypto from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { inflateRawSync } from 'node:zlib';

/** The newest bundle version this program understands. */
export const BUNDLE_VERSION = 1;
export const BUNDLE_FORMAT = 'gongkai-evidence-bundle';

/** Verdicts, the gravest first: the verdict of a bundle is the first of these that was found. */
export const VERDICTS = [
  'NOT_A_BUNDLE',
  'UNSUPPORTED_VERSION',
  'KEY_UNKNOWN',
  'CHECKPOINT_SIG_INVALID',
  'CHECKPOINT_FORKED',
  'WITNESS_QUORUM_NOT_MET',
  'EVENT_ALTERED',
  'EVENT_MISSING',
  'EVENT_EXTRA',
  'ORDER_CHANGED',
  'PROOF_INVALID',
  'TIMESTAMP_INVALID',
  'MANIFEST_MISMATCH',
  'OK',
];

/** Findings that leave the verdict as it is. */
export const NOTES = [
  'FIELD_SHREDDED',
  'TIMESTAMP_ABSENT',
  'TIMESTAMP_UNCHECKED',
  'TIMESTAMP_HELD',
  'WITNESS_ABSENT',
  'WITHHELD',
  'AFTER_DECISION',
];

export const LIMITS = {
  zipBytes: 2 ** 31 - 1,
  entries: 65_534,
  entryBytes: 512 * 2 ** 20,
  totalBytes: 2 ** 31,
  /** Unpacked bytes allowed whatever the size of the zip, and per byte of it beyond. */
  freeBytes: 64 * 2 ** 20,
  ratio: 100,
  findings: 500,
};

// Bytes ------------------------------------------------------------------------------------------

/** Newer versions of Node.js hash in one call, which is twice as fast for small pieces. */
const hashWith =
  (name) =>
  (...parts) => {
    const bytes = parts.length === 1 ? parts[0] : Buffer.concat(parts);
    if (crypto.hash) return crypto.hash(name, bytes, 'buffer');
    return crypto.createHash(name).update(bytes).digest();
  };
const sha256 = hashWith('sha256');
const sm3 = hashWith('sm3');

const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);
const leafHash = (bytes) => sha256(LEAF, bytes);
const nodeHash = (left, right) => sha256(NODE, left, right);

/** The bytes of standard base64 with padding; undefined unless it is the one way to write them. */
const fromBase64 = (text) => {
  if (typeof text !== 'string' || text === '' || text.length % 4 !== 0) return undefined;
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
};
const fromBase64Url = (text) => {
  if (typeof text !== 'string') return undefined;
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
};
const hashFromBase64 = (text) => {
  const bytes = fromBase64(text);
  return bytes?.length === 32 ? bytes : undefined;
};

/** A count without leading zeros, small enough to be exact; undefined otherwise. */
const countOf = (text) => (/^(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : undefined);
const isCount = (value) => Number.isSafeInteger(value) && value >= 0;

/** UTF-8 as text; undefined when it is not UTF-8. A byte order mark is kept, and so found. */
const textOf = (bytes) => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
};
const jsonOf = (text) => {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
};
const isRecord = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

// The zip ----------------------------------------------------------------------------------------

class NotABundle extends Error {
  constructor(part, zh, en) {
    super(en);
    Object.assign(this, { part, zh, en });
  }
}
const refuse = (part, zh, en) => {
  throw new NotABundle(part, zh, en);
};

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;

/** Entries by name, not yet unpacked. Everything that could mean two things is refused. */
const readZip = (zip) => {
  const damaged = (why, en) =>
    refuse('zip', `不是可用的 zip 文件:${why}。`, `Not a usable zip: ${en}.`);
  if (zip.length > LIMITS.zipBytes) damaged('文件过大', 'it is too large');
  const end = endOf(zip);
  if (end === undefined) damaged('没有目录', 'it has no directory');
  const count = zip.readUInt16LE(end + 10);
  const size = zip.readUInt32LE(end + 12);
  const start = zip.readUInt32LE(end + 16);
  if (zip.readUInt32LE(end + 4) !== 0 || zip.readUInt16LE(end + 8) !== count)
    damaged('分卷', 'it has several volumes');
  if (count > LIMITS.entries) damaged('文件过多', 'it has too many files');
  if (start + size > end) damaged('目录不完整', 'its directory is cut short');
  const entries = new Map();
  const seen = new Set();
  const ranges = [];
  let total = 0;
  let at = start;
  for (let i = 0; i < count; i++) {
    if (at + 46 > start + size || zip.readUInt32LE(at) !== CENTRAL)
      damaged('目录不完整', 'its directory is cut short');
    const nameBytes = zip.readUInt16LE(at + 28);
    const next = at + 46 + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
    if (next > start + size) damaged('目录不完整', 'its directory is cut short');
    const name = zip.toString('latin1', at + 46, at + 46 + nameBytes);
    const entry = {
      name,
      method: zip.readUInt16LE(at + 10),
      packed: zip.readUInt32LE(at + 20),
      size: zip.readUInt32LE(at + 24),
      at: 0,
    };
    if (!isSafeName(name)) damaged('文件名不安全', 'it has an unsafe file name');
    if (seen.has(name.toLowerCase())) damaged('文件名重复', 'it has a file name twice');
    seen.add(name.toLowerCase());
    if ((zip.readUInt16LE(at + 8) & 1) !== 0) damaged('已加密', 'it is encrypted');
    if (entry.method !== 0 && entry.method !== 8) damaged('压缩方式不明', 'unknown compression');
    if (entry.method === 0 && entry.packed !== entry.size) damaged('大小不符', 'sizes disagree');
    if (entry.size > LIMITS.entryBytes) damaged('文件过大', 'a file in it is too large');
    total += entry.size;
    const local = zip.readUInt32LE(at + 42);
    if (local + 30 > start || zip.readUInt32LE(local) !== LOCAL)
      damaged('目录与文件不符', 'directory and files disagree');
    const localName = zip.readUInt16LE(local + 26);
    entry.at = local + 30 + localName + zip.readUInt16LE(local + 28);
    if (
      entry.at + entry.packed > start ||
      zip.readUInt16LE(local + 8) !== entry.method ||
      zip.toString('latin1', local + 30, local + 30 + localName) !== name
    )
      damaged('目录与文件不符', 'directory and files disagree');
    ranges.push([local, entry.at + entry.packed]);
    if (name.endsWith('/')) {
      if (entry.size !== 0) damaged('文件名不安全', 'it has an unsafe file name');
    } else entries.set(name, entry);
    at = next;
  }
  if (at !== start + size) damaged('目录不完整', 'its directory is cut short');
  if (total > LIMITS.totalBytes || total > LIMITS.freeBytes + LIMITS.ratio * zip.length)
    damaged('解压后过大', 'it would be too large when unpacked');
  ranges.sort((a, b) => a[0] - b[0]);
  for (let i = 1; i < ranges.length; i++)
    if (ranges[i][0] < ranges[i - 1][1]) damaged('文件重叠', 'files in it overlap');
  return entries;
};

const endOf = (zip) => {
  for (let at = zip.length - 22; at >= 0 && at >= zip.length - 22 - 0xffff; at--)
    if (zip.readUInt32LE(at) === END && at + 22 + zip.readUInt16LE(at + 20) === zip.length)
      return at;
  return undefined;
};

const isSafeName = (name) => {
  if (!/^[\x20-\x7e]{1,200}$/.test(name) || /[\\:]/.test(name)) return false;
  const parts = (name.endsWith('/') ? name.slice(0, -1) : name).split('/');
  return parts.every((part) => part !== '' && part !== '.' && part !== '..');
};

const unpack = (zip, entry) => {
  const packed = zip.subarray(entry.at, entry.at + entry.packed);
  if (entry.method === 0) return packed;
  try {
    const bytes = inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.size) });
    if (bytes.length === entry.size) return bytes;
  } catch {
    // Told below, like a wrong size.
  }
  return refuse(entry.name, '文件已损坏,无法解压。', 'The file is damaged and cannot be unpacked.');
};

// SM2 over BigInt --------------------------------------------------------------------------------

const SM2 = {
  p: 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn,
  a: 0xfffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffcn,
  b: 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n,
  n: 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n,
  x: 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
  y: 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
};
const SM2_ID = Buffer.from('1234567812345678');

const mod = (value, m) => ((value % m) + m) % m;
const bigOf = (bytes) => BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`);
const bytes32 = (value) => Buffer.from(value.toString(16).padStart(64, '0'), 'hex');

/** Jacobian coordinates; [1, 1, 0] is the point at infinity. a = p - 3. */
const sm2Double = ([x, y, z]) => {
  const { p } = SM2;
  if (z === 0n || y === 0n) return [1n, 1n, 0n];
  const zz = (z * z) % p;
  const yy = (y * y) % p;
  const s = (4n * x * yy) % p;
  const m = mod(3n * (x - zz) * (x + zz), p);
  const x3 = mod(m * m - 2n * s, p);
  return [x3, mod(m * (s - x3) - 8n * yy * yy, p), mod(2n * y * z, p)];
};
const sm2Add = (a, b) => {
  const { p } = SM2;
  if (a[2] === 0n) return b;
  if (b[2] === 0n) return a;
  const [x1, y1, z1] = a;
  const [x2, y2, z2] = b;
  const z11 = (z1 * z1) % p;
  const z22 = (z2 * z2) % p;
  const u1 = (x1 * z22) % p;
  const u2 = (x2 * z11) % p;
  const s1 = (y1 * z2 * z22) % p;
  const s2 = (y2 * z1 * z11) % p;
  if (u1 === u2) return s1 === s2 ? sm2Double(a) : [1n, 1n, 0n];
  const h = mod(u2 - u1, p);
  const r = mod(s2 - s1, p);
  const hh = (h * h) % p;
  const hhh = (h * hh) % p;
  const v = (u1 * hh) % p;
  const x3 = mod(r * r - hhh - 2n * v, p);
  return [x3, mod(r * (v - x3) - s1 * hhh, p), (z1 * z2 * h) % p];
};
const power = (base, exponent, m) => {
  let result = 1n;
  for (let b = mod(base, m), e = exponent; e > 0n; e >>= 1n, b = (b * b) % m)
    if (e & 1n) result = (result * b) % m;
  return result;
};

/** u·G + v·Q in one walk over the bits; the affine x, or undefined at infinity. */
const sm2Combined = (u, v, q) => {
  const g = [SM2.x, SM2.y, 1n];
  const both = sm2Add(g, q);
  let sum = [1n, 1n, 0n];
  for (let bit = 255n; bit >= 0n; bit--) {
    sum = sm2Double(sum);
    const pick = ((u >> bit) & 1n) * 2n + ((v >> bit) & 1n);
    if (pick === 3n) sum = sm2Add(sum, both);
    else if (pick === 2n) sum = sm2Add(sum, g);
    else if (pick === 1n) sum = sm2Add(sum, q);
  }
  if (sum[2] === 0n) return undefined;
  const inverse = power(sum[2], SM2.p - 2n, SM2.p);
  return (sum[0] * inverse * inverse) % SM2.p;
};

const sm2Point = (key) => {
  if (key.length !== 65 || key[0] !== 4) return undefined;
  const [x, y] = [bigOf(key.subarray(1, 33)), bigOf(key.subarray(33))];
  if (x >= SM2.p || y >= SM2.p) return undefined;
  return mod(y * y - (x * x * x + SM2.a * x + SM2.b), SM2.p) === 0n ? [x, y, 1n] : undefined;
};

/** GB/T 32918.2: key 0x04 ‖ x ‖ y, signature r ‖ s of 32 bytes each, identity 1234567812345678. */
const sm2Verifies = (key, message, signature) => {
  const point = sm2Point(key);
  if (!point || signature.length !== 64) return false;
  const [r, s] = [bigOf(signature.subarray(0, 32)), bigOf(signature.subarray(32))];
  if (r === 0n || s === 0n || r >= SM2.n || s >= SM2.n) return false;
  const t = (r + s) % SM2.n;
  if (t === 0n) return false;
  const curve = [SM2.a, SM2.b, SM2.x, SM2.y].map(bytes32);
  const z = sm3(Buffer.of(0, SM2_ID.length * 8), SM2_ID, ...curve, key.subarray(1));
  const e = bigOf(sm3(z, message));
  const found = sm2Combined(s, t, point);
  return found !== undefined && mod(e + found, SM2.n) === r;
};

// Keys, notes, policies --------------------------------------------------------------------------

const ED25519 = 1;
const COSIGNATURE = 4;
const OTHER = 0xff;
/** Signature type of SM2 with SM3 over the text of a note: 0xff and this name. */
const SM2_NOTE = 'gongkai-sm2-sm3-v1';
const PLAIN_WORD = /^[^\s+\x00-\x1f\x7f]+$/u;

/** A C2SP verifier key: name, id, kind and the function that checks a signature of a note's text. */
const keyOf = (vkey) => {
  const match = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/u.exec(vkey);
  const material = match && fromBase64(match[3]);
  if (!material || !PLAIN_WORD.test(match[1])) return undefined;
  const [, name, id] = match;
  const own = sha256(Buffer.from(`${name}\n`), material)
    .subarray(0, 4)
    .toString('hex');
  if (own !== id) return undefined;
  const checks = checksOf(material);
  if (checks === undefined) return undefined;
  const fingerprint = sha256(Buffer.from(vkey)).toString('hex');
  return { vkey, name, id, fingerprint, material: material.toString('hex'), ...checks };
};

const checksOf = (material) => {
  const [kind] = material;
  const key = material.subarray(1);
  if ((kind === ED25519 || kind === COSIGNATURE) && key.length === 32) {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: key.toString('base64url') };
    let publicKey;
    try {
      publicKey = crypto.createPublicKey({ key: jwk, format: 'jwk' });
    } catch {
      return undefined;
    }
    const verifies = (message, signature) =>
      signature.length === 64 && crypto.verify(null, message, publicKey, signature);
    if (kind === ED25519) return { kind: 'ed25519', verifies };
    return {
      kind: 'cosignature',
      verifies(body, signature) {
        if (signature.length !== 72) return false;
        const time = signature.readBigUInt64BE();
        if (time >= 2n ** 63n) return false;
        const head = Buffer.from(`cosignature/v1\ntime ${time}\n`);
        return verifies(Buffer.concat([head, body]), signature.subarray(8));
      },
    };
  }
  const mark = Buffer.from(SM2_NOTE);
  const point = key.subarray(mark.length);
  if (kind !== OTHER || !key.subarray(0, mark.length).equals(mark) || !sm2Point(point))
    return undefined;
  return { kind: 'sm2', verifies: (body, signature) => sm2Verifies(point, body, signature) };
};

/** A C2SP signed note: its text with the last newline, and its signature lines. */
const noteOf = (text) => {
  if (text === undefined || /[\x00-\x09\x0b-\x1f\x7f]/.test(text)) return undefined;
  const split = text.lastIndexOf('\n\n');
  if (split < 0 || !text.endsWith('\n')) return undefined;
  const body = text.slice(0, split + 1);
  const signatures = signaturesOf(text.slice(split + 2));
  return signatures && signatures.length > 0 ? { body, signatures } : undefined;
};

const SIGNATURE = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/=]+)$/u;
const signaturesOf = (lines) => {
  if (lines === '') return [];
  if (!lines.endsWith('\n')) return undefined;
  const signatures = [];
  for (const line of lines.slice(0, -1).split('\n')) {
    const match = SIGNATURE.exec(line);
    const bytes = match && fromBase64(match[2]);
    if (!bytes || bytes.length < 5 || !PLAIN_WORD.test(match[1])) return undefined;
    const id = bytes.subarray(0, 4).toString('hex');
    signatures.push({ name: match[1], id, signature: bytes.subarray(4) });
    if (signatures.length > 100) return undefined;
  }
  return signatures;
};

/** A C2SP tlog-policy; undefined when it is none. */
export const policyOf = (text) => {
  if (text === undefined || /[\x00-\x08\x0b-\x1f\x7f]/.test(text)) return undefined;
  if (text !== '' && !text.endsWith('\n')) text += '\n';
  const policy = { logs: [], witnesses: new Map(), groups: new Map(), quorum: undefined };
  const materials = { log: new Set(), witness: new Set() };
  const isNew = (name) =>
    name !== 'none' && !policy.witnesses.has(name) && !policy.groups.has(name);
  const isMember = (name) => policy.witnesses.has(name) || policy.groups.has(name);
  const used = new Set();
  const keep = (as, vkey) => {
    const key = keyOf(vkey ?? '');
    if (!key || (as === 'witness') !== (key.kind === 'cosignature')) return undefined;
    if (materials[as].has(key.material)) return undefined;
    materials[as].add(key.material);
    return key;
  };
  const line = ([word, ...rest]) => {
    if (word === 'log' && rest.length >= 1 && rest.length <= 2) {
      const key = keep('log', rest[0]);
      if (key) policy.logs.push(key);
      return key !== undefined;
    }
    if (word === 'witness' && rest.length >= 2 && rest.length <= 3 && isNew(rest[0])) {
      const key = keep('witness', rest[1]);
      if (key) policy.witnesses.set(rest[0], key);
      return key !== undefined;
    }
    if (word === 'group' && rest.length >= 3 && isNew(rest[0])) {
      const [name, rule, ...members] = rest;
      const least = { any: 1, all: members.length }[rule] ?? countOf(rule);
      if (!least || least > members.length) return false;
      for (const member of members) {
        if (!isMember(member) || used.has(member)) return false;
        used.add(member);
      }
      policy.groups.set(name, { least, members });
      return true;
    }
    if (word === 'quorum' && rest.length === 1 && policy.quorum === undefined) {
      policy.quorum = rest[0];
      return rest[0] === 'none' || isMember(rest[0]);
    }
    return false;
  };
  for (const raw of text.split('\n')) {
    const words = raw.split(/[ \t]+/).filter((word) => word !== '');
    if (words.length === 0 || words[0].startsWith('#')) continue;
    if (!line(words)) return undefined;
  }
  return policy.quorum === undefined ? undefined : policy;
};

const quorumMet = (policy, cosigned, name = policy.quorum) => {
  if (name === 'none') return true;
  if (policy.witnesses.has(name)) return cosigned.has(name);
  const { least, members } = policy.groups.get(name);
  return members.filter((member) => quorumMet(policy, cosigned, member)).length >= least;
};

/** The text of a checkpoint: origin, size, root, extension lines. */
const checkpointOf = (body) => {
  const lines = body.split('\n');
  if (lines.pop() !== '' || lines.length < 3 || lines.includes('')) return undefined;
  const [origin, size, root, ...rest] = lines;
  const found = {
    body,
    origin,
    size: countOf(size),
    root: hashFromBase64(root),
    streams: undefined,
  };
  if (found.size === undefined || found.root === undefined) return undefined;
  for (const line of rest)
    if (line.startsWith('streams ')) {
      if (found.streams) return undefined;
      found.streams = hashFromBase64(line.slice(8));
      if (!found.streams) return undefined;
    }
  return found;
};

// Merkle trees, RFC 6962 and RFC 9162 2.1 --------------------------------------------------------

/** The root an inclusion proof leads to; undefined when it has the wrong length. */
const rootByInclusion = (leaf, index, size, proof) => {
  if (index >= size) return undefined;
  let fn = BigInt(index);
  let sn = BigInt(size) - 1n;
  let hash = leaf;
  for (const part of proof) {
    if (sn === 0n) return undefined;
    if (fn & 1n || fn === sn) {
      hash = nodeHash(part, hash);
      while (!(fn & 1n) && fn !== 0n) {
        fn >>= 1n;
        sn >>= 1n;
      }
    } else hash = nodeHash(hash, part);
    fn >>= 1n;
    sn >>= 1n;
  }
  return sn === 0n ? hash : undefined;
};

/** Whether the tree of `older` is the beginning of that of `newer`: 'yes', 'no' or 'malformed'. */
const consistent = (older, newer, proof) => {
  const { size: size1, root: root1 } = older;
  const { size: size2, root: root2 } = newer;
  if (size1 < 1 || size1 > size2) return 'malformed';
  if (size1 === size2) return proof.length > 0 ? 'malformed' : root1.equals(root2) ? 'yes' : 'no';
  let fn = BigInt(size1) - 1n;
  let sn = BigInt(size2) - 1n;
  while (fn & 1n) {
    fn >>= 1n;
    sn >>= 1n;
  }
  const rest = fn === 0n ? [root1, ...proof] : [...proof];
  if (rest.length === 0 || proof.length === 0) return 'malformed';
  let [fr] = rest;
  let sr = fr;
  for (const part of rest.slice(1)) {
    if (sn === 0n) return 'malformed';
    if (fn & 1n || fn === sn) {
      fr = nodeHash(part, fr);
      sr = nodeHash(part, sr);
      while (!(fn & 1n) && fn !== 0n) {
        fn >>= 1n;
        sn >>= 1n;
      }
    } else sr = nodeHash(sr, part);
    fn >>= 1n;
    sn >>= 1n;
  }
  if (sn !== 0n) return 'malformed';
  return fr.equals(root1) && sr.equals(root2) ? 'yes' : 'no';
};

const hashesOf = (lines) => {
  const hashes = lines.map(hashFromBase64);
  return lines.length <= 64 && !hashes.includes(undefined) ? hashes : undefined;
};

// Findings ---------------------------------------------------------------------------------------

class Findings {
  constructor() {
    this.list = [];
    this.counts = new Map();
  }
  add(code, part, zh, en) {
    const count = (this.counts.get(code) ?? 0) + 1;
    this.counts.set(code, count);
    // Of every code the first hundred are told, and of all of them so many.
    if (count <= 100 && this.list.length < LIMITS.findings) this.list.push({ code, part, zh, en });
  }
  has(code) {
    return this.counts.has(code);
  }
  verdict() {
    return VERDICTS.find((code) => this.counts.has(code)) ?? 'OK';
  }
}

// The bundle -------------------------------------------------------------------------------------

const EVENT = /^events\/(\d{6})(\.withheld)?\.json$/;
const STREAM = /^(b\d\d)\/([A-Za-z0-9]+)\/([A-Za-z0-9]+)-([A-Za-z0-9]+)$/;
/** Folders whose files are read for what they say; of the others only the digest counts. */
const READ =
  /^(manifest\.|events\/|proofs\/|completeness\/|checkpoints\/|consistency\/|witness\/|timestamps\/|openings\/)/;

/** Unpacks every file once: all are hashed, those that are read are kept. */
const open = (zip) => {
  const entries = readZip(zip);
  if (!entries.has('manifest.json'))
    refuse(
      'manifest.json',
      '没有清单,不是证据包。',
      'There is no manifest: this is not an evidence bundle.',
    );
  const files = new Map();
  for (const entry of entries.values()) {
    const bytes = unpack(zip, entry);
    files.set(entry.name, {
      size: bytes.length,
      sha256: sha256(bytes).toString('hex'),
      sm3: sm3(bytes).toString('hex'),
      bytes: READ.test(entry.name) ? bytes : undefined,
    });
  }
  return files;
};

/** What a check works on: the files, the findings so far, and what has been established. */
class Bundle {
  constructor(files, findings) {
    this.files = files;
    this.findings = findings;
    this.manifest = undefined;
    /** True when the manifest is signed by a key of the policy, and only then it is believed. */
    this.authentic = false;
    this.policy = undefined;
    this.checkpoints = [];
  }
  text(name) {
    const file = this.files.get(name);
    return file && textOf(file.bytes);
  }
  names(folder) {
    return [...this.files.keys()].filter((name) => name.startsWith(folder)).sort();
  }
  /** Whether a file is the one the manifest lists, as far as the manifest can be believed. */
  isListed(name) {
    const listed = this.listed?.get(name);
    const file = this.files.get(name);
    return listed !== undefined && file !== undefined && sameFile(listed, file);
  }
  find(code, part, zh, en) {
    this.findings.add(code, part, zh, en);
  }
}

const sameFile = (listed, file) =>
  listed.size === file.size && listed.sha256 === file.sha256 && listed.sm3 === file.sm3;

const isHex = (value, digits) =>
  typeof value === 'string' && value.length === digits && /^[0-9a-f]+$/.test(value);

const isManifest = (value) =>
  isRecord(value) &&
  value.format === BUNDLE_FORMAT &&
  (value.kind === 'court' || value.kind === 'party') &&
  typeof value.tenant === 'string' &&
  typeof value.origin === 'string' &&
  isRecord(value.case) &&
  ['id', 'kind', 'title'].every((key) => typeof value.case[key] === 'string') &&
  (value.decision === null ||
    (isRecord(value.decision) &&
      typeof value.decision.stream === 'string' &&
      isCount(value.decision.revision))) &&
  Array.isArray(value.streams) &&
  value.streams.every((stream) => typeof stream === 'string') &&
  Array.isArray(value.events) &&
  value.events.every(
    (event) =>
      isRecord(event) &&
      isCount(event.n) &&
      typeof event.stream === 'string' &&
      isCount(event.revision) &&
      isCount(event.index) &&
      typeof event.leaf === 'string' &&
      typeof event.afterDecision === 'boolean',
  ) &&
  Array.isArray(value.documents) &&
  value.documents.every(
    (document) =>
      isRecord(document) &&
      isHex(document.digest, 64) &&
      (document.sealed === null || isHex(document.sealed, 64)),
  ) &&
  Array.isArray(value.files) &&
  value.files.every(
    (file) =>
      isRecord(file) &&
      typeof file.path === 'string' &&
      isCount(file.size) &&
      isHex(file.sha256, 64) &&
      isHex(file.sm3, 64),
  );

/** The manifest as it stands; undefined when nothing more can be said of the bundle. */
const readManifest = (bundle) => {
  const value = jsonOf(bundle.text('manifest.json'));
  const signed = bundle.files.has('manifest.note');
  const looksLikeOne = isRecord(value) && value.format === BUNDLE_FORMAT;
  if (!looksLikeOne && !signed)
    refuse(
      'manifest.json',
      '清单不是证据包的清单。',
      'The manifest is not that of an evidence bundle.',
    );
  if (looksLikeOne && Number.isSafeInteger(value.version) && value.version > BUNDLE_VERSION) {
    bundle.find(
      'UNSUPPORTED_VERSION',
      'manifest.json',
      `证据包为第 ${value.version} 版,本程序只懂到第 ${BUNDLE_VERSION} 版;请使用更新的核验程序。`,
      `The bundle is of version ${value.version}; this program understands up to ${BUNDLE_VERSION}. Use a newer verifier.`,
    );
    return undefined;
  }
  if (isManifest(value) && value.version === BUNDLE_VERSION) return value;
  bundle.find(
    'MANIFEST_MISMATCH',
    'manifest.json',
    '清单已被改动,无法读懂。',
    'The manifest was changed and cannot be understood.',
  );
  return undefined;
};

/** Text of the signed note beside the manifest. */
const manifestStatement = (origin, file) =>
  `${BUNDLE_FORMAT}/v${BUNDLE_VERSION}\n${origin}\nsha256 ${file.sha256}\nsm3 ${file.sm3}\n`;

const checkManifestNote = (bundle) => {
  const { manifest, policy, files } = bundle;
  const bad = (zh, en) => bundle.find('MANIFEST_MISMATCH', 'manifest.note', zh, en);
  if (!files.has('manifest.note')) return bad('清单没有签名。', 'The manifest is not signed.');
  const note = noteOf(bundle.text('manifest.note'));
  if (!note)
    return bad('清单的签名文件格式有误。', 'The note that signs the manifest is malformed.');
  const { valid, invalid, unknown } = signersOf(note, policy);
  for (const name of unknown) foreignKey(bundle, 'manifest.note', name);
  if (note.body !== manifestStatement(manifest.origin, files.get('manifest.json')))
    return bad('清单与所签的不符。', 'The manifest is not the one that was signed.');
  if (invalid.length > 0)
    return bad('清单的签名无效。', 'The signature of the manifest is invalid.');
  const own = valid.filter((key) => key.kind === 'ed25519' && key.name === manifest.origin);
  if (own.length === 0 && unknown.length === 0)
    return bad('清单没有本日志密钥的签名。', 'The manifest is not signed by a key of this log.');
  bundle.authentic = own.length > 0;
};

const foreignKey = (bundle, part, name) =>
  bundle.find(
    'KEY_UNKNOWN',
    part,
    `有一个签名出自信任策略以外的密钥(${name})。`,
    `A signature is by a key that the policy does not name (${name}).`,
  );

/** The signatures of a note by what they are worth; a key that signs twice has signed wrongly. */
const signersOf = ({ body, signatures }, policy) => {
  const message = Buffer.from(body);
  const known = [...policy.logs, ...policy.witnesses.values()];
  const found = { valid: [], invalid: [], unknown: [] };
  const seen = new Set();
  for (const { name, id, signature } of signatures) {
    const key = known.find((one) => one.name === name && one.id === id);
    if (!key) found.unknown.push(name);
    else if (seen.has(key) || !key.verifies(message, signature)) found.invalid.push(key);
    else found.valid.push(key);
    if (key) seen.add(key);
  }
  return found;
};

const checkListing = (bundle) => {
  const { manifest, files } = bundle;
  bundle.listed = new Map(manifest.files.map((file) => [file.path, file]));
  if (bundle.listed.size !== manifest.files.length)
    bundle.find(
      'MANIFEST_MISMATCH',
      'manifest.json',
      '清单把同一文件列了两次。',
      'The manifest lists a file twice.',
    );
  for (const [path, listed] of bundle.listed) {
    const file = files.get(path);
    if (file && !sameFile(listed, file))
      bundle.find(
        'MANIFEST_MISMATCH',
        path,
        '文件与清单所列的不符。',
        'The file is not the one the manifest lists.',
      );
    else if (!file) {
      bundle.find(
        'MANIFEST_MISMATCH',
        path,
        '清单所列的文件不在包内。',
        'A file the manifest lists is not in the bundle.',
      );
      // Only a manifest that is signed can say what is missing.
      if (bundle.authentic && EVENT.test(path))
        bundle.find('EVENT_MISSING', path, '缺少一条记录。', 'An event is missing.');
    }
  }
  for (const name of files.keys()) {
    if (bundle.listed.has(name) || name === 'manifest.json' || name === 'manifest.note') continue;
    bundle.find(
      'MANIFEST_MISMATCH',
      name,
      '包内的文件不在清单内。',
      'The file is not listed in the manifest.',
    );
    if (bundle.authentic && EVENT.test(name))
      bundle.find('EVENT_EXTRA', name, '多出一条记录。', 'There is an event too many.');
  }
};

// Checkpoints ------------------------------------------------------------------------------------

const readCheckpoints = (bundle) => {
  for (const name of bundle.names('checkpoints/')) {
    const bad = (zh, en) => bundle.find('CHECKPOINT_SIG_INVALID', name, zh, en);
    const text = bundle.text(name);
    const note = noteOf(text);
    const checkpoint = note && checkpointOf(note.body);
    if (!checkpoint || name !== `checkpoints/${checkpoint.size}.checkpoint`) {
      bad('检查点格式有误。', 'The checkpoint is malformed.');
      continue;
    }
    const lines = cosignatureLines(bundle, checkpoint.size);
    const all = {
      body: note.body,
      signatures: [...note.signatures, ...(signaturesOf(lines) ?? [])],
    };
    const { valid, invalid, unknown } = signersOf(all, bundle.policy);
    for (const foreign of unknown) foreignKey(bundle, name, foreign);
    const isLog = (key) => bundle.policy.logs.includes(key);
    const own = valid.filter((key) => isLog(key) && key.kind === 'ed25519');
    if (invalid.some(isLog)) bad('日志的签名无效。', 'The signature of the log is invalid.');
    else if (own.length === 0 && unknown.length === 0)
      bad('没有日志的签名。', 'There is no signature of the log.');
    if (
      checkpoint.origin !== bundle.manifest.origin ||
      own.some((key) => key.name !== checkpoint.origin)
    )
      bad('检查点属于另一日志。', 'The checkpoint is of another log.');
    bundle.checkpoints.push({
      ...checkpoint,
      name,
      whole: text + lines,
      cosigned: new Set(
        [...bundle.policy.witnesses]
          .filter(([, key]) => valid.includes(key))
          .map(([witness]) => witness),
      ),
      broken: invalid.filter((key) => !isLog(key)).map((key) => key.name),
    });
  }
  bundle.checkpoints.sort((a, b) => a.size - b.size);
  const last = bundle.checkpoints.at(-1);
  if (!last)
    bundle.find(
      'CHECKPOINT_SIG_INVALID',
      'checkpoints/',
      '没有检查点。',
      'There is no checkpoint.',
    );
  return last;
};

const cosignatureLines = (bundle, size) => {
  const name = `witness/${size}.cosignatures`;
  if (!bundle.files.has(name)) return '';
  const lines = bundle.text(name);
  if (lines && signaturesOf(lines)) return lines;
  bundle.find(
    'WITNESS_QUORUM_NOT_MET',
    name,
    '见证签名格式有误。',
    'The cosignatures are malformed.',
  );
  return '';
};

const checkWitnesses = (bundle, last) => {
  const { policy } = bundle;
  const met = quorumMet(policy, last.cosigned);
  if (!met)
    bundle.find(
      'WITNESS_QUORUM_NOT_MET',
      last.name,
      '最后的检查点没有得到信任策略所要求的见证。',
      'The last checkpoint is not witnessed as the policy requires.',
    );
  for (const { name, broken } of bundle.checkpoints)
    for (const witness of broken)
      // Told once: of the last checkpoint it is why the quorum is not met.
      if (met || name !== last.name)
        bundle.find(
          'CHECKPOINT_SIG_INVALID',
          name,
          `见证签名无效(${witness})。`,
          `A cosignature is invalid (${witness}).`,
        );
  for (const [name] of met ? policy.witnesses : [])
    if (!last.cosigned.has(name) && !last.broken.includes(policy.witnesses.get(name).name))
      bundle.find(
        'WITNESS_ABSENT',
        last.name,
        `最后的检查点没有见证方 ${name} 的签名;信任策略不要求。`,
        `The last checkpoint has no cosignature of ${name}; the policy does not require it.`,
      );
};

const readConsistency = (bundle, name) => {
  const text = bundle.text(name);
  return text?.endsWith('\n') ? hashesOf(text.slice(0, -1).split('\n')) : undefined;
};

/** From one checkpoint to the next the log has only grown. */
const checkConsistency = (bundle) => {
  const wanted = new Set();
  for (const [i, newer] of bundle.checkpoints.entries()) {
    const older = bundle.checkpoints[i - 1];
    if (!older || older.size === 0) continue;
    const name = `consistency/${older.size}-${newer.size}.txt`;
    wanted.add(name);
    linkCheckpoints(bundle, name, older, newer);
  }
  for (const name of bundle.names('consistency/')) {
    if (wanted.has(name)) continue;
    const [, to] = /^consistency\/[1-9]\d*-([1-9]\d*)\.txt$/.exec(name) ?? [];
    const known = bundle.checkpoints.some(({ size }) => String(size) === to);
    if (!known || !readConsistency(bundle, name))
      bundle.find(
        'PROOF_INVALID',
        name,
        '一致性证明格式有误或无从核对。',
        'The consistency proof is malformed or leads nowhere.',
      );
  }
};

const linkCheckpoints = (bundle, name, older, newer) => {
  const proof = readConsistency(bundle, name);
  const found = proof ? consistent(older, newer, proof) : 'malformed';
  if (found === 'yes') return;
  if (found === 'malformed' || (bundle.authentic && !bundle.isListed(name)))
    bundle.find(
      'PROOF_INVALID',
      name,
      '一致性证明缺失或无效。',
      'The consistency proof is missing or invalid.',
    );
  else
    bundle.find(
      'CHECKPOINT_FORKED',
      name,
      '后一检查点不是前一检查点的延续:历史被改写过。',
      'The later checkpoint does not continue the earlier one: history was rewritten.',
    );
};

/** Checkpoints held outside must lie in the history that the bundle shows. */
const checkKnown = (bundle, known, last) => {
  for (const { name, text } of known) {
    const fork = (zh, en) => bundle.find('CHECKPOINT_FORKED', name, zh, en);
    const note = noteOf(text);
    const checkpoint = checkpointOf(note?.body ?? text);
    if (note) {
      const { invalid } = signersOf(note, bundle.policy);
      if (invalid.length > 0)
        bundle.find(
          'CHECKPOINT_SIG_INVALID',
          name,
          '所持检查点的签名无效。',
          'A signature of the checkpoint held is invalid.',
        );
    }
    const { origin, size, root } = checkpoint;
    const same = bundle.checkpoints.find((one) => one.size === size);
    if (origin !== bundle.manifest.origin)
      fork('所持检查点属于另一日志。', 'The checkpoint held is of another log.');
    else if (same && !same.root.equals(root))
      fork(
        '日志与所持检查点不符:历史被改写过。',
        'The log is not that of the checkpoint held: history was rewritten.',
      );
    else if (!same && size > last.size)
      fork(
        `证据包止于第 ${last.size} 条,早于所持检查点(${size}):是旧包或被退回的日志。`,
        `The bundle ends at ${last.size}, before the checkpoint held (${size}): it is old or was rolled back.`,
      );
    else if (!same && size > 0) linkKnown(bundle, name, checkpoint);
  }
};

const linkKnown = (bundle, name, checkpoint) => {
  const newer = bundle.checkpoints.find(({ size }) =>
    bundle.files.has(`consistency/${checkpoint.size}-${size}.txt`),
  );
  if (newer)
    linkCheckpoints(bundle, `consistency/${checkpoint.size}-${newer.size}.txt`, checkpoint, newer);
  else
    bundle.find(
      'PROOF_INVALID',
      name,
      '包内没有通往所持检查点的一致性证明;请向机关索取以该检查点制作的证据包。',
      'The bundle has no consistency proof to the checkpoint held; ask the office for a bundle made with it.',
    );
};

// Events -----------------------------------------------------------------------------------------

const bucketOf = (tenant) => `b${String(sha256(Buffer.from(tenant))[0] % 64).padStart(2, '0')}`;

/** Stream and revision of a stored record, and its data; undefined when it is none. */
const recordOf = (bytes) => {
  const text = textOf(bytes);
  const newline = text?.indexOf('\n') ?? -1;
  if (newline < 0) return undefined;
  const meta = jsonOf(text.slice(0, newline));
  const data = jsonOf(text.slice(newline + 1));
  if (!isRecord(meta) || !isRecord(data)) return undefined;
  const { tenant, aggregate, aggregateId, revision } = meta;
  if (typeof tenant !== 'string' || !isCount(revision)) return undefined;
  const stream = `${bucketOf(tenant)}/${tenant}/${aggregate}-${aggregateId}`;
  return STREAM.test(stream) ? { stream, revision, data } : undefined;
};

const isStream = (value) => typeof value === 'string' && STREAM.test(value);

/** In place of an event of which only the commitment is given. */
const withheldOf = (bytes) => {
  const value = jsonOf(textOf(bytes));
  const leaf = isRecord(value) ? hashFromBase64(value.leaf) : undefined;
  if (!leaf || !isStream(value.stream) || !isCount(value.revision)) return undefined;
  if (typeof value.withheld !== 'string') return undefined;
  return { stream: value.stream, revision: value.revision, leaf, withheld: value.withheld };
};

const PROOF_HEAD = 'c2sp.org/tlog-proof@v1\n';

/** A C2SP tlog-proof against a checkpoint of this bundle. */
const proofOf = (text, checkpoints) => {
  if (!text?.startsWith(PROOF_HEAD)) return undefined;
  const split = text.indexOf('\n\n');
  const checkpoint = split < 0 ? undefined : checkpoints.get(text.slice(split + 2));
  const lines = text.slice(PROOF_HEAD.length, Math.max(split, PROOF_HEAD.length)).split('\n');
  if (lines[0].startsWith('extra ')) {
    if (!fromBase64(lines[0].slice(6))) return undefined;
    lines.shift();
  }
  const index = lines[0]?.startsWith('index ') ? countOf(lines[0].slice(6)) : undefined;
  const hashes = hashesOf(lines.slice(1));
  return checkpoint && index !== undefined && hashes ? { checkpoint, index, hashes } : undefined;
};

const holds = (leaf, { checkpoint, index, hashes }) =>
  rootByInclusion(leaf, index, checkpoint.size, hashes)?.equals(checkpoint.root) === true;

/** Every event file with its proof; what does not hold is told, and whose fault it is. */
const readEvents = (bundle) => {
  const checkpoints = new Map(bundle.checkpoints.map((one) => [one.whole, one]));
  const events = [];
  const failed = [];
  for (const name of bundle.names('events/')) {
    const match = EVENT.exec(name);
    const { bytes } = bundle.files.get(name);
    const found = match && (match[2] ? withheldOf(bytes) : recordOf(bytes));
    const proofName = match && `proofs/${match[1]}.tlog-proof`;
    const hasProof = proofName && bundle.files.has(proofName);
    const proof = hasProof ? proofOf(bundle.text(proofName), checkpoints) : undefined;
    const event = { n: Number(match?.[1]), name, proofName, proof, ...found };
    event.leaf = match?.[2] ? found?.leaf : leafHash(bytes);
    if (!match)
      bundle.find('EVENT_EXTRA', name, '这不是记录文件。', 'This is no file of an event.');
    else if (!hasProof)
      bundle.find(
        'PROOF_INVALID',
        proofName,
        '缺少存在性证明。',
        'The inclusion proof is missing.',
      );
    else if (!proof) {
      bundle.find(
        'PROOF_INVALID',
        proofName,
        '存在性证明格式有误,或其检查点不在包内。',
        'The proof is malformed, or its checkpoint is not in the bundle.',
      );
      if (!found) alteredEvent(bundle, name);
    } else if (!event.leaf || !holds(event.leaf, proof)) failed.push(event);
    else if (!found)
      bundle.find(
        'EVENT_EXTRA',
        name,
        '日志中的这一条不是记录。',
        'What the log holds here is no event.',
      );
    else {
      events.push(event);
      continue;
    }
    if (found) events.push({ ...event, doubted: true });
  }
  blame(bundle, failed);
  for (const name of bundle.names('proofs/')) {
    const n = /^proofs\/(\d{6})\.tlog-proof$/.exec(name)?.[1];
    if (
      !n ||
      !(bundle.files.has(`events/${n}.json`) || bundle.files.has(`events/${n}.withheld.json`))
    )
      bundle.find(
        'EVENT_MISSING',
        name,
        '有证明而没有它所证明的记录。',
        'There is a proof, and no event that it proves.',
      );
  }
  const numbers = new Set();
  for (const { n, name } of events) {
    if (numbers.has(n))
      bundle.find('EVENT_EXTRA', name, '同一序号有两条记录。', 'Two events have one number.');
    numbers.add(n);
  }
  return events.sort((a, b) => a.n - b.n);
};

const alteredEvent = (bundle, name) =>
  bundle.find(
    'EVENT_ALTERED',
    name,
    '记录的内容与日志中的不符。',
    'The event is not what the log holds.',
  );

/** Most failed events that are tried against the proofs of the others. */
const TRIED_MAX = 64;

const blame = (bundle, failed) => {
  const tried = failed.slice(0, TRIED_MAX);
  for (const event of failed) {
    const { name, proofName, leaf } = event;
    const moved = leaf && tried.some((other) => other !== event && holds(leaf, other.proof));
    if (moved)
      bundle.find(
        'ORDER_CHANGED',
        name,
        '记录不在它原来的位置。',
        'The event does not stand where it stood.',
      );
    else if (bundle.authentic && bundle.isListed(name) && !bundle.isListed(proofName))
      bundle.find(
        'PROOF_INVALID',
        proofName,
        '存在性证明无效。',
        'The inclusion proof is invalid.',
      );
    else alteredEvent(bundle, name);
  }
};

/** The number of events of each stream and the last of them, as the newest checkpoint has it. */
const readHeads = (bundle, last) => {
  const heads = new Map();
  for (const name of bundle.names('completeness/')) {
    const value = jsonOf(bundle.text(name));
    const bad = (zh, en) => bundle.find('PROOF_INVALID', name, zh, en);
    const lastLeaf = isRecord(value) ? hashFromBase64(value.lastLeaf) : undefined;
    const proof = Array.isArray(value?.proof) ? hashesOf(value.proof) : undefined;
    const sound =
      lastLeaf &&
      proof &&
      isStream(value.stream) &&
      isCount(value.count) &&
      value.count > 0 &&
      isCount(value.index) &&
      isCount(value.streams);
    if (!sound) {
      bad('完整性证明格式有误。', 'The proof of completeness is malformed.');
      continue;
    }
    const leaf = leafHash(Buffer.from(`${value.stream}\n${value.count}\n${value.lastLeaf}`));
    const root = rootByInclusion(leaf, value.index, value.streams, proof);
    if (value.size !== last.size || !last.streams || root?.equals(last.streams) !== true)
      bad(
        '完整性证明与最后的检查点不符。',
        'The proof of completeness does not fit the last checkpoint.',
      );
    else if (heads.has(value.stream))
      bad('同一序列有两份完整性证明。', 'A stream has two proofs of completeness.');
    else heads.set(value.stream, { name, count: value.count, lastLeaf });
  }
  return heads;
};

const checkCompleteness = (bundle, events, heads) => {
  const streams = new Map([...heads.keys()].map((stream) => [stream, []]));
  for (const event of events) {
    const own = streams.get(event.stream);
    if (own) own.push(event);
    else if (bundle.manifest.streams.includes(event.stream)) continue;
    else
      bundle.find(
        'EVENT_EXTRA',
        event.name,
        '这条记录不属于本案。',
        'The event is not of this case.',
      );
  }
  // A manifest that is not signed is believed only where events bear it out.
  for (const stream of bundle.manifest.streams)
    if (!heads.has(stream) && (bundle.authentic || events.some((event) => event.stream === stream)))
      bundle.find(
        'PROOF_INVALID',
        'completeness/',
        `没有序列 ${stream} 的完整性证明。`,
        `There is no proof of completeness of ${stream}.`,
      );
  for (const [stream, { name, count, lastLeaf }] of heads)
    checkStream(bundle, { stream, name, count, lastLeaf, own: streams.get(stream) });
};

const checkStream = (bundle, { stream, name, count, lastLeaf, own }) => {
  const byRevision = new Map();
  for (const event of own) {
    const { revision } = event;
    if (revision < 1 || revision > count || byRevision.has(revision))
      bundle.find(
        'EVENT_EXTRA',
        event.name,
        `序列 ${stream} 没有这样的第 ${revision} 条。`,
        `${stream} has no such event ${revision}.`,
      );
    else byRevision.set(revision, event);
  }
  if (byRevision.size < count)
    bundle.find(
      'EVENT_MISSING',
      name,
      `序列 ${stream} 共 ${count} 条,包内只有 ${byRevision.size} 条。`,
      `${stream} has ${count} events; the bundle holds ${byRevision.size}.`,
    );
  const head = byRevision.get(count);
  if (head && !head.doubted && !head.leaf.equals(lastLeaf))
    bundle.find(
      'EVENT_ALTERED',
      head.name,
      '序列的最后一条不是日志所载的最后一条。',
      'The last event of the stream is not the last the log holds.',
    );
};

/** By number, events stand as in the log; within a stream, revisions follow each other. */
const checkOrder = (bundle, events) => {
  const sound = events.filter(({ doubted }) => !doubted);
  const revisions = new Map();
  for (const [i, { name, stream, revision, proof }] of sound.entries()) {
    if (i > 0 && proof.index <= sound[i - 1].proof.index)
      bundle.find(
        'ORDER_CHANGED',
        name,
        '记录的次序与日志中的不同。',
        'The events do not stand in the order of the log.',
      );
    else if (revision <= (revisions.get(stream) ?? 0))
      bundle.find(
        'ORDER_CHANGED',
        name,
        '序列内的次序有误。',
        'The events of the stream are not in order.',
      );
    revisions.set(stream, revision);
  }
};

// What the manifest says of the events -----------------------------------------------------------

const checkStatements = (bundle, events) => {
  const { manifest } = bundle;
  const stated = new Map(manifest.events.map((event) => [event.n, event]));
  const wrong = (part, zh, en) => bundle.find('MANIFEST_MISMATCH', part, zh, en);
  const decision =
    manifest.decision &&
    events.find(
      ({ stream, revision }) =>
        stream === manifest.decision.stream && revision === manifest.decision.revision,
    );
  if (manifest.decision && !decision)
    wrong(
      'manifest.json',
      '清单所称的被诉决定不在包内。',
      'The decision that the manifest names is not in the bundle.',
    );
  let after = 0;
  let withheld = 0;
  for (const event of events) {
    const { n, name, stream, revision, leaf, proof, doubted } = event;
    const said = stated.get(n);
    const isAfter = Boolean(decision?.proof && proof && proof.index > decision.proof.index);
    const isSo =
      said &&
      said.stream === stream &&
      said.revision === revision &&
      (doubted || (said.index === proof.index && said.leaf === leaf.toString('base64'))) &&
      (doubted || said.afterDecision === isAfter);
    if (!isSo)
      wrong(name, '清单对这条记录的说明不实。', 'What the manifest says of the event is not so.');
    if (isAfter) after++;
    if (event.withheld !== undefined) withheld++;
  }
  if (stated.size !== manifest.events.length || stated.size > events.length)
    wrong(
      'manifest.json',
      '清单所列的记录不在包内。',
      'The manifest names events that are not in the bundle.',
    );
  if (manifest.kind === 'court' && withheld > 0)
    wrong('manifest.json', '法院卷不得隐去记录。', 'The bundle of a court withholds nothing.');
  if (withheld > 0)
    bundle.find(
      'WITHHELD',
      'events/',
      `${withheld} 条记录只给出摘要。`,
      `Of ${withheld} events only the commitment is given.`,
    );
  if (after > 0)
    bundle.find(
      'AFTER_DECISION',
      'events/',
      `${after} 条记录形成于被诉决定之后。`,
      `${after} events were made after the decision challenged.`,
    );
};

// Personal fields --------------------------------------------------------------------------------

const SEALED = ['ciphertext', 'commitment', 'key', 'nonce'];
const DEPTH_MAX = 100;

/** Sealed fields in the data of an event by their path, as JSON Pointer. */
const sealedIn = (value, path = '', found = new Map(), depth = 0) => {
  if (value === null || typeof value !== 'object' || depth > DEPTH_MAX) return found;
  const keys = Object.keys(value);
  if (keys.length === 4 && SEALED.every((key) => typeof value[key] === 'string'))
    return found.set(path, value.commitment);
  for (const key of keys)
    sealedIn(
      value[key],
      `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      found,
      depth + 1,
    );
  return found;
};

const checkOpenings = (bundle, events) => {
  const wanted = new Map(
    events
      .filter(({ data }) => data)
      .map((event) => [`openings/${String(event.n).padStart(6, '0')}.json`, event]),
  );
  for (const name of bundle.names('openings/'))
    if (!wanted.has(name))
      bundle.find(
        'MANIFEST_MISMATCH',
        name,
        '没有与之相应的记录。',
        'There is no event that it opens.',
      );
  for (const [name, { data, doubted }] of wanted) {
    // Of an event that is not what the log holds nothing follows for what it opens.
    if (doubted) continue;
    const sealed = sealedIn(data);
    const has = bundle.files.has(name);
    const given = has ? jsonOf(bundle.text(name)) : [];
    if (!Array.isArray(given)) {
      bundle.find(
        'EVENT_ALTERED',
        name,
        '个人信息的开启文件格式有误。',
        'The file that opens personal fields is malformed.',
      );
      continue;
    }
    const opened = new Set();
    for (const opening of given) checkOpening(bundle, { name, opening, sealed, opened });
    if (bundle.manifest.kind === 'court' && opened.size < sealed.size)
      bundle.find(
        'MANIFEST_MISMATCH',
        name,
        '有个人信息字段没有开启。',
        'A personal field is not opened.',
      );
  }
};

const checkOpening = (bundle, { name, opening, sealed, opened }) => {
  const { path, salt, text, shredded } = isRecord(opening) ? opening : {};
  const commitment = sealed.get(path);
  if (commitment === undefined || opened.has(path)) {
    bundle.find(
      'EVENT_ALTERED',
      name,
      '开启的字段在记录中不存在。',
      'It opens a field that the event does not have.',
    );
    return;
  }
  opened.add(path);
  if (shredded === true) {
    bundle.find(
      'FIELD_SHREDDED',
      `${name}#${path}`,
      '该字段的密钥已依法销毁,内容不再可读;记录本身仍可核验。',
      'The key of this field was destroyed by law; the event itself still verifies.',
    );
    return;
  }
  const saltBytes = fromBase64Url(salt);
  const holdsIt =
    saltBytes &&
    typeof text === 'string' &&
    text.isWellFormed() &&
    [sha256, sm3].some(
      (hash) => hash(saltBytes, Buffer.from(text)).toString('base64url') === commitment,
    );
  if (!holdsIt)
    bundle.find(
      'EVENT_ALTERED',
      `${name}#${path}`,
      '所开启的内容不是记录所承诺的内容。',
      'What was opened is not what the event commits to.',
    );
};

// Documents --------------------------------------------------------------------------------------

const DIGEST = /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g;

const checkDocuments = (bundle) => {
  const named = new Set();
  for (const name of [...bundle.names('events/'), ...bundle.names('openings/')])
    for (const [digest] of (bundle.text(name) ?? '').matchAll(DIGEST)) named.add(digest);
  // The plain bytes of a sealed file: that they are these is the office's statement.
  for (const { digest, sealed } of bundle.manifest.documents)
    if (sealed !== null && named.has(sealed)) named.add(digest);
  for (const name of bundle.names('documents/')) {
    const { sha256: digest } = bundle.files.get(name);
    if (name !== `documents/${digest}`)
      bundle.find(
        'MANIFEST_MISMATCH',
        name,
        '文件不是其名称所称的文件。',
        'The document is not the one its name says.',
      );
    else if (!named.has(digest))
      bundle.find(
        'MANIFEST_MISMATCH',
        name,
        '没有记录提到这份文件。',
        'No event names this document.',
      );
  }
};

// Time stamps ------------------------------------------------------------------------------------

/** DER values one after the other; throws a RangeError at what is none. */
const tlvs = (bytes) => {
  const values = [];
  for (let at = 0; at < bytes.length;) {
    const from = at;
    const tag = bytes[at++];
    let length = bytes[at++];
    if (length === undefined || (tag & 31) === 31) throw new RangeError('der');
    if (length > 127) {
      const digits = length - 128;
      if (digits < 1 || digits > 4 || at + digits > bytes.length) throw new RangeError('der');
      length = bytes.readUIntBE(at, digits);
      at += digits;
    }
    if (at + length > bytes.length) throw new RangeError('der');
    values.push({
      tag,
      body: bytes.subarray(at, at + length),
      whole: bytes.subarray(from, at + length),
    });
    at += length;
  }
  return values;
};
const tagged = (value, tag) => {
  if (value?.tag !== tag) throw new RangeError('der');
  return value;
};
/** What is in a sequence. */
const inside = (value) => tlvs(tagged(value, 0x30).body);
const oidOf = (value) => tagged(value, 0x06).body.toString('hex');

const OID = {
  signedData: '2a864886f70d010702',
  statement: '2a864886f70d0109100104',
  messageDigest: '2a864886f70d010904',
  sha256: '608648016503040201',
  rsa: '2a864886f70d010101',
  ec: '2a8648ce3d0201',
};
const DIGEST_NAMES = {
  [OID.sha256]: 'sha256',
  '608648016503040202': 'sha384',
  '608648016503040203': 'sha512',
};
const RSA_SIGNATURES = [OID.rsa, '2a864886f70d01010b', '2a864886f70d01010c', '2a864886f70d01010d'];
const EC_SIGNATURES = ['2a8648ce3d040302', '2a8648ce3d040303', '2a8648ce3d040304'];
const EC_CURVES = ['2a8648ce3d030107', '2b81040022'];
/** id-kp-timeStamping, as it stands in a certificate. */
const FOR_TIMESTAMPS = Buffer.from('06082b06010505070308', 'hex');

/** The parts of an RFC 3161 answer that are checked. */
const readTimestamp = (tsr) => {
  const [answer, ...rest] = tlvs(tsr);
  const [status, token] = inside(answer);
  const [granted] = inside(status);
  const isGranted = tagged(granted, 0x02).body.length === 1 && granted.body[0] <= 1;
  if (rest.length > 0 || !isGranted) throw new RangeError('refused');
  const [kind, wrapped] = inside(token);
  if (oidOf(kind) !== OID.signedData) throw new RangeError('kind');
  const [, , content, ...more] = inside(tlvs(tagged(wrapped, 0xa0).body)[0]);
  const [contentKind, octets] = inside(content);
  if (oidOf(contentKind) !== OID.statement) throw new RangeError('kind');
  const statement = tagged(tlvs(tagged(octets, 0xa0).body)[0], 0x04).body;
  const certificates = more.filter(({ tag }) => tag === 0xa0).flatMap(({ body }) => tlvs(body));
  const signers = tlvs(tagged(more.at(-1), 0x31).body);
  if (signers.length !== 1) throw new RangeError('signers');
  const [, name, digest, attributes, algorithm, signature] = inside(signers[0]);
  return {
    statement,
    certificates,
    name,
    digest: DIGEST_NAMES[oidOf(inside(digest)[0])],
    attributes: tagged(attributes, 0xa0),
    algorithm: oidOf(inside(algorithm)[0]),
    signature: tagged(signature, 0x04).body,
  };
};

const readStatement = (bytes) => {
  const [, , imprint, , time] = inside(tlvs(bytes)[0]);
  const [algorithm, digest] = inside(imprint);
  return {
    algorithm: oidOf(inside(algorithm)[0]),
    digest: tagged(digest, 0x04).body,
    time: tagged(time, 0x18).body.toString('latin1'),
  };
};

const readCertificate = ({ whole, tag, body }) => {
  const [toBeSigned] = inside({ tag, body });
  const parts = inside(toBeSigned);
  if (parts[0]?.tag === 0xa0) parts.shift();
  const [serial, , issuer, , , key] = parts;
  return {
    whole,
    key: tagged(key, 0x30).whole,
    name: Buffer.concat([tagged(issuer, 0x30).whole, tagged(serial, 0x02).whole]),
  };
};

/** True, false, or undefined when the algorithm is not known here. */
const timestampSignatureHolds = ({ algorithm, digest, attributes, signature }, { key }) => {
  const [kind, curve] = inside(inside(tlvs(key)[0])[0]);
  const isRsa = oidOf(kind) === OID.rsa && RSA_SIGNATURES.includes(algorithm);
  const isEc =
    oidOf(kind) === OID.ec && EC_SIGNATURES.includes(algorithm) && EC_CURVES.includes(oidOf(curve));
  if (digest === undefined || (!isRsa && !isEc)) return undefined;
  const signed = Buffer.concat([Buffer.of(0x31), attributes.whole.subarray(1)]);
  try {
    const publicKey = crypto.createPublicKey({ key, format: 'der', type: 'spki' });
    return crypto.verify(digest, signed, publicKey, signature);
  } catch {
    return false;
  }
};

/** `{time, certificate}`, 'unchecked', or 'invalid'. */
const judgeTimestamp = (tsr, stamped) => {
  const answer = readTimestamp(tsr);
  const { algorithm, digest, time } = readStatement(answer.statement);
  if (algorithm !== OID.sha256 || !digest.equals(stamped) || !/^\d{14}(\.\d+)?Z$/.test(time))
    return 'invalid';
  const own = tlvs(answer.attributes.body)
    .map(inside)
    .filter(([kind]) => oidOf(kind) === OID.messageDigest);
  if (own.length !== 1 || answer.digest === undefined)
    return own.length === 1 ? 'unchecked' : 'invalid';
  const [hashed] = tlvs(tagged(own[0][1], 0x31).body);
  if (!hashWith(answer.digest)(answer.statement).equals(tagged(hashed, 0x04).body))
    return 'invalid';
  const isNamed = (certificate) =>
    answer.name.tag !== 0x30 || answer.name.body.equals(certificate.name);
  const found = answer.certificates.map(readCertificate).filter(isNamed);
  const holding = found.map((certificate) => timestampSignatureHolds(answer, certificate));
  const signer = found[holding.indexOf(true)];
  if (!signer) return holding.includes(undefined) ? 'unchecked' : 'invalid';
  if (!signer.whole.includes(FOR_TIMESTAMPS)) return 'invalid';
  return { time, certificate: sha256(signer.whole).toString('hex') };
};

const checkTimestamps = (bundle) => {
  const names = bundle.names('timestamps/').filter((name) => name.endsWith('.tsr'));
  if (names.length === 0)
    bundle.find(
      'TIMESTAMP_ABSENT',
      'timestamps/',
      '没有第三方时间戳。',
      'There is no time stamp of a third party.',
    );
  for (const name of names) checkTimestamp(bundle, name);
};

const checkTimestamp = (bundle, name) => {
  const size = /^timestamps\/(\d+)-\d+\.tsr$/.exec(name)?.[1];
  const checkpoint = bundle.checkpoints.find((one) => String(one.size) === size);
  let found = 'invalid';
  try {
    if (checkpoint)
      found = judgeTimestamp(bundle.files.get(name).bytes, sha256(Buffer.from(checkpoint.body)));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  if (found === 'invalid')
    bundle.find('TIMESTAMP_INVALID', name, '时间戳无效。', 'The time stamp is invalid.');
  else if (found === 'unchecked')
    bundle.find(
      'TIMESTAMP_UNCHECKED',
      name,
      '本程序不懂该时间戳的算法,未予核对。',
      'The algorithm of the time stamp is not known here; it was not checked.',
    );
  else
    bundle.find(
      'TIMESTAMP_HELD',
      name,
      `检查点于 ${found.time} 盖有时间戳;机构证书 SHA-256 ${found.certificate},请另行核对。`,
      `The checkpoint was stamped at ${found.time}; compare the certificate, SHA-256 ${found.certificate}, another way.`,
    );
};

// The verdict ------------------------------------------------------------------------------------

const readPolicy = (bundle, trusted) => {
  const inside = policyOf(bundle.text('witness/policy.txt'));
  if (!inside)
    bundle.find(
      'MANIFEST_MISMATCH',
      'witness/policy.txt',
      '包内的信任策略缺失或格式有误。',
      'The policy in the bundle is missing or malformed.',
    );
  return trusted ?? inside;
};

const check = (bundle, { trusted, known }) => {
  bundle.manifest = readManifest(bundle);
  if (!bundle.manifest) return;
  bundle.policy = readPolicy(bundle, trusted);
  if (!bundle.policy) return;
  checkManifestNote(bundle);
  checkListing(bundle);
  const last = readCheckpoints(bundle);
  if (!last) return;
  checkWitnesses(bundle, last);
  checkConsistency(bundle);
  checkKnown(bundle, known, last);
  const events = readEvents(bundle);
  const heads = readHeads(bundle, last);
  checkCompleteness(bundle, events, heads);
  checkOrder(bundle, events);
  checkStatements(bundle, events);
  checkOpenings(bundle, events);
  checkDocuments(bundle);
  checkTimestamps(bundle);
};

const fingerprints = ({ policy }) =>
  policy === undefined
    ? []
    : [
        ...policy.logs.map((key) => ({
          use: 'log',
          name: key.name,
          kind: key.kind,
          sha256: key.fingerprint,
        })),
        ...[...policy.witnesses.values()].map((key) => ({
          use: 'witness',
          name: key.name,
          kind: key.kind,
          sha256: key.fingerprint,
        })),
      ];

/**
 * The verdict on the bytes of a bundle. `policy` is the text of a policy the reader trusts (absent:
 * that of the bundle is believed, and `trust` says so), `checkpoints` are texts the reader holds.
 * Never throws on what is in the bundle; throws a RangeError when policy or checkpoints are none.
 */
export const verifyBundle = (zip, { policy, checkpoints = [] } = {}) => {
  const trusted = policy === undefined ? undefined : policyOf(policy);
  if (policy !== undefined && !trusted) throw new RangeError('policy');
  for (const { name, text } of checkpoints)
    if (!checkpointOf(noteOf(text)?.body ?? text)) throw new RangeError(name);
  const findings = new Findings();
  const bundle = new Bundle(new Map(), findings);
  try {
    bundle.files = open(Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength));
    check(bundle, { trusted, known: checkpoints });
  } catch (error) {
    if (!(error instanceof NotABundle)) throw error;
    findings.add('NOT_A_BUNDLE', error.part, error.zh, error.en);
  }
  const { manifest } = bundle;
  return {
    verdict: findings.verdict(),
    trust: trusted ? 'given' : 'bundle',
    findings: findings.list,
    bundle: manifest
      ? {
          kind: manifest.kind,
          case: manifest.case,
          origin: manifest.origin,
          events: manifest.events.length,
          size: bundle.checkpoints.at(-1)?.size ?? null,
        }
      : null,
    keys: fingerprints(bundle),
  };
};

// The command line -------------------------------------------------------------------------------

const USAGE = `用法 Usage: node verify.mjs BUNDLE.evidence.zip [--trust POLICY] [--checkpoint FILE]… [--json]`;

class CannotRead extends Error {}
const read = (path) => {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new CannotRead(`${path}: ${error.message}`);
  }
};

const argumentsOf = (argv) => {
  const given = { file: undefined, trust: undefined, checkpoints: [], json: false };
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i];
    if (word === '--json') given.json = true;
    else if (word === '--trust' || word === '--checkpoint') {
      if (argv[i + 1] === undefined) return undefined;
      if (word === '--trust') given.trust = argv[++i];
      else given.checkpoints.push(argv[++i]);
    } else if (word.startsWith('-') || given.file !== undefined) return undefined;
    else given.file = word;
  }
  return given.file === undefined ? undefined : given;
};

const VERDICT_TEXTS = {
  OK: ['核验通过。', 'Everything checks.'],
  NOT_A_BUNDLE: ['这不是可用的证据包。', 'This is not a usable evidence bundle.'],
  UNSUPPORTED_VERSION: ['证据包的版本较新。', 'The bundle is of a later version.'],
  KEY_UNKNOWN: ['有签名出自不被信任的密钥。', 'A signature is by a key that is not trusted.'],
  CHECKPOINT_SIG_INVALID: ['检查点的签名无效。', 'The signature of a checkpoint is invalid.'],
  CHECKPOINT_FORKED: ['日志的历史被改写过。', 'The history of the log was rewritten.'],
  WITNESS_QUORUM_NOT_MET: ['见证不足。', 'There are not the witnesses that are required.'],
  EVENT_ALTERED: ['有记录被改动。', 'An event was altered.'],
  EVENT_MISSING: ['有记录缺失。', 'An event is missing.'],
  EVENT_EXTRA: ['有多余的记录。', 'There is an event too many.'],
  ORDER_CHANGED: ['记录的次序被改动。', 'The order of events was changed.'],
  PROOF_INVALID: ['有证明无效。', 'A proof is invalid.'],
  TIMESTAMP_INVALID: ['时间戳无效。', 'A time stamp is invalid.'],
  MANIFEST_MISMATCH: ['包内的文件与清单不符。', 'The files are not those of the manifest.'],
};

const linesOf = ({ verdict, trust, findings, bundle, keys }) => [
  `结论 verdict: ${verdict}  ${VERDICT_TEXTS[verdict].join(' ')}`,
  ...(bundle
    ? [
        `案件 case: ${bundle.case.title} (${bundle.case.kind} ${bundle.case.id}), ${bundle.kind === 'court' ? '法院卷 court' : '当事人卷 party'}`,
        `日志 log: ${bundle.origin}, 记录 events: ${bundle.events}, 检查点 checkpoint: ${bundle.size ?? '—'}`,
      ]
    : []),
  trust === 'given'
    ? '信任 trust: 由您给出的策略 the policy you gave'
    : '信任 trust: 证据包自带的策略;请通过其他途径核对以下指纹 the policy of the bundle; compare these fingerprints by another way:',
  ...keys.map(
    ({ use, name, kind, sha256: fingerprint }) => `  ${use} ${kind} ${name} SHA-256 ${fingerprint}`,
  ),
  ...findings.map(({ code, part, zh, en }) => `- ${code} ${part}\n    ${zh}\n    ${en}`),
];

const main = (argv) => {
  const given = argumentsOf(argv);
  const fail = (exit, code, zh, en) => {
    if (given?.json)
      process.stdout.write(`${JSON.stringify({ error: { code, zh, en, details: {} } })}\n`);
    else process.stderr.write(`${zh} ${en}\n`);
    return exit;
  };
  if (!given) return fail(2, 'verify.usage', '用法有误。', USAGE);
  try {
    const zip = read(given.file);
    const outcome = verifyBundle(zip, {
      policy: given.trust === undefined ? undefined : read(given.trust).toString('utf8'),
      checkpoints: given.checkpoints.map((name) => ({ name, text: read(name).toString('utf8') })),
    });
    const { verdict, trust, findings, bundle, keys } = outcome;
    if (given.json)
      process.stdout.write(`${JSON.stringify({ verdict, trust, findings, bundle, keys })}\n`);
    else process.stdout.write(`${linesOf(outcome).join('\n')}\n`);
    return verdict === 'OK' ? 0 : 1;
  } catch (error) {
    if (error instanceof CannotRead)
      return fail(3, 'verify.cannotRead', '文件无法读取。', error.message);
    if (error instanceof RangeError)
      return fail(
        2,
        'verify.usage',
        `不是信任策略或检查点:${error.message}。`,
        `Not a policy or a checkpoint: ${error.message}.`,
      );
    throw error;
  }
};

const isMain = () => {
  try {
    return realpathSync(process.argv[1] ?? '') === fileURLToPath(import.meta.url);
  } catch {
    return false;
  }
};
if (isMain()) process.exitCode = main(process.argv.slice(2));
