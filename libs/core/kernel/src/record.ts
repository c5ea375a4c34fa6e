import type { EventMetadata } from './event.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * How far the clocks of those who append to one log may be apart, milliseconds. On one machine times
 * never decrease in position order; in a cluster each appender has a clock of its own.
 */
export const CLOCK_SKEW_MS = 10_000;
/** Largest data part of one event, bytes of UTF-8. */
export const EVENT_BYTES_MAX = 256 * 1024;
/** Most events one command may append. */
export const EVENTS_PER_COMMAND_MAX = 1000;

/**
 * The stored record: metadata bytes ‖ 0x0A ‖ data bytes, both UTF-8 JSON. Written once, never
 * re-serialised; these bytes are the evidence leaf (docs/reference/log-format.md).
 */
export const encodeRecord = (meta: EventMetadata, data: string): Uint8Array =>
  encoder.encode(`${metadataJson(meta)}\n${data}`);

/** Metadata as stored: fixed key order, no spaces. */
export const metadataJson = (meta: EventMetadata): string =>
  `${metadataHead(meta)},"recordedAt":${JSON.stringify(meta.recordedAt)}}`;

/** The metadata text up to its last key, `recordedAt`, which only the writer of the log knows. */
export const metadataHead = (m: Omit<EventMetadata, 'recordedAt'>): string =>
  JSON.stringify({
    id: m.id,
    type: m.type,
    schema: m.schema,
    tenant: m.tenant,
    agency: m.agency,
    aggregate: m.aggregate,
    aggregateId: m.aggregateId,
    revision: m.revision,
    actor: m.actor,
    command: m.command,
    causation: m.causation,
    correlation: m.correlation,
    occurredOn: m.occurredOn,
    origin: m.origin,
  }).slice(0, -1);

/** The metadata alone; the data may be long and is not looked at. */
export const parseMetadata = (record: Uint8Array): EventMetadata => {
  const newline = record.indexOf(0x0a);
  if (newline < 0) throw new Error('a record has a line of metadata and a line of data');
  return JSON.parse(decoder.decode(record.subarray(0, newline))) as EventMetadata;
};

/** Reads a stored record; the metadata is trusted to be what `encodeRecord` wrote. */
export const parseRecord = (record: Uint8Array): { meta: EventMetadata; data: unknown } => {
  const text = decoder.decode(record);
  const newline = text.indexOf('\n');
  if (newline < 0) throw new Error('a record has a line of metadata and a line of data');
  return {
    meta: JSON.parse(text.slice(0, newline)) as EventMetadata,
    data: JSON.parse(text.slice(newline + 1)) as unknown,
  };
};
