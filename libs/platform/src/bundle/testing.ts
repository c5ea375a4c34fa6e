import {
  byStreamName,
  consistencyProofOfHashes,
  formatCheckpoint,
  inclusionProofOfHashes,
  leafHash,
  newKey,
  rootLine,
  rootOfHashes,
  sha256,
  signatureLine,
  signNote,
  sm3,
  streamHeadLeaf,
} from '@gongkai/evidence';
import { canonicalJson, encodeRecord, streamName, type EventMetadata } from '@gongkai/kernel';
import type { BundleCheckpoint, BundleEvent, BundleInput, FieldOpening } from './bundle-input.js';

/** One event of a made-up log. */
export type ExampleEvent = { aggregate: string; id: string; data: Record<string, unknown> };

/** Keys of a made-up log: its own two and a witness's. */
export type ExampleKeys = ReturnType<typeof exampleKeys>;
export const exampleKeys = (origin: string) => ({
  log: newKey(origin),
  domestic: newKey(origin, 'sm2'),
  witness: newKey('superior.invalid/witness', 'cosignature'),
});

const TENANT = 'T1';
export const EXAMPLE_ORIGIN = `gongkai.invalid/${TENANT}`;

const commitment = (salt: Uint8Array, text: string): string =>
  Buffer.from(sha256(Buffer.concat([salt, Buffer.from(text)]))).toString('base64url');

/** A sealed field that says `plain`, with what opens it. */
export const exampleSealed = (plain: unknown, seed: string) => {
  const salt = sha256(Buffer.from(seed));
  const text = canonicalJson(plain);
  return {
    field: {
      key: 'K1',
      nonce: Buffer.from(seed).toString('base64url'),
      ciphertext: Buffer.from(`cipher of ${seed}`).toString('base64url'),
      commitment: commitment(salt, text),
    },
    opening: { salt: Buffer.from(salt).toString('base64url'), text },
  };
};

/** A log in memory of which bundles are made, as the platform makes them of the real one. */
export class ExampleLog {
  readonly records: Uint8Array[] = [];
  readonly leaves: Uint8Array[] = [];
  private readonly heads = new Map<string, number[]>();
  readonly metas: EventMetadata[] = [];

  constructor(
    readonly keys: ExampleKeys,
    readonly origin = EXAMPLE_ORIGIN,
  ) {}

  append({ aggregate, id, data }: ExampleEvent): number {
    const n = this.records.length;
    const stream = streamName(TENANT, aggregate, id);
    const indices = this.heads.get(stream) ?? [];
    const meta: EventMetadata = {
      id: `E${n}`,
      type: 'SomethingHappened',
      schema: 1,
      tenant: TENANT,
      agency: null,
      aggregate,
      aggregateId: id,
      revision: indices.length + 1,
      actor: { kind: 'officer', id: 'clerk' },
      command: { id: `c${n}`, digest: 'd' },
      causation: null,
      correlation: `c${n}`,
      occurredOn: '2026-03-02',
      origin: 'simulated',
      recordedAt: new Date(Date.UTC(2026, 2, 2) + n * 1000).toISOString(),
    };
    const record = encodeRecord(meta, JSON.stringify(data));
    this.records.push(record);
    this.leaves.push(leafHash(record));
    this.metas.push(meta);
    this.heads.set(stream, [...indices, n]);
    return n;
  }

  private streamsAt(size: number) {
    return [...this.heads]
      .map(([stream, indices]) => ({ stream, indices: indices.filter((i) => i < size) }))
      .filter(({ indices }) => indices.length > 0)
      .map(({ stream, indices }) => ({
        stream,
        count: indices.length,
        last: this.leaves[indices.at(-1)!]!,
      }))
      .sort(byStreamName);
  }

  private streamLeaves(size: number): Uint8Array[] {
    return this.streamsAt(size).map((head) => leafHash(streamHeadLeaf(head)));
  }

  /** Signed by the log; `witnessed`: cosigned too. `domestic`: by SM2 as well. */
  checkpoint(
    size: number,
    { witnessed = false, domestic = false }: { witnessed?: boolean; domestic?: boolean } = {},
  ): BundleCheckpoint {
    const leaves = this.leaves.slice(0, size);
    const body = formatCheckpoint({
      origin: this.origin,
      size,
      root: rootOfHashes(leaves),
      extensions: [
        rootLine('sm3', sm3(Buffer.concat(leaves))),
        rootLine('streams', rootOfHashes(this.streamLeaves(size))),
      ],
    });
    const own = [this.keys.log.skey, ...(domestic ? [this.keys.domestic.skey] : [])];
    const cosignatures = witnessed
      ? [{ line: signatureLine(body, this.keys.witness.skey, 1_772_409_600) }]
      : [];
    const lines = cosignatures.map(({ line }) => `${line}\n`).join('');
    return { size, body, text: signNote(body, own) + lines, cosignatures, timestamps: [] };
  }

  policy(quorum = 'none'): string {
    const { log, domestic, witness } = this.keys;
    return `log ${log.vkey}\nlog ${domestic.vkey}\nwitness superior ${witness.vkey}\nquorum ${quorum}\n`;
  }

  /** Everything of these streams up to the last checkpoint. */
  input(
    streams: readonly string[],
    checkpoints: readonly BundleCheckpoint[],
    {
      openings = () => [],
      ...more
    }: Partial<BundleInput> & {
      openings?: (index: number) => FieldOpening[];
    } = {},
  ): BundleInput {
    const { size } = checkpoints.at(-1)!;
    const heads = this.streamsAt(size);
    const streamLeaves = this.streamLeaves(size);
    const indices = streams
      .flatMap((stream) => this.heads.get(stream)!)
      .filter((index) => index < size)
      .sort((a, b) => a - b);
    const events = indices.map((index): BundleEvent => {
      const { aggregate, aggregateId, revision } = this.metas[index]!;
      return {
        stream: streamName(TENANT, aggregate, aggregateId),
        revision,
        position: String(index + 1),
        index,
        record: this.records[index]!,
        proof: inclusionProofOfHashes(this.leaves, index, size),
        withheld: null,
        openings: openings(index),
      };
    });
    return {
      kind: 'court',
      tenant: TENANT,
      origin: this.origin,
      case: { id: 'R1', kind: 'request', title: '关于预算的申请' },
      purpose: '行政复议',
      madeAt: '2026-04-01T00:00:00.000Z',
      tool: { name: 'gongkai', version: '0.0.0' },
      decision: null,
      events,
      streams: heads.flatMap(({ stream, count, last }, index) =>
        streams.includes(stream)
          ? [
              {
                stream,
                count,
                lastLeaf: last,
                index,
                streams: heads.length,
                proof: inclusionProofOfHashes(streamLeaves, index),
              },
            ]
          : [],
      ),
      checkpoints,
      links: checkpoints.slice(1).map((newer, i) => this.link(checkpoints[i]!.size, newer.size)),
      policy: this.policy(),
      timestampRoots: null,
      documents: [],
      absent: [],
      replay: [],
      attached: [],
      ...more,
    };
  }

  link(from: number, to: number) {
    return { from, to, proof: consistencyProofOfHashes(this.leaves, from, to) };
  }

  /** By Ed25519, and by SM2 where it is asked for. */
  sign(text: string, domestic = false): string {
    return signNote(text, [this.keys.log.skey, ...(domestic ? [this.keys.domestic.skey] : [])]);
  }
}

/**
 * A log of `others` foreign events around a case of two streams with `own` events each: personal
 * fields, a document, checkpoints on the way of which the last is witnessed and signed with SM2.
 */
export const exampleCase = (
  own = 4,
  others = 7,
  { domestic = true, keys = exampleKeys(EXAMPLE_ORIGIN) } = {},
) => {
  const log = new ExampleLog(keys);
  const document = new TextEncoder().encode('预算表');
  const digest = Buffer.from(sha256(document)).toString('hex');
  const openings = new Map<number, FieldOpening[]>();
  for (let i = 0; i < Math.max(own, others); i++) {
    if (i < others) log.append({ aggregate: 'document', id: `D${i % 3}`, data: { i } });
    if (i >= own) continue;
    const { field, opening } = exampleSealed({ name: `张${i}`, of: 'R1' }, `seed ${i}`);
    const at = log.append({
      aggregate: 'request',
      id: 'R1',
      data: { requestId: 'R1', i, applicant: field, files: i === 1 ? [digest] : [] },
    });
    openings.set(at, [
      i === 2 ? { path: '/applicant', shredded: true } : { path: '/applicant', ...opening },
    ]);
    log.append({ aggregate: 'reconsideration', id: 'A1', data: { requestId: 'R1', i } });
  }
  const size = log.records.length;
  const sizes = [...new Set([1, Math.ceil(size / 3), Math.ceil(size / 2), size])];
  const checkpoints = sizes.map((one) =>
    log.checkpoint(one, { witnessed: one === size, domestic: domestic && one === size }),
  );
  const streams = [
    streamName(TENANT, 'request', 'R1'),
    streamName(TENANT, 'reconsideration', 'A1'),
  ];
  const input = log.input(streams, checkpoints, {
    openings: (index) => openings.get(index) ?? [],
    documents: [{ digest, sealed: null, bytes: document }],
    decision: { stream: streams[0]!, revision: 2 },
    policy: log.policy('superior'),
    attached: [{ path: 'README.zh.md', bytes: new TextEncoder().encode('# 说明\n') }],
  });
  return { log, input, streams, keys };
};
