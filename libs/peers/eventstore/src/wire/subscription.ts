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
/** A live subscriber that leaves so many events waiting has fallen behind and catches up again. */
const LIVE_BUFFER = 1_000;

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
  const feed = new AllFeed(log, answers, at, filter);
  await confirm();
  await feed.run();
};

const intervalOf = (filter: Streams.ReadReq.Options.FilterOptions): number => {
  const multiplier = filter.getCheckpointintervalmultiplier();
  if (multiplier === 0) throw invalidArgument('The checkpoint interval must be greater than 0.');
  return (filter.hasMax() ? filter.getMax() : WINDOW) * multiplier;
};

/** One subscriber of everything: catches up, is live, falls behind when it is too slow for that. */
class AllFeed {
  private considered = 0;
  private marked = 0;
  private readonly matches: Matches;
  private readonly interval: number;

  constructor(
    private readonly log: Service['log'],
    private readonly answers: Answers,
    /** Position of the last event considered. */
    private at: number,
    filter: Streams.ReadReq.Options.FilterOptions | undefined,
  ) {
    this.matches = filter ? filterOf(filter) : () => true;
    this.interval = filter ? intervalOf(filter) : 0;
  }

  async run(): Promise<void> {
    let live = this.at >= this.log.head;
    if (live) await this.answers.caughtUp();
    while (!this.answers.over) {
      await this.sendPage();
      if (live && this.log.hasMoreThan(LIVE_BUFFER, this.at)) {
        live = false;
        await this.answers.fellBehind();
        await this.mark();
      } else if (this.at < this.log.head) continue;
      else if (live) await this.answers.grown();
      else {
        live = true;
        await this.mark();
        await this.answers.caughtUp();
      }
    }
  }

  private async sendPage(): Promise<void> {
    for (const event of this.log.pageAfter(this.at, PAGE)) {
      if (this.answers.over) return;
      await this.consider(event);
      this.at = event.position;
    }
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
    this.at = event.position;
    await this.mark();
  }

  /** Tells a filtered subscription how far it has looked, each position once. */
  private async mark(): Promise<void> {
    if (this.interval === 0 || this.at <= this.marked) return;
    this.marked = this.at;
    await this.answers.checkpoint(this.at);
  }
}
