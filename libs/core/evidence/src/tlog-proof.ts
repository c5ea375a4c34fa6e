import {
  fromBase64,
  fromUtf8,
  isBytes,
  sizeFrom,
  sizeFromDecimal,
  toBase64,
  type Size,
} from './bytes.js';
import { HASH_BYTES } from './hashing.js';
import { LARGEST_NOTE } from './note.js';
import { verifyInclusion } from './proofs.js';
import { fail, guarded, type Outcome } from './reasons.js';
import { checkPolicy, type TrustPolicy, type TrustedCheckpoint } from './trust-policy.js';

const HEADER = 'c2sp.org/tlog-proof@v1';
const LONGEST_PROOF = 64;
/** A checkpoint with as much again before it. */
const LARGEST = 2 * LARGEST_NOTE;

/** C2SP tlog-proof@v1: that a leaf is in a log, to be checked without asking anybody. */
export type TlogProof = {
  index: bigint;
  proof: Uint8Array[];
  /** The signed checkpoint, as the log issued it. */
  checkpoint: string;
  /** Not authenticated: whoever passed the proof on may have written it. */
  extra?: Uint8Array;
};

/** The text of a proof. RangeError when it could not be read back. */
export const formatTlogProof = ({
  index,
  proof,
  checkpoint,
  extra,
}: Omit<TlogProof, 'index' | 'proof'> & { index: Size; proof: readonly Uint8Array[] }): string => {
  const lines = [
    HEADER,
    ...(extra ? [`extra ${toBase64(extra)}`] : []),
    `index ${sizeFrom(index)}`,
    ...proof.map(toBase64),
    '',
    checkpoint,
  ];
  const text = lines.join('\n');
  const read = parseTlogProof(text);
  if (!read.ok) throw new RangeError(`not a proof: ${read.reason}`);
  return text;
};

const hashesFrom = (lines: readonly string[]): Outcome<{ proof: Uint8Array[] }> => {
  if (lines.length > LONGEST_PROOF) return fail('proofLengthWrong');
  const proof: Uint8Array[] = [];
  for (const base64 of lines) {
    const hash = fromBase64(base64);
    if (!hash) return fail('base64NotCanonical');
    if (hash.length !== HASH_BYTES) return fail('hashLengthInvalid');
    proof.push(hash);
  }
  return { ok: true, proof };
};

/** The text before the blank line, as lines, and what stands behind it. */
const splitAtBlank = (input: unknown): Outcome<{ lines: string[]; checkpoint: string }> => {
  if (typeof input !== 'string' && !isBytes(input)) return fail('inputInvalid');
  if (input.length > LARGEST) return fail('noteTooLarge');
  const text = typeof input === 'string' ? input : fromUtf8(input);
  if (text === undefined) return fail('noteNotUtf8');
  const blank = text.indexOf('\n\n');
  const checkpoint = text.slice(blank + 2);
  if (blank < 0 || checkpoint === '' || !checkpoint.endsWith('\n'))
    return fail('tlogProofMalformed');
  return { ok: true, lines: text.slice(0, blank).split('\n'), checkpoint };
};

/** Takes a proof apart without saying anything of whether it holds. */
export const parseTlogProof = (input: unknown): Outcome<TlogProof> =>
  guarded(() => {
    const split = splitAtBlank(input);
    if (!split.ok) return split;
    const { lines, checkpoint } = split;
    if (lines.shift() !== HEADER) return fail('tlogProofMalformed');
    const extra = lines[0]?.startsWith('extra ') ? fromBase64(lines.shift()!.slice(6)) : null;
    if (extra === undefined) return fail('base64NotCanonical');
    const line = lines.shift();
    const index = line?.startsWith('index ') ? sizeFromDecimal(line.slice(6)) : undefined;
    if (index === undefined) return fail('tlogProofMalformed');
    const hashes = hashesFrom(lines);
    if (!hashes.ok) return hashes;
    const { proof } = hashes;
    return { ok: true, index, proof, checkpoint, ...(extra ? { extra } : {}) };
  });

/**
 * Judges a proof by a policy: the checkpoint in it is one the policy trusts, and the leaf is at the
 * index of the tree it heads. Of many proofs of one checkpoint, judge the checkpoint once with
 * {@link checkPolicy} and each proof with {@link verifyInclusion}.
 */
export const verifyTlogProof = (claim: {
  proof: string | Uint8Array;
  leafHash: Uint8Array;
  policy: TrustPolicy | string | Uint8Array;
}): Outcome<TrustedCheckpoint & { index: bigint; extra?: Uint8Array }> =>
  guarded(() => {
    const parsed = parseTlogProof(claim.proof);
    if (!parsed.ok) return parsed;
    const trusted = checkPolicy(claim.policy, parsed.checkpoint);
    if (!trusted.ok) return trusted;
    const { index, proof, extra } = parsed;
    const { size: treeSize, root } = trusted.checkpoint;
    const included = verifyInclusion({
      leafHash: claim.leafHash,
      leafIndex: index,
      treeSize,
      proof,
      root,
    });
    return included.ok ? { ...trusted, index, ...(extra ? { extra } : {}) } : included;
  });
