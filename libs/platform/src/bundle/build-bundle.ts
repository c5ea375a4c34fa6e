import { formatTlogProof, leafHash, sha256, sm3, toBase64 } from '@gongkai/evidence';
import { canonicalJson } from '@gongkai/kernel';
import type {
  BundleCheckpoint,
  BundleEvent,
  BundleFile,
  BundleInput,
  SignManifest,
} from './bundle-input.js';

export const BUNDLE_FORMAT = 'gongkai-evidence-bundle';
export const BUNDLE_VERSION = 1;

const encoder = new TextEncoder();
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const textFile = (path: string, text: string): BundleFile => ({
  path,
  bytes: encoder.encode(text),
});
const jsonFile = (path: string, value: unknown): BundleFile =>
  textFile(path, `${canonicalJson(value)}\n`);
const numberOf = (n: number): string => String(n).padStart(6, '0');
const base64Lines = (hashes: readonly Uint8Array[]): string =>
  hashes.map((hash) => `${toBase64(hash)}\n`).join('');

/**
 * The files of a bundle, the manifest and its signed note last (docs/reference/evidence-bundle.md).
 * Nothing is looked up and nothing is checked here: what does not fit is found by the verifiers.
 */
export const buildBundle = async (
  input: BundleInput,
  sign: SignManifest,
): Promise<BundleFile[]> => {
  const files = [
    ...eventFiles(input),
    ...input.streams.map(({ lastLeaf, proof, ...rest }, i) =>
      jsonFile(`completeness/${numberOf(i + 1)}.json`, {
        ...rest,
        lastLeaf: toBase64(lastLeaf),
        proof: proof.map(toBase64),
        size: input.checkpoints.at(-1)!.size,
      }),
    ),
    ...input.checkpoints.flatMap(checkpointFiles),
    ...input.links.map(({ from, to, proof }) =>
      textFile(`consistency/${from}-${to}.txt`, base64Lines(proof)),
    ),
    textFile('witness/policy.txt', input.policy),
    ...(input.timestampRoots === null
      ? []
      : [textFile('timestamps/roots.pem', input.timestampRoots)]),
    ...input.documents.map(({ digest, bytes }) => ({ path: `documents/${digest}`, bytes })),
    ...input.replay,
    ...input.attached,
  ];
  const manifest = jsonFile('manifest.json', manifestOf(input, files));
  const note = await sign(manifestStatement(input.origin, manifest.bytes));
  return [...files, manifest, textFile('manifest.note', note)];
};

/** The text of the note beside the manifest; it can be no checkpoint, its second line is no size. */
export const manifestStatement = (origin: string, manifest: Uint8Array): string =>
  [
    `${BUNDLE_FORMAT}/v${BUNDLE_VERSION}`,
    origin,
    `sha256 ${hexOf(sha256(manifest))}`,
    `sm3 ${hexOf(sm3(manifest))}`,
    '',
  ].join('\n');

const eventFiles = ({ events, checkpoints }: BundleInput): BundleFile[] => {
  const checkpoint = checkpoints.at(-1)!.text;
  return events.flatMap((event, i) => {
    const n = numberOf(i + 1);
    const { record, withheld, stream, revision, index, proof, openings } = event;
    return [
      withheld === null
        ? { path: `events/${n}.json`, bytes: record }
        : jsonFile(`events/${n}.withheld.json`, {
            leaf: toBase64(leafHash(record)),
            stream,
            revision,
            withheld,
          }),
      textFile(`proofs/${n}.tlog-proof`, formatTlogProof({ index, proof, checkpoint })),
      ...(withheld === null && openings.length > 0
        ? [jsonFile(`openings/${n}.json`, openings)]
        : []),
    ];
  });
};

/** The log's own note, and the lines of the witnesses by themselves. */
const checkpointFiles = (checkpoint: BundleCheckpoint): BundleFile[] => {
  const { size, cosignatures, timestamps } = checkpoint;
  const lines = cosignatures.map(({ line }) => `${line}\n`).join('');
  return [
    textFile(`checkpoints/${size}.checkpoint`, ownNote(checkpoint)),
    ...(lines === '' ? [] : [textFile(`witness/${size}.cosignatures`, lines)]),
    ...timestamps.map(({ tsr }, i) => ({
      path: `timestamps/${size}-${i + 1}.tsr`,
      bytes: tsr,
    })),
  ];
};

const ownNote = ({ text, cosignatures }: BundleCheckpoint): string => {
  const lines = cosignatures.map(({ line }) => `${line}\n`).join('');
  if (!text.endsWith(lines)) throw new Error('cosignatures stand last in a note, in their order');
  return text.slice(0, text.length - lines.length);
};

const manifestOf = (input: BundleInput, files: readonly BundleFile[]) => {
  const { kind, tenant, origin, purpose, madeAt, tool, decision, streams, documents, absent } =
    input;
  return {
    format: BUNDLE_FORMAT,
    version: BUNDLE_VERSION,
    kind,
    tenant,
    origin,
    case: input.case,
    purpose,
    madeAt,
    tool,
    canonicalisation: 'RFC 8785 (JCS), UTF-8, texts as stored (never normalised), one newline last',
    decision,
    streams: streams.map(({ stream }) => stream),
    events: statementsOf(input),
    documents: documents.map(({ digest, sealed }) => ({ digest, sealed })),
    absent,
    files: files.map(({ path, bytes }) => ({
      path,
      size: bytes.length,
      sha256: hexOf(sha256(bytes)),
      sm3: hexOf(sm3(bytes)),
    })),
  };
};

const statementsOf = ({ events, decision }: BundleInput) => {
  const isDecision = ({ stream, revision }: BundleEvent) =>
    decision !== null && stream === decision.stream && revision === decision.revision;
  const decided = events.find(isDecision)?.index ?? Infinity;
  return events.map(({ stream, revision, position, index, record, withheld }, i) => ({
    n: i + 1,
    stream,
    revision,
    position,
    index,
    leaf: toBase64(leafHash(record)),
    withheld,
    afterDecision: index > decided,
  }));
};
