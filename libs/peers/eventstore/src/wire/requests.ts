import type { Proposed } from '../log/stored.js';
import { ANY, EXISTS, NO_STREAM } from '../log/stored.js';
import type { Shared, Streams } from './definitions.js';
import { invalidArgument, propertyMissing } from './errors.js';

type WithStream = { getStreamIdentifier(): Shared.StreamIdentifier | undefined };

/** The stream a request names. */
export const streamOf = (options: WithStream): string => {
  const bytes = options.getStreamIdentifier()?.getStreamName_asU8();
  const name = bytes && Buffer.from(bytes).toString('utf8');
  if (!name || name === '$$') throw invalidArgument('A stream name is required.');
  return name;
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A UUID in either form, as lower-case text. */
export const uuidOf = (uuid: Shared.UUID | undefined): string => {
  if (uuid?.hasStructured()) return structuredUuid(uuid.getStructured()!);
  const text = uuid?.getString().toLowerCase() ?? '';
  if (!UUID.test(text)) throw invalidArgument(`'${text}' is not a UUID.`);
  return text;
};

const structuredUuid = (halves: Shared.UUID.Structured): string => {
  const bytes = Buffer.alloc(16);
  bytes.writeBigInt64BE(BigInt(halves.getMostSignificantBits()), 0);
  bytes.writeBigInt64BE(BigInt(halves.getLeastSignificantBits()), 8);
  const hex = bytes.toString('hex');
  return [8, 12, 16, 20, 32]
    .map((end, i, ends) => hex.slice(i === 0 ? 0 : ends[i - 1], end))
    .join('-');
};

type ProposedMessage = Streams.AppendReq.ProposedMessage | Streams.BatchAppendReq.ProposedMessage;

export const proposedOf = (message: ProposedMessage): Proposed => {
  const properties = message.getMetadataMap();
  const type = properties.get('type');
  const contentType = properties.get('content-type');
  if (!type) throw propertyMissing('type');
  if (!contentType) throw propertyMissing('content-type');
  return {
    id: uuidOf(message.getId()),
    type,
    json: contentType === 'application/json',
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8(),
  };
};

type WithExpectation = {
  hasNoStream(): boolean;
  hasAny(): boolean;
  hasStreamExists(): boolean;
} & (
  | { hasRevision(): boolean; getRevision(): string }
  | { hasStreamPosition(): boolean; getStreamPosition(): string }
);

/** The revision a request expects; −1 none, −2 any, −4 one at all. */
export const expectedOf = (options: WithExpectation): number => {
  if (options.hasNoStream()) return NO_STREAM;
  if (options.hasAny()) return ANY;
  if (options.hasStreamExists()) return EXISTS;
  if ('hasRevision' in options && options.hasRevision()) return revisionOf(options.getRevision());
  if ('hasStreamPosition' in options && options.hasStreamPosition())
    return revisionOf(options.getStreamPosition());
  throw invalidArgument('An expected revision is required.');
};

/** A revision beyond any that can be written stays beyond it. */
export const revisionOf = (text: string): number => Math.min(Number(text), Number.MAX_SAFE_INTEGER);

export type Matches = (stream: () => string, type: string) => boolean;

/** A server-side filter: by prefixes or by a regular expression, of stream names or event types. */
export const filterOf = (filter: Streams.ReadReq.Options.FilterOptions): Matches => {
  const byType = filter.hasEventType();
  const expression = byType ? filter.getEventType() : filter.getStreamIdentifier();
  if (!expression) throw invalidArgument('A filter names stream or event type.');
  const prefixes = expression.getPrefixList();
  const regex = expression.getRegex() ? regexOf(expression.getRegex()) : undefined;
  const matches = (value: string) =>
    regex ? regex.test(value) : prefixes.some((prefix) => value.startsWith(prefix));
  return (stream, type) => matches(byType ? type : stream());
};

const regexOf = (source: string): RegExp => {
  try {
    return new RegExp(source, 'u');
  } catch {
    throw invalidArgument(`'${source}' is not a regular expression.`);
  }
};
