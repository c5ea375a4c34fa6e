import { createHash, type Hash } from 'node:crypto';
import {
  parseMetadata,
  streamName,
  type LogRecord,
  type Position,
  type RecordLog,
  type Rejection,
} from '@gongkai/kernel';
import { recordsOf } from './copy-log.js';
import { rejectMove } from './errors.js';
import type { Chosen } from './place.js';

/** What is so of both logs. */
export type LogProof = {
  events: number;
  streams: number;
  /** By government, the platform's own records under `platform`. */
  governments: Map<string, { events: number; streams: number }>;
  /** One hash over the hashes of all streams, in the order in which they begin. */
  digest: string;
  /** The records stand in one and the same order. */
  sameOrder: boolean;
};

export type ProveOptions = {
  from: RecordLog;
  to: RecordLog;
  chosen: Chosen;
  onRecords?: (records: number) => void;
  /** Streams whose hashes are held at a time; the logs are read once for each so many. */
  streamsAtOnce?: number;
};

const STREAMS_AT_ONCE = 500_000;

type Chain = { count: number; hash: Buffer };
type Pass = {
  chains: Map<string, Chain>;
  records: number;
  order: string;
  tenants: Map<string, number>;
  /** Streams that begin behind here are left to the next pass. */
  next: Position | undefined;
};

/**
 * Hashes every stream on both sides, each over the exact bytes of its records and the facets beside
 * them, and compares. Only so many streams are held at a time, however many there are.
 */
export const proveLog = async (options: ProveOptions): Promise<LogProof | Rejection> => {
  const { from, to, chosen, onRecords, streamsAtOnce = STREAMS_AT_ONCE } = options;
  const digest = createHash('sha256');
  const proof = { events: 0, streams: 0, sameOrder: true };
  const governments: LogProof['governments'] = new Map();
  let [here, there]: [Position | undefined, Position | undefined] = [undefined, undefined];
  for (let first = true; ; first = false) {
    const [source, target]: [Pass, Pass] = [
      await hashed(from, chosen, here, streamsAtOnce, onRecords),
      await hashed(to, chosen, there, streamsAtOnce),
    ];
    const difference = differenceOf(source, target);
    if (difference) return difference;
    if (first) {
      proof.events = source.records;
      proof.sameOrder = source.order === target.order;
      for (const [tenant, events] of source.tenants)
        governments.set(tenant, { events, streams: 0 });
    }
    note(source, digest, governments);
    proof.streams += source.chains.size;
    ({ next: here } = source);
    ({ next: there } = target);
    if (here === undefined || there === undefined) break;
  }
  return { ...proof, governments, digest: digest.digest('hex') };
};

/** One pass: the streams that begin behind `after`, as many as may be held. */
const hashed = async (
  log: RecordLog,
  chosen: Chosen,
  after: Position | undefined,
  streamsAtOnce: number,
  onRecords?: (records: number) => void,
): Promise<Pass> => {
  const order = createHash('sha256');
  const pass: Pass = {
    chains: new Map(),
    records: 0,
    order: '',
    tenants: new Map(),
    next: undefined,
  };
  let last = after;
  for await (const { records } of recordsOf(log, chosen, undefined, after)) {
    for (const each of records) {
      const { tenant, aggregate, aggregateId, revision } = parseMetadata(each.record);
      const stream = streamName(tenant, aggregate, aggregateId);
      pass.tenants.set(tenant, (pass.tenants.get(tenant) ?? 0) + 1);
      const known = pass.chains.get(stream);
      // Of a stream that began before this pass only the end is read here.
      if (known || (pass.next === undefined && (revision === 1 || after === undefined))) {
        if (known || pass.chains.size < streamsAtOnce) extend(pass.chains, stream, known, each);
        else pass.next = last ?? 0n;
      }
      add(order, each);
      last = each.position;
    }
    pass.records += records.length;
    onRecords?.(pass.records);
  }
  return { ...pass, order: order.digest('hex') };
};

const extend = (
  chains: Map<string, Chain>,
  stream: string,
  known: Chain | undefined,
  record: LogRecord,
): void => {
  const before = known?.hash ?? createHash('sha256').update(stream).digest();
  const hash = add(createHash('sha256').update(before), record).digest();
  if (!known) chains.set(stream, { count: 1, hash });
  else Object.assign(known, { count: known.count + 1, hash });
};

/** The length tells where a record ends. */
const add = (hash: Hash, { record, facet }: LogRecord): Hash => {
  const head = Buffer.alloc(6);
  head.writeUInt32BE(record.length);
  head.writeUInt16BE(facet, 4);
  return hash.update(head).update(record);
};

const differenceOf = (source: Pass, target: Pass): Rejection | undefined => {
  for (const [stream, { count, hash }] of source.chains) {
    const other = target.chains.get(stream);
    if (other?.count === count && other.hash.equals(hash)) continue;
    return differs(stream, { events: [count, other?.count ?? 0] });
  }
  for (const [stream, { count }] of target.chains)
    if (!source.chains.has(stream)) return differs(stream, { events: [0, count] });
  if (source.records !== target.records)
    return differs('*', { events: [source.records, target.records] });
  return undefined;
};

const differs = (stream: string, more: Readonly<Record<string, unknown>>): Rejection =>
  rejectMove('move.notEqual', { part: 'records', what: stream, ...more });

const note = ({ chains }: Pass, digest: Hash, governments: LogProof['governments']): void => {
  for (const [stream, { count, hash }] of chains) {
    digest.update(`${stream} ${count} ${hash.toString('hex')}\n`);
    governments.get(stream.split('/')[1]!)!.streams += 1;
  }
};
