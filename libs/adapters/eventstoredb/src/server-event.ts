import {
  parseStreamName,
  type LogRecord,
  type Position,
  type StoredEvent,
  type StreamParts,
} from '@gongkai/kernel';
import { facetOf } from './event-id.js';
import type { ReadResp, RecordedEvent } from './protocol.js';

const NEWLINE = 0x0a;

/** An event as the server has it. */
export type ServerEvent = {
  id: string;
  stream: string;
  /** 1 is the first. */
  revision: number;
  type: string;
  position: Position;
  metadata: Uint8Array;
  data: Uint8Array;
};

/** The two parts of a record, which the server keeps apart. */
export const partsOf = (record: Uint8Array): { metadata: Uint8Array; data: Uint8Array } => {
  const newline = record.indexOf(NEWLINE);
  if (newline < 0) throw new Error('a record has a line of metadata and a line of data');
  return { metadata: record.subarray(0, newline), data: record.subarray(newline + 1) };
};

/** The record as it was written. */
export const recordOf = ({ metadata, data }: ServerEvent): Uint8Array => {
  const record = new Uint8Array(metadata.length + 1 + data.length);
  record.set(metadata);
  record[metadata.length] = NEWLINE;
  record.set(data, metadata.length + 1);
  return record;
};

export const eventOf = (message: ReadResp): ServerEvent | undefined => {
  const event = message.hasEvent() ? message.getEvent()!.getEvent() : undefined;
  return event && serverEventOf(event);
};

const serverEventOf = (event: RecordedEvent): ServerEvent => ({
  id: event.getId()!.getString().toLowerCase(),
  stream: Buffer.from(event.getStreamIdentifier()!.getStreamName_asU8()).toString(),
  revision: Number(event.getStreamRevision()) + 1,
  type: event.getMetadataMap().get('type') ?? '',
  position: BigInt(event.getCommitPosition()),
  metadata: event.getCustomMetadata_asU8(),
  data: event.getData_asU8(),
});

/** What the name of a stream says; undefined for a stream that is not ours. */
export const ourStream = (stream: string): StreamParts | undefined => {
  try {
    return parseStreamName(stream);
  } catch {
    return undefined;
  }
};

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Whether an event in a stream of ours is one that this adapter wrote there. */
export const isOurs = (event: ServerEvent): boolean => {
  if (facetOf(event.id) === undefined) return false;
  try {
    const meta = JSON.parse(decoder.decode(event.metadata)) as Record<string, unknown>;
    return meta['type'] === event.type && meta['revision'] === event.revision;
  } catch {
    return false;
  }
};

export const storedEvent = (event: ServerEvent): StoredEvent => ({
  position: event.position,
  record: recordOf(event),
});

/** An event of another program in one of our streams is given as damaged: it parks that government. */
export const fedEvent = (event: ServerEvent, tenant: string): StoredEvent =>
  isOurs(event)
    ? storedEvent(event)
    : { ...storedEvent(event), damaged: { tenant, type: event.type } };

export const logRecord = (event: ServerEvent): LogRecord & { position: Position } => ({
  position: event.position,
  record: recordOf(event),
  facet: facetOf(event.id) ?? 0,
});
