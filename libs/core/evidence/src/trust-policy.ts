import { fromUtf8, isBytes, toHex, utf8 } from './bytes.js';
import { parseCheckpoint, type Checkpoint } from './checkpoint.js';
import { parseVkey } from './keys.js';
import { openNote, type NoteSignature, type VerifiedSignature } from './note.js';
import { fail, guarded, type Failure, type Outcome } from './reasons.js';

/** A log whose checkpoints are trusted; the name of its key is the origin of its checkpoints. */
export type TrustedLog = { vkey: string; url?: string };
/** Who is trusted to have seen that a log only grew. `name` means something in this policy only. */
export type TrustedWitness = { name: string; vkey: string; url?: string };
/** A witness, or a group of which at least `threshold` members must have witnessed. */
export type Quorum =
  { name: string; vkey: string } | { name: string; threshold: number; members: Quorum[] };

/** C2SP tlog-policy: which logs, which witnesses, and how many of whom are enough. */
export type TrustPolicy = {
  logs: TrustedLog[];
  witnesses: TrustedWitness[];
  /** Null of `quorum none`: no cosignature is asked for. */
  quorum: Quorum | null;
};

const LARGEST_POLICY = 1_048_576;
const MOST_DEFINITIONS = 1024;

/** What has been read so far. Names are octets here, each as a character, and never compared as text. */
type Reading = {
  logs: TrustedLog[];
  witnesses: TrustedWitness[];
  defined: Map<string, Quorum>;
  members: Set<string>;
  keys: { log: Set<string>; witness: Set<string> };
  quorum: Quorum | null | undefined;
};

const textOf = (octets: string): string =>
  fromUtf8(Buffer.from(octets, 'latin1')) ??
  octets.replaceAll(/[^\u0000-\u007f]/g, (one) => `\\x${one.charCodeAt(0).toString(16)}`);

const urlIn = (url: string | undefined): { url?: string } =>
  url === undefined ? {} : { url: textOf(url) };

const readKey = (
  reading: Reading,
  whose: 'log' | 'witness',
  octets: string,
): Failure | undefined => {
  const key = parseVkey(textOf(octets));
  if (!key.ok) return key;
  // A witness signs with the time at which it looked.
  if (whose === 'witness' && key.type !== 'cosignature') return fail('keyTypeUnsupported');
  const material = toHex(key.publicKey);
  if (reading.keys[whose].has(material)) return fail('policyKeyTwice');
  reading.keys[whose].add(material);
  return undefined;
};

const isNew = (reading: Reading, name: string): boolean =>
  name !== 'none' && !reading.defined.has(name);

type LineReader = (reading: Reading, words: readonly string[]) => Failure | undefined;

const readLog: LineReader = (reading, words) => {
  const [vkey, url] = words;
  if (vkey === undefined || words.length > 2) return fail('policyLineMalformed');
  const failure = readKey(reading, 'log', vkey);
  if (failure) return failure;
  reading.logs.push({ vkey: textOf(vkey), ...urlIn(url) });
  return undefined;
};

const readWitness: LineReader = (reading, words) => {
  const [name, vkey, url] = words;
  if (name === undefined || vkey === undefined || words.length > 3)
    return fail('policyLineMalformed');
  if (!isNew(reading, name)) return fail('policyNameTaken');
  const failure = readKey(reading, 'witness', vkey);
  if (failure) return failure;
  const witness = { name: textOf(name), vkey: textOf(vkey) };
  reading.defined.set(name, witness);
  reading.witnesses.push({ ...witness, ...urlIn(url) });
  return undefined;
};

const thresholdOf = (word: string, members: number): number | undefined => {
  if (word === 'any') return 1;
  if (word === 'all') return members;
  const threshold = /^[0-9]{1,9}$/.test(word) ? Number(word) : 0;
  return threshold >= 1 && threshold <= members ? threshold : undefined;
};

const readGroup: LineReader = (reading, [name, word, ...names]) => {
  if (name === undefined || word === undefined || names.length === 0)
    return fail('policyLineMalformed');
  if (!isNew(reading, name)) return fail('policyNameTaken');
  const threshold = thresholdOf(word, names.length);
  if (threshold === undefined) return fail('policyThresholdInvalid');
  const members: Quorum[] = [];
  for (const member of names) {
    const found = reading.defined.get(member);
    if (!found) return fail('policyNameUnknown');
    if (reading.members.has(member)) return fail('policyMemberTwice');
    reading.members.add(member);
    members.push(found);
  }
  reading.defined.set(name, { name: textOf(name), threshold, members });
  return undefined;
};

const readQuorum: LineReader = (reading, words) => {
  const [name] = words;
  if (name === undefined || words.length > 1) return fail('policyLineMalformed');
  if (reading.quorum !== undefined) return fail('policyQuorumNotOne');
  const quorum = name === 'none' ? null : reading.defined.get(name);
  if (quorum === undefined) return fail('policyNameUnknown');
  reading.quorum = quorum;
  return undefined;
};

const readers = new Map<string, LineReader>([
  ['log', readLog],
  ['witness', readWitness],
  ['group', readGroup],
  ['quorum', readQuorum],
]);

/** Reads a policy, as text or as its bytes. */
export const parsePolicy = (policy: unknown): Outcome<TrustPolicy> =>
  guarded(() => {
    if (typeof policy !== 'string' && !isBytes(policy)) return fail('inputInvalid');
    if (policy.length > LARGEST_POLICY) return fail('policyTooLarge');
    const octets = Buffer.from(typeof policy === 'string' ? utf8(policy) : policy);
    const text = octets.toString('latin1');
    if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(text)) return fail('policyCharacterInvalid');
    const reading: Reading = {
      logs: [],
      witnesses: [],
      defined: new Map(),
      members: new Set(),
      keys: { log: new Set(), witness: new Set() },
      quorum: undefined,
    };
    let definitions = 0;
    for (const line of text.split('\n')) {
      const [keyword, ...words] = line.split(/[ \t]+/).filter((word) => word !== '');
      if (keyword === undefined || keyword.startsWith('#')) continue;
      const read = readers.get(keyword);
      if (!read) return fail('policyLineMalformed');
      if (++definitions > MOST_DEFINITIONS) return fail('policyTooLarge');
      const failure = read(reading, words);
      if (failure) return failure;
    }
    const { logs, witnesses, quorum } = reading;
    return quorum === undefined
      ? fail('policyQuorumNotOne')
      : { ok: true, logs, witnesses, quorum };
  });

const isMet = (quorum: Quorum, signed: ReadonlySet<string>): boolean =>
  'vkey' in quorum
    ? signed.has(quorum.vkey)
    : quorum.members.filter((member) => isMet(member, signed)).length >= quorum.threshold;

/** A checkpoint a policy trusts. */
export type TrustedCheckpoint = {
  checkpoint: Checkpoint;
  /** What the signatures are over. */
  text: string;
  /** By the logs of the policy. */
  logs: VerifiedSignature[];
  /** By its witnesses, with the time each says. */
  witnesses: (VerifiedSignature & { witness: string })[];
  /** By keys the policy does not name. */
  unknown: NoteSignature[];
};

const policyFrom = (policy: unknown): Outcome<TrustPolicy> =>
  typeof policy === 'string' || isBytes(policy)
    ? parsePolicy(policy)
    : { ok: true, ...(policy as TrustPolicy) };

/**
 * Judges a signed checkpoint by a policy (its text, or as it was read): every signature by a key of
 * the policy must verify, one by a log whose name is the origin must be there, and the quorum of
 * witnesses must be met.
 */
export const checkPolicy = (
  policy: TrustPolicy | string | Uint8Array,
  checkpoint: unknown,
): Outcome<TrustedCheckpoint> =>
  guarded(() => {
    const trusted = policyFrom(policy);
    if (!trusted.ok) return trusted;
    if (trusted.logs.length === 0) return fail('policyHasNoLog');
    const vkeys = new Set([...trusted.logs, ...trusted.witnesses].map(({ vkey }) => vkey));
    const note = openNote(checkpoint, [...vkeys]);
    if (!note.ok) return note.reason === 'noKnownSignature' ? fail('logUnsigned') : note;
    const bySigner = new Map(note.signatures.map((one) => [one.vkey, one]));
    const signedBy = <T extends { vkey: string }>(all: readonly T[]) =>
      all.flatMap((one) =>
        bySigner.has(one.vkey) ? [{ ...one, by: bySigner.get(one.vkey)! }] : [],
      );
    const logs = signedBy(trusted.logs).map(({ by }) => by);
    if (logs.length === 0) return fail('logUnsigned');
    const parsed = parseCheckpoint(note.text);
    if (!parsed.ok) return parsed;
    const { ok: _, ...head } = parsed;
    if (!logs.some(({ name }) => name === head.origin)) return fail('originNotLog');
    if (trusted.quorum && !isMet(trusted.quorum, new Set(bySigner.keys())))
      return fail('quorumNotMet');
    return {
      ok: true,
      checkpoint: head,
      text: note.text,
      logs,
      witnesses: signedBy(trusted.witnesses).map(({ name, by }) => ({ ...by, witness: name })),
      unknown: note.unknown,
    };
  });
