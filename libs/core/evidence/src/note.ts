import {
  concatBytes,
  fromBase64,
  fromUtf8,
  isBytes,
  isWellFormed,
  toBase64,
  type Size,
} from './bytes.js';
import {
  isKeyName,
  keyIdBytes,
  parseSkey,
  parseVkey,
  signText,
  verifySignature,
  type KeyType,
  type VerifierKey,
} from './keys.js';
import { fail, guarded, type Failure, type Outcome } from './reasons.js';

/** A signature line of a note, C2SP signed-note. */
export type NoteSignature = {
  /** Name of the key. */
  name: string;
  /** Key id: first four bytes of a hash, as a number. */
  id: number;
  /** What stands behind the key id. */
  signature: Uint8Array;
  /** The line without its newline. */
  line: string;
};

/** A signature that a known key made. */
export type VerifiedSignature = NoteSignature & {
  type: KeyType;
  vkey: string;
  /** Of a cosignature: when it was made, in seconds since 1970. */
  time?: bigint;
};

export type SignedNote = { text: string; signatures: NoteSignature[] };
export type OpenedNote = {
  text: string;
  /** By known keys, each key once, in the order of the note. */
  signatures: VerifiedSignature[];
  /** By other keys: nothing is known of them, and nothing follows from them. */
  unknown: NoteSignature[];
};

/** A note longer than this is not read. */
export const LARGEST_NOTE = 1_048_576;
/** As many signatures are read as in Go's reference implementation. */
export const MOST_SIGNATURES = 100;

// Everything below U+0020 but the newline.
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/;

const textFrom = (note: unknown): string | Failure => {
  if (typeof note !== 'string' && !isBytes(note)) return fail('inputInvalid');
  if (note.length > LARGEST_NOTE) return fail('noteTooLarge');
  const text = typeof note === 'string' ? note : fromUtf8(note);
  if (text === undefined || !isWellFormed(text)) return fail('noteNotUtf8');
  return CONTROL.test(text) ? fail('noteControlCharacter') : text;
};

const signatureFrom = (line: string): NoteSignature | undefined => {
  if (!line.startsWith('\u2014 ')) return undefined;
  const space = line.indexOf(' ', 2);
  const name = line.slice(2, space);
  if (space < 0 || !isKeyName(name)) return undefined;
  const bytes = fromBase64(line.slice(space + 1));
  if (!bytes || bytes.length < 5) return undefined;
  const id = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  return { name, id, signature: bytes.slice(4), line };
};

/** Takes a note apart without saying anything of its signatures. */
export const parseNote = (note: unknown): Outcome<SignedNote> =>
  guarded(() => {
    const whole = textFrom(note);
    if (typeof whole !== 'string') return whole;
    const split = whole.lastIndexOf('\n\n');
    if (split < 0 || !whole.endsWith('\n') || split + 2 === whole.length)
      return fail('noteMalformed');
    const lines = whole.slice(split + 2, -1).split('\n');
    if (lines.length > MOST_SIGNATURES) return fail('tooManySignatures');
    const signatures = lines.map(signatureFrom);
    if (!signatures.every((one) => one !== undefined)) return fail('signatureMalformed');
    return { ok: true, text: whole.slice(0, split + 1), signatures };
  });

const keyOf = ({ name, id }: { name: string; id: number }): string => `${name}+${id}`;

const known = (verifiers: readonly unknown[]): Outcome<{ keys: Map<string, VerifierKey[]> }> => {
  const keys = new Map<string, VerifierKey[]>();
  for (const verifier of verifiers) {
    const key = parseVkey(verifier);
    if (!key.ok) return key;
    keys.set(keyOf(key), [...(keys.get(keyOf(key)) ?? []), key]);
  }
  return { ok: true, keys };
};

/**
 * Opens a note (text, or its bytes) with the vkeys that are trusted. Signatures of other keys are
 * passed over; one of a known key that does not verify, or one line that is malformed, refuses the
 * whole note, and so does a note that no known key signed.
 */
export const openNote = (note: unknown, verifiers: readonly string[]): Outcome<OpenedNote> =>
  guarded(() => {
    if (!Array.isArray(verifiers)) return fail('inputInvalid');
    const trusted = known(verifiers);
    if (!trusted.ok) return trusted;
    const parsed = parseNote(note);
    if (!parsed.ok) return parsed;
    const seen = new Set<string>();
    const verified = new Map<string, VerifiedSignature>();
    const unknown: NoteSignature[] = [];
    for (const one of parsed.signatures) {
      if (seen.has(one.line)) continue;
      seen.add(one.line);
      const [key, other] = trusted.keys.get(keyOf(one)) ?? [];
      if (other) return fail('verifierAmbiguous');
      if (!key) {
        unknown.push(one);
        continue;
      }
      const held = verifySignature(key, parsed.text, one.signature);
      if (!held.ok) return held;
      const { ok: _, ...time } = held;
      if (!verified.has(keyOf(one)))
        verified.set(keyOf(one), { ...one, type: key.type, vkey: key.vkey, ...time });
    }
    if (verified.size === 0) return fail('noKnownSignature');
    return { ok: true, text: parsed.text, signatures: [...verified.values()], unknown };
  });

const signer = (skey: string) => {
  const key = parseSkey(skey);
  if (!key.ok) throw new RangeError(`not a secret key: ${key.reason}`);
  return key;
};

/**
 * The signature line of a note text, without its newline. `time` (seconds since 1970) is for
 * cosignatures. RangeError when the text can be no note or the key is none.
 */
export const signatureLine = (text: string, skey: string, time?: Size): string => {
  const checked = textFrom(text);
  if (typeof checked !== 'string' || !text.endsWith('\n'))
    throw new RangeError('a note is UTF-8 that ends in a newline, without control characters');
  const key = signer(skey);
  const bytes = concatBytes(keyIdBytes(key.id), signText(key, text, time));
  return `\u2014 ${key.name} ${toBase64(bytes)}`;
};

/** A note: the text, a blank line and a signature of each secret key, in their order. */
export const signNote = (text: string, skeys: readonly string[], time?: Size): string => {
  if (skeys.length === 0) throw new RangeError('a note has a signature');
  return `${text}\n${skeys.map((skey) => `${signatureLine(text, skey, time)}\n`).join('')}`;
};

/**
 * The note with further signature lines behind its own; a line that is there already is not written
 * twice. RangeError when the note or a line is malformed.
 */
export const withSignatures = (note: string, lines: readonly string[]): string => {
  const parsed = parseNote(note);
  if (!parsed.ok) throw new RangeError(`not a note: ${parsed.reason}`);
  if (!lines.every(signatureFrom)) throw new RangeError('not a signature line');
  const all = new Set([...parsed.signatures.map(({ line }) => line), ...lines]);
  return `${parsed.text}\n${[...all].map((line) => `${line}\n`).join('')}`;
};
