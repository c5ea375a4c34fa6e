import type { Stored } from '../log/stored.js';
import type { Answers } from './answers.js';
import type { Streams } from './definitions.js';
import { invalidArgument, streamDeleted } from './errors.js';
import { PAGE, positionOf } from './read.js';
import { filterOf, revisionOf, type Matches } from './requests.js';
import type { Service } from './service.js';

type Confirm = () => Promise<void> | undefined;

/** Events considered between two checkpoints, times the client's multiplier. */
const WINDOW = 32;

/**
 * From the log to one subscriber: a cursor that reads on whenever the log has grown, so that a slow
 * subscriber keeps nothing in memory and misses nothing.
 */
export const subscribeToStream = async (
  { log }: Service,
  options: Streams.ReadReq.Options.StreamOptions,
  name: string,
  answers: Answers,
  confirm: Confirm,
): Promise<void> => {
  let next = 0;
  if (options.hasEnd()) next = endOf(log.readable(name));
  else if (!options.hasStart()) next = revisionOf(options.getRevision()) + 1;
  await confirm();
  let live = false;
  while (!answers.over) {
    next = await sendFrom(log, name, next, answers);
    if (next < endOf(log.readable(name))) continue;
    if (live) await answers.grown();
    else {
      live = true;
      await answers.caughtUp();
    }
  }
};

/** Sends a page of a stream; the revision to go on from. */
const sendFrom = async (
  log: Service['log'],
  name: string,
  next: number,
  answers: Answers,
): Promise<number> => {
  const readable = log.readable(name);
  if (readable.kind === 'deleted') throw streamDeleted(name);
  if (readable.kind === 'none') return Math.max(next, readable.next);
  const from = Math.max(next, readable.first);
  if (from > readable.last) return from;
  const page = log.streamPage(readable, from, readable.last, PAGE);
  for (const event of page) {
    const wait = answers.event(event);
    if (wait) await wait;
  }
  return page.length < PAGE ? readable.last + 1 : page.at(-1)!.revision + 1;
};

const endOf = (readable: ReturnType<Service['log']['readable']>): number => {
  if (readable.kind === 'deleted') return 0;
  return readable.kind === 'none' ? readable.next : readable.last + 1;
};

/** Everything from a position on; a filtered subscription is told how far it has looked. */
export const subscribeToAll = async (
  { log }: Service,
  options: Streams.ReadReq.Options,
  answers: Answers,
  confirm: Confirm,
): Promise<void> => {
  const filter = options.hasFilter() ? options.getFilter()! : undefined;
  const all = options.getAll()!;
  let at = all.hasPosition() ? positionOf(log, all.getPosition()!) : 0;
  if (all.hasEnd()) at = log.head;
  const feed = new AllFeed(log, answers, filter && filterOf(filter), filter && intervalOf(filter));
  await confirm();
  let live = at >= log.head;
  if (live) await answers.caughtUp();
  while (!answers.over) {
    at = await feed.from(at);
    if (at < log.head) continue;
    if (live) await answers.grown();
    else {
      live = true;
      await feed.mark(at);
      await answers.caughtUp();
    }
  }
};

const intervalOf = (filter: Streams.ReadReq.Options.FilterOptions): number => {
  const multiplier = filter.getCheckpointintervalmultiplier();
  if (multiplier === 0) throw invalidArgument('The checkpoint interval must be greater than 0.');
  return (filter.hasMax() ? filter.getMax() : WINDOW) * multiplier;
};

class AllFeed {
  private considered = 0;
  private marked = 0;

  constructor(
    private readonly log: Service['log'],
    private readonly answers: Answers,
    private readonly matches: Matches = () => true,
    private readonly interval = 0,
  ) {}

  /** Sends what follows a position, a page of it; the position of the last event considered. */
  async from(at: number): Promise<number> {
    let position = at;
    for (const event of this.log.pageAfter(at, PAGE)) {
      if (this.answers.over) return position;
      await this.consider(event);
      position = event.position;
    }
    return position;
  }

  /** Tells a filtered subscription how far it has looked, each position once. */
  async mark(position: number): Promise<void> {
    if (this.interval === 0 || position <= this.marked) return;
    this.marked = position;
    await this.answers.checkpoint(position);
  }

  private async consider(event: Stored): Promise<void> {
    if (this.matches(() => this.log.nameOf(event.stream), event.type)) {
      const wait = this.answers.event(event);
      if (wait) await wait;
    }
    if (this.interval === 0) return;
    this.considered += 1;
    if (this.considered < this.interval) return;
    this.considered = 0;
    await this.mark(event.position);
  }
}
