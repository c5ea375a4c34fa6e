import { randomUUID } from 'node:crypto';
import type { Stored } from '../log/stored.js';
import { Answers, type ReadCall } from './answers.js';
import { streams, type Streams } from './definitions.js';
import { invalidArgument, streamDeleted } from './errors.js';
import { filterOf, revisionOf, streamOf, type Matches } from './requests.js';
import { admit, type Service } from './service.js';
import { subscribeToAll, subscribeToStream } from './subscription.js';

type Options = Streams.ReadReq.Options;

/** How many events one read of the log takes. */
export const PAGE = 256;

/** Streams.Read: a stream or everything, forwards or backwards, once or as a subscription. */
export const read =
  (service: Service) =>
  (call: ReadCall): void => {
    const options = call.request.getOptions();
    const answers = new Answers(service, call, {
      structured: !options?.getUuidOption()?.hasString(),
      resolveLinks: options?.getResolveLinks() ?? false,
    });
    answer(service, call, options, answers).catch((error: unknown) => answers.fail(error));
  };

const answer = async (
  service: Service,
  call: ReadCall,
  options: Options | undefined,
  answers: Answers,
): Promise<void> => {
  if (!options) throw invalidArgument('Options are required.');
  const caller = admit(service, call.metadata, false);
  if (!options.hasUuidOption()) throw invalidArgument('`uuidOption` is a required argument.');
  const stream = options.hasStream() ? streamOf(options.getStream()!) : undefined;
  if (stream === undefined && !options.hasAll())
    throw invalidArgument('A stream or all of them is required.');
  service.rights.check(caller, 'read', stream ?? '$all');
  if (options.hasSubscription()) return subscribe(service, options, stream, answers);
  if (!options.hasCount()) throw invalidArgument('A count or a subscription is required.');
  if (stream === undefined) await readAll(service, options, answers);
  else await readStream(service, options, stream, answers);
  answers.end();
};

const subscribe = async (
  service: Service,
  options: Options,
  stream: string | undefined,
  answers: Answers,
): Promise<void> => {
  if (options.getReadDirection() === streams.ReadReq.Options.ReadDirection.BACKWARDS)
    throw invalidArgument('A subscription reads forwards.');
  if (stream !== undefined && options.hasFilter())
    throw invalidArgument('A subscription to a stream has no filter.');
  const confirm = () =>
    answers.message((message) => {
      const confirmation = new streams.ReadResp.SubscriptionConfirmation();
      confirmation.setSubscriptionId(randomUUID());
      message.setConfirmation(confirmation);
    });
  if (stream === undefined) await subscribeToAll(service, options, answers, confirm);
  else await subscribeToStream(service, options.getStream()!, stream, answers, confirm);
};

const backwards = (options: Options): boolean =>
  options.getReadDirection() === streams.ReadReq.Options.ReadDirection.BACKWARDS;

const countOf = (options: Options): number => Number(options.getCount());

const readStream = async (
  { log }: Service,
  options: Options,
  name: string,
  answers: Answers,
): Promise<void> => {
  const readable = log.readable(name);
  if (readable.kind === 'deleted') throw streamDeleted(name);
  if (readable.kind === 'none') {
    await answers.message((message) => {
      const missing = new streams.ReadResp.StreamNotFound();
      missing.setStreamIdentifier(options.getStream()!.getStreamIdentifier());
      message.setStreamNotFound(missing);
    });
    return;
  }
  const down = backwards(options);
  const end = down ? readable.first : readable.last;
  let from = startOf(options.getStream()!, readable, down);
  let left = countOf(options);
  while (left > 0 && !answers.over && (down ? from >= end : from <= end)) {
    const page = log.streamPage(readable, from, end, Math.min(left, PAGE));
    for (const event of page) {
      const wait = answers.event(event);
      if (wait) await wait;
    }
    if (page.length < Math.min(left, PAGE)) return;
    left -= page.length;
    from = page.at(-1)!.revision + (down ? -1 : 1);
  }
};

const startOf = (
  options: Streams.ReadReq.Options.StreamOptions,
  { first, last }: { first: number; last: number },
  down: boolean,
): number => {
  if (options.hasStart()) return down ? 0 : first;
  if (options.hasEnd()) return down ? last : last + 1;
  const revision = revisionOf(options.getRevision());
  return down ? Math.min(revision, last) : Math.max(revision, first);
};

const readAll = async ({ log }: Service, options: Options, answers: Answers): Promise<void> => {
  const down = backwards(options);
  const matches: Matches = options.hasFilter() ? filterOf(options.getFilter()!) : () => true;
  const all = options.getAll()!;
  let at = all.hasPosition() ? positionOf(log, all.getPosition()!) : undefined;
  if (at === undefined) at = all.hasEnd() ? log.head + 1 : 0;
  // Forwards from a position takes the event there, backwards from it does not.
  else if (!down) at -= 1;
  if (!down && all.hasEnd()) return;
  let left = countOf(options);
  while (left > 0 && !answers.over) {
    const page: Stored[] = down ? log.pageBefore(at, PAGE) : log.pageAfter(at, PAGE);
    for (const event of page) {
      if (left === 0) return;
      if (!matches(() => log.nameOf(event.stream), event.type)) continue;
      const wait = answers.event(event);
      if (wait) await wait;
      left -= 1;
    }
    if (page.length < PAGE) return;
    at = page.at(-1)!.position;
  }
};

/** Positions are opaque: only those the server gave lead anywhere. */
export const positionOf = (
  log: Service['log'],
  position: Streams.ReadReq.Options.Position,
): number => {
  const commit = Number(position.getCommitPosition());
  if (commit !== 0 && !log.isPosition(commit))
    throw invalidArgument('The position is not valid: no record begins there.');
  return Math.min(commit, Number.MAX_SAFE_INTEGER - 1);
};
