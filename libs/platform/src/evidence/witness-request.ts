import { fromBase64, parseCheckpoint, parseNote, toBase64 } from '@gongkai/evidence';

/** What a witness is asked (C2SP tlog-witness, add-checkpoint): old size, how it grew, the note. */
export type WitnessRequest = {
  /** Size the witness has seen last, as the asker believes. */
  old: number;
  proof: readonly Uint8Array[];
  /** The whole signed note. */
  note: string;
};

export const formatWitnessRequest = ({ old, proof, note }: WitnessRequest): string =>
  `old ${old}\n${proof.map((hash) => `${toBase64(hash)}\n`).join('')}\n${note}`;

/** Reads a request, or a bare checkpoint as one without a proof; a text says why it is none. */
export const readWitnessRequest = (
  text: string,
): (WitnessRequest & { body: string; origin: string; size: number }) | string => {
  const found = /^old (0|[1-9][0-9]{0,15})\n((?:[A-Za-z0-9+/=]+\n){0,64})\n/.exec(text);
  const note = found ? text.slice(found[0].length) : text;
  const parsed = parseNote(note);
  if (!parsed.ok) return parsed.reason;
  const checkpoint = parseCheckpoint(parsed.text);
  if (!checkpoint.ok) return checkpoint.reason;
  const proof = (found?.[2] ?? '').split('\n').slice(0, -1).map(fromBase64);
  if (!proof.every((hash) => hash?.length === 32)) return 'base64NotCanonical';
  const { origin, size } = checkpoint;
  return {
    old: Number(found?.[1] ?? 0),
    proof: proof as Uint8Array[],
    note,
    body: parsed.text,
    origin,
    size: Number(size),
  };
};
