import {
  fromBase64,
  fromUtf8,
  isBytes,
  isWellFormed,
  sizeFrom,
  sizeFromDecimal,
  toBase64,
  type Size,
} from './bytes.js';
import { HASH_BYTES } from './hashing.js';
import { parseNote } from './note.js';
import { fail, guarded, type Outcome } from './reasons.js';

/** The head of a tree, C2SP tlog-checkpoint: what the signatures of a checkpoint are over. */
export type Checkpoint = {
  /** Which log it is. */
  origin: string;
  /** Leaves in the tree. */
  size: bigint;
  /** SHA-256 root of the tree. */
  root: Uint8Array;
  /** Further lines, not empty. */
  extensions: string[];
};

/** The name of the second root, in SM3, and of the root over the heads of streams. */
export type RootName = 'sm3' | 'streams';

const CONTROL = /[\u0000-\u001f]/;

/**
 * Reads a checkpoint, as text or as its bytes: the text of the note, or the whole signed note. Nothing is said of its
 * signatures; {@link openNote} does.
 */
export const parseCheckpoint = (input: unknown): Outcome<Checkpoint> =>
  guarded(() => {
    const text = isBytes(input) ? fromUtf8(input) : input;
    if (text === undefined && isBytes(input)) return fail('noteNotUtf8');
    if (typeof text !== 'string') return fail('inputInvalid');
    const isSigned = text.includes('\n\n\u2014 ');
    if (isSigned) {
      const note = parseNote(text);
      return note.ok ? bodyOf(note.text) : note;
    }
    return bodyOf(text);
  });

const bodyOf = (text: string): Outcome<Checkpoint> => {
  if (!isWellFormed(text)) return fail('noteNotUtf8');
  if (!text.endsWith('\n')) return fail('checkpointMalformed');
  const [origin, decimal, base64, ...extensions] = text.slice(0, -1).split('\n');
  if (origin === undefined || decimal === undefined || base64 === undefined)
    return fail('checkpointMalformed');
  if (CONTROL.test(origin) || extensions.some((line) => CONTROL.test(line)))
    return fail('noteControlCharacter');
  if (origin === '') return fail('originEmpty');
  const size = sizeFromDecimal(decimal);
  if (size === undefined) return fail('sizeMalformed');
  const root = fromBase64(base64);
  if (!root || root.length !== HASH_BYTES) return fail('rootMalformed');
  if (extensions.includes('')) return fail('extensionEmpty');
  return { ok: true, origin, size, root, extensions };
};

/** The text of a checkpoint, to be signed. RangeError when it could not be read back. */
export const formatCheckpoint = (checkpoint: {
  origin: string;
  size: Size;
  root: Uint8Array;
  extensions?: readonly string[];
}): string => {
  const { origin, root, extensions = [] } = checkpoint;
  const lines = [origin, String(sizeFrom(checkpoint.size)), toBase64(root), ...extensions];
  const text = `${lines.join('\n')}\n`;
  const read = bodyOf(text);
  if (!read.ok || read.extensions.length !== extensions.length)
    throw new RangeError(`not a checkpoint: ${read.ok ? 'extensionEmpty' : read.reason}`);
  return text;
};

/** The extension line of another root: its name and its base64. */
export const rootLine = (name: RootName, root: Uint8Array): string => `${name} ${toBase64(root)}`;

/** The other root of this name; undefined when no line, or more than one, or no root is there. */
export const rootIn = (
  { extensions }: Pick<Checkpoint, 'extensions'>,
  name: RootName,
): Uint8Array | undefined => {
  const lines = extensions.filter((line) => line.startsWith(`${name} `));
  const root = lines.length === 1 ? fromBase64(lines[0]!.slice(name.length + 1)) : undefined;
  return root?.length === HASH_BYTES ? root : undefined;
};
