import { BUCKETS, bucketOf, type FeedFilter, type Position } from '@gongkai/kernel';
import { shared, streams, type ReadReq } from './protocol.js';

const EVERYTHING = String(Number.MAX_SAFE_INTEGER);
const { Options } = streams.ReadReq;
/** Events the server looks at between two checkpoints when the filter lets none through. */
const WINDOW = 512;
/** More names than this are not worth a question each at the server. */
const PREFIXES_MAX = 256;
const NO_STREAM_AT_ALL = 'b99/';

/** Positions have 63 bits; a server has sent more, or less than none, to mean that there is none. */
const POSITION_MAX = 2n ** 63n - 1n;

export const positionOf = (text: string): Position | undefined => {
  const position = BigInt(text);
  return position >= 0n && position <= POSITION_MAX ? position : undefined;
};

const optionsFor = (backwards: boolean, count: string) => {
  const ids = new Options.UUIDOption();
  ids.setString(new shared.Empty());
  const options = new Options();
  options.setUuidOption(ids);
  options.setResolveLinks(false);
  options.setReadDirection(backwards ? 1 : 0);
  if (count !== '') options.setCount(count);
  return options;
};

const request = (options: InstanceType<typeof Options>): ReadReq => {
  const read = new streams.ReadReq();
  read.setOptions(options);
  return read;
};

export const streamIdentifier = (stream: string) => {
  const identifier = new shared.StreamIdentifier();
  identifier.setStreamName(Buffer.from(stream).toString('base64'));
  return identifier;
};

/** Events of a stream from a revision on, the first being 1. */
export const streamRequest = (stream: string, fromRevision: number): ReadReq => {
  const from = new Options.StreamOptions();
  from.setStreamIdentifier(streamIdentifier(stream));
  from.setRevision(String(fromRevision - 1));
  const options = optionsFor(false, EVERYTHING);
  options.setStream(from);
  options.setNoFilter(new shared.Empty());
  return request(options);
};

/** The last event of a stream. */
export const lastOfStreamRequest = (stream: string): ReadReq => {
  const from = new Options.StreamOptions();
  from.setStreamIdentifier(streamIdentifier(stream));
  from.setEnd(new shared.Empty());
  const options = optionsFor(true, '1');
  options.setStream(from);
  options.setNoFilter(new shared.Empty());
  return request(options);
};

/** The last event of anybody. */
export const endOfAllRequest = (): ReadReq => {
  const from = new Options.AllOptions();
  from.setEnd(new shared.Empty());
  const options = optionsFor(true, '1');
  options.setAll(from);
  options.setNoFilter(new shared.Empty());
  return request(options);
};

/** The last event of all our streams. */
export const lastOfAllRequest = (): ReadReq => {
  const from = new Options.AllOptions();
  from.setEnd(new shared.Empty());
  const options = optionsFor(true, '1');
  options.setAll(from);
  options.setFilter(filterOf({}));
  return request(options);
};

/** What comes after a position (undefined: everything), then what is appended. */
export const subscribeRequest = (after: Position | undefined, filter: FeedFilter): ReadReq => {
  const from = new Options.AllOptions();
  if (after === undefined) from.setStart(new shared.Empty());
  else {
    const position = new Options.Position();
    position.setCommitPosition(String(after));
    position.setPreparePosition(String(after));
    from.setPosition(position);
  }
  const options = optionsFor(false, '');
  options.setAll(from);
  options.setSubscription(new Options.SubscriptionOptions());
  options.setFilter(filterOf(filter));
  return request(options);
};

/** The server filters by stream or by type, not by both; what it lets through is looked at again. */
const filterOf = (filter: FeedFilter) => {
  const expression = new Options.FilterOptions.Expression();
  const options = new Options.FilterOptions();
  const { types, tenants, buckets } = filter;
  if (types && types.length > 0 && types.length <= PREFIXES_MAX && !tenants && !buckets) {
    expression.setPrefixList([...types]);
    options.setEventType(expression);
  } else {
    expression.setPrefixList(streamPrefixes(filter));
    options.setStreamIdentifier(expression);
  }
  options.setMax(WINDOW);
  options.setCheckpointintervalmultiplier(1);
  return options;
};

/** Beginnings of the names of all streams that a filter may want. */
export const streamPrefixes = ({ tenants, buckets = [0, BUCKETS] }: FeedFilter): string[] => {
  const wanted = Array.from({ length: Math.max(0, buckets[1] - buckets[0]) }, (_, i) =>
    String(buckets[0] + i).padStart(2, '0'),
  ).map((number) => `b${number}`);
  if (!tenants) return wanted.length > 0 ? wanted.map((name) => `${name}/`) : [NO_STREAM_AT_ALL];
  const theirs = tenants.filter((tenant) => wanted.includes(bucketOf(tenant)));
  if (theirs.length === 0) return [NO_STREAM_AT_ALL];
  return theirs.length <= PREFIXES_MAX
    ? theirs.map((tenant) => `${bucketOf(tenant)}/${tenant}/`)
    : [...new Set(theirs.map((tenant) => `${bucketOf(tenant)}/`))];
};
