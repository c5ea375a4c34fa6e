import { leafHash } from '@gongkai/evidence';
import { streamName, type EventMetadata, type Position, type StoredEvent } from '@gongkai/kernel';

/** An event as its log needs it: whose it is, where it stands, what its bytes hash to. */
export type LogRecord = {
  position: Position;
  tenant: string;
  type: string;
  stream: string;
  revision: number;
  recordedAt: string;
  sha256: Uint8Array;
  sm3: Uint8Array;
};

const NEWLINE = 0x0a;
const decoder = new TextDecoder('utf-8', { fatal: true });

/** The leaf is over the stored bytes as they are; the data part is not even looked at. */
export const logRecord = ({ position, record }: StoredEvent): LogRecord => {
  const end = record.indexOf(NEWLINE);
  if (end < 0) throw new Error('a record has a line of metadata and a line of data');
  const meta = JSON.parse(decoder.decode(record.subarray(0, end))) as EventMetadata;
  const { tenant, type, aggregate, aggregateId, revision, recordedAt } = meta;
  return {
    position,
    tenant,
    type,
    stream: streamName(tenant, aggregate, aggregateId),
    revision,
    recordedAt,
    sha256: leafHash(record),
    sm3: leafHash(record, 'sm3'),
  };
};
